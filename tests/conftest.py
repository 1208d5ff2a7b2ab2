"""What all tests share: examples of Hypothesis come in the same order on every machine."""

import pytest
from hypothesis import settings

settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def cluster():
    """The one Ray cluster of all tests that need one; the first run starts it."""
    from sgdlab.parallel import Ray

    yield
    Ray.stop()
