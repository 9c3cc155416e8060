"""The split of the reviews, the probes, and what makes the split."""
