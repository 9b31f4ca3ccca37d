"""The app's page while it is developed: its dev script, and the server that puts it into the phone.

Called by the command line; `web` may ask `assets` for the SDK. Talks to this machine only. Read
`proxy.py`, `rewrite.py` and `runner.py` first.
"""
