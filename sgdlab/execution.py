"""Run a notebook and write it in canonical form: the authors' side of notebooks.py."""

import base64
import io
import json
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError
from PIL import Image, ImageChops

from . import notebooks

SECONDS_PER_CELL = 120
SAME_LEVEL = 16  # of 255: what another processor or zlib changes, no eye sees


def write(path: Path) -> bool:
    """Run the notebook in a fresh kernel, write it in canonical form, say whether it changed.

    A picture that looks as before keeps its old bytes, so that git does not grow with each run.
    Raises ValueError, and leaves the file as it was, when a cell fails or a fault is left.
    """
    before = path.read_text(encoding="utf-8")
    notebook = notebooks.canonical(run(before, path))
    _keep_pictures(notebook, json.loads(before))
    text = notebooks.as_text(notebook)
    if found := notebooks.faults(text):
        raise ValueError(f"{path.name} was run, but not written: {' '.join(found)}")
    return notebooks.replace(path, text)


def run(text: str, path: Path) -> dict:
    """Return the notebook of a text after all its cells ran in a fresh kernel, beside `path`.

    Raises ValueError, with the cell's error, when one fails.
    """
    notebook = nbformat.reads(text, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    try:
        client.execute()
    except (CellControlSignal, DeadKernelError) as error:
        raise ValueError(
            f"{path.name} did not run to its end: {_reason(notebook, error)}"
        ) from error
    return notebook


def _reason(notebook: dict, error: Exception) -> str:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                return f"cell {cell['id']}: {output['ename']}: {output['evalue']}"
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _keep_pictures(notebook: dict, before: dict) -> None:
    stored = {cell.get("id"): cell.get("outputs", []) for cell in before["cells"]}
    for cell in notebook["cells"]:
        for output, old in zip(cell.get("outputs", []), stored.get(cell["id"], []), strict=False):
            new_png = output.get("data", {}).get("image/png")
            old_png = old.get("data", {}).get("image/png")
            if new_png and old_png and _looks_the_same(new_png, old_png):
                output["data"]["image/png"] = old_png


def _looks_the_same(png: str, other: str) -> bool:
    one, two = (
        Image.open(io.BytesIO(base64.b64decode("".join(data)))).convert("RGBA")
        for data in (png, other)
    )
    if one.size != two.size:
        return False
    return all(high <= SAME_LEVEL for _, high in ImageChops.difference(one, two).getextrema())
