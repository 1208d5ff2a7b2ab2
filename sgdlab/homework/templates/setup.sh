#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder's image is built.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
for python in python3.13 python3.12 python3.11; do
    if apt-get install -y -qq "$python" "$python-venv" bubblewrap; then break; fi
done
"$python" -m venv "$here/../venv"
"$here/../venv/bin/pip" install --quiet -r "$here/requirements.txt"
