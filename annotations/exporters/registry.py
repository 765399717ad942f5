"""The formats that there are: the built-in ones in their order, then those that installed packages bring along.

A package adds one by an entry point of the group `claimdesk.exporters` that names an `ExportFormat`.
"""

import logging
from functools import cache
from importlib.metadata import entry_points

from annotations.exporters import adjudications, claims, csv, native
from annotations.exporters.formats import ExportFormat

GROUP = "claimdesk.exporters"

BUILT_IN = (native.FORMAT, csv.FORMAT, adjudications.FORMAT, claims.LINES, claims.TABLE, claims.REVIEWS)

_log = logging.getLogger(__name__)


@cache
def export_formats() -> dict[str, ExportFormat]:
    """All formats by key. One that cannot be loaded, or whose key is taken, is left out and logged."""
    formats = {built_in.key: built_in for built_in in BUILT_IN}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            found = entry.load()
        except Exception:
            _log.exception("The export format %s of %s cannot be loaded.", entry.name, entry.value)
            continue
        if not isinstance(found, ExportFormat):
            _log.error("%s is no ExportFormat.", entry.value)
        elif found.key in formats:
            _log.error("There is an export format “%s” already; %s is left out.", found.key, entry.value)
        else:
            formats[found.key] = found
    return formats


def find_export_format(key: str) -> ExportFormat | None:
    """The format with a key, or None. Installed packages are looked through only when no built-in one has it."""
    for built_in in BUILT_IN:
        if built_in.key == key:
            return built_in
    return export_formats().get(key)
