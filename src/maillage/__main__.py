"""`python -m maillage` does what `manage.py` does."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    if sys.argv[1:2] == ["demo"]:  # settings are read before the command is: say so first
        os.environ.setdefault("MAILLAGE_DEMO", "1")
    sys.argv[0] = "maillage"
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
