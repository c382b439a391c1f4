"""Where a file states the version of its own project, and the same file with another one there."""
