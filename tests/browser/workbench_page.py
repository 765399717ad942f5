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
        content = self.content()
        before = content.index(quote)
        start = len(content[:before].encode("utf-16-le")) // 2
        self.select_units(start, start + len(quote.encode("utf-16-le")) // 2)

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
        """Wait until everything is saved."""
        expect(self.state).to_have_attribute("data-save-state", "saved")
        self.page.wait_for_function("() => !document.querySelector('.mark.unsaved')")

    def click_on(self, words: str) -> None:
        """Click into the middle of some words of the text."""
        box = self.page.evaluate(
            """(words) => {
                const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf(words);
                    if (at < 0) continue;
                    const range = new Range();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, at + words.length);
                    const { x, y, width, height } = range.getClientRects()[0];
                    return [x, y, width, height];
                }
            }""",
            words,
        )
        x, y, width, height = box
        self.page.mouse.click(x + width / 2, y + height / 2)

    def drag_over(self, words: str) -> None:
        """Select words that stand in one line, with the mouse."""
        x, y, width, height = self.page.evaluate(
            """(words) => {
                const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf(words);
                    if (at < 0) continue;
                    const range = new Range();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, at + words.length);
                    const { x, y, width, height } = range.getBoundingClientRect();
                    return [x, y, width, height];
                }
            }""",
            words,
        )
        mouse = self.page.mouse
        mouse.move(x + 1, y + height / 2)
        mouse.down()
        mouse.move(x + width / 2, y + height / 2, steps=4)
        mouse.move(x + width, y + height / 2, steps=4)
        mouse.up()


def stored() -> list[tuple[str, list[str]]]:
    """The quotes and tags that the database has, in reading order; each quote checked against its text."""
    found = []
    for row in Highlight.objects.present().select_related("revision").order_by("start", "-end", "uuid"):
        assert row.revision.text[row.start : row.end] == row.quote
        keys = row.tagging.order_by("position").values_list("tag__key", flat=True)
        found.append((row.quote, list(keys)))
    return found
