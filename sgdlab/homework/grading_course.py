"""What all submissions of a class are graded by."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from . import running
from .source import Notebook


@dataclass
class Course:
    """The source, the release made of it, the seed, the sandbox and the limits."""

    notebook: Notebook
    pristine: Notebook
    seed: int
    box: Any
    version: str
    limits: running.Limits
    points: dict = field(default_factory=dict)

    def __post_init__(self):
        for cell in self.notebook.of("essay"):
            self.points[cell.question] = cell.points

    @property
    def name(self):
        """Return the homework's name."""
        return self.notebook.name

    def count(self, judge):
        """Learn the points of the checks. Raises ValueError where the solution does not run."""
        for name, verdict in judge.reference().items():
            self.points[name] = verdict["points"]

    def title(self, question):
        """Return the heading above a question without its name and points; "" for none."""
        found = ""
        for cell in self.notebook.cells:
            if cell.question == question and cell.role in ("answer", "essay", "check"):
                break
            if cell.kind == "markdown":
                heads = re.findall(r"^#{1,4} +(.+)$", cell.source, re.MULTILINE)
                found = heads[-1].replace("*", "").replace("`", "") if heads else found
        found = re.sub(rf"^\W*{re.escape(question)}\b\W*|\(?\d+ points?\)?\W*$", "", found)
        return found.strip()[:80]

    def fingerprint(self, question, merged):
        """Return a text that changes with all that the points of a question can depend on."""
        cells = [(cell.role, cell.source) for cell in merged.cells if cell.kind == "code"]
        own = [(cell.role, cell.id, cell.source) for cell in self.notebook.cells]
        whole = [question, cells, own, self.seed, self.version, self.limits, self.box.name]
        if question in merged.essays:
            whole = [question, merged.essays[question]]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:32]
