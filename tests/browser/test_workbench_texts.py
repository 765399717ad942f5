"""Whatever a text is made of, the browser shows it to the code point, and what is marked in it is what was meant."""

import random
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext, Page

from annotations.web.text_html import text_html
from newsapp.domain.blocks import Block, blocks_of_plain_text
from newsapp.models import Project, User
from tests.browser.workbench_page import Workbench, stored
from tests.factories import make_article, make_highlight

Open = Callable[..., Workbench]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.as_written]

ATOMS = st.one_of(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    st.sampled_from(
        ["\r\n", "\r", "\n", "\n\n", "  ", "\t", "\f", "\x0b", "\x1c", "\x85", "\u00a0", "\u3000", "\ufeff"]
    ),
    st.sampled_from(["\u2028", "\u2029", "\u200d", "\u202e", "\u2066", "e\u0301", "\u0301", "🇺🇦", "𝒜", "\U0010fffd"]),
    st.sampled_from(["👩\u200d👩\u200d👧\u200d👦", "שלום", "مرحبا", "ไทย", "word ", "Sentence one. Two! "]),
    st.sampled_from(["<b>", "&amp;", "&#13;", "</article>", "<!--", "]]>"]),
)
TEXTS = st.lists(ATOMS, min_size=1, max_size=60).map("".join).filter(lambda text: not text.isspace())

_LOAD = """(html) => {
    const parsed = new DOMParser().parseFromString(`<!doctype html><body><article>${html}</article>`, "text/html");
    const root = document.querySelector("[data-text]");
    root.replaceChildren(...parsed.querySelector("article").childNodes);
}"""

# For many pairs of places in the DOM: the code points that the map gives, and what the range holds.
_ROUND_TRIPS = """async (picks) => {
    const base = document.querySelector("script[src$='workbench.js']").src;
    const { TextMap } = await import(new URL("lib/text-map.js", base));
    const root = document.querySelector("[data-text]");
    const map = new TextMap(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const places = [[root, 0], [root, root.childNodes.length]];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        const length = node.nodeType === 3 ? node.length : node.childNodes.length;
        for (let offset = 0; offset <= length; offset += 1) places.push([node, offset]);
    }
    const found = [];
    for (const [a, b] of picks) {
        const range = new Range();
        range.setStart(...places[a % places.length]);
        range.setEnd(...places[b % places.length]);
        const [start, end] = [
            map.offsetAt(range.startContainer, range.startOffset), map.offsetAt(range.endContainer, range.endOffset),
        ];
        const [first, last] = [map.offsets.toPoint(start), map.offsets.toPoint(end)];
        const back = map.range(map.offsets.toUnit(first), map.offsets.toUnit(last)).toString();
        found.push([first, last, back]);
    }
    return [map.text, root.textContent, found];
}"""


@pytest.fixture
def blank(workbench: Open) -> Page:
    """A workbench whose text is going to be exchanged."""
    return workbench("Nothing yet.").page


def blocks_of(text: str) -> list[Block]:
    """Blocks of every kind, in turn."""
    kinds = ("headline", "paragraph", "list_item", "list_item", "quotation", "caption", "subheading")
    return [block._replace(kind=kinds[index % len(kinds)]) for index, block in enumerate(blocks_of_plain_text(text))]


