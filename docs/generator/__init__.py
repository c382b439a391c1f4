"""One module per kind of generated page; each has `pages(root)`: path below the root → text."""
