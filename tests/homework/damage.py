"""What happens to a notebook on its way: cells lost, copied, moved, edited."""

import copy
import uuid


def text(cell):
    """Return a cell's text."""
    return "".join(cell["source"])


def tagged(data, tag):
    """Return the cells with a tag."""
    return [cell for cell in data["cells"] if tag in cell["metadata"].get("tags", [])]


def extra(source, kind="code"):
    """Return a cell as JupyterLab makes one."""
    cell = {"cell_type": kind, "id": uuid.uuid4().hex[:8], "metadata": {}, "source": [source]}
    return cell | ({"execution_count": 1, "outputs": []} if kind == "code" else {})


def mangled(data, draw):
    """Return the notebook with cells inserted, copied, moved, deleted, ids and outputs changed."""
    data = copy.deepcopy(data)
    cells = data["cells"]
    for _ in range(draw.randrange(1, 12)):
        place = draw.randrange(len(cells) + 1)
        what = draw.choice(
            ["words", "code", "copy", "move", "delete", "id", "swap", "outputs", "blank"]
        )
        cell = cells[min(place, len(cells) - 1)]
        tags = cell["metadata"].get("tags", [])
        if what == "words":
            cells.insert(place, extra("# My *thoughts*", "markdown"))
        elif what == "code":
            cells.insert(place, extra(draw.choice(["1 + 1", "print('hm')", "1 / 0", "x = (", ""])))
        elif what == "copy":
            again = copy.deepcopy(cell)
            again["id"] = draw.choice([cell["id"], uuid.uuid4().hex[:8]])
            cells.insert(place, again)
        elif what == "move":
            cells.insert(place % len(cells), cells.pop(draw.randrange(len(cells))))
        elif what == "delete" and not any(tag.startswith(("answer", "essay")) for tag in tags):
            cells.remove(cell)
        elif what == "id":
            cell["id"] = uuid.uuid4().hex[:8]
        elif what == "swap":  # of two answers
            one, other = draw.sample(_answers(data), 2)
            one["id"], other["id"] = other["id"], one["id"]
        elif what == "outputs" and cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["old"]}]
        elif what == "blank":
            cell["source"] = [text(cell) + "\n\n"]
    return data


def put(data, place, cell):
    data["cells"].insert(place, cell)
    return data


def blank(released, question):
    stubs = {cell["id"]: cell for cell in released["cells"]}

    def maker(data, draw):
        for cell in tagged(data, f"answer:{question}"):
            cell["source"] = stubs[cell["id"]]["source"]
        return data

    return maker


def answer(question, source):
    def maker(data, draw):
        for cell in tagged(data, f"answer:{question}"):
            cell["source"] = [f"# {question}: your answer\n{source}"]
        return data

    return maker


def without_ids(data, draw):
    for cell in data["cells"]:
        del cell["id"]
    return data | {"nbformat_minor": 4}


def without_tags(data, draw):
    for cell in data["cells"]:
        cell["metadata"] = {}
    return data


def _checks(data):
    return _of("check", data)


def _answers(data):
    return _of("answer", data)


def _of(role, data):
    return [
        c for c in data["cells"] if any(t.startswith(role) for t in c["metadata"].get("tags", []))
    ]


def without_checks(data, draw):
    gone = _checks(data)
    return data | {"cells": [cell for cell in data["cells"] if cell not in gone]}


def edited_checks(data, draw):
    for cell in _checks(data):
        cell["source"] = ["print('passes its public checks')"]
    return data


def skipping(data, draw):
    for cell in data["cells"]:
        cell["metadata"].setdefault("tags", []).extend(["nbval-skip", "raises-exception"])
    for cell in _checks(data):
        cell["source"] = ["# NBVAL_SKIP\n", *cell["source"]]
    return data
