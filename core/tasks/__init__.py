"""The tasks: each a folder with the same file names, known by its spec alone."""
