"""Scripts and style sheets packed for a test, as `make pack` does it for a server."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

NODE = Path(sys.prefix) / "bin" / "node"


def pack(folder: Path) -> None:
    """Join what `static/` has into a folder of the test's own."""
    subprocess.run([str(NODE), "pack.mjs", str(folder)], cwd=settings.BASE_DIR, check=True)
