"""What happens around every command of `manage.py`: `--data-dir`, the embedded database, signals, refusals."""

import contextlib
import os
import secrets
import signal
import sys
import threading
from collections.abc import Iterator, MutableMapping
from types import FrameType

from newsapp.runtime.data_folder import chosen_data_folder, open_data_folder, secret_key
from newsapp.runtime.postgres import EmbeddedDatabase
from newsapp.runtime.refusals import CannotStart

WITHOUT_DATABASE = frozenset(
    {
        "agreement_of",
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "export_formats",
        "findstatic",
        "help",
        "import_formats",
        "makemessages",
        "makemigrations",
        "spectacular",
        "startapp",
        "startproject",
        "version",
    }
)
"""Commands that only read code and files: they start no database and make no data folder."""

SERVERS = frozenset({"up", "run_web"})
"""Commands that answer requests in threads."""
MANY_CONNECTIONS = SERVERS | {"run_worker"}
"""Commands that draw their connections from a pool."""

held: EmbeddedDatabase | None = None
"""The embedded database that this process uses, for `up` to watch over."""


def run_command(arguments: list[str]) -> int:
    """Run `manage.py`'s arguments (the program's name first) and give the exit status.

    A refusal to start is one line on standard error and status 1; Ctrl-C and SIGTERM let go of the database first.
    """
    try:
        arguments = take_data_dir(arguments, os.environ)
        with _signals_end_the_command(), _surroundings(arguments):
            from django.core.management import execute_from_command_line

            execute_from_command_line(arguments)
            status = 0
    except CannotStart as refusal:
        print(f"claimdesk: {refusal}", file=sys.stderr)  # noqa: T201 - there is no logging yet
        status = 1
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    except SystemExit as end:
        status = _status(end)
    if SERVERS.intersection(arguments[1:2]):
        _leave_threads_behind(status)
    return status


def take_data_dir(arguments: list[str], environment: MutableMapping[str, str]) -> list[str]:
    """Take `--data-dir DIR` out of any command's arguments; the environment names the folder from then on."""
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == "--data-dir":
            environment["CLAIMDESK_DATA_DIR"] = next(waiting, "") or _data_dir_missing()
        elif argument.startswith("--data-dir="):
            environment["CLAIMDESK_DATA_DIR"] = argument.partition("=")[2] or _data_dir_missing()
        else:
            rest.append(argument)
    environment["CLAIMDESK_DATA_DIR"] = str(chosen_data_folder(environment))
    return rest


def needs_database(arguments: list[str]) -> bool:
    """Whether the command has to have a database: all but the listed ones and calls for help."""
    command, options = (arguments[1] if len(arguments) > 1 else "help"), arguments[2:]
    if command.startswith("-") or {"-h", "--help"} & set(options):
        return False
    if command == "check":
        return any(option.startswith("--database") for option in options)
    return command not in WITHOUT_DATABASE


@contextlib.contextmanager
def _surroundings(arguments: list[str]) -> Iterator[None]:
    """Environment and database for the command. Settings are loaded inside, and read what is set here."""
    if _is_up(arguments) and needs_database(arguments):
        # Serving from a laptop: plain HTTP, readable logs, a key of its own making, whichever database it is.
        os.environ.setdefault("CLAIMDESK_LOCAL", "1")
        os.environ.setdefault("CLAIMDESK_LOG_FORMAT", "plain")
        os.environ.setdefault("CLAIMDESK_ACCESS_LOG_LEVEL", "WARNING")
        _have_secret_key()
    elif not MANY_CONNECTIONS.intersection(arguments[1:2]):
        os.environ.setdefault("CLAIMDESK_DATABASE_POOL", "0")
    if os.environ.get("DATABASE_URL"):
        yield
    elif needs_database(arguments):
        with _held_database():
            yield
    else:
        os.environ.setdefault("CLAIMDESK_LOCAL", "1")
        if not (chosen_data_folder(os.environ) / "secret_key").exists():
            os.environ.setdefault("CLAIMDESK_SECRET_KEY", secrets.token_urlsafe(48))  # these commands sign nothing
        yield


@contextlib.contextmanager
def _held_database() -> Iterator[None]:
    global held
    _have_secret_key()
    held = EmbeddedDatabase.acquire(chosen_data_folder(os.environ))
    try:
        os.environ["DATABASE_URL"] = held.url
        os.environ.setdefault("CLAIMDESK_LOCAL", "1")
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave the server running
        held.release()
        held = None


def _have_secret_key() -> None:
    if not os.environ.get("CLAIMDESK_SECRET_KEY"):
        secret_key(open_data_folder(chosen_data_folder(os.environ)))


@contextlib.contextmanager
def _signals_end_the_command() -> Iterator[None]:
    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_up(arguments: list[str]) -> bool:
    return arguments[1:2] == ["up"]


def _status(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)  # noqa: T201 - what the interpreter does
    return 1


def _leave_threads_behind(status: int) -> None:
    """End now although a thread still works on a request: the interpreter would wait for it as long as it takes."""
    if threading.active_count() > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _data_dir_missing() -> str:
    raise CannotStart("--data-dir needs a folder.")
