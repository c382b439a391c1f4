"""gitfix: emergency hotfixes from the production tag, carried back to every branch."""
