"""Static files in production: named by their content, so that browsers keep them for ever, and compressed.

`make pack` puts what a page's script or style sheet imports into one file, in the folder `packed`, where each has the name
that it has in `static`. Collected from there, a page asks for a dozen files and not for a hundred. Nothing depends on it:
without the folder the modules are served one by one, as next to an editor.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from whitenoise.storage import CompressedManifestStaticFilesStorage

_TYPE_IN_COMMENT = re.compile(r"""import\(\s*["'][^"']+["']\s*\)\.""")


@checks.register(checks.Tags.staticfiles)
def packed_is_current(**_of_what: Any) -> list[checks.CheckMessage]:
    """Say so when the sources of what is packed were changed since."""
    packed = settings.PACKED_STATIC
    if packed not in settings.STATICFILES_DIRS:
        return []
    oldest = min(map(_changed, packed.rglob("*.*")), default=0.0)
    newer = [path for path in settings.STATIC_SOURCES.rglob("*.*") if _changed(path) > oldest]
    if not newer:
        return []
    hint = f"Run `make pack` again, or remove {packed}."
    return [checks.Warning(f"{newer[0]} was changed after {packed} was packed.", hint=hint, id="newsapp.W001")]


def _changed(path: Path) -> float:
    return path.stat().st_mtime


class ModuleAwareStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites the imports of our own JavaScript modules, which must each end in a semicolon to be found.

    The scripts that come with packages are left as they are: what looks like an import in them may be a comment.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 30  # one for each level that modules import each other in

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        """What replaces an address in the file `name`; see `HashedFilesMixin`."""
        if name.endswith(".js") and not name.startswith("js/"):
            return lambda match: match[0]
        converter: Callable[[re.Match[str]], str] = super().url_converter(name, hashed_files, template)
        # A type in a comment, `import("./store.js").Store`, imports nothing, and modules may name each other's types.
        return lambda match: match[0] if _TYPE_IN_COMMENT.match(match.string, match.start()) else converter(match)
