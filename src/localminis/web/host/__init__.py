"""The simulator: its page, its assets and the calls its page makes for the app in the phone."""
