"""One module per verb: what a command does, without printing."""
