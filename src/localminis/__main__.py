"""`python -m localminis` is the `localminis` command."""

from localminis.cli.root import main

main()
