"""The public names of Python modules, and what changes for those who use them."""
