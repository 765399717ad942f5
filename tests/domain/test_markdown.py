"""Markdown that people write, as HTML that is safe."""

import time

import pytest

from newsapp.domain.markdown import render


def test_the_highest_heading_gets_the_lowest_level_of_the_page() -> None:
    rendered = render("# Claims\n\n## Edges\n\n### Deep")
    assert [heading.words for heading in rendered.headings] == ["Claims", "Edges", "Deep"]
    assert '<h2 id="section-claims">Claims</h2>' in rendered.html
    assert '<h3 id="section-edges">Edges</h3>' in rendered.html
    assert '<h4 id="section-deep">Deep</h4>' in rendered.html
    assert '<h2 id="section-only">' in render("### Only").html


def test_headings_of_the_same_words_get_their_own_anchors() -> None:
    anchors = [heading.anchor for heading in render("# Джерело\n\n# Джерело\n\n# !!!").headings]
    assert anchors == ["section-джерело", "section-джерело-2", "section-3"]


def test_tables_lists_links_and_emphasis_are_kept() -> None:
    html = render("| a | b |\n|---|---|\n| 1 | **2** |\n\n3. x\n\n[o](https://news.example/a)").html
    assert "<table>" in html
    assert "<strong>2</strong>" in html
    assert '<ol start="3">' in html
    assert 'href="https://news.example/a"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "![a](https://tracker.example/x.png)",
        '<a href="#" hx-get="/x">a</a>',
        '[a](<https://x.example/" onclick="x>)',
        "<style>*{display:none}</style>",
    ],
)
def test_nothing_of_a_hostile_text_runs_or_loads(text: str) -> None:
    html = render(text).html
    for word in ("<script", "<img", "<style", 'href="javascript', 'href="data', '<a href="#"', 'onclick="x'):
        assert word not in html


@pytest.mark.parametrize("unit", [">", "- ", "[", "*a ", "`", "<", "|", "![]("])
def test_a_text_that_nests_without_end_is_rendered_in_time(unit: str) -> None:
    before = time.perf_counter()
    render(unit * (60_000 // len(unit)))
    assert time.perf_counter() - before < 20


@pytest.mark.parametrize(
    "text",
    [
        "# a\n" * 50_000,
        "*a " * 33_000 + "a* " * 33_000,
        ">" * 200_000,
        "![" * 100_000,
        "*_" * 100_000,
        "|a" * 20_000 + "|\n" + "|-" * 20_000 + "|\n" + "x\n" * 20_000,
        "\n".join("  " * depth + "- x" for depth in range(440)),
    ],
    ids=["headings", "emphasis", "quotations", "images", "marks", "table", "lists"],
)
def test_a_text_at_the_limit_is_rendered_in_seconds(text: str) -> None:
    started = time.monotonic()
    render(text[:200_000])
    assert time.monotonic() - started < 20
