"""The HTTP doors: the open API, the simulator's endpoints, the admin API, and their pages.

A handler takes shapes in, calls one verb and gives shapes out; `endpoint.py` does everything
around it. Read `app.py`, `endpoint.py`, `errors.py`.
"""
