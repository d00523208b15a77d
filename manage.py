#!/usr/bin/env python
"""The door that Django's users expect; `python -m maillage` is the same."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from maillage.__main__ import main

if __name__ == "__main__":
    main()
