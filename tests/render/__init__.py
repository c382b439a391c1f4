"""Tests of the render floor."""
