#!/usr/bin/env python
"""Django's commands, run with the project's own environment: `.venv/bin/python manage.py ...`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python. Run `make up` once, then use .venv/bin/python manage.py ...")
    execute_from_command_line(sys.argv)
