"""The web flow of Login Kit: the address that backends send browsers to, and its consent page."""
