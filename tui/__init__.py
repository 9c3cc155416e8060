"""The terminal: knows the engine, which never knows it."""
