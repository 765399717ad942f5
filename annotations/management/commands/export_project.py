"""`manage.py export_project`."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGPIPE
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from psycopg import Error as DriverError

from annotations.services.exports import (
    CLAIM_STATUSES,
    CLAIM_VERDICTS,
    DISPUTE_STATES,
    FILTERS,
    LAYERS,
    REVIEW_FILTERS,
    STATES,
    filter_of_words,
    open_export,
    review_filter_of_words,
)
from newsapp.access import open_project_as_operator
from newsapp.errors import RuleViolation


class Command(BaseCommand):
    help = "Stream an export of a project, in one snapshot. `export_formats` lists the formats."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project")
        parser.add_argument("export_format", metavar="FORMAT")
        parser.add_argument(
            "-o", "--output", default="-", metavar="FILE|DIR|-",
            help="a file, which appears when it is whole; a folder for a file named after the project; - (default) for "
            "standard output",
        )  # fmt: skip
        parser.add_argument("--article", metavar="N", help="only this article")
        parser.add_argument("--tag", metavar="KEY", help="only highlights with this tag")
        parser.add_argument("--analyst", metavar="USER", help="only highlights of this analyst")
        parser.add_argument("--layer", choices=LAYERS)
        parser.add_argument("--state", choices=STATES)
        parser.add_argument("--created-after", metavar="TIME", help="like 2026-01-31T12:00:00Z")
        parser.add_argument("--q", metavar="WORDS", help="only highlights whose quote contains this")
        parser.add_argument("--where", choices=("quote", "note"), help="look for --q there; usually in the quote")
        parser.add_argument("--noted", choices=("yes", "no"), help="only highlights with a note, or without one")
        parser.add_argument(
            "--outdated", choices=("yes", "no"), help="only those coded under an older definition, or not"
        )
        parser.add_argument("--language", metavar="TAG", help="only highlights in articles in this language")
        parser.add_argument("--outlet", metavar="NAME", help="only highlights in articles of this outlet")
        parser.add_argument("--story", metavar="NAME", help="only highlights in articles of this story")
        parser.add_argument(
            "--dispute-state", choices=DISPUTE_STATES, help="only adjudications of disputes in this state"
        )
        parser.add_argument("--status", choices=CLAIM_STATUSES, help="only claims that are so far")
        parser.add_argument("--verdict", choices=CLAIM_VERDICTS, help="only claims with this verdict")
        parser.add_argument("--claimant", metavar="NAME", help="only claims that this one is said to have made")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            wanted = filter_of_words({name: options[name] for name in FILTERS})
            case = review_filter_of_words({name: options[name] for name in REVIEW_FILTERS})
            access = open_project_as_operator(slug=options["project"])
            stream = open_export(access=access, export_format=options["export_format"], wanted=wanted, case=case)
            with stream:
                if options["output"] == "-":
                    _to_standard_output(stream)
                else:
                    path = Path(options["output"])
                    _to_file(stream, path / stream.filename if path.is_dir() else path)
        except RuleViolation as refusal:
            where = f"--{refusal.path.replace('_', '-')}: " if refusal.path in (*FILTERS, *REVIEW_FILTERS) else ""
            raise CommandError(f"{where}{refusal.message}") from None
        except (DatabaseError, DriverError) as fault:
            reason = (str(fault).strip().splitlines() or [type(fault).__name__])[0]
            raise CommandError(f"The export broke off: {reason}") from None
        except OSError as fault:
            raise CommandError(f"{options['output']}: {fault.strerror}") from None


def _to_standard_output(chunks: Iterable[bytes]) -> None:
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read has enough. The interpreter would complain when it flushes what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(128 + SIGPIPE) from None


def _to_file(chunks: Iterable[bytes], path: Path) -> None:
    with _appearing(path) as file:
        for chunk in chunks:
            file.write(chunk)


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    """A file that is there when it is whole; a pipe or a device is written as it is."""
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except FileExistsError:
        raise
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
