"""The rules of `gitfix check`, one family per file."""
