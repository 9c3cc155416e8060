"""Speed measured here and now: ratios of things timed in turns, never a bare time alone. Each task has its own."""
