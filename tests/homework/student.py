"""What students leave in a notebook, and the commands that they give."""

import copy
import subprocess
import sys

RIGHT = "def grad(w, x, y):\n    return [2 * (w[0] * x[0] + w[1] * x[1] - y) * one for one in x]"
HALF = "def grad(w, x, y):\n    return (w @ x - y) * x"


def edited(given, **sources):
    """Return a notebook with other texts in the cells of these ids (`grad` for toy-08-grad)."""
    made = copy.deepcopy(given)
    for cell in made["cells"]:
        for word, text in sources.items():
            if cell["id"].endswith(f"-{word}"):
                cell["source"] = text
    return made


def own(source):
    """Return a cell that a student adds."""
    return {"cell_type": "code", "id": "own", "metadata": {}, "source": source,
            "execution_count": 1, "outputs": []}  # fmt: skip


def handed_in(given):
    """Return notebooks as students leave them, by name."""
    given = edited(given, id='# id: your answer\nstudent = "ada"')
    right = edited(given, grad=RIGHT, hand="first = 8 - rate * 6")
    found = {
        "untouched": given,
        "right": right,
        "half": edited(given, grad=HALF, hand="first = 8 + rate * 6"),
        "dead": edited(right, grad="import os\nos._exit(0)"),
        "endless": edited(right, grad="while True:\n    pass"),
        "broken": edited(right, grad="def grad(w, x, y)\n    return 1"),
        "package": edited(
            right, grad="import sgdlab as sl\ngrad = sl.LeastSquares", id="student = 12345"
        ),
    }
    skipped = copy.deepcopy(found["half"])
    for cell in skipped["cells"]:
        if cell["metadata"].get("tags", [""])[0].startswith("check"):
            cell["source"] = ["# NBVAL_SKIP\n", *cell["source"]]
            cell["metadata"]["tags"].append("raises-exception")
    stale = edited(right, why="It points uphill.")
    stale["metadata"]["kernelspec"]["name"] = "of-another-computer"
    error = {"output_type": "error", "ename": "NotYet", "evalue": "q2", "traceback": ["old"]}
    for cell in stale["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 3, "outputs": [error]}
    stale["cells"].insert(3, own("import time\ntime.time()"))
    partly = edited(given, grad=HALF.replace("return", "w += 1\n    return"))
    partly["cells"].insert(-1, own("1 / 0"))
    return found | {"skipped": skipped, "stale": stale, "partly": partly}


def sgdlab(folder, *words, timeout=None):
    """Run a command of ours in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "sgdlab", *words], cwd=folder, capture_output=True,
        encoding="utf-8", timeout=timeout,
    )  # fmt: skip


def nbval(folder, *words):
    """Return the command that runs plain pytest on the notebooks of a folder, and the folder."""
    command = ["--nbval", "--nbval-current-env", *words, "-p", "no:cacheprovider"]
    (folder / "none.ini").write_text("[pytest]\n", "utf-8")
    return folder, [*command, "--rootdir=.", "-c", "none.ini"]


def together(*commands):
    """Run plain pytest with these (folder, words), all at once; return (exit code, output)."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "pytest", *words], cwd=folder, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8",
        )
        for folder, words in commands
    ]  # fmt: skip
    said = [(one.communicate()[0], one.returncode) for one in started]
    return [(code, text) for text, code in said]
