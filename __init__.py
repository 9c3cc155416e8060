"""cvae-tui: train, watch and probe conditional sequence VAEs in the terminal (this checkout is the package)."""
