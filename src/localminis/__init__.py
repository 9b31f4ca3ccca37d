"""LocalMinis: the TikTok Minis developer platform on your own machine.

The package's rooms and their arrows are drawn in ARCHITECTURE.md. Importing this module loads nothing.
"""

__version__ = "0.1.0"
