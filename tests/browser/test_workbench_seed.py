"""The seed, marked by keys alone; each press counts."""

import pytest
from playwright.sync_api import Page

from newsapp.models import Project
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article
from tests.shared import shared_folder

pytestmark = pytest.mark.django_db(transaction=True)

HEDGES = (
    "allegedly",
    "are expected to",
    "could take",
    "is expected to",
    "may initially",
    "could be",
    "might provide",
)
FIGURES = ("a thousand", "approximately 1,000", "up to 11,000", "two brigades of 6,000")
SOURCES = (
    "The Wall Street Journal",
    "Another source",
    "intelligence reports",
    "Ukrainian intelligence",
    "Kyrylo Budanov",
)
CUES = ("informs", "told", "According to", "indicates", "stated")


_CARET = """() => [...CSS.highlights.get("caret")].map((range) => {
    const live = new Range();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live.toString();
}).join("")"""


class Counting:
    """Presses keys and counts them; a key with Shift is one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)


def initials(words: str) -> list[str]:
    """What one types to find some words: their first letters."""
    return [word[0].lower() for word in words.split()]


def test_the_seed_by_keys_alone(page: Page, project: Project) -> None:
    text = (shared_folder("seeds") / "000_61f2c4729bed5a3b.txt").read_text()
    article = make_article(project=project, text=text, language="en")
    bench = Workbench(page, project.slug, article.number).open()
    hand = Counting(page)
    content = bench.content()
    spent: dict[str, list[int]] = {}

    def find_and_mark(words: str, key: str) -> None:
        before = hand.count
        hand.press("g")
        for letter in letters_for(words):
            hand.press(letter)
        for _ in range(20):
            if selected() == words:
                break
            hand.press("ArrowDown")
        assert selected() == words, (words, selected())
        hand.press(f"Shift+{key}")
        spent.setdefault(key, []).append(hand.count - before)

    def letters_for(words: str) -> list[str]:
        return ["a", "l", "l", "e"] if words == "allegedly" else initials(words)

    def selected() -> str:
        return str(page.evaluate(_CARET))

    def claims(count: int, begins: str) -> None:
        """From the beginning of a sentence on, mark sentences as claims."""
        before = hand.count
        hand.press("g", *initials(begins), "Enter", "ArrowUp")
        for _ in range(count):
            hand.press("c", "ArrowDown")
        spent.setdefault("c", []).append(hand.count - before)

    hand.press("ArrowDown")
    order = sorted(
        [
            *((words, "h") for words in HEDGES),
            *((words, "f") for words in FIGURES),
            *((words, "s") for words in SOURCES),
            *((words, "v") for words in CUES),
        ],
        key=lambda pair: content.index(pair[0]),
    )
    for words, key in order:
        find_and_mark(words, key)
    hand.press("Control+Home")
    for begins in (
        "Russia and North Korea had a",
        "However the agreement",
        "Another source told",
        "According to intelligence",
    ):
        claims(1, begins)
    bench.saved()
    got = stored()
    for words, key in order:
        assert (words, [{"h": "hedge", "f": "quantity", "s": "source", "v": "cue"}[key]]) in got
    claims_made = [quote for quote, tags in got if tags == ["claim"]]
    assert [quote.split()[0] for quote in claims_made] == ["Russia", "However,", "Another", "According"]
    assert all(quote.endswith(".") for quote in claims_made)
    print(f"\n{hand.count} keystrokes for {len(got)} highlights; by tag: {spent}")
    hedges = sum(spent["h"])
    assert hedges <= 5 * len(HEDGES), spent["h"]
    assert sum(spent["f"]) <= 6 * len(FIGURES), spent["f"]
    assert hand.count <= 7 * len(got)
