"""`manage.py agreement_of`."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from annotations.domain.agreement.answers import agreement_of
from annotations.domain.agreement.brought import Limits, read_brought
from newsapp.api.parsing import strict_json
from newsapp.errors import RuleViolation, Several


class Command(BaseCommand):
    help = "Agreement statistics of data brought along, as JSON on standard output."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE",
            help='- for standard input; {"units": [{coder: value}], "level"} or '
            '{"length", "start", "continua": {coder: [{"start", "end", "label"}]}}',
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["file"]
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            answer = agreement_of(read_brought(strict_json(raw.decode("utf-8-sig")), limits=Limits()))
        except OSError as fault:
            raise CommandError(f"{name}: {fault.strerror}") from None
        except UnicodeDecodeError as fault:
            raise CommandError(f"{name}: byte {fault.start} is no UTF-8.") from None
        except RuleViolation as refusal:
            raise CommandError("\n".join(f"{name}: {line}" for line in _lines(refusal))) from None
        self.stdout.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def _lines(refusal: RuleViolation) -> list[str]:
    faults = refusal.violations if isinstance(refusal, Several) else [refusal]
    return [f"{fault.path}: {fault.message}" if fault.path else fault.message for fault in faults]
