"""`python -m sgdlab` is `sgdlab`, also where scripts are not on the path."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
