#!/usr/bin/env python
import gc
import os
import sys


def main() -> None:
    gc.set_threshold(50_000, 50, 50)  # loading leaves next to no rubbish: to look for it took a seventh of a start
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dxtracker.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refused:  # a setting that cannot be what it says
        sys.exit(f"CommandError: {refused}")
    except DatabaseError:
        from dxtracker.unready import why_unready

        if not (why := why_unready()):
            raise
        sys.exit(f"CommandError: {why}")


if __name__ == "__main__":
    main()
