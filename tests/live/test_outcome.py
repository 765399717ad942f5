"""The main job from end to end: `manage.py up`, the printed link, a pasted article, a marked claim, three exports."""

import csv
import io
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.workbench_page import drag
from tests.live.processes import Up, run
from tests.shared import shared_folder

SCRAPED = """ua | en | ru

Harbour council “delays” vote on the new quay – The Harbour Post

Harbour council "delays" vote on the new quay

The harbour council put off its vote on the new quay until spring 🚢, the mayor said on Monday. About 1,200 people had signed a petition.

According to The Morning Ledger, the builders are expected to ask for up to 40 million more. An engineer told the paper that the sum “could be higher”.

What the figures say

The council's own report speaks of 25 million, in two parts of 15 million each. Nobody at the town hall would comment.
"""

CLAIM = "About 1,200 people had signed a petition."
QUANTITY = "up to 40 million"
NESTED = "the builders are expected to ask for up to 40 million more"


@pytest.fixture
def page(up: Up, chromium: Browser) -> Iterator[Page]:
    """A page of a real Chromium; whatever goes wrong in it fails the test."""
    faults: list[str] = []
    page = chromium.new_page(base_url=up.address, viewport={"width": 1440, "height": 900})
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert not faults, faults


@pytest.fixture
def up(data_dir: Path) -> Iterator[Up]:
    """`manage.py up` with its demo project in a new data folder."""
    up = Up.start(data_dir, demo=True)
    yield up
    assert up.stop() == 0


def sign_in(page: Page, up: Up) -> None:
    link = next(line.split()[-1] for line in up.lines if line.startswith("sign in once with"))
    page.goto(link)
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()


def add_pasted(page: Page, text: str) -> None:
    """From the list of projects to the workbench of a new article."""
    page.get_by_role("link", name="Troop claims (demo)").click()
    page.get_by_role("link", name="Add an article").click()
    page.get_by_label("The text, as you found it").fill(text)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Language switcher")).to_be_visible()
    page.get_by_role("button", name="Save the article").click()
    page.locator("[data-workbench][data-ready]").wait_for()


def mark(page: Page, words: str, key: str) -> None:
    drag(page, words, words)
    page.keyboard.press(key)
    expect(page.locator("[data-mark-list] .mark").filter(has_text=words).first).to_be_visible()


def all_saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saved")
    page.wait_for_function("() => !document.querySelector('.mark.unsaved')")


def download(page: Page, name: str, folder: Path) -> bytes:
    """What the page's Export menu gives."""
    if not page.get_by_role("link", name=name).is_visible():
        page.get_by_text("Export", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target.read_bytes()


def fetched(up: Up, token: str, path: str) -> bytes:
    request = urllib.request.Request(up.address.rstrip("/") + path, headers={"Authorization": f"Token {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())


def test_from_a_pasted_article_to_labelled_spans(up: Up, page: Page, data_dir: Path, place: Path) -> None:
    sign_in(page, up)
    add_pasted(page, SCRAPED)
    mark(page, CLAIM, "c")
    mark(page, NESTED, "c")
    mark(page, QUANTITY, "f")
    page.keyboard.press("Escape")
    all_saved(page)
    text = str(page.locator("[data-text]").evaluate("(element) => element.textContent"))
    page.get_by_role("link", name="Troop claims (demo)").click()

    by_button = download(page, "JSON lines", place)
    line = json.loads(by_button.splitlines()[-1])
    assert line["text"] == text
    assert "ua | en | ru" not in text
    assert line["language"] == "en"
    assert line["metadata"]["editions"] == ["uk", "en", "ru"]
    assert [(span["quote"], span["tags"], span["analyst"]) for span in line["spans"]] == [
        (CLAIM, ["claim"], "demo"),
        (NESTED, ["claim"], "demo"),
        (QUANTITY, ["quantity"], "demo"),
    ]
    for span in line["spans"]:
        assert text[span["start"] : span["end"]] == span["quote"]

    status, said, errors = run("create_token", "demo", "--data-dir", str(data_dir))
    assert status == 0, errors
    by_rest = fetched(up, said.split()[-1], "/api/v1/projects/demo/export/jsonl/")
    status, _, errors = run(
        "export_project", "demo", "jsonl", "-o", str(place / "own.jsonl"), "--data-dir", str(data_dir)
    )
    assert status == 0, errors
    assert by_button == by_rest == (place / "own.jsonl").read_bytes()

    rows = list(csv.DictReader(io.StringIO(download(page, "CSV", place).decode("utf-8-sig"), newline="")))
    quotes = [row["quote"] for row in rows if row["article"] == str(line["id"])]
    assert quotes == [CLAIM, NESTED, QUANTITY]


def test_the_seed_article_comes_out_as_a_person_would_keep_it(up: Up, page: Page) -> None:
    seed = next(shared_folder("seeds").glob("*.txt")).read_text(encoding="utf-8")
    sign_in(page, up)
    add_pasted(page, seed)
    headline = "Russia and North Korea have secret clause in their military cooperation agreement - WSJ"
    expect(page.locator("[data-text] h1")).to_have_text(headline)
    assert page.locator("[data-text] h2").all_text_contents() == ["Russia has requested soldiers from North Korea"]
    assert page.locator("[data-text] p").count() == 9
    assert page.locator(".editions .pill").all_text_contents() == ["uk", "en", "ru"]
    mark(page, "approximately 1,000 North Korean soldiers", "f")
    all_saved(page)
    page.reload()
    expect(page.locator("[data-mark-list] .mark")).to_have_count(1)
