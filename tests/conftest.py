"""What all tests share: examples of Hypothesis come in the same order on every machine."""

from hypothesis import settings

settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")
