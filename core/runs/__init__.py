"""A run's folder: what it is, what it holds, how it is written and read."""
