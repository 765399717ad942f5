#!/usr/bin/env python
"""Claimdesk's commands. Without DATABASE_URL each one uses, and if need be starts, the data folder's own PostgreSQL."""

import os
import sys


def main() -> int:
    """Run one command and give its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsapp.settings")
    try:
        from newsapp.runtime.command_line import run_command
    except ImportError as error:  # an old Python, or not this project's
        print(f"Claimdesk needs Python 3.11 or newer: {error}", file=sys.stderr)
        return 1
    return run_command(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
