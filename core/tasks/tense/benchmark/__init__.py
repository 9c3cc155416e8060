"""How fast the engine is on this machine: ratios of things measured side by side, never a bare time alone."""
