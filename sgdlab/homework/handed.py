"""The files that were handed in, in a folder or a zip: found and read with care.

A zip is never unpacked: its files are read one by one, each up to a limit, so that no name in it
leads anywhere and no file in it can grow.
"""

import io
import lzma
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from .sandbox_results import text
from .source import MOST_BYTES, TOO_LARGE

MOST_FILES = 20_000
_SKIPPED = {"__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__"}
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError)
_BROKEN += (OSError, ValueError, MemoryError)  # a name that is no text, a huge index


@dataclass(frozen=True)
class File:
    """One file: its path within what was handed in, its time, and where its bytes are.

    `archive` is the zip it lies in, by its place, or as a `File` within another one: that is read
    again when asked for, since a class may hand in more than fits into memory.
    """

    path: str
    time: float
    place: Any
    archive: Any = None

    @property
    def name(self):
        """Return the file's name without its folders."""
        return PurePosixPath(self.path).name

    def read(self):
        """Return the file's bytes. Raises ValueError, in a sentence, where they cannot be had."""
        try:
            with self._open() as stream:
                data = stream.read(MOST_BYTES + 1)
        except _BROKEN as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ValueError(f"{self.name} cannot be read ({reason[:200]}).") from error
        if len(data) > MOST_BYTES:
            raise ValueError(TOO_LARGE.format(self.name))
        return data

    def _open(self):
        if self.archive is None:
            return open(self.place, "rb")
        within = isinstance(self.archive, File)
        archive = io.BytesIO(self.archive.read()) if within else self.archive
        return zipfile.ZipFile(archive).open(self.place)


def files(place):
    """Return all files of a folder or a zip, in the order of their paths.

    Raises ValueError for what is neither, and for a zip that is damaged or has too many files.
    """
    place = Path(place)
    if place.is_dir():
        return _folder(place)
    if not place.exists():
        raise ValueError(f"{place} is not there; expected a folder or a zip of submissions.")
    if place.suffix == ".ipynb":
        return [File(place.name, place.stat().st_mtime, place)]
    return _zip(place, place, place.name)


def inside(file):
    """Return the files of a zip that one student handed in."""
    return _zip(file, io.BytesIO(file.read()), file.name)


def _folder(place):
    found = []
    for folder, below, names in os.walk(place):  # does not follow links
        below[:] = sorted(name for name in below if name not in _SKIPPED)
        for name in names:
            path = Path(folder, name)
            if _wanted(name) and path.is_file() and not path.is_symlink():
                relative = text(path.relative_to(place).as_posix())
                found.append(File(relative, path.stat().st_mtime, path))
        if len(found) > MOST_FILES:
            raise ValueError(f"{place} has more than {MOST_FILES} files; is it the right folder?")
    return sorted(found, key=lambda file: file.path)


def _zip(place, stream, name):
    try:
        with zipfile.ZipFile(stream) as archive:
            listed = archive.infolist()
    except _BROKEN as error:
        raise ValueError(f"{name} is no folder, and no zip that can be read ({error}).") from error
    if len(listed) > MOST_FILES:
        raise ValueError(f"{name} has more than {MOST_FILES} files; is it the right zip?")
    found = []
    for info in listed:
        parts = [part for part in info.filename.replace("\\", "/").split("/") if part]
        odd = not parts or info.is_dir() or ".." in parts or _SKIPPED & set(parts)
        if not odd and _wanted(parts[-1]):
            stamp = sum(n * 100**k for k, n in enumerate(reversed(info.date_time)))
            found.append(File(text("/".join(parts)), stamp, info, place))
    return sorted(found, key=lambda file: file.path)


def _wanted(name):
    return not name.startswith(("._", ".DS_Store")) and name not in ("Thumbs.db", "desktop.ini")
