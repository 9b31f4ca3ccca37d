"""All SQL of commerce, a file for each family of verbs, and what commerce knows about a user.

The statements of each request are built once: building one costs five times its running.
"""
