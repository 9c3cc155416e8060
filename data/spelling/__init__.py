"""Misspellings and words, and what makes them."""
