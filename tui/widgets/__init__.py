"""The panes' parts: each shows what it is given and posts what the reader wants."""
