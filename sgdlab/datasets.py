"""The data that travel with sgdlab: where the files lie, what they must hold, how to load them."""

import csv
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from . import openml, sentences, spam


class Dataset(NamedTuple):
    """Inputs X (n, k), targets y (n,), the names of X's columns, and where the data come from."""

    X: np.ndarray
    y: np.ndarray
    columns: tuple[str, ...]
    source: str


class _Grid(NamedTuple):
    low: float
    high: float
    step: float


class _File(NamedTuple):
    columns: tuple[str, ...]
    rows: int
    inputs: _Grid | None
    target: _Grid | None
    sha256: str
    source: str


_FILES = {
    "table": _File(
        columns=("size", "color", "category"),
        rows=4,
        inputs=_Grid(0, 1, 1),
        target=_Grid(-1, 1, 2),
        sha256="010716f6174ececa6dd30edfe9ea8e6a81216de260098187954938a15fcc419b",
        source="The four instances of the lecture UCSB CS140, SGD: facts, free to use.",
    ),
    "line": _File(
        columns=("x", "y"),
        rows=8,
        inputs=_Grid(0, 10, 0.25),
        target=_Grid(0, 10, 0.25),
        sha256="9e49187a16b648c1c05092796fb5cde343be386e167c4b8ba244dde4fd915a6e",
        source="Eight points made for sgdlab around the line y = 0.75 x + 1.5; MIT licence.",
    ),
    "digits": _File(
        columns=(*(f"p{row}{column}" for row in range(8) for column in range(8)), "label"),
        rows=1797,
        inputs=_Grid(0, 16, 1),
        target=_Grid(0, 9, 1),
        sha256="067c897c3866e1f112d70ccf18ba908a8bc1fbb9ec051530b8ad86070265d299",
        source=(
            "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, test "
            "set, UCI Machine Learning Repository, https://doi.org/10.24432/C50P49; "
            "CC BY 4.0 licence."
        ),
    ),
    "spam": _File(
        columns=("spam", "sender", "recipient", "text"),
        rows=120,
        inputs=None,
        target=None,
        sha256="5592614a8e3c7abfac33db7237cf199a629d559baf83bafc35ac715ab1a9b4a3",
        source="120 invented messages written for sgdlab; MIT licence.",
    ),
    "sentences": _File(
        columns=("sentence",),
        rows=30,
        inputs=None,
        target=None,
        sha256="a84124ab2eb5c2cbff3166292003e52660eb22329fdb6b73b21c1f91e62b3b7e",
        source="30 sentences of twenty words, written for sgdlab; MIT licence.",
    ),
}


def load(name):
    """Return one of the data sets "table", "line", "digits", "spam", "sentences" as a Dataset.

    X (n, k) holds floats. y (n,) is -1 or +1 for table and spam (+1: spam), a float for line, and
    a whole number 0 .. 9 for digits, whose X holds 64 pixels of 0 .. 16, row by row. The columns
    of spam are the lecture's four features, computed by `spam.features`; those of sentences are
    two words, one-hot, and y is the number of the word after them (`sentences.VOCABULARY`). Every
    call returns new arrays. data/README.md says where each file comes from.

    "mnist" and "cifar10" are fetched from OpenML once (see `openml`); y is 0 .. 9 as for digits.

    ValueError for an unknown name; ValueError or OSError for a damaged or missing file;
    ImportError and ConnectionError as `openml.load` says.

    >>> X, y, columns, source = load("table")
    >>> X.shape, y.tolist(), columns
    ((4, 2), [1.0, 1.0, -1.0, -1.0], ('size', 'color'))
    """
    known = (*_FILES, *openml.SETS)
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"No data set is called {name!r}; expected one of {', '.join(known)}.")
    if name in openml.SETS:
        return Dataset(*openml.load(name))
    file = _FILES[name]
    if name == "spam":
        found = messages()
        X = np.array([spam.features(m.text, m.sender, m.recipient) for m in found], dtype=float)
        y = np.array([1.0 if m.spam else -1.0 for m in found])
        return Dataset(X, y, ("# free", "YOUR_NAME", "MISPELLED", "FROM_FRIEND"), file.source)
    if name == "sentences":
        columns = (
            f"{place}: {word}" for place in ("first", "second") for word in sentences.VOCABULARY
        )
        return Dataset(*sentences.instances(texts()), tuple(columns), file.source)
    table = _numbers(name)
    X, y = table[:, :-1].copy(), table[:, -1].copy()
    return Dataset(X, y.astype(int) if name == "digits" else y, file.columns[:-1], file.source)


