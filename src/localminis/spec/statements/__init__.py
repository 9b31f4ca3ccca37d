"""What the platform's pages say, row by row, with the test that proves what we do.

The page of fidelity is written from these rows. Read `statement.py`, `tokens.py`, `orders.py`.
"""
