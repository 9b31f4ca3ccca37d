"""Numbered steps, forward only, one change each; a merged step is never edited."""
