"""One server and one browser for all browser tests; without a browser they fail in words."""

from pathlib import Path

import pytest

from .page import Notebook, opened
from .server import ROOT, Server, copy_course, write

ARTIFACTS = ROOT / "artifacts"


def pytest_collection_modifyitems(items):
    """Mark what lies in this folder: `-m "not browser"` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    place = tmp_path_factory.mktemp("lab")
    with Server(copy_course(place / "course"), place) as running:
        yield running


@pytest.fixture(scope="session")
def context():
    with opened(accept_downloads=True) as context:
        yield context


@pytest.fixture(scope="module")
def bench(request, server, context):
    """A notebook of the module's CELLS that was run."""
    name = request.module.__name__.rpartition(".")[2]
    notebook = Notebook(context, server, write(server.root / name, request.module.CELLS))
    notebook.run_all()
    yield notebook
    notebook.close()


@pytest.fixture(scope="session")
def artifacts():
    ARTIFACTS.mkdir(exist_ok=True)
    return ARTIFACTS
