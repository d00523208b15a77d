"""Node, as the Makefile finds it: the system’s, else the one that pip brought."""

import os
import shutil
import sys
from pathlib import Path


def node() -> str:
    path = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)])
    found = shutil.which("node", path=path)
    assert found, "Node manque : make setup l’installe."
    return found
