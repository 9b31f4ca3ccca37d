"""The command line: one file per command, one terminal.

A command parses its options, calls one verb and prints the result; it decides nothing and imports
its heavy parts when it runs. Read `root.py`, `terminal.py`, then any command.
"""
