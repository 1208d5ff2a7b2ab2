"""Gradescope: the zip of an autograder, and what that does with one submission.

Layout and format are those of https://gradescope-autograders.readthedocs.io/en/latest/specs/.
Public checks are shown at once; points, under the sealed seed, after the due date.
"""

import json
import os
import sys
import zipfile
from importlib import metadata
from pathlib import Path

from .. import __version__
from . import flags, grading_one, release, running, sandbox, source
from .feedback_values import show, show_record
from .grading_course import Course
from .judging import Judge
from .kit.judge import NOT_YET
from .pages import asset
from .submissions import find

NEEDS = ("numpy", "threadpoolctl", "array-api-compat", "ipykernel", "matplotlib")


def write(place, notebook, path, seed):
    """Write the autograder's zip and return its path; `path` is the homework's source."""
    place = Path(place) / f"gradescope-{notebook.name}.zip"
    place.parent.mkdir(parents=True, exist_ok=True)
    package = Path(__file__).resolve().parent.parent
    pins = "\n".join(f"{name}=={metadata.version(name)}" for name in NEEDS) + "\n"
    texts = {"setup.sh": asset("setup.sh"), "run_autograder": asset("run_autograder")}
    texts |= {"requirements.txt": pins, "seed.json": json.dumps({"seed": seed}) + "\n"}
    draft = place.with_name(place.name + ".new")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            info.external_attr, info.compress_type = 0o100755 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
        archive.write(path, f"homework/{notebook.name}.ipynb")
        for file in sorted(package.rglob("*")):
            within = file.relative_to(package)
            if file.is_file() and "__pycache__" not in within.parts:
                archive.write(file, f"lib/sgdlab/{within.as_posix()}")
    draft.replace(place)
    return place


def main(root):
    """Grade what lies in `submission/` under `root`, and write `results/results.json`."""
    own = root / "source"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        own.chmod(0o700)  # what a submission runs as another user cannot look into
    (path,) = (own / "homework").glob("*.ipynb")
    notebook = source.read(path)
    seed = json.loads((own / "seed.json").read_text(encoding="utf-8"))["seed"]
    pristine = source.parse(release.released(notebook), notebook.name)
    box = sandbox.choose(unsafe=True)
    course = Course(notebook, pristine, seed, box, __version__, running.Limits.of())
    print(f"sandbox: {box.name}. {' '.join(box.lacks)}")
    found = results(course, root / "submission")
    (root / "results").mkdir(exist_ok=True)
    place = root / "results" / "results.json"
    place.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def results(course, place):
    """Return what Gradescope reads of the submission in a folder."""
    try:
        submission = max(find(place, course.name), key=lambda one: one.file is not None)
        merged = grading_one.prepare(course, submission)
    except ValueError as error:
        return {"score": 0, "output": f"{error}", "stdout_visibility": "hidden"}
    public = running.run(course.box, merged, None, course.limits)
    tests = [_public(cell.question, merged, public) for cell in merged.code if cell.role == "check"]
    with Judge(course.notebook, course.seed) as judge:
        course.count(judge)
        result, _ = grading_one.grade(course, judge, submission, merged)
    for flag in flags.of(result):
        print(flag.text)  # the instructors' part of the page
    said = "\n".join(flag.text for flag in flags.of(result) if flag.student)
    tests += [_sealed(name, one) for name, one in result["questions"].items()]
    return {"output": said, "output_format": "text", "stdout_visibility": "hidden",
            "execution_time": round(result["seconds"]), "tests": tests}  # fmt: skip


def _public(question, merged, outcome):
    """Return what the check cell says in the lab, as a test without points."""
    said, passed = [], False
    names = {cell.id for cell in merged.code if cell.role == "check" and cell.question == question}
    for result in outcome.cells:
        for output in result.outputs if result.id in names else ():
            if output["output_type"] == "stream" and output["name"] == "stdout":
                said.append(output["text"])
                passed = result.status == "ok"
            elif output["output_type"] == "error":
                said.append(f"{output['evalue']}\n")
    return {
        "name": f"{question}: public checks", "output": "".join(said)[:4000] or NOT_YET,
        "score": 0, "max_score": 0, "status": "passed" if passed else "failed",
        "output_format": "text", "visibility": "visible",
    }  # fmt: skip


def _sealed(name, one):
    lines = [one["trouble"]] if one["trouble"] else []
    for part in one["parts"]:
        lines.append(f"{'wrong' if part['told'] else 'right'}: {part['what']}")
        if part["told"]:
            lines += [f"  {part['told']}", *_counterexample(part)]
    if one["points"] is None:
        lines.append("Marked by hand.")
    return {
        "name": name, "score": one["points"] or 0, "max_score": one["out_of"],
        "output": "\n".join(lines), "output_format": "text", "visibility": "after_due_date",
    }  # fmt: skip


def _counterexample(part):
    names = [*(part.get("names") or ()), *(f"input {n}" for n in range(1, 20))]
    lines = [
        f"  for {name} = {show(value)}"
        for name, value in zip(names, part.get("inputs", ()), strict=False)
    ]
    if part.get("got") is not None:
        lines.append(f"  yours: {show_record(part['got'])}")
    return [*lines, f"  expected: {show(part['expected'])}"] if "expected" in part else lines


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
