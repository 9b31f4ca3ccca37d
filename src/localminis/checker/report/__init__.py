"""Findings as people and programs read them: text, JSON, SARIF, GitHub annotations, JUnit.

Each module has one function from a `Report` to text; nothing here prints. Called by the command
line. Read `model.py` and `text.py` first.
"""
