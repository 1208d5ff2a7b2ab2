"""What must be fast, each figure a ratio against a peer in the same run: `python -m benchmarks`."""
