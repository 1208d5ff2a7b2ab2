#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder's image is built.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
found=""
for python in python3.13 python3.12 python3.11; do
    if apt-get install -y -qq "$python" "$python-venv" bubblewrap; then found=$python; break; fi
done
if [ -z "$found" ]; then
    echo "This image has no Python 3.11 or newer: choose Ubuntu 22.04 or later." >&2
    exit 1
fi
"$found" -m venv "$here/../venv"
"$here/../venv/bin/pip" install --quiet -r "$here/requirements.txt"
