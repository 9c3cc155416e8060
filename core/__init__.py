"""The engine: knows torch, knows no screen."""
