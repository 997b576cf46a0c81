#!/usr/bin/env python
"""Django's command line for 支部纪实."""

import os
import sys


def main() -> None:
    """Run a management command with the production settings unless told otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
    from django.core.management import execute_from_command_line

    from core.frames import with_room

    with_room(lambda: execute_from_command_line(sys.argv))


if __name__ == "__main__":
    main()
