import os
import threading
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
application = get_wsgi_application()


def warm_up() -> None:
    """The first search of a process dresses an index for half a second: before anybody waits for it."""
    from django.db import DatabaseError, connections  # noqa: PLC0415  after the settings are read

    from maillage.territories.queries.index import shelves  # noqa: PLC0415  same

    with suppress(DatabaseError):  # a base that is not ready yet: the first search will do it
        shelves()
    connections.close_all()


threading.Thread(target=warm_up, daemon=True).start()
