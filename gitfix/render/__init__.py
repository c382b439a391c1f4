"""Text for people, JSON for programs, templates for files."""
