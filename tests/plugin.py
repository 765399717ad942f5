"""A PostgreSQL of the tests' own, before Django's settings are read. Loaded by `-p tests.plugin` in pyproject.toml.

The whole run has one cluster, in a temporary folder: the controller of a parallel run starts it and every worker
makes its own database in it. With DATABASE_URL set, that server is used instead.
"""

import contextlib
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest

from newsapp.runtime.postgres import EmbeddedDatabase

TEST_ENVIRONMENT = {"CLAIMDESK_LOCAL": "1", "CLAIMDESK_LOG_LEVEL": "WARNING", "CLAIMDESK_ACCESS_LOG_LEVEL": "ERROR"}

_database: EmbeddedDatabase | None = None
_folder: Path | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Have a database and a secret key in the environment; the workers of a parallel run inherit both."""
    global _database, _folder
    for name, value in TEST_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("CLAIMDESK_SECRET_KEY", secrets.token_urlsafe(48))
    if os.environ.get("DATABASE_URL"):
        return
    # On the machine's own temporary folder the path is short, and a system user can get there.
    _folder = Path(tempfile.mkdtemp(prefix="claimdesk-tests-"))
    os.environ["CLAIMDESK_DATA_DIR"] = str(_folder)
    (_folder / "static").mkdir()  # WhiteNoise warns when it is missing
    try:
        _database = EmbeddedDatabase.acquire(_folder, durable=False)
    except BaseException:
        shutil.rmtree(_folder, ignore_errors=True)
        raise
    os.environ["DATABASE_URL"] = _database.url


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the server, after the workers and also after Ctrl-C."""
    global _database, _folder
    if _database is not None:
        with contextlib.suppress(Exception):
            _database.release()
        _database = None
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)
        _folder = None
