"""The admin API: the one door through which a platform is steered; token-protected, on loopback.

The command line calls it, and the console will.
"""
