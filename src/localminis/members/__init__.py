"""The team of a served platform: who may sign in, with which role, and who did what.

Called by the doors. Members are people of the team, not the simulated users of `identity`; they are
no part of a state that is exported, imported or reset. Read `model.py`, `access.py`, `people.py`.
"""
