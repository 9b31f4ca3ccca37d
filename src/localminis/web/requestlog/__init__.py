"""The request log: every call of the open API, its answer, and for a refusal why and what helps.

`recorder.py` listens at the door and writes in batches, off the request; `log.py` holds the verbs
that the admin API and the console read it by. Read `recorder.py`, `log.py`, `reasons.py`.
"""
