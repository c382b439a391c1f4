"""One module per command: options in, operation called, result rendered."""
