"""Static checks of a mini app: what would be refused on the platform, found before the upload.

Called by the command line; works offline and imports only `project`, `spec` and the leaves. Read
`engine.py`, `rule.py` and `script.py` first; each rule is one file in `rules/`.
"""
