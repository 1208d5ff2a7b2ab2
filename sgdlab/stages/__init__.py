"""The three stages of a graph step by step, and filled in by the reader, mistakes named."""
