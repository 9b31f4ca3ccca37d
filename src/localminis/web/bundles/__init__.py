"""One file with a whole platform in it: written with its secrets masked, read without trust.

Called by the admin API and the console. Read `model.py`, `writing.py`, `reading.py`.
"""
