"""Zips for students: always the same bytes, and no file that holds a solution."""

import zipfile

_WHOLE = ("start.py", "pyproject.toml", "constraints.txt", "environment.yml", "LICENSE", "NOTICE",
          "CITATION.cff")  # fmt: skip
_TREES = ("sgdlab/**/*", "data/**/*", "notebooks/*.ipynb", "notebooks/homework/*.*")
_PAGES = ("docs/glossary.md", "docs/bibliography.md")
_DATE = (1980, 1, 1, 0, 0, 0)
STUDENTS = "docs/students.md"


def pack(path, files):
    """Write {name: text or bytes} as a zip; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            made.writestr(info, files[name])
    return path


def course_files(root):
    """Return what a student needs of a course, {name: bytes}: its own README, and no source."""
    found = {f"sgdlab/{name}": (root / name).read_bytes() for name in (*_WHOLE, *_PAGES)}
    for pattern in _TREES:
        for path in root.glob(pattern):
            if path.is_file() and "__pycache__" not in path.parts:
                found[f"sgdlab/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    return found | {"sgdlab/README.md": (root / STUDENTS).read_bytes()}
