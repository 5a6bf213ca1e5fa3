"""Trains the project's own tiny checkpoints and draws its mini benchmarks. See `python -m scripts.zoo --help`."""
