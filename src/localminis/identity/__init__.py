"""Apps, simulated users, login codes and tokens: who is calling, for whom, and what they may see.

Called by the doors (`web`, `cli` through it) and by `commerce` never: the rooms meet in the
database. Read `model.py`, `codes.py`, `tokens.py`.
"""