def test_any_text_is_shown_to_the_code_point_and_selections_keep_their_quotes(blank: Page) -> None:
    rng = random.Random(1)

    @settings(
        max_examples=150,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(TEXTS)
    def check(text: str) -> None:
        blank.evaluate(_LOAD, str(text_html(text, blocks_of(text))))
        picks = [[rng.randrange(10_000), rng.randrange(10_000)] for _ in range(30)]
        mapped, content, found = blank.evaluate(_ROUND_TRIPS, picks)
        assert content == text
        assert mapped == text
        for start, end, quote in found:
            assert 0 <= start <= end <= len(text)
            assert text[start:end] == quote

    check()


def test_a_text_of_all_sorts_comes_through_server_parser_and_page(workbench: Open) -> None:
    rng = random.Random(5)
    planes = [
        chr(rng.choice([0x20, 0x400, 0x5D0, 0x600, 0x4E00, 0x1F600, 0x20000, 0xE0100]) + rng.randrange(80))
        for _ in range(400)
    ]
    text = "  Kept\r\nas it\tcame.\r\n\r\n" + "".join(planes).strip() + "\r\r<i>&amp;</i>  \u00a0\r\n\r\nThe end\u2028."
    assert workbench(text).content() == text


def test_a_long_paragraph_that_the_parser_cuts_into_nodes_is_whole(workbench: Open) -> None:
    text = "Слово 🌍 " * 20_000 + "end."
    bench = workbench(text)
    assert bench.content() == text
    bench.select("🌍 end.")
    bench.press("c")
    bench.saved()
    assert stored() == [("🌍 end.", ["claim"])]


@pytest.mark.parametrize("seed", range(3))
def test_random_selections_are_stored_as_they_were_seen(workbench: Open, seed: int) -> None:
    rng = random.Random(seed)
    pieces = [
        "Ціна зросла. ",
        "the 🌍 e\u0301t ",
        "👩‍👩‍👧‍👦🇺🇦 ",
        "\r\n\r\n",
        "שלום עולם. ",
        "naïve\r\n",
        "𝒜𝒷 ",
        "مرحبا ",
        "c  d ",
    ]
    text = "Begin. " + "".join(rng.choice(pieces) for _ in range(60)) + "End."
    bench = workbench(text)
    units = len(text.encode("utf-16-le")) // 2
    wanted = 0
    for _ in range(8):
        start, end = sorted(rng.sample(range(units), 2))
        bench.select_units(start, end)
        before = len(bench.painted())
        bench.press("c")
        made = len(bench.painted()) - before
        assert made in (0, 1)  # none where nothing is left, or where the same is marked already
        wanted += made
    bench.saved()
    found = stored()  # checks each against the text
    assert len(found) == wanted > 4
    for quote, _ in found:
        assert quote == quote.strip()
        assert not unicodedata.combining(quote[0])
        assert quote[0] != "\u200d"
        assert quote[-1] != "\u200d"


def test_right_to_left_text_moves_by_word_the_way_it_is_read(workbench: Open) -> None:
    bench = workbench("قالت الوزارة إن الجسر سيتأخر. ونفت الخطر.", language="ar")
    assert bench.text.evaluate("(element) => getComputedStyle(element).direction") == "rtl"
    bench.press("ArrowDown", "ArrowLeft", "ArrowLeft", "s")
    bench.saved()
    assert stored() == [("الوزارة", ["source"])]


def test_what_looks_like_markup_stays_words(workbench: Open) -> None:
    text = '<img src=x onerror="alert(1)"> <a hx-get="/" data-hx-trigger="load">x</a> {{ 7|add:7 }}'
    bench = workbench(text, title="<script>alert(1)</script>")
    assert bench.content() == text
    assert bench.text.locator("img, a, script").count() == 0
    bench.select("<img src=x")
    bench.press("c")
    bench.saved()
    assert stored() == [("<img src=x", ["claim"])]


def test_an_article_of_a_project_without_tags_says_so(page: Page, project: Project) -> None:
    project.scheme_tags.update(retired_at="2026-01-01T00:00:00Z")
    type(project).objects.filter(pk=project.pk).update(scheme_version=99)
    bench = Workbench(page, project.slug, make_article(project=project).number).open()
    assert "no tags yet" in bench.page.locator("[data-palette]").inner_text()


def test_the_page_is_no_longer_than_a_phone(
    open_context: Callable[..., BrowserContext], project: Project, analyst: User
) -> None:
    text = "\n\n".join(f"Paragraph {index} says that ship number {index} must wait." for index in range(60))
    article = make_article(project=project, text=text)
    for index in range(0, 60, 3):
        make_highlight(article=article, quote=f"ship number {index} must", by=analyst)
    page = open_context(analyst, viewport={"width": 390, "height": 844}).new_page()
    bench = Workbench(page, project.slug, article.number).open()
    for _ in range(3):
        bench.press("]")
    bench.press("Enter")
    assert page.evaluate("document.scrollingElement.scrollHeight") <= 846
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
