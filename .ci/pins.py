"""Write the pins: constraints.txt for pip and conda, and the same list for uv in pyproject.toml.

`python .ci/pins.py` needs uv (`pip install uv`) and the package registry. Then run the tests.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# --no-config: else uv would obey the very pins that are to be renewed.
COMPILE = [
    *("uv", "pip", "compile", "pyproject.toml", "--no-config", "-c", ".ci/held.txt"),
    *("--all-extras", "--group", "test", "--universal", "--python-version", "3.11"),
    *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
]
BLOCK = re.compile(r"^constraint-dependencies = \[\n.*?^\]\n", re.MULTILINE | re.DOTALL)


def into(pyproject: str, pins: list[str]) -> str:
    """Return the text of pyproject.toml with the list of `pins` put in place of the old one."""
    lines = "".join(f'    "{pin}",\n' for pin in pins)
    text, found = BLOCK.subn(lambda _: f"constraint-dependencies = [\n{lines}]\n", pyproject)
    if found != 1:
        sys.exit(f"pyproject.toml has {found} lists constraint-dependencies, expected one.")
    return text


def main() -> None:
    answer = subprocess.run(COMPILE, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    pins = [line.strip() for line in answer.stdout.splitlines() if line.strip()]
    pyproject = ROOT / "pyproject.toml"
    text = into(pyproject.read_text(encoding="utf-8"), pins)
    (ROOT / "constraints.txt").write_text("\n".join(pins) + "\n", encoding="utf-8", newline="\n")
    pyproject.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(pins)} pins written to constraints.txt and pyproject.toml")


if __name__ == "__main__":
    main()
