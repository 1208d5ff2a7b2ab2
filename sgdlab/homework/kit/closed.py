"""In a homework the rest of sgdlab is closed: its functions are the question."""

import sys
from importlib.abc import MetaPathFinder
from types import ModuleType

OPEN = ("sgdlab", "sgdlab.homework")
_KIT = "sgdlab.homework.kit"
_YOURS = "NumPy and Python's own library are yours to use."


class _Door(ModuleType):
    """What `import sgdlab` gives in a homework."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(
            f"sgdlab.{name} is closed in a homework: this function is the question. {_YOURS}"
        )


class _Closed(MetaPathFinder):
    """Finds no module of sgdlab but the kit's."""

    def find_spec(self, name, path=None, target=None):
        if name.startswith("sgdlab.") and not (name in OPEN or name.startswith(_KIT)):
            raise ModuleNotFoundError(
                f"{name} is closed in a homework: its functions are the question. {_YOURS}",
                name=name,
            )


def close():
    """Close sgdlab but for the kit, for the rest of this process. A lesson next door stays open."""
    if any(isinstance(finder, _Closed) for finder in sys.meta_path):
        return
    for name in [name for name in sys.modules if name.startswith("sgdlab.")]:
        if name not in OPEN and not name.startswith(_KIT):
            del sys.modules[name]
    front, rooms = sys.modules["sgdlab"], sys.modules["sgdlab.homework"]
    door = _Door("sgdlab", "sgdlab, closed but for the homework kit.")
    door.__path__, door.homework = list(front.__path__), rooms
    sys.modules["sgdlab"] = door
    sys.meta_path.insert(0, _Closed())
