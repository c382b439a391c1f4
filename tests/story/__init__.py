"""Whole incidents, from the first command to the last."""
