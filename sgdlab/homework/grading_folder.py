"""The folder a grading writes into: what was found before, what is kept, what has changed."""

import contextlib
import json
import secrets
import shutil
import sys
import time
from pathlib import Path

from .grades import given, replace, table

STATE, LOCK = "grading.json", ".lock"
_FILES = ("result.json", "feedback.html")


class Folder:
    """`--out`: one folder for each student, the tables, the pages, and `history/`."""

    def __init__(self, path, homework):
        self.path, self.homework = Path(path), homework
        state = self._state()
        self.seed = state.get("seed")
        self._stamp = time.strftime("%Y-%m-%d-%H%M%S")
        self.changes = []

    def _state(self):
        place = self.path / STATE
        if not self.path.exists():
            return {}
        if not self.path.is_dir():
            raise ValueError(f"--out {self.path} is a file; expected a folder.")
        if not place.exists():
            if any(inner.name != LOCK for inner in self.path.iterdir()):
                raise ValueError(
                    f"--out {self.path} holds other things; name a new folder, or one of an "
                    "earlier grading."
                )
            return {}
        try:
            state = json.loads(place.read_text(encoding="utf-8"))
            homework, seed = state["homework"], state["seed"]
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{place} is damaged; name a new folder for --out.") from error
        if homework != self.homework:
            raise ValueError(
                f"{self.path} holds the grading of {homework}; name another folder for "
                f"{self.homework}."
            )
        return {"seed": seed}

    def settle(self, seed):
        """Return the seed: the one given, else as before, else a new one."""
        if seed is None:
            seed = self.seed if self.seed is not None else secrets.randbelow(10**6)
        self.seed = seed
        return seed

    def keys(self):
        """Return {user: key} of those graded before whose number the learning system gave."""
        found = {}
        for place in sorted(self.path.glob("*/result.json")):
            user = (self.old(place.parent.name) or {}).get("user")
            found |= {user: place.parent.name} if user else {}
        return found

    @contextlib.contextmanager
    def alone(self):
        """Make the folder and keep every other grading out of it.

        Raises ValueError where there is one.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with open(self.path / LOCK, "w", encoding="utf-8") as file:
            if not _locked(file):
                raise ValueError(f"Another grading is at work in {self.path}; wait for its end.")
            yield

    def begin(self):
        """Begin: what an earlier grading wrote about all is kept."""
        state = {"homework": self.homework, "seed": self.seed}
        self.write(STATE, json.dumps(state) + "\n")
        for name in ("grades.csv", "changed.csv"):
            if (self.path / name).exists():
                self._keep(self.path / name, name)

    def old(self, key):
        """Return the earlier result of a student, or None."""
        try:
            found = json.loads((self.path / key / "result.json").read_text(encoding="utf-8"))
            return found if isinstance(found["questions"], dict) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def store(self, key, result, page, notebook=None):
        """Write a student's files; what they replace goes to `history/`, if the points differ.

        Without a `notebook` nothing was run, and the one that is there stays.
        """
        old, place = self.old(key), self.path / key
        place.mkdir(exist_ok=True)
        if old is not None and notebook is not None and _gist(old) != _gist(result):
            for name in (*_FILES, f"{self.homework}.ipynb"):
                if (place / name).exists():
                    self._keep(place / name, f"{key}/{name}")
        self._note_changes(old, result)
        if notebook is not None:
            text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
            replace(place / f"{self.homework}.ipynb", text)
        replace(place / "feedback.html", page)
        replace(place / "result.json", json.dumps(result, ensure_ascii=False) + "\n")

    def write(self, name, text):
        """Write one file of the folder."""
        place = self.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        replace(place, text)

    def write_changes(self):
        """Write `changed.csv`: whose points are not what they were."""
        lines = [("student", "question", "before", "after"), *self.changes]
        self.write("changed.csv", table(lines).encode("utf-8-sig"))

    def _note_changes(self, old, result):
        before, after = (given(one) if one else {} for one in (old, result))
        for name, value in after.items():
            if name in before and before[name] != value:
                self.changes.append((result["student"], name, before[name], value))

    def _keep(self, place, name):
        kept = self.path / "history" / self._stamp / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place, kept)


def _locked(file):
    """Lock a file until it is closed, or its process ends; False where another one has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _gist(result):
    return given(result), result["seed"], {
        name: [part["told"] for part in one["parts"]] for name, one in result["questions"].items()
    }  # fmt: skip
