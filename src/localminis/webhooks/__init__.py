"""Events, their delivery and their retries: nothing that happened is ever lost.

`commerce` and `identity` record events here inside their own transaction; `delivery.py` is the only
place that calls receivers. Read `events.py`, `delivery.py`, `schedule.py`.
"""
