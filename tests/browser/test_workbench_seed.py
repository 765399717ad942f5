"""The seed, marked and linked by keys alone; each press counts."""

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Relation
from newsapp.models import Project
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article
from tests.shared import shared_folder

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = (
    "Russia and North Korea had a secret clause in their joint agreement, "
    "which involved North Korea sending a thousand soldiers to Ukraine"
)
CLAUSE = (
    "However, the agreement also included a secret clause allowing North Korea to send an initial wave of approximately "
    "1,000 North Korean soldiers to Ukraine to learn firsthand how to conduct warfare from Russia’s experience."
)
PUTIN = "Putin is interested in escalating the conflict on the Korean Peninsula to divert Western attention."
TRAINING = "North Korean soldiers have been undergoing training at Russian military training grounds."
COUNT = "there could be up to 11,000 North Korean soldiers in Russia, forming two brigades of 6,000 troops each."
WEAPONS = "Russia might provide North Korea with technologies for tactical nuclear weapons in exchange for missiles and troops."
PAPER, UNNAMED, REPORTS = "The Wall Street Journal", "Another source", "intelligence reports"
SERVICE, BUDANOV = "Ukrainian intelligence", "Kyrylo Budanov"

TAGS = {"c": "claim", "s": "source", "v": "cue", "h": "hedge", "f": "quantity"}

LINKS = [
    (SECRET, "attributed_to", PAPER, {"mode": "explicit"}),
    (CLAUSE, "attributed_to", PAPER, {"mode": "inherited"}),
    (UNNAMED, "attributed_to", "WSJ", {"mode": "explicit"}),
    (PUTIN, "attributed_to", UNNAMED, {"mode": "explicit"}),
    (TRAINING, "attributed_to", REPORTS, {"mode": "explicit"}),
    (COUNT, "attributed_to", SERVICE, {"mode": "explicit"}),
    ("two brigades of 6,000", "contradicts", "up to 11,000", {"dimension": "quantity"}),
    (WEAPONS, "attributed_to", BUDANOV, {"mode": "explicit"}),
]
"""Every chain of the article, in the order of reading; the article itself stands behind the last of each."""

_CARET = """() => [...CSS.highlights.get("caret")].map((range) => {
    const live = new Range();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live.toString();
}).join("")"""


class Hand:
    """An analyst who only presses keys, each of which is counted; a key with Shift is one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0
        self.made: list[tuple[str, list[str]]] = []
        self.spent: dict[str, list[int]] = {}

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)

    def selected(self) -> str:
        """What a tag's key would mark."""
        return str(self.page.evaluate(_CARET))

    def mark(self, key: str, words: str, letters: str) -> None:
        """Find some words by letters, the first place from here on, and mark them."""
        before = self.count
        self.press("g", *letters)
        assert self.selected() == words
        self.press(f"Shift+{key}")
        self._spent(key, before, words)

    def claim(self, words: str, *keys: str) -> None:
        """Select a claim by some keys, from the sentence in which something was marked just now."""
        before = self.count
        self.press(*keys)
        assert self.selected() == words
        self.press("c")
        self._spent("c", before, words)

    def link(self) -> None:
        """Link what was marked just now as the strip proposes it."""
        before = self.count
        self.press("r")
        expect(self.page.locator("[data-link-likely]")).to_be_visible()
        self.press("r")
        expect(self.page.locator("[data-link-strip]")).to_be_hidden()
        self.spent.setdefault("r", []).append(self.count - before)

    def _spent(self, key: str, before: int, words: str) -> None:
        self.made.append((words, [TAGS[key]]))
        self.spent.setdefault(key, []).append(self.count - before)


def read(hand: Hand) -> None:
    """Everything that the article has, from its beginning to its end."""
    hand.press("ArrowDown")
    hand.mark("s", PAPER, "twsj")
    hand.mark("v", "informs", "inf")
    hand.mark("f", "a thousand", "at")
    hand.claim(SECRET, *"gtu", "Shift+Enter")
    hand.link()
    hand.mark("h", "allegedly", "al")
    hand.mark("f", "approximately 1,000", "a1")
    hand.claim(CLAUSE)
    hand.link()
    hand.mark("h", "are expected to", "aet")
    hand.mark("s", "WSJ", "w")
    hand.mark("v", "told", "t")
    hand.mark("s", UNNAMED, "as")
    hand.link()
    hand.claim(PUTIN, *"gpi", "Shift+ArrowDown")
    hand.link()
    hand.mark("h", "could take", "ct")
    hand.mark("h", "is expected to", "iet")
    hand.mark("v", "According to", "ac t")
    hand.mark("s", REPORTS, "ir")
    hand.claim(TRAINING, *"gnk", "Shift+ArrowDown")
    hand.link()
    hand.mark("h", "may initially", "mi")
    hand.mark("s", SERVICE, "ui")
    hand.mark("v", "indicates", "ind")
    hand.mark("h", "could be", "cb")
    hand.mark("f", "up to 11,000", "ut1")
    hand.mark("f", "two brigades of 6,000", "tbo6")
    hand.link()
    hand.claim(COUNT, *"gtcb", "Shift+ArrowDown")
    hand.link()
    hand.mark("s", BUDANOV, "kb")
    hand.mark("v", "stated", "sta")
    hand.mark("h", "might provide", "mp")
    hand.claim(WEAPONS, *"grm", "Shift+ArrowDown")
    hand.link()


def test_the_seed_by_keys_alone(page: Page, project: Project) -> None:
    text = (shared_folder("seeds") / "000_61f2c4729bed5a3b.txt").read_text()
    article = make_article(project=project, text=text, language="en")
    bench = Workbench(page, project.slug, article.number).open()
    hand = Hand(page)
    read(hand)
    bench.saved()
    assert sorted(stored()) == sorted(hand.made)
    rows = Relation.objects.present().select_related("source", "target", "type").order_by("source__start", "pk")
    assert [(row.source.quote, row.type.key, row.target.quote, row.attributes) for row in rows] == LINKS
    print(f"\n{hand.count} keystrokes for {len(hand.made)} highlights and {len(LINKS)} links; by key: {hand.spent}")
    marks = sum(sum(spent) for key, spent in hand.spent.items() if key != "r")
    assert all(spent <= 6 for key, several in hand.spent.items() if key != "c" for spent in several)
    assert hand.spent["r"] == [2] * len(LINKS)
    assert marks <= 4.8 * len(hand.made)
    assert hand.count <= 150
