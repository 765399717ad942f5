"""The scheme in a browser: put in order by mouse and by key, edited without losing the place, changed under a workbench."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.domain.schemes import TagSpec
from annotations.models import Tag
from annotations.queries.schemes import read_scheme
from annotations.services.scheme_edits import add_tags, edit_tag, retire_tag
from annotations.services.scheme_merges import merge_tag
from newsapp.models import Project, User
from tests.browser.conftest import OpenContext
from tests.browser.workbench_page import Workbench, stored
from tests.factories import opened

TEXT = "The port authority said on Monday that about 300 ships must wait. It gave no reason."
BASE = "/projects/front-pages/scheme/"
Open = Callable[..., Workbench]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_manager(open_context: OpenContext, manager: User, project: Project) -> Page:
    return open_context(manager, viewport={"width": 1440, "height": 900}).new_page()


def order(page: Page) -> list[str]:
    keys: list[str] = page.eval_on_selector_all(
        "[aria-labelledby=scheme-tags] > .tag-list > [data-key]", "items => items.map((item) => item.dataset.key)"
    )
    return keys


def test_a_tag_is_moved_by_its_button_which_keeps_the_focus(as_manager: Page, project: Project) -> None:
    as_manager.goto(BASE)
    button = as_manager.get_by_role("button", name="Move Source up")
    button.focus()
    as_manager.keyboard.press("Enter")
    expect(as_manager.locator("#scheme-said")).to_have_text("Source is now 1 of 6.")
    assert order(as_manager)[:2] == ["source", "claim"]
    expect(as_manager.get_by_role("button", name="Move Source up")).to_be_focused()
    as_manager.keyboard.press("Enter")
    as_manager.wait_for_timeout(200)
    assert Project.objects.get(pk=project.pk).scheme_version == 2


def test_a_tag_is_dragged_to_another_place_and_escape_puts_it_back(as_manager: Page, project: Project) -> None:
    as_manager.goto(BASE)
    handle = as_manager.locator("#tag-hedge [data-drag]")
    target = as_manager.locator("#tag-claim").bounding_box()
    assert target
    handle.hover()
    as_manager.mouse.down()
    as_manager.mouse.move(target["x"] + 5, target["y"] + 60, steps=6)
    as_manager.mouse.move(target["x"] + 5, target["y"] + 2, steps=3)
    assert order(as_manager)[0] == "hedge"
    as_manager.keyboard.press("Escape")
    assert order(as_manager)[0] == "claim"
    as_manager.mouse.up()
    handle.hover()
    as_manager.mouse.down()
    as_manager.mouse.move(target["x"] + 5, target["y"] + 2, steps=6)
    with as_manager.expect_response("**/scheme/order/"):
        as_manager.mouse.up()
    expect(as_manager.locator("#scheme-said")).to_have_text("The order is saved.")
    assert list(read_scheme(project.pk).tags)[:2] == ["hedge", "claim"]


def test_an_order_that_somebody_changed_meanwhile_is_shown(
    as_manager: Page, project: Project, faults: list[str]
) -> None:
    as_manager.goto(BASE)
    edit_tag(access=opened(project=project), key="claim", version=1, changes={"label": "Statement"})
    as_manager.get_by_role("button", name="Move Source up").click()
    expect(as_manager.get_by_role("alert")).to_contain_text("Somebody changed the scheme meanwhile")
    expect(as_manager.locator("#tag-claim .tag-name").first).to_have_text("Statement")
    as_manager.get_by_role("button", name="Move Source up").click()
    expect(as_manager.locator("#scheme-said")).to_have_text("Source is now 1 of 6.")
    faults.clear()  # the browser notes the 412


@pytest.mark.parametrize("width", [390, 1440])
def test_a_clash_of_keys_is_told_where_the_key_is_typed(as_manager: Page, width: int) -> None:
    as_manager.set_viewport_size({"width": width, "height": 844})
    as_manager.goto(f"{BASE}tags/claim/")
    key = as_manager.locator("#id_shortcut")
    key.fill("s")
    told = as_manager.get_by_text("Source has the key S already.")
    expect(told).to_be_visible()
    expect(key).to_be_focused()
    typed, said = key.bounding_box(), told.bounding_box()
    assert typed
    assert said
    assert 0 < said["y"] - typed["y"] < 100
    key.fill("c")
    expect(told).to_have_count(0)


def test_a_tag_is_made_with_hints_on_the_way(as_manager: Page, project: Project) -> None:
    as_manager.goto(f"{BASE}new-tag/")
    as_manager.get_by_label("Label", exact=True).fill("Loaded word")
    hints = as_manager.locator("#tag-hints")
    expect(hints).to_contain_text("loaded_word")
    as_manager.get_by_text("red", exact=True).click()
    as_manager.get_by_text("thick", exact=True).click()
    expect(hints).to_contain_text("Looks the same as Claim.")
    hints.get_by_role("button", name="orange · wavy").click()
    expect(hints).not_to_contain_text("Looks the same")
    expect(as_manager.get_by_label("Label", exact=True)).to_have_value("Loaded word")
    as_manager.locator("#key-hints").get_by_role("button", name="L", exact=True).click()
    expect(as_manager.locator("#id_shortcut")).to_have_value("l")
    # Until htmx has settled, the new form is the browser's own to send.
    expect(as_manager.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    add = as_manager.get_by_role("button", name="Add an attribute")
    add.focus()
    as_manager.keyboard.press("Enter")
    expect(as_manager.locator("#label-new-1")).to_be_visible()
    expect(add).to_be_focused()
    as_manager.locator("#label-new-1").fill("Strength")
    as_manager.locator("#values-new-1").fill("weak\nstrong")
    as_manager.get_by_role("button", name="Add the tag").click()
    expect(as_manager.locator("#tag-loaded_word")).to_contain_text("strong")
    tag = read_scheme(project.pk).tags["loaded_word"]
    assert (tag.colour, tag.pattern, tag.shortcut) == ("orange", "wavy", "l")
    assert tag.attributes[0].values == ("weak", "strong")


def test_what_is_refused_is_shown_in_the_form(as_manager: Page, faults: list[str]) -> None:
    as_manager.goto(f"{BASE}new-tag/")
    as_manager.get_by_label("Label", exact=True).fill("Again")
    as_manager.locator("#id_key").fill("claim")
    as_manager.get_by_role("button", name="Add the tag").click()
    expect(as_manager.get_by_text("The scheme has a tag “claim” already.")).to_be_visible()
    expect(as_manager.get_by_label("Label", exact=True)).to_have_value("Again")
    faults.clear()  # the browser notes the 409


def test_a_merge_is_counted_as_soon_as_its_target_is_chosen(
    as_manager: Page, workbench: Open, project: Project
) -> None:
    bench = workbench(TEXT)
    bench.select("said")
    bench.press("v")
    bench.saved()
    as_manager.goto(f"{BASE}tags/cue/merge/")
    as_manager.get_by_label("Into").select_option("hedge")
    expect(as_manager.get_by_text("This touches 1 highlight by 1 person in 1 article.")).to_be_visible()
    as_manager.get_by_role("button", name="Merge Cue into Hedge").click()
    expect(as_manager.get_by_text("1 highlight followed.")).to_be_visible()
    assert stored() == [("said", ["hedge"])]


def merge(project: Project, key: str, into: str) -> None:
    version = Tag.objects.get(project=project, key=key).version
    merge_tag(access=opened(project=project), key=key, version=version, into=into)


def test_a_workbench_that_was_open_before_a_merge_goes_on(workbench: Open, project: Project) -> None:
    bench = workbench(TEXT)
    add_tags(access=opened(project=project), tags=[TagSpec("signal", "Signal", "green", "wavy")])
    merge(project, "cue", "signal")
    bench.select("said")
    bench.press("v")
    bench.saved()
    assert stored() == [("said", ["signal"])]
    expect(bench.page.locator("[data-mark-list] .mark").first).to_contain_text("Signal")
    bench.press("4")
    bench.saved()
    assert stored() == [("said on", ["signal"])]


def test_a_workbench_that_was_open_before_a_tag_was_retired_says_so(
    workbench: Open, project: Project, faults: list[str]
) -> None:
    bench = workbench(TEXT)
    retire_tag(access=opened(project=project), key="cue", version=1)
    bench.select("said")
    bench.press("v")
    expect(bench.page.locator(".trouble")).to_contain_text("This tag is offered no more")
    assert stored() == []
    bench.page.locator("[data-discard]").click()
    bench.select("about 300 ships")
    bench.press("f")
    bench.saved()
    assert stored() == [("about 300 ships", ["quantity"])]
    faults.clear()  # the browser notes the 400


def test_a_tag_called_constructor_is_a_tag_like_any_other(workbench: Open, project: Project) -> None:
    add_tags(access=opened(project=project), tags=[TagSpec("constructor", "Constructor", "green", "wavy", "m")])
    add_tags(access=opened(project=project), tags=[TagSpec("valueof", "‮drawkcab", "", "", "k")])
    bench = workbench(TEXT)
    bench.select("said")
    bench.press("m")
    bench.saved()
    bench.select("Monday")
    bench.press("k")
    bench.saved()
    assert stored() == [("said", ["constructor"]), ("Monday", ["valueof"])]


def test_a_hundred_tags_leave_the_workbench_usable(workbench: Open, project: Project) -> None:
    add_tags(
        access=opened(project=project),
        tags=[TagSpec(f"t{n}", f"Technique number {n}", "", "", "m" if n == 99 else "") for n in range(100)],
    )
    bench = workbench(TEXT)
    palette = bench.page.locator("[data-palette]").bounding_box()
    text = bench.page.locator("[data-text]").bounding_box()
    assert palette
    assert text
    assert palette["height"] < 300
    assert text["y"] < 600
    bench.select("said")
    bench.press("m")
    bench.saved()
    assert stored() == [("said", ["t99"])]
