"""The rules, one file each: `<code>_<name>.py` with a `RULE`. They are found, not registered.

A rule's file is its documentation, its examples and its function; `localminis rules CODE`, the
reference page and the tests are made from it. Codes are never used again for something else.
"""
