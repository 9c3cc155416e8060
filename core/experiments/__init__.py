"""Experiments: which runs are compared, what came of them, and what that answers. Knows no torch and no task."""
