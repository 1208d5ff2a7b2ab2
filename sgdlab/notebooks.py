"""The canonical form of a notebook: what is committed, how it is written, how it is checked.

A committed notebook was run from top to bottom in a fresh kernel, and its file depends on nothing
else: cells keep their readable ids, counts run 1, 2, 3, ..., the metadata name the kernel and the
language, outputs carry no metadata and no widget state. So two authors write the same bytes, and
nbval has a reference for every cell (it compares nothing in a cell without a count).
"""

import json
import os
from pathlib import Path

METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
VIEW = "application/vnd.jupyter.widget-view+json"
# The front end hides a view without a model id. With the id of a kernel that is gone it says
# "model not found" beneath the stored picture.
NO_VIEW = {"model_id": "", "version_major": 2, "version_minor": 0}


def canonical(notebook: dict) -> dict:
    """Return the notebook in canonical form; sources, ids, counts and texts stay.

    A standard error stream stays too: it is a fault to be mended, not to be hidden.
    """
    return {
        "cells": [_cell(cell) for cell in notebook["cells"]],
        "metadata": METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def as_text(notebook: dict) -> str:
    """Return the file's text: keys in order, one space of indent, a newline at the end."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def faults(text: str) -> tuple[str, ...]:
    """Return a sentence for each thing that keeps a notebook file's text from being canonical."""
    try:
        return tuple(_faults(json.loads(text), text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return (f"is not a notebook: {type(error).__name__}: {error}.",)


def rest(path: Path) -> bool:
    """Blank the live views that a stopped kernel left in a notebook, say whether there were any.

    The stored pictures beside them stay and are shown. Nothing else is touched, and a file that
    is no notebook is left alone.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        views = [
            output["data"]
            for cell in notebook["cells"]
            for output in cell.get("outputs", ())
            if output.get("data", {}).get(VIEW, NO_VIEW) != NO_VIEW
        ]
        state = notebook["metadata"].pop("widgets", None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    for data in views:
        data[VIEW] = NO_VIEW
    return bool(views or state) and replace(path, as_text(notebook))


def _faults(notebook: dict, text: str) -> list[str]:
    found, seen, count = [], set(), 0
    for number, cell in enumerate(notebook["cells"], start=1):
        name = cell.get("id") or f"number {number}"
        if "id" not in cell or name in seen:
            found.append(f"cell {name}: an id of its own is expected.")
        seen.add(name)
        if not "".join(cell["source"]).strip():
            found.append(f"cell {name}: is empty.")
        if cell["cell_type"] == "code":
            count += 1
            found += _output_faults(name, cell, count)
        found += _form_faults(name, cell)
    if notebook.get("metadata") != METADATA:
        found.append(f"metadata: exactly {METADATA} is expected.")
    if not found and text != as_text(canonical(notebook)):
        found.append("order of keys, indent, line ends or version of the format differ.")
    return found


def _cell(cell: dict) -> dict:
    kept = {"cell_type": cell["cell_type"], "id": cell.get("id", "")}
    kept["source"] = _lines(cell["source"])
    kept["metadata"] = _cell_metadata(cell["metadata"])
    if cell.get("attachments"):
        kept["attachments"] = cell["attachments"]
    if cell["cell_type"] == "code":
        kept["execution_count"] = cell["execution_count"]
        kept["outputs"] = _outputs(cell)
    return kept


def _cell_metadata(metadata: dict) -> dict:
    jupyter = {
        key: metadata["jupyter"][key]
        for key in ("source_hidden", "outputs_hidden")
        if key in metadata.get("jupyter", {})
    }
    kept = {key: metadata[key] for key in ("tags", "collapsed") if key in metadata}
    return kept | ({"jupyter": jupyter} if jupyter else {})


def _outputs(cell: dict) -> list[dict]:
    outputs = []
    for output in cell["outputs"]:
        kind = output["output_type"]
        if kind == "stream":
            text = "".join(output["text"])
            if outputs and outputs[-1].get("name") == output["name"]:  # one print after the other
                text = "".join(outputs.pop()["text"]) + text
            outputs.append({"output_type": kind, "name": output["name"], "text": _lines(text)})
        elif kind == "error":  # a traceback names the folders of whoever ran it
            named = {key: output[key] for key in ("ename", "evalue")}
            outputs.append({"output_type": kind, "traceback": [], **named})
        else:
            shown = {"output_type": kind, "metadata": {}, "data": _data(output["data"])}
            if kind == "execute_result":
                shown["execution_count"] = cell["execution_count"]
            outputs.append(shown)
    return outputs


def _data(data: dict) -> dict:
    form = {
        mime: _lines(value) if mime.startswith("text/") or mime == "image/svg+xml" else value
        for mime, value in data.items()
    }
    return form | ({VIEW: NO_VIEW} if VIEW in data else {})


def _lines(text: str | list[str]) -> list[str]:
    return "".join(text).replace("\r\n", "\n").splitlines(keepends=True)


def _output_faults(name: str, cell: dict, count: int) -> list[str]:
    found = []
    if cell["execution_count"] != count:
        found.append(f"cell {name}: count {count} is expected, not {cell['execution_count']}.")
    for output in cell["outputs"]:
        if output.get("name") == "stderr":
            found.append(f"cell {name}: writes to standard error: {''.join(output['text'])[:80]}")
        if VIEW in output.get("data", ()) and len(output["data"]) > 1:
            found.append(f"cell {name}: a live view is expected in an output of its own.")
        if output["output_type"] == "error" and "raises-exception" not in cell["metadata"].get(
            "tags", ()
        ):
            found.append(f"cell {name}: fails with {output['ename']}: {output['evalue']}.")
    return found


def _form_faults(name: str, cell: dict) -> list[str]:
    form = _cell(cell)
    keys = sorted(key for key in cell.keys() | form.keys() if cell.get(key) != form.get(key))
    return [f"cell {name}: {' and '.join(keys)} not in canonical form."] if keys else []


def replace(path: Path, text: str) -> bool:
    """Write all of the text or nothing, and nothing where the file has it already."""
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8", newline="\n")
    os.replace(draft, path)
    return True
