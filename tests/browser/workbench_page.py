"""The workbench as a test drives it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from annotations.models import Highlight

_SELECT = """([start, end]) => {
    const root = document.querySelector("[data-text]");
    const place = (offset) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            if (offset <= walker.currentNode.length) return [walker.currentNode, offset];
            offset -= walker.currentNode.length;
        }
    };
    document.getSelection().setBaseAndExtent(...place(start), ...place(end));
}"""

_BOXES = """(words) => {
    const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at < 0) continue;
        const range = new Range();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        const { top, bottom } = range.getBoundingClientRect();
        if (top < 0 || bottom > innerHeight) walker.currentNode.parentElement.scrollIntoView({ block: "center" });
        return [...range.getClientRects()].map(({ x, y, width, height }) => [x, y, width, height]);
    }
}"""

_PAINTED = """() => [...CSS.highlights].flatMap(([name, ranges]) => [...ranges].map((range) => {
    const live = new Range();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return [name, live.toString()];
})).filter(([name]) => name.startsWith("tag-")).sort()"""


class Workbench:
    """One article's page."""

    def __init__(self, page: Page, slug: str, number: int) -> None:
        self.page = page
        self.address = f"/projects/{slug}/articles/{number}/"
        self.text = page.locator("[data-text]")
        self.cards = page.locator("[data-mark-list] .mark")
        self.state = page.locator("[data-save-state]")

    def open(self) -> "Workbench":
        """Go there and wait until the scripts have started."""
        self.page.goto(self.address)
        self.page.locator("[data-workbench][data-ready]").wait_for()
        return self

    def content(self) -> str:
        """What the text's element holds."""
        return str(self.text.evaluate("(element) => element.textContent"))

    def select(self, quote: str) -> None:
        """Select words of the text."""
        self.select_units(*self.units(quote))

    def select_units(self, start: int, end: int) -> None:
        """Select from one UTF-16 code unit to another."""
        self.page.evaluate(_SELECT, [start, end])

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def press_as(self, typed: str, code: str, **more: Any) -> None:
        """A key press as another keyboard layout makes it."""
        self.page.evaluate(
            """([key, code, more]) => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {key, code, bubbles: true, cancelable: true, ...more}))""",
            [typed, code, more],
        )

    def painted(self) -> list[list[str]]:
        """What is painted: names of highlights with the words under them."""
        return list(self.page.evaluate(_PAINTED))

    def painted_words(self) -> list[str]:
        """The painted words alone."""
        return sorted(words for _, words in self.painted())

    def card(self, words: str) -> Locator:
        """The card whose quote has these words."""
        return self.cards.filter(has=self.page.locator("[data-slot=quote]", has_text=words))

    def open_card(self) -> Locator:
        """The card in focus."""
        return self.page.locator("[data-mark-list] .mark.open")

    def saved(self) -> None:
        """Wait until everything is saved: the page says nothing of what takes a moment, and what is deleted has no card."""
        expect(self.state).to_have_attribute("data-save-state", "saved")
        self.page.wait_for_function(
            """() => !document.querySelector(".mark.unsaved")
                && !Number(document.querySelector("[data-save-state]").dataset.waiting ?? 0)"""
        )

    def units(self, words: str) -> tuple[int, int]:
        """Where some words stand, in UTF-16 code units."""
        start = _length(self.content().partition(words)[0])
        return start, start + _length(words)

    def click_on(self, words: str) -> None:
        """Click into the middle of some words of the text."""
        x, y, width, height = boxes_of(self.page, words)[0]
        self.page.mouse.click(x + width / 2, y + height / 2)

    def drag_over(self, words: str) -> None:
        """Select words with the mouse; they may run over several lines."""
        drag(self.page, words, words)


def drag(page: Page, first: str, last: str) -> None:
    """Select with the mouse from the beginning of some words to the end of others."""
    start, end = boxes_of(page, first)[0], boxes_of(page, last)[-1]
    begun, ended = (start[0] + 1, start[1] + start[3] / 2), (end[0] + end[2], end[1] + end[3] / 2)
    mouse = page.mouse
    mouse.move(*begun)
    mouse.down()
    mouse.move((begun[0] + ended[0]) / 2, (begun[1] + ended[1]) / 2, steps=4)
    mouse.move(*ended, steps=4)
    mouse.up()


def boxes_of(page: Page, words: str) -> list[tuple[float, float, float, float]]:
    """Where some words of the text are on the screen, a box a line: x, y, width, height. Brought into view first."""
    return [(x, y, width, height) for x, y, width, height in page.evaluate(_BOXES, words)]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def marked(bench: Workbench, *marks: tuple[str, str]) -> Workbench:
    """With these words marked by these keys, saved."""
    for words, key in marks:
        bench.select(words)
        bench.press(key)
    bench.saved()
    return bench


def stored() -> list[tuple[str, list[str]]]:
    """The quotes and tags that the database has, in reading order; each quote checked against its text."""
    found = []
    for row in Highlight.objects.present().select_related("revision").order_by("start", "-end", "uuid"):
        assert row.revision.text[row.start : row.end] == row.quote
        keys = row.tagging.order_by("position").values_list("tag__key", flat=True)
        found.append((row.quote, list(keys)))
    return found
