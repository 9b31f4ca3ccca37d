"""The config of a mini app or game: reading it with every problem, changing it, its JSON Schema.

Called by the rest of the room and by the command line. Read `read.py`, `names.py` and `edit.py`
first.
"""
