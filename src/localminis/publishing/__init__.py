"""Code versions and who gets which: upload, scan, review, rollout; sandboxes, domains, placements.

Called by the doors of `web`. Read `model.py`, `rollout.py`, `unpack.py`.
"""
