"""Real material beside the repository, for tests that skip where it is not."""

import os
from pathlib import Path

import pytest


def shared_folder(*parts: str) -> Path:
    """A folder of ``../shared`` (or of what CLAIMDESK_SHARED names); the test skips where it is not."""
    root = Path(os.environ.get("CLAIMDESK_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    folder = root.joinpath(*parts)
    if not folder.is_dir():
        pytest.skip(f"needs {'/'.join(('../shared', *parts))}, which is not here")
    return folder
