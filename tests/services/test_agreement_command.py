"""`manage.py agreement_of` as another program sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = {"units": [{"a": "x", "b": "y"}, {"a": "x", "b": "x"}, {"a": "y", "b": "y"}], "level": "nominal"}


def run(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`manage.py agreement_of`, without a database anywhere."""
    surroundings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "manage.py", "agreement_of", *arguments],
        cwd=ROOT, env={**surroundings, **environment}, input=given, capture_output=True, timeout=120,
    )  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with three units."""
    path = tmp_path / "units.json"
    path.write_text(json.dumps(UNITS), encoding="utf-8")
    return path


def test_a_file_is_answered_in_json_on_standard_output(file: Path, tmp_path: Path) -> None:
    said = run(str(file), CLAIMDESK_DATA_DIR=str(tmp_path / "data"))
    assert (said.returncode, said.stderr) == (0, b"")
    answer: dict[str, Any] = json.loads(said.stdout)
    assert list(answer) == ["percent", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha"]
    assert answer["cohen_kappa"]["value"] == pytest.approx(0.4)
    assert not (tmp_path / "data").exists(), "it only reads a file"


def test_standard_input_is_read_for_a_hyphen_with_or_without_a_byte_order_mark() -> None:
    body = json.dumps({"length": 9, "continua": {"я": [{"start": 0, "end": 4, "label": "ї"}], "b": []}})
    for mark in (b"", b"\xef\xbb\xbf"):
        said = run("-", given=mark + body.encode())
        assert json.loads(said.stdout)["gamma"]["labels"]["ї"]["disorder"] == 2
        assert "ї".encode() in said.stdout


def test_more_is_taken_than_by_rest(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    path.write_text(json.dumps({"units": [{"a": number % 3, "b": number % 2} for number in range(30_000)]}))
    assert json.loads(run(str(path)).stdout)["percent"]["n"] == 30_000


def test_what_is_at_fault_is_said_on_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"units": [{"a": null}, 7]}')
    said = run(str(path))
    assert (said.returncode, said.stdout) == (1, b"")
    lines = said.stderr.decode().splitlines()
    assert len(lines) == 2
    assert "units.0.a: Expected a string" in lines[0]
    assert "units.1: Expected an object." in lines[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "No JSON"),
        (b'{"units": NaN}', "NaN is no JSON"),
        (b"\xff", "byte 0 is no UTF-8"),
        (b"[]", "Expected an object"),
    ],
)
def test_a_file_that_is_no_data_is_refused_in_one_line(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    said = run(str(path))
    assert (said.returncode, said.stdout) == (1, b"")
    assert words in said.stderr.decode()
    assert len(said.stderr.decode().splitlines()) == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    said = run(str(tmp_path / "none.json"))
    assert said.returncode == 1
    assert f"{tmp_path / 'none.json'}: No such file" in said.stderr.decode()
