"""The developer console: pages rendered here that work without JavaScript, and forms.

A form calls an endpoint of the admin API by name, in this process, so whatever a page does a
script can do. Read `door.py`, `routes.py`, `access.py`.
"""
