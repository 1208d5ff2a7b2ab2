"""A study as a csv file that can be cut off anywhere and gone on with.

Lines that begin with # come first: what the file is, the plan and the machine as JSON. Then the
names of the columns and one row for each run. The rows of a block are written together. `check`
is the CRC-32 of the plan's line and the row: a changed digit does not pass for a result.
"""

import json
import os
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from .plan import Plan, Run

MAGIC = "# sgdlab study 1"
_MACHINE = "# machine "
COLUMNS = (*Run._fields, "update_us", "check")


class Block(NamedTuple):
    """The runs of one batch size and seed, and the microseconds of an update measured with them."""

    runs: tuple[Run, ...]
    update_us: float


@dataclass
class Kept:
    """What is known of a study: on which machines, and the blocks by (batch_size, seed)."""

    machines: list
    blocks: dict = field(default_factory=dict)

    @property
    def machine(self):
        """Return the sentence of the machine, or of each that went on with the study."""
        return "; then ".join(self.machines)


class _Damaged(ValueError):
    pass


def start(path, plan, machine, say):
    """Make the file ready to append to and return what it holds already, as `Kept`."""
    path = Path(path)
    if path.suffix != ".csv":
        raise ValueError(f"{path} cannot be the place for a study; expected a name like study.csv.")
    if not path.absolute().parent.is_dir():
        raise ValueError(f"The folder {path.parent} is not there; make it, or choose another.")
    if not path.exists() or not path.stat().st_size:
        return _begin(path, plan, machine)
    try:
        found, kept, length = read(path)
    except _Damaged as error:
        aside = _aside(path)
        path.rename(aside)
        say(f"{error} It is kept as {aside.name}, and the study begins anew.")
        return _begin(path, plan, machine)
    if found != plan:
        raise ValueError(
            f"{path} holds a study of another plan ({_difference(found, plan)}); nothing was "
            "changed. Choose another name, or ask for the same plan."
        )
    done = len(kept.blocks)
    if done == len(plan.blocks):
        return kept
    say(f"{path} holds {done} of {len(plan.blocks)} blocks; the study goes on from there.")
    with path.open("r+b") as file:
        file.truncate(length)
        file.seek(length)
        if _undated(kept.machines[-1]) != _undated(machine):
            file.write(f"{_MACHINE}{json.dumps(machine)}\n".encode())
            kept.machines.append(machine)
    return kept


def append(path, plan, block):
    """Write the rows of a finished block, at once and through to the disk."""
    words = _words(plan)
    rows = "".join(_row(words, run, block.update_us) + "\n" for run in block.runs)
    try:
        with Path(path).open("ab") as file:
            file.write(rows.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:  # a full disk does not say which file it was
        raise OSError(error.errno, error.strerror, str(path)) from None


def read(path):
    """Return (plan, kept, length): what the file holds, and the bytes up to its last whole block.

    A last line that was cut off and a last block without all its rows do not count. ValueError
    for a file that is damaged or no study.
    """
    path = Path(path)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    try:
        return _parsed(path, lines)
    except (UnicodeDecodeError, RecursionError):
        raise _Damaged(f"{path} is damaged: it holds bytes that are no text.") from None


def _begin(path, plan, machine):
    lines = (
        MAGIC,
        _words(plan),
        f"{_MACHINE}{json.dumps(machine)}",
        ",".join(COLUMNS),
    )
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    return Kept([machine])


def _machine(line):
    sentence = json.loads(line.removeprefix(_MACHINE))
    if not isinstance(sentence, str):
        raise ValueError
    return sentence


def _undated(machine):
    return machine.rpartition(", ")[0]


def _words(plan):
    return f"# plan {json.dumps(asdict(plan))}"


def _row(words, run, update_us):
    cells = [int(cell) if isinstance(cell, bool) else cell for cell in (*run, update_us)]
    text = ",".join(map(repr, cells))
    return f"{text},{_check(words, text)}"


def _check(words, text):
    return f"{zlib.crc32(f'{words},{text}'.encode()):08x}"


def _parsed(path, lines):
    if not lines or lines[0].rstrip(b"\r\n") != MAGIC.encode():
        raise _stranger(path)
    head = [line.decode().rstrip("\r\n") for line in lines[:4]]
    try:
        plan = Plan(**json.loads(head[1].removeprefix("# plan ")))
        kept = Kept([_machine(head[2])])
    except (IndexError, TypeError, ValueError):
        raise _Damaged(f"{path} is damaged: its first lines do not name a plan.") from None
    if head[3:] != [",".join(COLUMNS)]:
        raise _Damaged(f"{path} is damaged: line 4 does not name the columns.")
    blocks, runs = set(plan.blocks), []
    at = length = sum(map(len, lines[:4]))
    for number, line in enumerate(lines[4:], start=5):
        at += len(line)
        try:
            if line.startswith(_MACHINE.encode()) and not runs:
                kept.machines.append(_machine(line.decode()))
                length = at
                continue
            run, us = _cells(head[1], line.decode().rstrip("\r\n"))
        except ValueError:
            raise _Damaged(f"{path} is damaged: line {number} is not as it was written.") from None
        runs.append(run)
        block = (runs[0].batch_size, runs[0].seed)
        asked = (*block, plan.rates[len(runs) - 1])
        if block not in blocks or (run.batch_size, run.seed, run.lr) != asked:
            raise _Damaged(f"{path} is damaged: line {number} is not the run that comes there.")
        if len(runs) == len(plan.rates):
            new = Block(tuple(runs), us)
            if kept.blocks.setdefault(block, new).runs != new.runs:
                raise _Damaged(f"{path} is damaged: line {number} was another result before.")
            runs, length = [], at
    return plan, kept, length


def _cells(words, line):
    text, _, check = line.rpartition(",")
    if check != _check(words, text):
        raise ValueError
    m, lr, seed, arrived, updates, *rest = text.split(",")
    epochs, accuracy, loss, us = map(float, rest)
    run = Run(int(m), float(lr), int(seed), arrived == "1", int(updates), epochs, accuracy, loss)
    return run, us


def _stranger(path):
    """Return the error for a file that does not begin as a study does: a damaged one, or another.

    What may be a reader's own file is never renamed.
    """
    whole = path.read_bytes()
    marks = (MAGIC, ",".join(COLUMNS))
    if MAGIC.encode().startswith(whole) or any(mark.encode() in whole for mark in marks):
        return _Damaged(f"{path} is damaged: it does not begin as a study does.")
    return ValueError(f"{path} is no study; nothing was changed. Choose another name.")


def _aside(path):
    names = [f"{path.stem}.damaged.csv", *(f"{path.stem}.damaged-{k}.csv" for k in range(2, 1000))]
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())


def _difference(found, plan):
    for name, there in asdict(found).items():
        asked = getattr(plan, name)
        if there != asked:
            return f"its {name.replace('_', ' ')}: {_listed(there)}, not {_listed(asked)}"
    return ""


def _listed(value):
    return ", ".join(f"{v:g}" for v in value) if isinstance(value, tuple) else f"{value}"
