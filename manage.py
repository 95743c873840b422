#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dxtracker.settings")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError:
        from dxtracker.unready import why_unready

        if not (why := why_unready()):
            raise
        sys.exit(f"CommandError: {why}")


if __name__ == "__main__":
    main()
