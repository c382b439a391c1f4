"""Click and nothing else: one file per command, the lazy table, the one error boundary."""
