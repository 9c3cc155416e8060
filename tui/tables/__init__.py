"""Verbs in four forms: what is asked, what is answered, and how both are drawn; knows no widget."""
