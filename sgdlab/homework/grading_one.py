"""One submission graded: read, merged, run in the sandbox, judged; data comes out, no files."""

import json
import threading
import time
from dataclasses import replace

from . import grading_shown, running
from .copies import alike
from .flags import LOOK, Flag, odd_code
from .judging import earned
from .kit import keys
from .kit.judge import NOT_YET
from .merge import merge
from .sandbox_results import text
from .source import Notebook, parse

MOST_CELLS = 1_000
MOST_PARTS = 500_000  # signs of structure in a file: a list of lists takes 30 times its size
_READING = threading.Lock()  # one large file in memory at a time


def read(file, homework):
    """Return the `Notebook` that a file holds. Raises ValueError in one sentence."""
    with _READING:
        data = file.read()
        if sum(data.count(sign) for sign in b"[{,") > MOST_PARTS:
            raise ValueError(f"{file.name} has too many parts for a notebook with answers.")
        try:
            found = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            reason = f"{type(error).__name__}: {error}"[:200]
            raise ValueError(f"{file.name} cannot be read as a notebook ({reason}).") from error
        cells = parse(found, file.name).cells
    if len(cells) > MOST_CELLS:
        raise ValueError(f"{file.name} has {len(cells)} cells; more than {MOST_CELLS} are not run.")
    # Outputs are of no use, and may be large; half a character (JSON has them) cannot be written.
    kept = (replace(cell, source=text(cell.source), cell={}) for cell in cells)
    return Notebook(homework, tuple(kept))


def blank(course, submission, why):
    """Return the result of a submission that cannot be graded: no points, and why."""
    flag = Flag(why.rstrip("."), weight=LOOK)
    questions = {name: _unasked(course, name, why) for name in course.notebook.questions}
    return _result(course, submission, questions, [*submission.flags, flag])


def prepare(course, submission):
    """Return the `Merged` notebook of a submission. Raises ValueError where there is none."""
    if submission.file is None:
        raise ValueError("no notebook was handed in")
    merged = merge(course.pristine, read(submission.file, course.name))
    if not merged.found:
        raise ValueError(f"{submission.file.name} is not {course.name}: no answer cell is in it")
    return merged


def grade(course, judge, submission, merged):
    """Run and judge one merged submission; return (result, notebook) as data."""
    began = time.monotonic()
    outcome = _started(course, merged)
    shown = running.shown(merged, outcome, course.limits)
    variant, flags = _variant(course, merged, shown)
    verdicts, failed = judge.verdicts(shown, variant)
    trouble = running.troubles(merged, outcome, course.limits)
    questions = {}
    for name in course.notebook.questions:
        one = _unasked(course, name, "")
        if name in merged.essays:
            one |= _written(course, name, merged.essays[name][: grading_shown.MOST_TEXT])
        else:
            one |= _judged(verdicts.get(name), failed.get(name), trouble.get(name))
        one |= grading_shown.outputs(name, merged, outcome)
        one["key"] = course.fingerprint(name, merged)
        questions[name] = one
    if outcome.note:
        flags.append(Flag(outcome.note.rstrip("."), weight=LOOK))
    flags += [Flag(f"{name}: {why}", True, LOOK) for name, why in failed.items()]
    sources = [
        ("an extra cell" if cell.role == "own" else cell.question, cell.source)
        for cell in merged.code
        if cell.role in ("answer", "own")
    ]
    flags = [*submission.flags, *merged.flags, *flags, *odd_code(sources)]
    result = _result(course, submission, questions, flags)
    result |= {"id": merged.student, "variant": variant, "answers": _answers(merged)}
    result["seconds"] = round(time.monotonic() - began, 1)
    return result, grading_shown.notebook(course, merged, outcome, verdicts)


def _started(course, merged):
    """Run a submission; once more, with more time, where not even its first cell came to an end.

    On a machine that is busy that is nobody's fault. Raises RuntimeError where it stays so.
    """
    (first,) = (cell.id for cell in merged.code if cell.role == "start")
    for limits in (course.limits, running.Limits(*(4 * limit for limit in course.limits))):
        outcome = running.run(course.box, merged, course.seed, limits)
        (result,) = (one for one in outcome.cells if one.id == first)
        if result.status == "ok":
            return outcome
    raise RuntimeError(f"the first cell, {running.why_not(result, limits)} {outcome.note}".strip())


def _written(course, name, text):
    """Return an essay that waits for its points, or none where nothing was written."""
    stubs = [cell.source for cell in course.pristine.of("essay", name)]
    if alike(text, "\n\n".join(stubs)) or not text.strip():
        return {"text": "", "points": 0, "trouble": NOT_YET}
    return {"text": text}


def _answers(merged):
    """Return each answer with the student's own cells beside it, for programs that compare."""
    found = {}
    for cell in merged.code:
        if cell.role in ("answer", "own") and cell.question != "id":
            found.setdefault(cell.question, []).append(cell.source.rstrip() + "\n")
    return {name: "\n".join(texts) for name, texts in found.items()}


def _judged(verdict, failed, trouble):
    if verdict is None:
        return {"points": 0, "trouble": failed or "this question could not be judged"}
    return {"points": earned(verdict), "parts": verdict["parts"], "trouble": trouble}


def _variant(course, merged, shown):
    """Return the variant of the numbers worked by hand, and flags where the id does not say it."""
    told = [payload.get("variant") for payload in shown.values()]
    told = [one for one in told if type(one) is int and 0 <= one < keys.VARIANTS]
    if merged.student is None:
        return (told[0] if told else 0), [Flag("no id was typed into the id cell", weight=LOOK)]
    variant = keys.variant(course.name, merged.student)
    if any(one != variant for one in told):
        text = f"the numbers are of another variant than the id {merged.student[:40]!r} has"
        return variant, [Flag(text, weight=LOOK)]
    return variant, []


def _unasked(course, name, why):
    essay = name in {cell.question for cell in course.notebook.of("essay")}
    found = {"kind": "essay" if essay else "check", "out_of": course.points.get(name, 0)}
    found |= {"points": None if essay and not why else 0, "parts": [], "trouble": why or None}
    return found | {"texts": [], "figures": [], "key": "", "title": course.title(name)}


def _result(course, submission, questions, flags):
    return {
        "student": submission.name, "key": submission.key, "user": submission.user,
        "file": submission.file.path if submission.file else "", "late": submission.late,
        "id": None, "variant": None, "answers": {}, "questions": questions,
        "flags": [list(flag) for flag in dict.fromkeys(flags)], "about": [], "seconds": 0,
        "sandbox": course.box.name, "seed": course.seed, "version": course.version,
    }  # fmt: skip
