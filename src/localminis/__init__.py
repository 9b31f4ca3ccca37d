"""LocalMinis: the TikTok Minis developer platform on your own machine.

ARCHITECTURE.md draws the package's rooms and their arrows. Importing this module loads nothing.
"""

__version__ = "0.1.0"
