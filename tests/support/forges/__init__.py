"""Forges as far as gitfix sees them: real servers of git with the hooks that a forge has, and the API of GitHub."""
