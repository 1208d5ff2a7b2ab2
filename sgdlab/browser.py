"""Find the browser that the tests drive: Chrome, Edge or Chromium, whichever is there."""

import os
import shutil
import sys
from pathlib import Path

ON_THE_PATH = (
    *("google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "msedge", "chromium", "chromium-browser"),
)
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PROGRAMS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


def find() -> str | None:
    """Return the browser's path, or None where there is none."""
    named = filter(None, map(shutil.which, ON_THE_PATH))
    return next(named, None) or next((str(path) for path in _installed() if path.is_file()), None)


def _installed() -> list[Path]:
    """Return where the systems that keep browsers off the path may have one."""
    if sys.platform == "darwin":
        return [Path(place) for place in APPLICATIONS]
    keys = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    roots = [os.environ[key] for key in keys if key in os.environ]
    return [Path(root, place) for root in roots for place in PROGRAMS]
