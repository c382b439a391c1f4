"""Tests of the test kit itself: a check that cannot fail proves nothing."""
