"""The database: engine, the writer thread, tables, migrations, the sealing of secrets.

Doors open transactions here and rooms write statements against `tables/`; nobody else knows which
database it is. Read `engine.py`, `transaction.py`, `tables/`.
"""
