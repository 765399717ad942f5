"""What somebody has told her system: less motion."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from newsapp.models import Article, Project, User
from tests.browser.workbench_page import Workbench
from tests.factories import make_highlight

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("motion", "most"), [("reduce", 0.0011), ("no-preference", 1)])
def test_nothing_moves_for_somebody_who_asked_for_stillness(
    open_context: Callable[..., BrowserContext], manager: User, project: Project, motion: str, most: float
) -> None:
    page = open_context(manager, reduced_motion=motion).new_page()
    page.goto(f"/projects/{project.slug}/")
    durations = page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap((element) =>
            getComputedStyle(element).transitionDuration.split(", ").map(parseFloat))"""
    )
    assert max(durations) <= most
    assert motion == "reduce" or max(durations) > 0.0011


def test_marks_keep_their_patterns_where_the_system_decides_on_colours(
    open_context: Callable[..., BrowserContext], manager: User, article: Article
) -> None:
    make_highlight(article=article, quote="About 1,000 soldiers", tags=["quantity"])
    make_highlight(article=article, quote="citing two people", tags=["quotation"])
    page = open_context(manager, forced_colors="active").new_page()
    Workbench(page, article.project.slug, article.number).open()
    styles = page.evaluate(
        """() => [...CSS.highlights.keys()].filter((name) => name.startsWith("tag-")).sort().map((name) => {
            const style = getComputedStyle(document.querySelector(".block"), `::highlight(${name})`);
            return [style.backgroundColor, style.textDecorationLine];
        })"""
    )
    assert styles == [["rgba(0, 0, 0, 0)", "underline"], ["rgba(0, 0, 0, 0)", "overline"]]