def messages():
    """Return the 120 messages of data/spam.csv, a tuple of `spam.Message`.

    ValueError or OSError for a damaged or missing file.

    >>> messages()[0].recipient, messages()[0].spam
    ('Robin', True)
    """
    path, lines = _lines("spam")
    found = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            kind, sender, recipient, text = next(csv.reader([line]))
            if kind not in ("0", "1") or not recipient.isalpha():
                raise ValueError
        except (ValueError, StopIteration, csv.Error):
            expected = "0 or 1, sender, first name, text"
            raise _damage(path, f"line {number}", repr(line[:40]), expected) from None
        found.append(spam.Message(kind == "1", sender, recipient, text))
    return tuple(found)


def texts():
    """Return the 30 sentences of data/sentences.csv, a tuple of strings.

    ValueError or OSError for a damaged or missing file.

    >>> texts()[0]
    'The European Central Bank raises rates.'
    """
    path, lines = _lines("sentences")
    for number, line in enumerate(lines[1:], start=2):
        try:
            few = len(sentences.words(line)) <= sentences.BEFORE
        except ValueError:
            few = True
        if few:
            expected = f"{sentences.BEFORE + 1} or more of the words that data/README.md lists"
            raise _damage(path, f"line {number}", repr(line[:40]), expected)
    return tuple(lines[1:])


def check():
    """Read every data file and compare its SHA-256 with the one published.

    Line ends do not count. ValueError that names every file that is missing or changed.

    >>> check()
    """
    wrong = []
    for name, file in _FILES.items():
        try:
            load(name)
            path = find(f"{name}.csv")
            if sha256(path.read_text(encoding="utf-8").encode()).hexdigest() != file.sha256:
                raise _damage(path, "whole file", "changed contents", "those published")
        except (OSError, ValueError) as error:
            wrong.append(str(error))
    if wrong:
        raise ValueError("\n".join(wrong))


def find(file):
    """Return the path of a data file: inside the installed package, or in the checkout's data/.

    FileNotFoundError if it is in neither.

    >>> find("line.csv").name
    'line.csv'
    """
    package = Path(__file__).resolve().parent
    places = (package / "data", package.parent / "data")
    for place in places:
        if (place / file).is_file():
            return place / file
    raise FileNotFoundError(f"{file} is in neither {places[0]} nor {places[1]}. {_repair(file)}")


def _numbers(name):
    file, (path, lines) = _FILES[name], _lines(name)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            row = [float(value) for value in line.split(",")]
        except ValueError:
            row = []
        if len(row) != len(file.columns):
            expected = f"{len(file.columns)} numbers with commas between them"
            raise _damage(path, f"line {number}", repr(line[:40]), expected)
        rows.append(row)
    table = np.array(rows)
    low, high, step = np.array([file.inputs] * (len(file.columns) - 1) + [file.target]).T
    with np.errstate(invalid="ignore"):  # inf has no remainder, and is out of range anyhow
        wrong = np.argwhere(~((table >= low) & (table <= high) & ((table - low) % step == 0)))
    if wrong.size:
        i, j = wrong[0]
        expected = f"a number from {low[j]:g} to {high[j]:g} in steps of {step[j]:g}"
        raise _damage(path, f"line {i + 2}, {file.columns[j]}", f"{table[i, j]:g}", expected)
    return table


def _lines(name):
    file, path = _FILES[name], find(f"{name}.csv")
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except OSError as error:
        raise OSError(f"{path} cannot be read: {error.strerror}. {_repair(path.name)}") from None
    except UnicodeDecodeError as error:
        raise _damage(path, f"byte {error.start}", "no UTF-8", "text in UTF-8") from None
    if lines[0] != ",".join(file.columns):
        raise _damage(path, "line 1", repr(lines[0][:40]), "the names that data/README.md lists")
    if len(lines) - 1 != file.rows:
        raise _damage(path, f"line {len(lines)}", "the end of the file", f"{file.rows} rows")
    return path, lines


def _damage(path, where, came, expected):
    return ValueError(f"{path}, {where}: found {came}; expected {expected}. {_repair(path.name)}")


def _repair(file):
    return f"Bring it back with `git checkout data/{file}`, or install sgdlab again."
