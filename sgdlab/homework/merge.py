"""A student's answers in the pristine notebook: all else of what was handed in is left out.

A cell is known by its id, else by its tag, else by its marker comment. What the student added as
code of their own runs where it stood, before the next known cell; everything that was locked is as
it was released, and each difference becomes a flag.
"""

import ast
import itertools
from dataclasses import dataclass

from .copies import ANSWERS, Claims, alike
from .flags import LOOK, NOTE, Flag
from .source import Cell

MOST_CHARACTERS = 200_000  # in one cell
_STARTS = "kit.start("


@dataclass(frozen=True)
class Merged:
    """The notebook to be run.

    `cells` in order, those of the student's own with role "own" and, as `question`, that of the
    cell they stand before; `answers` and `essays` {question: text}; `student` the id that was
    typed, None where none can be read; `found` how many cells of answers and essays were found.
    """

    cells: tuple
    answers: dict
    essays: dict
    student: str | None
    flags: tuple
    found: int

    @property
    def code(self):
        """Return the cells that run."""
        return [cell for cell in self.cells if cell.kind == "code"]


def merge(pristine, handed):
    """Merge the cells `handed` in, a `Notebook`, into the pristine `Notebook`."""
    claims = Claims(pristine, handed.cells)
    flags, before, tail = _extras(handed.cells, claims)
    cells, answers, essays, changed = [], {}, {}, {}
    taken = {cell.id for cell in pristine.cells}
    names = (name for n in itertools.count(1) if (name := f"own-{n}") not in taken)
    for cell in pristine.cells:
        for own in before.get(cell.id, ()):
            cells.append(_own(own, cell.question, names))
        if cell.role in ANSWERS:
            text, said = _answer(cell, claims)
            flags += said
            cell = cell.written(text)
            kept = essays if cell.role == "essay" else answers
            kept[cell.question] = "\n\n".join(filter(None, [kept.get(cell.question), text]))
        else:
            _locked(cell, claims, changed)
        cells.append(cell)
    last = next((cell.question for cell in reversed(cells) if cell.question), "")
    cells += [_own(own, last, names) for own in tail]
    student = student_id(answers.pop("id", ""))
    flags += [_restored(*which, questions) for which, questions in changed.items()]
    flags = tuple(dict.fromkeys(flags))
    found = sum(
        claims.chosen(cell.id) is not None for cell in pristine.cells if cell.role in ANSWERS
    )
    return Merged(tuple(cells), answers, essays, student, flags, found)


def student_id(text):
    """Return the id that an id cell gives to `student`, or None where no text stands there.

    >>> student_id('student = "am123"'), student_id("student = ..."), student_id("student = 12")
    ('am123', None, None)
    """
    try:
        lines = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = None
    for line in lines:
        names = [target.id for target in getattr(line, "targets", []) if hasattr(target, "id")]
        if "student" in names:
            value = line.value.value if isinstance(line.value, ast.Constant) else None
            found = value.strip() if isinstance(value, str) and value.strip() else None
    return found


def _extras(handed, claims):
    """Return flags, {id: own cells that stand before it}, and those after the last known cell."""
    flags, before, waiting, essay = [], {}, [], None
    for place, cell in enumerate(handed):
        owner = claims.owner(place)
        if owner is not None and claims.chosen(owner) == place:
            before.setdefault(owner, []).extend(waiting)
            waiting, essay = [], owner if claims.role(owner) == "essay" else None
        elif owner is not None and claims.drop(place, owner):
            flags += claims.said(owner)
        elif cell.kind == "markdown" and essay:
            claims.more.setdefault(essay, []).append(cell.source)
        elif cell.kind == "code" and cell.source.strip():
            if len(cell.source) > MOST_CHARACTERS:
                flags.append(
                    Flag("a cell of more than 200,000 characters was left out", True, LOOK)
                )
            elif _STARTS in cell.source:
                flags.append(Flag("an extra cell starts the homework again (left out)"))
            else:
                waiting.append(cell)
    own = sum(map(len, before.values())) + len(waiting)
    if own:
        flags.append(Flag(f"{own} code cell{'s' * (own != 1)} of the student's own", False))
    return flags, before, waiting


def _answer(cell, claims):
    """Return the text of an answer or essay and flags about where it was found."""
    place = claims.chosen(cell.id)
    what = "text" if cell.role == "essay" else "answer cell"
    if place is None:
        if cell.question == "id":
            return cell.source, [Flag("the cell with the id is missing", weight=LOOK)]
        return cell.source, [Flag(f"the {what} of {cell.question} is missing", weight=LOOK)]
    found, flags = claims.cells[place], []
    if found.kind != cell.kind:
        flags.append(
            Flag(f"the {what} of {cell.question} is a {found.kind} cell (taken all the same)")
        )
    if claims.copied(cell.id):
        flags.append(Flag(f"a copy of the {what} of {cell.question} holds the answer (taken)"))
    text = found.source
    if len(text) > MOST_CHARACTERS:
        flags.append(Flag(f"the {what} of {cell.question} is too long (left out)", weight=LOOK))
        text = cell.source
    if more := claims.more.get(cell.id):
        text = "\n\n".join(([] if alike(text, cell.source) else [text]) + more)[:MOST_CHARACTERS]
    return text, flags


def _locked(cell, claims, changed):
    """Note in `changed` {(what, role): questions} that a locked cell is not as it was released."""
    place = claims.chosen(cell.id)
    if cell.kind != "code":  # a text that was deleted is nobody's loss
        return
    if place is None:
        changed.setdefault(("deleted", cell.role), []).append(cell.question)
    elif not alike(claims.cells[place].source, cell.source):
        changed.setdefault(("edited", cell.role), []).append(cell.question)


def _restored(what, role, questions):
    many, named = len(questions) > 1, ", ".join(dict.fromkeys(filter(None, questions)))
    cells = f"{role} cells" if many else f"{role} cell"
    of = f" of {named}" if named else ""
    weight = LOOK if (what, role) == ("edited", "check") else NOTE
    return Flag(f"the {cells}{of} {'were' if many else 'was'} {what} (restored)", True, weight)


def _own(cell, question, names):
    return Cell(next(names), "code", "own", question, 0, cell.source, ("own",), {})
