"""Who may import whom: the core knows NumPy, figures add matplotlib, widgets ipywidgets."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "sgdlab"
STANDARD = set(sys.stdlib_module_names)
CORE = {"numpy", "threadpoolctl", "array_api_compat"}
FIGURES = CORE | {
    "matplotlib",
    "mpl_toolkits",
    "contourpy",
    "PIL",
}  # matplotlib brings the last two
WIDGETS = FIGURES | {"ipywidgets", "anywidget", "traitlets", "IPython"}
TOOLS = {
    *("jupyter_core", "nbformat", "nbclient", "nbconvert", "latex2mathml"),
    *("PIL", "tqdm"),
}
# The command line and its rooms: nothing of the package imports them, but for the doctor.
EDGE = {
    "__main__",
    "browser",
    "cli",
    "course",
    "doctor",
    "execution",
    "handout",
    "lab",
    "notebooks",
    "studying",
}
GRADING = {"nbformat", "pytest", "nbval", "tqdm", "zmq", "psutil"}
OUTSIDE = {
    "figures": FIGURES,
    "widgets": WIDGETS,
    "edge": TOOLS,
    "core": CORE,
    "kit": {"numpy"},  # it runs in every student's kernel
    "homework": GRADING,
}
BELOW = {
    "core": {"core"},
    "figures": {"core", "figures"},
    "widgets": {"core", "figures", "widgets"},
    "edge": {"core", "edge", "homework"},
    "kit": {"kit"},
    "homework": {"kit", "homework", "edge"},
}
# What one room may use if it is installed; it imports it where it is needed, not when it is loaded.
EXTRAS = {
    "openml.py": {"sklearn"},
    "hardware.py": {"torch"},
    "parallel/ray_cluster.py": {"ray"},
    "homework/kit/checks.py": {"IPython"},  # there is one where a check cell runs
}
FRONT = {"__init__.py"}  # the front door shows rooms of every layer; the subprocess test holds it


def layer(room, *rest):
    """Return the layer of a room of the package, by the parts of its name within sgdlab."""
    if room == "homework":
        return "kit" if rest[:1] == ("kit",) else "homework"
    return room if room in ("figures", "widgets") else "edge" if room in EDGE else "core"


def imports(source, path):
    """Return each (line, module) that a source imports, with relative ones written out."""
    package = ["sgdlab", *path.with_suffix("").parts[:-1]]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *filter(None, [node.module])])
            yield from (
                (node.lineno, f"{stem}.{alias.name}" if stem == "sgdlab" else stem)
                for alias in node.names
            )


def strangers(source, path):
    """Return a line for each import that the layer of `path` (within sgdlab) does not allow."""
    here = layer(*path.with_suffix("").parts)
    found = []
    for line, module in imports(source, path):
        first, *rest = module.split(".")
        if first == "sgdlab":
            allowed = not rest or rest[0].startswith("__") or layer(*rest) in BELOW[here]
        else:
            extras = EXTRAS.get(path.as_posix(), set())
            allowed = first in STANDARD | OUTSIDE[here] | extras
        if not allowed:
            found.append(f"{path.as_posix()}:{line} imports {module}")
    return found


def sources():
    return sorted(PACKAGE.rglob("*.py"))


def test_every_room_imports_from_its_own_layer_or_below():
    found = []
    for source in sources():
        path = source.relative_to(PACKAGE)
        if str(path) not in FRONT:
            found += strangers(source.read_text(encoding="utf-8"), path)
    assert found == []
    assert len(sources()) > 15


@pytest.mark.parametrize(
    ("path", "source", "wrong"),
    [
        ("descent.py", "import matplotlib.pyplot as plt", "matplotlib.pyplot"),
        ("descent.py", "def f():\n    from tqdm import tqdm", "tqdm"),
        ("descent.py", "def f():\n    import torch", "torch"),
        ("descent.py", "from . import lab", "sgdlab.lab"),
        ("descent.py", "from .figures.curve import curve", "sgdlab.figures.curve"),
        ("descent.py", "from sgdlab import widgets", "sgdlab.widgets"),
        ("figures/curve.py", "import ipywidgets", "ipywidgets"),
        ("figures/curve.py", "from ..widgets import live", "sgdlab.widgets"),
        ("figures/curve.py", "from .. import cli", "sgdlab.cli"),
        ("widgets/live.py", "import ray", "ray"),
        ("lab.py", "import numpy", "numpy"),
        ("homework/kit/judge.py", "import nbformat", "nbformat"),
        ("homework/kit/judge.py", "from ..source import read", "sgdlab.homework.source"),
        ("homework/kit/judge.py", "from ...descent import step", "sgdlab.descent"),
        ("homework/source.py", "from ..descent import step", "sgdlab.descent"),
    ],
)
def test_an_import_from_above_is_found(path, source, wrong):
    assert [line.split()[-1] for line in strangers(source, Path(path))] == [wrong]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("descent.py", "import math\nimport numpy as np\nfrom .batches import batches"),
        ("openml.py", "def f():\n    from sklearn.datasets import fetch_openml"),
        ("figures/curve.py", "from ..descent import step\nfrom .style import COLORS"),
        ("widgets/live.py", "import anywidget\nfrom ..figures import curve\nfrom .. import step"),
        ("cli.py", "from . import __version__\nfrom .lab import lab"),
    ],
)
def test_an_import_from_below_is_allowed(path, source):
    assert strangers(source, Path(path)) == []


def test_pyplot_and_its_global_state_are_used_nowhere():
    for source in sources():
        modules = imports(source.read_text(encoding="utf-8"), source.relative_to(PACKAGE))
        assert not [name for _, name in modules if name.startswith(("matplotlib.pyplot", "pylab"))]


HEAVY = (
    *("matplotlib", "ipywidgets", "IPython", "anywidget", "ray", "jupyterlab", "nbformat", "PIL"),
    *("sklearn", "torch"),
)


@pytest.mark.parametrize(
    "statement",
    ["import sgdlab", "import sgdlab.cli", "import sgdlab.doctor", "import sgdlab.hardware"],
)
def test_importing_the_package_loads_nothing_heavy(statement):
    assert loaded(statement) == []


def test_a_heavy_import_is_seen():
    assert loaded("import sgdlab, PIL") == ["PIL"]


def loaded(statement):
    code = f"import sys; {statement}; print(*[m for m in {HEAVY} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()
