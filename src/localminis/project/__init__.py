"""A mini app on disk: reading its config, scaffolding it, finishing its production build.

Called by the command line, the development server and the checker; works offline and imports only
`spec` and the leaves. Read `model.py`, `load.py` and `scaffold.py` first.
"""
