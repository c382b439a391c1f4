"""`python -m gitfix`: the same program as the `gitfix` script."""

from gitfix.cli.main import main

main()
