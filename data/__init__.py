"""The data that ships with cvae-tui, and the script that makes it."""
