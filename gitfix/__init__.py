"""gitfix: emergency hotfixes from the production tag, carried back to every branch."""

__version__ = "0.1.0"
