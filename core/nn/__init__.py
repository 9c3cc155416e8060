"""Layers and alphabets that tasks share."""
