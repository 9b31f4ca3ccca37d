"""What the platform says: every documented fact, each with its source and how sure we are of it.

Anybody may import it; it imports `errors` and the standard library only. Read `sources.py`,
`endpoints.py` and `config.py` first.
"""
