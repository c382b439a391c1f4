"""What a project depends on, read from its manifest: one format per file."""
