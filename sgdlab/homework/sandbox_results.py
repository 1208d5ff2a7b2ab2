"""What came out of a sandbox, read with care: it may have been written by the submission.

Nothing here trusts a length, a type or a number; what is not as it should be is refused in one
sentence and the rest of the run is not read.
"""

import json
import math
import threading
from typing import BinaryIO, NamedTuple

STATUSES = ("ok", "error", "timeout", "dead", "not run")
SLACK = 256 << 10  # bytes of a line beyond its outputs: the error, names, JSON's own signs
CHUNK = 64 << 10
DEPTH, NODES = 50, 100_000  # of the JSON in one cell's outputs
LONGEST = 500  # characters of a note


class CellResult(NamedTuple):
    """What one cell did: outputs as in nbformat; `cut` says that some were too many or too long."""

    id: str
    outputs: tuple[dict, ...] = ()
    status: str = "not run"
    seconds: float = 0.0
    cut: bool = False


class Reader(threading.Thread):
    """Reads the results while they come. Afterwards `cells` (id: result), `note`, `complete`."""

    def __init__(self, pipe: BinaryIO, names: list[str], output: int, total: int):
        super().__init__(daemon=True)
        self.cells: dict[str, CellResult] = {}
        self.note = ""
        self.complete = False
        self._pipe, self._names = pipe, set(names)
        self._line, self._total = 4 * output + SLACK, 4 * total + SLACK * (len(names) + 1)

    def run(self) -> None:
        try:
            for line in _lines(self._pipe, self._line, self._total):
                if self._take(line):
                    break
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            self.note = f"The results could not be read: {_reason(error)}"
        finally:
            self._pipe.close()  # who still writes there gets an error

    def _take(self, line: bytes) -> bool:
        found = _loads(line.decode("utf-8"))
        if set(found) == {"note"}:
            self.note, self.complete = text(found["note"])[:LONGEST], True
            return True
        if found["id"] not in self._names or found["id"] in self.cells:
            raise ValueError("a cell that was not asked for, or twice.")
        self.cells[found["id"]] = _cell(**found)
        return False


def _lines(pipe: BinaryIO, longest: int, total: int):
    kept = b""
    while chunk := pipe.read1(CHUNK):
        total -= len(chunk)
        *whole, kept = (kept + chunk).split(b"\n")
        yield from whole
        if len(kept) > longest or total < 0:
            raise ValueError("there were too many.")


def _reason(error: Exception) -> str:
    told = isinstance(error, ValueError) and str(error).endswith(".")
    return str(error) if told else "they are not in the form that was agreed."


def _loads(source: str):
    def refuse(word):
        raise ValueError(f"{word} is no JSON.")

    return json.loads(source, parse_constant=refuse)


def _cell(id: str, outputs: list, status: str, seconds: float, cut: bool) -> CellResult:
    if status not in STATUSES or type(outputs) is not list or type(cut) is not bool:
        raise ValueError("a cell is not in the form that was agreed.")
    seconds = float(seconds)
    if not 0 <= seconds < 1e6:
        raise ValueError("a cell took an impossible time.")
    kept, nodes = [], NODES
    for source in outputs:
        try:
            value = _loads(source)
            nodes -= size(value, nodes)
            kept.append(_output(value))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            cut = True  # the kernel's own doing: that output is left out
    return CellResult(id, tuple(kept), status, seconds, cut)


def size(value, most: int) -> int:
    """Return how many values JSON holds; ValueError for more than `most`, too deep, or infinite.

    >>> size({"a": [1, 2]}, 10)
    4
    """
    count, todo = 0, [(value, 0)]
    while todo:
        value, depth = todo.pop()
        count += 1
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("a number has no end.")
        inner = ()
        if isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
        if depth > DEPTH or count + len(todo) + len(inner) > most:
            raise ValueError("there is too much in one output.")
        todo += ((each, depth + 1) for each in inner)
    return count


def _output(output: dict) -> dict:
    """Return an output with the keys of nbformat and no others, and only text in them."""
    kind = output["output_type"]
    if kind == "stream":
        if output["name"] not in ("stdout", "stderr"):
            raise ValueError("a stream has another name.")
        return {"output_type": kind, "name": output["name"], "text": text(output["text"])}
    if kind == "error":
        lines = [text(line) for line in output["traceback"]]
        names = {name: text(output[name]) for name in ("ename", "evalue")}
        return {"output_type": kind, **names, "traceback": lines}
    if kind not in ("display_data", "execute_result"):
        raise ValueError("an output is of no known kind.")
    data = {text(mime): _data(mime, value) for mime, value in output["data"].items()}
    shown = {"output_type": kind, "data": data, "metadata": {}}
    return shown | ({"execution_count": None} if kind == "execute_result" else {})


def _data(mime: str, value):
    return _clean(value) if mime.endswith("json") else text(value)


def _clean(value):
    if isinstance(value, dict):
        return {text(key): _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return text(value) if isinstance(value, str) else value


def text(value) -> str:
    """Return text that can be written as UTF-8; a list of texts is joined, as nbformat allows.

    >>> text(["a", "\\ud800"])
    'a?'
    """
    if isinstance(value, list):
        value = "".join(value)
    if not isinstance(value, str):
        raise TypeError("no text.")
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
