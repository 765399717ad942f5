"""The real save endpoint behind one server after the other.

Servers that are no dependency of Claimdesk are looked for in the folder that `CLAIMDESK_BENCH_SERVERS` names
(`pip install --target FOLDER waitress granian cheroot gunicorn`); those that are not there are passed over.
"""

import importlib.util
import os
import sys

from benchmarks.saves import SaveFigures, Target, make_target, measure_saves
from benchmarks.scratch import serving

APPLICATIONS = "benchmarks.applications"
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

CANDIDATES: list[tuple[str, str, tuple[str, ...], int]] = [
    ("uvicorn, Django ASGI", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_asgi"), 8),
    ("uvicorn, a2wsgi, 4 threads", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_a2wsgi"), 4),
    ("uvicorn, a2wsgi, 8 threads", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_a2wsgi"), 8),
    ("uvicorn, a2wsgi, 16 threads", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_a2wsgi"), 16),
    ("uvicorn without uvloop and httptools, a2wsgi, 8", "uvicorn", (*UVICORN, *BARE_LOOP, f"{APPLICATIONS}:make_a2wsgi"), 8),
    ("uvicorn, own bridge, 4 threads", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_bridge"), 4),
    ("uvicorn, own bridge, 8 threads", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_bridge"), 8),
    ("uvicorn, own bridge, 2 threads", "uvicorn", (*UVICORN, f"{APPLICATIONS}:make_bridge"), 2),
    ("waitress, 8 threads", "waitress", ("-m", "waitress", "--listen=127.0.0.1:{port}", "--threads=8", f"{APPLICATIONS}:wsgi"), 8),
    ("granian (WSGI), 8 threads", "granian", ("-m", "granian", "--interface", "wsgi", "--port", "{port}", "--blocking-threads", "8",
                                 "--no-access-log", "--log-level", "error", f"{APPLICATIONS}:wsgi"), 8),
    ("cheroot, 8 threads", "cheroot", ("-m", APPLICATIONS, "{port}"), 8),
    ("gunicorn gthread, 8 threads", "gunicorn", ("-m", "gunicorn", "-b", "127.0.0.1:{port}", "-k", "gthread", "--threads", "8", "--keep-alive", "30",
                                      "--log-level", "error", f"{APPLICATIONS}:wsgi"), 8),
]  # fmt: skip


def _measured(target: Target, command: tuple[str, ...], threads: int, port: int, extra: str) -> SaveFigures:
    paths = os.pathsep.join(part for part in (os.getcwd(), extra) if part)
    with serving(command, port=port, environment={"CLAIMDESK_WEB_THREADS": str(threads), "PYTHONPATH": paths}):
        return measure_saves(port, target, seconds=float(os.environ.get("CLAIMDESK_BENCH_SECONDS", "4")))


def run() -> None:
    """Print the table in Markdown."""
    extra = os.environ.get("CLAIMDESK_BENCH_SERVERS", "")
    if extra:
        sys.path.append(extra)
    target = make_target()
    print("| server | 1 client p50 | p95 | 8 clients, 8 articles | p95 | 8 clients, 1 article | p95 |")
    print("|---|---|---|---|---|---|---|")
    for index, (name, module, command, threads) in enumerate(CANDIDATES):
        if importlib.util.find_spec(module) is None:
            print(f"| {name} | not installed | | | | | |")
            continue
        one, apart, together = _measured(target, command, threads, 8540 + index, extra)
        print(
            f"| {name} | {one.p50:.1f} ms | {one.p95:.1f} ms | {apart.rate:.0f}/s | {apart.p95:.0f} ms |"
            f" {together.rate:.0f}/s | {together.p95:.0f} ms |",
            flush=True,
        )
