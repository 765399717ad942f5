"""Which export formats there are."""

from collections.abc import Iterator
from importlib import metadata

import pytest

from annotations.exporters import native, registry
from annotations.exporters.formats import ExportFormat

PARTIAL = ExportFormat("partial", "Partial", "text/plain", "txt", native.FORMAT.write, drops="texts")
SECOND = ExportFormat("jsonl", "Another", "text/plain", "txt", native.FORMAT.write)
NOT_ONE = "a string"


@pytest.fixture
def entry_points(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Installed packages that bring a format, one under a key that is taken, no format at all, and nothing."""
    here = "tests.formats.test_registry"
    entries = metadata.EntryPoints(
        metadata.EntryPoint(name, value, registry.GROUP)
        for name, value in [
            ("partial", f"{here}:PARTIAL"),
            ("second", f"{here}:SECOND"),
            ("none", f"{here}:NOT_ONE"),
            ("gone", "no.such.module:FORMAT"),
        ]
    )
    monkeypatch.setattr(registry, "entry_points", lambda group: entries.select(group=group))
    registry.export_formats.cache_clear()
    yield
    registry.export_formats.cache_clear()


def test_the_built_in_formats_come_first_and_say_what_they_drop() -> None:
    formats = registry.export_formats()
    assert list(formats)[:2] == ["jsonl", "csv"]
    assert formats["jsonl"].lossless
    assert "article texts" in formats["csv"].drops


def test_a_package_adds_a_format_and_cannot_replace_one(entry_points: None, caplog: pytest.LogCaptureFixture) -> None:
    formats = registry.export_formats()
    assert list(formats) == [*(each.key for each in registry.BUILT_IN), "partial"]
    assert formats["partial"] is PARTIAL
    assert formats["jsonl"] is native.FORMAT
    assert len(caplog.records) == 3
