"""Tests of the documentation: it says what the code says."""
