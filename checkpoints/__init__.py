"""The checkpoints that ship with the package, one folder each (see README.md beside this file)."""
