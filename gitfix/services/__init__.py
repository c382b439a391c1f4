"""The outside world: the commands that a project brings itself."""
