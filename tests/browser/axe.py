"""axe-core in a page. It is evaluated there and never loaded by a script tag: the content policy stays as it is."""

from functools import cache
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours: all that a theme can break."""

# To look for sheets that lock the orientation, axe writes imported sheets into the page, which the policy forbids.
# A menu that is open covers parts of what is below it until it closes: those are no small targets.
_RUN = """async (runOnly) => {
    const covered = (rule, { target }) => rule === "target-size" &&
        [...document.querySelectorAll(".menu[open] > .menu-panel")].some((panel) => {
            const [a, element] = [panel.getBoundingClientRect(), document.querySelector(target[0])];
            const b = element.getBoundingClientRect();
            return !panel.contains(element) && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        });
    const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"], preload: { assets: ["media"] } });
    return violations.map(({ id, help, nodes }) => [id, help,
        nodes.filter((node) => !covered(id, node)).map(({ target, any, all, none }) => [target.join(" "),
            [...any, ...all, ...none].map(({ message }) => message).join("; ")])]);
}"""


@cache
def _source() -> str:
    path = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.fail("axe-core is not there; `make modules` gets it.")
    return str(path.read_text(encoding="utf-8"))


def violations(page: Page, *, only_colours: bool = False) -> list[str]:
    """What axe finds wrong, one line for each rule and place."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    found: list[Any] = page.evaluate(_RUN, COLOURS if only_colours else TAGS)
    return [f"{rule} ({words}) at {where}: {why}" for rule, words, nodes in found for where, why in nodes]
