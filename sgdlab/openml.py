"""Real data that are too large to travel with sgdlab: MNIST and CIFAR-10, from OpenML.

scikit-learn fetches and reads them once, besides the download MNIST in about 20 s and 1 GB of
memory, CIFAR-10 in 1 minute and 3 GB. After that they are read, in under a second, from `sgdlab/`
in scikit-learn's data folder: ~/scikit_learn_data, or where the variable SCIKIT_LEARN_DATA says.

What is checked. When fetched: the file against the MD5 that OpenML states for it (by scikit-learn);
for MNIST it must be the MD5 below, which others have published too, for CIFAR-10 we know none but
OpenML's. Always: the number of instances, of columns and of each label, and that all are whole
numbers 0 .. 255. When read again: the SHA-256 of all numbers, noted when they were fetched.
"""

import contextlib
import hashlib
import os
import socket
import sys
import tempfile
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

_SKLEARN = "scikit-learn>=1.5"
_SECONDS = 30  # without an answer; OpenML is down at times


class _Set(NamedTuple):
    number: int
    columns: tuple[str, ...]
    counts: tuple[int, ...]
    md5: str | None
    source: str


def _pixels(side, *colors):
    places = [f"{row}_{column}" for row in range(side) for column in range(side)]
    return tuple(f"{color}{place}" for color in colors for place in places)


SETS = {
    "mnist": _Set(
        number=554,
        columns=_pixels(28, "p"),
        counts=(6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958),
        md5="0298d579eb1b86163de7723944c7e495",
        source=(
            "Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST Database of Handwritten Digits; "
            "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner (1998), Gradient-Based Learning Applied "
            "to Document Recognition, Proceedings of the IEEE 86(11). "
            "https://www.openml.org/d/554 states the licence as public."
        ),
    ),
    "cifar10": _Set(
        number=40927,
        columns=_pixels(32, "red", "green", "blue"),
        counts=(6000,) * 10,
        md5=None,
        source=(
            "A. Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images, "
            "University of Toronto, https://www.cs.toronto.edu/~kriz/cifar.html: no licence is "
            "stated, this citation is asked for. Taken from https://www.openml.org/d/40927."
        ),
    ),
}


def load(name):
    """Return (X, y, columns, source) of "mnist" or "cifar10".

    X (n, k) holds the pixels 0 .. 255 as float32, which is exact and half as large as float64: for
    mnist (70000, 784), row by row, for cifar10 (60000, 3072), the red, green and blue pixels of
    each image. y (n,) holds whole numbers 0 .. 9. The last 10,000 of mnist are its authors' test
    set, by other writers.

    ImportError without scikit-learn; ConnectionError if OpenML cannot be reached; another OSError
    if the data cannot be kept; ValueError for damaged data.
    """
    fetch, home = _scikit_learn(name)
    wanted = SETS[name]
    try:
        path = Path(home()) / "sgdlab" / f"{name}.npz"
        if path.exists():
            X, y = _read(path, wanted)
        else:
            X, y = _fetched(name, wanted, fetch, path)
            _keep(path, X, y)
    except ConnectionError:
        raise
    except OSError as error:
        raise OSError(
            f"{name} cannot be fetched and kept: {error}. Is there room in scikit-learn's data "
            "folder, and may you write there? SCIKIT_LEARN_DATA can name another."
        ) from None
    return X.astype(np.float32), y.astype(int), wanted.columns, wanted.source


def _scikit_learn(name):
    try:
        from sklearn.datasets import fetch_openml, get_data_home
    except ImportError as error:
        python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
        raise ImportError(
            f"{name} is fetched by scikit-learn, which cannot be imported here ({error}). "
            f'Install it with `{python} -m pip install "{_SKLEARN}"`.'
        ) from None
    return fetch_openml, get_data_home


def _fetched(name, wanted, fetch, path):
    """Pixels (n, k) and labels (n,) as bytes, from OpenML or what scikit-learn kept of it."""
    from http.client import HTTPException
    from urllib.error import URLError

    try:
        with _patience():
            bunch = fetch(data_id=wanted.number, as_frame=False, parser="liac-arff")
    except (URLError, TimeoutError, ConnectionError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        with contextlib.suppress(AttributeError):
            error.close()  # the answer that an HTTP error holds
        raise ConnectionError(
            f"{name} is not on this computer ({path} is not there), and OpenML did not send it: "
            f"{reason}. Load it again when www.openml.org can be reached; "
            'sl.load("digits") needs no network.'
        ) from None
    except (OSError, MemoryError):
        raise
    except Exception as error:  # whatever a broken answer does to the readers of JSON and ARFF
        raise ValueError(
            f"what OpenML sent for {name} cannot be read ({error}). Load it again later."
        ) from error
    X, y = _bytes(bunch.data), _bytes(bunch.target)
    wrong = _wrong(X, y, wanted)
    md5 = bunch.details["md5_checksum"]
    if not wrong and wanted.md5 not in (None, md5):
        wrong = f"a file with the MD5 {md5}; expected {wanted.md5}"
    if wrong:
        raise ValueError(
            f"number {wanted.number} of OpenML, {name}, holds {wrong}. It is not the data set that "
            "sgdlab knows, and nothing was kept; is there a newer sgdlab?"
        )
    return X, y


def _bytes(values):
    """Values 0 .. 255 as bytes; None if they are others."""
    try:
        values = np.asarray(values).astype(float, copy=False)
    except (TypeError, ValueError):
        return None
    with np.errstate(invalid="ignore"):
        small = values.astype(np.uint8)
    return small if (small == values).all() else None


def _wrong(X, y, wanted):
    """What is not as it must be, in words; empty if all is."""
    shape = (sum(wanted.counts), len(wanted.columns))
    if X is None or y is None:
        return "other values than whole numbers 0 .. 255"
    if X.shape != shape or y.shape != shape[:1]:
        return f"data of shape {X.shape} with labels {y.shape}; expected {shape} and {shape[:1]}"
    counts = tuple(np.bincount(y).tolist())
    if counts != wanted.counts:
        return f"the labels 0, 1, 2, ... this often: {counts}; expected {wanted.counts}"
    return ""


def _read(path, wanted):
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            X, y, noted = kept["X"], kept["y"], str(kept["sha256"])
        wrong = _wrong(X, y, wanted) or (noted != _sha256(X, y) and "other numbers than it had")
    except Exception as error:  # a damaged archive fails in many ways
        wrong = f"no data that can be read ({error})"
    if wrong:
        raise ValueError(
            f"{path} is damaged: it holds {wrong}. Delete it; it is then made anew from OpenML."
        )
    return X, y


def _keep(path, X, y):
    """Write all or nothing: another program may read the file at this moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        new = Path(folder) / path.name
        np.savez(new, X=X, y=y, sha256=_sha256(X, y))
        os.replace(new, path)


def _sha256(X, y):
    digest = hashlib.sha256(np.ascontiguousarray(X))
    digest.update(np.ascontiguousarray(y))
    return digest.hexdigest()


@contextlib.contextmanager
def _patience():
    """Within it a silent server is given up, and scikit-learn tries again without a warning."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_SECONDS)
    try:
        with warnings.catch_warnings():
            for words in ("A network error occurred", "Invalid cache"):
                warnings.filterwarnings("ignore", message=words)
            yield
    finally:
        socket.setdefaulttimeout(before)
