"""What a worker has done with each letter, kept where a kill cannot reach: in a file mapped into its memory.

Storing a byte there is no system call: no signal can come between the mark and the dot that follows it, but for the
time of an instruction or two. The page belongs to the kernel, which keeps it when the process dies. The file is
locked while its run lives; whoever finds it free knows that the run is dead, and reads where it stood.
"""

import fcntl
import mmap
import os
import secrets
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path

from django.conf import settings

SLOTS = 50  # letters in one batch
NUMBER = struct.Struct("<q")
UNBORN_FOR = 3600  # seconds
SIZE = SLOTS * (NUMBER.size + 1)


class Mark(IntEnum):
    NONE = 0  # claimed, not tried yet
    TRYING = 1  # told to the server, without the final dot: it will forget it
    DOT = 2  # the final dot is on its way: the letter is theirs, whether they said so or not
    TAKEN = 3  # they said so


def folder() -> Path:
    """The marks of this database: two databases may share a data folder, in tests above all."""
    path = Path(settings.MAIL_MARKS)
    path.mkdir(parents=True, exist_ok=True)
    return path


class Run:
    """One run of one worker: its name, and the marks of the batch at hand."""

    def __init__(self, path: Path, descriptor: int):
        self.path = path
        self.name = path.stem
        self.descriptor = descriptor
        self.memory = mmap.mmap(descriptor, SIZE)

    def start_batch(self) -> None:
        """Forget the last batch; before the next claim, so that an old mark never speaks for a new letter."""
        self.memory[:] = bytes(SIZE)

    def name_batch(self, numbers: list[int]) -> None:
        for slot, number in enumerate(numbers):
            NUMBER.pack_into(self.memory, SLOTS + slot * NUMBER.size, number)

    def mark(self, slot: int, mark: Mark) -> None:
        self.memory[slot] = mark

    def marks(self) -> dict[int, Mark]:
        """Where each letter of the batch stands."""
        numbers = (NUMBER.unpack_from(self.memory, SLOTS + slot * NUMBER.size)[0] for slot in range(SLOTS))
        return {number: Mark(self.memory[slot]) for slot, number in enumerate(numbers) if number}

    def close(self, *, forget: bool) -> None:
        self.memory.close()
        if forget:
            self.path.unlink(missing_ok=True)
        os.close(self.descriptor)  # and the lock with it


@contextmanager
def own_run() -> Iterator[Run]:
    """Open a run of our own. Its file goes when all is settled; if we fail or die, it stays for whoever comes next."""
    path = folder() / f"{secrets.token_hex(16)}.marks"
    hidden = path.with_suffix(".new")
    descriptor = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.ftruncate(descriptor, SIZE)
    hidden.rename(path)  # seen only once it is locked
    run = Run(path, descriptor)
    is_settled = False
    try:
        yield run
        is_settled = True
    finally:
        run.close(forget=is_settled)


def dead_runs() -> Iterator[Run]:
    """The runs that died, one by one. What the caller has settled when it asks for the next one is forgotten."""
    sweep()
    for path in sorted(folder().glob("*.marks")):
        run = take_over(path)
        if run is None:
            continue
        is_settled = False
        try:
            yield run
            is_settled = True
        finally:
            run.close(forget=is_settled)


def sweep() -> None:
    """Files whose maker died before anything was claimed in their name."""
    for path in folder().glob("*.new"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - UNBORN_FOR:
                path.unlink()


def take_over(path: Path) -> Run | None:
    """The run of this file if it is dead, locked against others who look too; None while it lives, or once it is gone."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    if not os.fstat(descriptor).st_nlink:  # another one settled it between our two lines
        os.close(descriptor)
        return None
    return Run(path, descriptor)


def names_here() -> list[str]:
    """The runs that have their file on this machine, alive or not."""
    return [path.stem for path in folder().glob("*.marks")]
