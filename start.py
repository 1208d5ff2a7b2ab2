"""Open the lessons: `python start.py`. Run every test: `python start.py test`."""
# All goes into .venv beside this file; the second start is quick and needs no network. More words
# go on: `python start.py --no-browser`, `python start.py test -k slides`.

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
PYTHON = str(VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
STAMP = VENV / "sgdlab-ready"  # written last: an installation that was cut off has none
RUN = {"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "errors": "replace"}


def stamp(kind):  # another state of the course, another place or Python: another stamp
    pins = (ROOT / "constraints.txt").read_bytes()
    return f"{PROJECT.read_bytes()} {pins} {ROOT} {sys.version} {kind}"


def whole(modules):  # does .venv have them, in this version of Python?
    try:
        answer = subprocess.run([PYTHON, "-c", f"import {modules}, sys; print(sys.version)"], **RUN)
        return answer.stdout.strip().endswith(sys.version.strip())
    except OSError:
        return False


def phase(words, command, remedy=None):
    print(f"{words} ...", end=" ", flush=True)
    start = time.monotonic()
    answer = subprocess.run(command, **RUN)
    print("did not work" if answer.returncode else f"{time.monotonic() - start:.1f} s", flush=True)
    if answer.returncode and remedy:
        sys.exit(f"{answer.stdout[-2000:].strip()}\n\n{remedy}")
    return not answer.returncode


def install(kind, mend):
    STAMP.unlink(missing_ok=True)
    if mend or not whole("pip"):
        old = " anew (it was damaged, or of another Python)" if VENV.exists() else ""
        remedy = "Python could not make .venv. On Debian or Ubuntu: sudo apt install python3-venv."
        phase(f"1/3 .venv{old}", [sys.executable, "-m", "venv", "--clear", str(VENV)], remedy)
    what = ["install", "-c", "constraints.txt", "-e", "."]
    if kind == "test":
        import tomllib  # older Pythons, which main refuses in words, have none

        what += tomllib.loads(PROJECT.read_text("utf-8"))["dependency-groups"]["test"]
    pip, uv = [PYTHON, "-m", "pip"], [PYTHON, "-m", "uv", "pip"]
    fetched = phase("2/3 uv, the quick installer", [*pip, "install", "uv"])
    if not (fetched and phase("3/3 packages", [*uv, *what, "--python", PYTHON])):
        remedy = "The packages did not come. With a network, `python start.py` goes on from here."
        phase("3/3 packages by pip, as uv could not get them (minutes)", [*pip, *what], remedy)
    STAMP.write_text(stamp(kind), encoding="utf-8")


def main(words):
    if sys.version_info < (3, 11):
        sys.exit(f"sgdlab needs Python 3.11 or newer (python.org), not {sys.version.split()[0]}.")
    if sys.platform == "win32" and ("OneDrive" in str(ROOT) or len(str(ROOT)) > 90):
        print(f"If installing fails: {ROOT} is long or in OneDrive; move it to C:\\sgdlab.")
    kind, *words = words if words[:1] == ["test"] else ["lessons", *words]
    done = STAMP.is_file() and STAMP.read_text("utf-8") in {stamp(kind), stamp("test")}
    if not (done and whole("pip, sgdlab.cli")):
        install(kind, mend=done)
    go = "pytest -n 2 --dist loadfile --no-loadscope-reorder" if kind == "test" else "sgdlab lab"
    child = subprocess.Popen([PYTHON, "-m", *go.split(), *words], cwd=ROOT)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the child got it too, and answers in its own way
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
