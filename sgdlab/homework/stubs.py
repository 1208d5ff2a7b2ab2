"""What may still be a solution in a released notebook: the last look before it goes out."""

from .source import plain, stub

_SHORT = 8  # characters: shorter lines are no secret


def secrets(notebook):
    """Return the lines of a source that students must not get, without their indents."""
    found = set()
    for cell in notebook.of("answer"):
        own = {line.strip() for line in plain(cell.source).splitlines()}
        found |= own - {line.strip() for line in stub(cell.source).splitlines()}
    for cell in notebook.of("keys"):
        found |= {line.strip() for line in cell.source.splitlines()}
    for cell in notebook.of("essay"):
        found |= {line.strip() for line in cell.source.splitlines()}
    return {line for line in found if len(line) >= _SHORT}


def faults(notebook, data):
    """Return a sentence for each line of the solution that a released notebook's data holds."""
    text = "\n".join("".join(cell["source"]) for cell in data["cells"])
    lines = {line.strip() for line in text.splitlines()}
    return [
        f"it holds a line of the solution: {one!r}." for one in sorted(secrets(notebook) & lines)
    ]
