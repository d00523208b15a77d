"""A maillage of its own, with the settings of production and a database that several processes share.

The rest of the suite runs in one process on a database in memory: what happens when two people click at once, or when
a worker is killed, is seen here only. On PostgreSQL when the suite runs there, on a SQLite file otherwise.
"""

import os
import subprocess
import sys
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from tempfile import gettempdir
from urllib.parse import urlsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
OURS = ("MAILLAGE_", "DATABASE_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "PROCONNECT_")


@contextmanager
def machine(folder: Path, **more: str):
    """The environment of its processes, its tables laid. `more` is added to it."""
    with database(folder) as url:
        env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            "MAILLAGE_DATA": str(folder),
            "MAILLAGE_HTTPS_REDIRECT": "0",
            "DATABASE_URL": url,
            **more,
        }
        lay_tables(folder, env)
        yield env


@contextmanager
def database(folder: Path):
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'maillage.sqlite3'}"
        return
    import psycopg  # noqa: PLC0415  only where PostgreSQL answers

    name = f"maillage_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as door:
        door.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            door.execute(f"DROP DATABASE {name} WITH (FORCE)")


def lay_tables(folder: Path, env: dict) -> None:
    """SQLite takes a copy of tables laid once for all tests of the same migrations; PostgreSQL lays its own."""
    if env["DATABASE_URL"].startswith("postgres"):
        prepare(env)
        return
    sources = sorted((ROOT / "src").rglob("migrations/*.py"))
    key = sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    model = Path(gettempdir()) / f"maillage-tables-{key}.sqlite3"
    with model.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not model.exists():
            draft = model.with_suffix(f".{uuid4().hex}")
            prepare({**env, "DATABASE_URL": f"sqlite:///{draft}"})
            draft.rename(model)
    copyfile(model, folder / "maillage.sqlite3")


def prepare(env: dict) -> None:
    for command in (("migrate", "-v", "0"), ("createcachetable",)):
        subprocess.run(
            [sys.executable, "-m", "maillage", *command], cwd=ROOT, env=env, check=True, capture_output=True
        )


def run(module: str, *arguments: str, env: dict) -> str:
    """What `main(*arguments)` of a module of the tests prints on such a machine; it fails if that does."""
    code = (
        "import sys, django; django.setup(); from importlib import import_module; "
        "import_module(sys.argv[1]).main(*sys.argv[2:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, module, *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
