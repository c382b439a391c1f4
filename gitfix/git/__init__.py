"""The only floor that touches the git binary or pygit2."""
