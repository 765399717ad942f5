"""Static files in production: named by their content, so that browsers keep them for ever, and compressed."""

import re
from collections.abc import Callable

from whitenoise.storage import CompressedManifestStaticFilesStorage

_TYPE_IN_COMMENT = re.compile(r"""import\(\s*["'][^"']+["']\s*\)\.""")


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
