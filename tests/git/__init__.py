"""Tests of the git floor."""
