"""What a file says, read apart: another process opens it, with little memory, little time and none of our secrets.

A hostile PDF may crash or stall that process; the one who asked hears « stopped » and goes on.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")
SECONDS = 40  # on the clock; the child also counts its own
READ, STOPPED, LOCKED = "read", "stopped", "locked"


@dataclass(frozen=True)
class Reading:
    outcome: str  # READ, LOCKED (a password is asked), or STOPPED (damaged, too long, too large)
    text: str = ""
    pages: int = 0
    scripts: int = 0
    preview: bytes = b""  # a PNG of the first page, or of the picture


def read_apart(content: bytes, media_type: str) -> Reading:
    """Open a file in a process of its own. Never raises for what the file holds."""
    with tempfile.TemporaryDirectory(prefix="maillage-lecture-") as folder:
        asked, answer, preview = (Path(folder) / name for name in ("asked", "answer.json", "preview.png"))
        asked.write_bytes(content)
        try:
            done = subprocess.run(  # noqa: S603  our own program; the file is its argument, never its command
                [sys.executable, "-I", str(CHILD), str(asked), media_type, str(answer), str(preview)],
                cwd=folder,
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Reading(STOPPED)
        if done.returncode or not answer.exists():
            return Reading(STOPPED)
        said = json.loads(answer.read_text(encoding="utf-8"))
        return Reading(**said, preview=preview.read_bytes() if preview.exists() else b"")
