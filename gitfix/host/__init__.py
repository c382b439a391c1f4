"""Processes, files, clock and environment of this machine."""
