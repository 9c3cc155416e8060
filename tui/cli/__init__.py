"""What the subcommands do: data on stdout, talk on stderr, no screen. Torch is imported by those that need a model."""
