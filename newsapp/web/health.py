"""Is the process alive (`/healthz`), and can it serve (`/readyz`)?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse


def answer_probe(path: str) -> HttpResponse | None:
    """The answer to a probe, or None when the path is not one."""
    if path == "/healthz":
        return JsonResponse({"status": "ok"})
    if path == "/readyz":
        checks = readiness()
        return JsonResponse(
            {"status": "ok" if all(v == "ok" for v in checks.values()) else "unready", **checks},
            status=200 if all(v == "ok" for v in checks.values()) else 503,
        )
    return None


def readiness() -> dict[str, str]:
    """State of the database and of its migrations, `ok` or a word for what is wrong."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return {"database": "unreachable", "migrations": "unknown"}
    finally:
        connection.close()
    return {"database": "ok", "migrations": "pending" if pending else "ok"}
