"""The real save endpoint behind one server after the other.

Servers that are no dependency of Claimdesk are looked for in the folder that `CLAIMDESK_BENCH_SERVERS` names
(`pip install --target FOLDER a2wsgi waitress granian cheroot gunicorn`); those that are not there are passed over.
"""

import importlib.util
import os
import sys
from typing import NamedTuple

from benchmarks.saves import SaveFigures, Target, make_target, measure_inserts, measure_saves
from benchmarks.scratch import ROOT, serving

APPLICATIONS = "benchmarks.applications"
WSGI = f"{APPLICATIONS}:wsgi"
PORT, ROUNDS, SECONDS = 8540, 3, 1.0
UVICORN = (
    "-m",
    "uvicorn",
    "--factory",
    "--port",
    "{port}",
    "--no-access-log",
    "--log-level",
    "warning",
    "--lifespan",
    "off",
)
BARE_LOOP = ("--loop", "asyncio", "--http", "h11")


class Candidate(NamedTuple):
    """A way to serve: its name, the module that it needs, its command, its threads."""

    name: str
    module: str
    command: tuple[str, ...]
    threads: int = 8


GUNICORN = ("-m", "gunicorn", "-b", "127.0.0.1:{port}", "-k", "gthread", "--threads", "8", "--keep-alive", "300")
GRANIAN = ("-m", "granian", "--interface", "wsgi", "--port", "{port}", "--blocking-threads", "8", "--no-access-log")

CANDIDATES = [
    Candidate("uvicorn, Django's own ASGI", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_asgi")),
    Candidate("uvicorn, a2wsgi, 4 threads", "a2wsgi", (*UVICORN, f"{APPLICATIONS}:make_a2wsgi"), 4),
    Candidate("uvicorn, a2wsgi, 8 threads", "a2wsgi", (*UVICORN, f"{APPLICATIONS}:make_a2wsgi")),
    Candidate("uvicorn, a2wsgi, 16 threads", "a2wsgi", (*UVICORN, f"{APPLICATIONS}:make_a2wsgi"), 16),
    Candidate("the same, 8, no uvloop, no httptools", "a2wsgi", (*UVICORN, *BARE_LOOP, f"{APPLICATIONS}:make_a2wsgi")),
    Candidate("uvicorn, own bridge, 4 threads", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_bridge"), 4),
    Candidate("uvicorn, own bridge, 8 threads", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_bridge")),
    Candidate("waitress, 8", "waitress", ("-m", "waitress", "--listen=127.0.0.1:{port}", "--threads=8", WSGI)),
    Candidate("granian (WSGI), 8", "granian", (*GRANIAN, "--log-level", "error", WSGI)),
    Candidate("cheroot, 8", "cheroot", ("-m", APPLICATIONS, "{port}")),
    Candidate("gunicorn gthread, 8", "gunicorn", (*GUNICORN, "--log-level", "error", WSGI)),
]


def _measured(candidate: Candidate, target: Target, extra: str) -> SaveFigures:
    paths = os.pathsep.join(part for part in (str(ROOT), extra) if part)
    environment = {"CLAIMDESK_WEB_THREADS": str(candidate.threads), "PYTHONPATH": paths}
    with serving(candidate.command, port=PORT, environment=environment):
        return measure_saves(PORT, target, seconds=SECONDS)


def run() -> None:
    """Print the table in Markdown: the best of rounds in which every server has its turn, since others disturb."""
    extra = os.environ.get("CLAIMDESK_BENCH_SERVERS", "")
    if extra:
        sys.path.append(extra)
    candidates = [found for found in CANDIDATES if importlib.util.find_spec(found.module)]
    target = make_target()
    rounds: dict[str, list[SaveFigures]] = {found.name: [] for found in candidates}
    for _ in range(ROUNDS):
        for found in candidates:
            rounds[found.name].append(_measured(found, target, extra))
    inserts = max(measure_inserts(clients=1, seconds=SECONDS).rate for _ in range(ROUNDS))
    print(f"Best of {ROUNDS} rounds of {SECONDS} s each; INSERT and COMMIT alone, one client: {inserts:.0f}/s")
    print("| server | 1 client p50 | p95 | 8 clients, 8 articles | p95 | 8 clients, 1 article | p95 |")
    print("|---|---|---|---|---|---|---|")
    for name, figures in rounds.items():
        one = min((figure.one for figure in figures), key=lambda seen: seen.p50)
        apart = max((figure.apart for figure in figures), key=lambda seen: seen.rate)
        together = max((figure.together for figure in figures), key=lambda seen: seen.rate)
        print(
            f"| {name} | {one.p50:.1f} ms | {one.p95:.1f} ms | {apart.rate:.0f}/s | {apart.p95:.0f} ms |"
            f" {together.rate:.0f}/s | {together.p95:.0f} ms |"
        )
