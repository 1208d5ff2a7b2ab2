"""Where a cell stands in a homework, in words: a student sees no cell ids."""


def place(notebook, cell):
    """Return words for a cell of a `Notebook`: "your answer to q2", "the cell below q6".

    Cells that were handed out cannot be edited; all others are the student's own.
    """
    if cell.role == "start":
        return "the first cell"
    if cell.role in ("answer", "check"):
        about = {"answer": "your answer to", "check": "the check of"}
        return "your id" if cell.question == "id" else f"{about[cell.role]} {cell.question}"
    above, before = "", 0
    for one in notebook.cells:
        if one is cell:
            break
        if name := _landmark(one, notebook.questions):
            above, before = name, 0
        elif one.kind == "code" and _own(one):
            before += 1
    if not _own(cell):
        return f"the cell below {above}" if above else "a cell at the top"
    own = f"your own cell {before + 1}" if before else "your own cell"
    return f"{own} after {above}" if above else f"{own} at the top"


def _landmark(cell, questions):
    """Return what a reader knows a cell by: a question that it asks, answers or checks."""
    if cell.role in ("answer", "check", "essay"):
        return "your id" if cell.question == "id" else cell.question
    first = cell.source.lstrip("# ").partition(" ")[0] if cell.source.startswith("#") else ""
    return first if cell.kind == "markdown" and first in questions else ""


def _own(cell):
    metadata = cell.cell.get("metadata")
    locked = isinstance(metadata, dict) and metadata.get("editable") is False
    return not locked and cell.role not in ("answer", "essay")
