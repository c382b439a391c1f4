"""Tests against real services: `make test-services` gets what they need and runs them."""
