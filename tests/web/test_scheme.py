"""The scheme's pages as the server gives them: with scripts and without."""

import re
from typing import Any

import pytest
from django.test import Client

from annotations.domain.schemes import TagSpec
from annotations.models import Highlight, HighlightTag, Tag
from annotations.queries.schemes import read_scheme
from annotations.services.scheme_edits import add_tags, edit_tag, retire_tag
from newsapp.models import Article, Project, User
from tests.factories import make_article, make_highlight, make_project, make_relation, make_user, opened

BASE = "/projects/front-pages/scheme/"
pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_manager(manager: User, project: Project) -> Client:
    return client_of(manager)


def form_of(client: Client, path: str) -> dict[str, Any]:
    """The fields of the page's form as a browser would send them back."""
    html = client.get(path).content.decode()
    form = re.search(r'<form id="(?:tag|split)-form".*?</form>', html, re.DOTALL)
    assert form
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if not name or (kind in ("radio", "checkbox") and " checked" not in tag):
            continue
        data.setdefault(name, []).append(attributes.get("value", "on"))
    for name, words in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[0], re.DOTALL):
        data[name] = [words]
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        data[name] = re.findall(r'value="([^"]*)" selected', options) or [""]
    return data


def test_everybody_reads_and_managers_change(as_manager: Client, viewer: User) -> None:
    html = as_manager.get(BASE).content.decode()
    assert html.count('class="tag-name"') == 18
    assert 'value="tag:claim:down"' in html
    read = client_of(viewer).get(BASE).content.decode()
    assert read.count('class="tag-name"') == 18
    assert "order-form" not in read
    assert f"{BASE}tags/claim/" not in read
    assert "check worthy" in read
    assert "never in a circle" in read


def test_an_empty_scheme_says_how_to_begin() -> None:

    project = make_project(scheme="empty")
    html = client_of(project.memberships.get().user).get(f"/projects/{project.slug}/scheme/").content.decode()
    assert "Nothing can be marked yet" in html
    assert "Persuasion techniques" in html


@pytest.mark.parametrize("tags", [0, 90])
def test_statements_do_not_grow_with_the_scheme(
    as_manager: Client, project: Project, article: Article, tags: int, django_assert_max_num_queries: Any
) -> None:
    if tags:
        specs = [TagSpec(f"t{n}", f"Tag {n}", "", "", parent="claim" if n % 3 else None) for n in range(tags)]
        add_tags(access=opened(project=project), tags=specs)
    make_highlight(article=article)
    retire_tag(access=opened(project=project), key="cue", version=1)
    as_manager.get(BASE)
    with django_assert_max_num_queries(7):
        html = as_manager.get(BASE).content.decode()
    assert html.count('class="tag-name"') == 17 + tags
    with django_assert_max_num_queries(9):
        as_manager.get(f"{BASE}tags/claim/")
    with django_assert_max_num_queries(12):
        as_manager.get(f"{BASE}tags/hedge/merge/?into=claim")
    with django_assert_max_num_queries(10):
        as_manager.get(f"{BASE}tags/claim/split/")


def test_names_that_look_like_markup_stay_words(as_manager: Client, project: Project) -> None:
    evil = "</bdi><script>alert(1)</script>‮"
    add_tags(access=opened(project=project), tags=[TagSpec("constructor", evil, "", "", "m", evil)])
    for path in (
        "",
        "tags/constructor/",
        "tags/constructor/merge/?into=claim",
        "tags/claim/split/",
        "tags/constructor/delete/",
    ):
        html = as_manager.get(BASE + path).content.decode()
        assert "<script>alert" not in html, path
    assert "<bdi>&lt;/bdi&gt;" in as_manager.get(BASE).content.decode()


def test_a_tag_is_made_with_a_key_from_its_label(as_manager: Client, project: Project) -> None:
    data = form_of(as_manager, f"{BASE}new-tag/")
    assert (data["colour"], data["pattern"]) == (["orange"], ["wavy"])
    answer = as_manager.post(f"{BASE}new-tag/", data | {"label": " Передбачення ", "shortcut": "M", "parent": "claim"})
    assert (answer.status_code, answer["Location"]) == (302, BASE)
    tag = read_scheme(project.pk).tags["peredbachennia"]
    assert (tag.label, tag.shortcut, tag.parent, tag.colour) == ("Передбачення", "m", "claim", "orange")
    scripted = as_manager.post(f"{BASE}new-tag/", data | {"label": "Next"}, headers={"HX-Request": "true"})
    assert (scripted.status_code, scripted["HX-Redirect"]) == (200, BASE)


def test_what_is_at_fault_is_said_beside_the_field_and_nothing_typed_is_lost(as_manager: Client) -> None:
    data = form_of(as_manager, f"{BASE}new-tag/")
    answer = as_manager.post(
        f"{BASE}new-tag/", data | {"label": "", "key": "Ключ", "shortcut": "c", "description": "Words."}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("Give it a label.", "Small Latin letters", "Another tag has this key."):
        assert sentence in html
    assert "\nWords.</textarea>" in html
    assert 'value="Ключ"' in html


def test_a_form_without_a_version_is_refused(as_manager: Client) -> None:
    data = form_of(as_manager, f"{BASE}tags/claim/")
    for version in ([], ["x"], ["99999999999"], ["١"]):
        answer = as_manager.post(f"{BASE}tags/claim/", data | {"version": version})
        assert answer.status_code in (400, 422)


def test_a_form_sent_back_as_it_came_changes_nothing(as_manager: Client, project: Project) -> None:
    for path in ("tags/claim/", "tags/opinion/", "relations/attributed_to/", "tags/quantity/"):
        data = form_of(as_manager, BASE + path)
        assert as_manager.post(BASE + path, data).status_code == 302
    assert Project.objects.get(pk=project.pk).scheme_version == 1


def test_attributes_are_added_moved_and_removed_without_a_script(as_manager: Client, project: Project) -> None:
    path = f"{BASE}tags/hedge/"
    data = form_of(as_manager, path)
    html = as_manager.post(path, data | {"do": "add"}).content.decode()
    assert 'name="new-1.label"' in html
    rows = {
        "row": ["new-1", "new-2", "new-3"],
        "new-1.label": "Сила", "new-1.type": "choice", "new-1.values": "слабка\r\n\r\n сильна \r\n",
        "new-2.label": "Words", "new-2.type": "text", "new-2.values": "left over",
        "new-3.label": "", "new-3.type": "choice",
    }  # fmt: skip
    html = as_manager.post(path, data | rows | {"do": "down:new-1"}).content.decode()
    assert html.index('name="new-2.label"') < html.index('name="new-1.label"')
    assert as_manager.post(path, data | rows).status_code == 302
    strength, words = read_scheme(project.pk).tags["hedge"].attributes
    assert (strength.key, strength.type, strength.values) == ("syla", "choice", ("слабка", "сильна"))
    assert (words.key, words.type, words.values) == ("words", "text", ())
    data = form_of(as_manager, path)
    html = as_manager.post(path, data | {"do": "remove:syla"}).content.decode()
    assert 'name="syla.label"' not in html
    assert as_manager.post(path, data | {"row": ["words", "words", "__proto__"]}).status_code == 302
    assert [a.key for a in read_scheme(project.pk).tags["hedge"].attributes] == ["words"]


def test_hints_follow_what_is_typed(as_manager: Client) -> None:
    data = form_of(as_manager, f"{BASE}new-tag/")

    def hints(**changes: str) -> str:
        return as_manager.post(f"{BASE}new-tag/", data | changes | {"do": "hints"}).content.decode()

    assert "<html" not in hints()
    assert "Looks the same as Claim." in hints(colour="red", pattern="thick")
    assert "cannot tell red from green" in hints(colour="green", pattern="thick")
    assert "Claim has the key C already." in hints(shortcut="c")
    assert "On a Cyrillic keyboard this is the same key as C" in hints(shortcut="с")
    assert "The workbench uses this key itself." in hints(shortcut="n")
    assert "<code>rozbizhnist</code>" in hints(label="Розбіжність")
    assert "Contrast 5.5 : 1 on light paper, 6.9 : 1 on dark" in hints(colour="red")
    assert hints(colour="mauve", pattern="<b>", shortcut="<b>")


def test_a_look_or_a_key_that_is_offered_is_taken_without_saving(as_manager: Client, project: Project) -> None:
    data = form_of(as_manager, f"{BASE}new-tag/")
    html = as_manager.post(f"{BASE}new-tag/", data | {"do": "look:teal:dotted"}).content.decode()
    assert 'value="teal" checked' in html
    assert 'value="dotted" checked' in html
    assert (
        'name="shortcut" id="id_shortcut" value="m"'
        in as_manager.post(f"{BASE}new-tag/", data | {"do": "key:m"}).content.decode()
    )
    assert Tag.objects.filter(project=project).count() == 10


def test_values_in_use_are_counted_before_they_go(as_manager: Client, project: Project, article: Article) -> None:
    made = make_highlight(article=article, attributes={"claim": {"verifiable": "prediction"}})
    path = f"{BASE}tags/claim/"
    data = form_of(as_manager, path)
    assert "prediction</bdi> 1" in as_manager.get(path).content.decode()
    data["verifiable.values"] = "yes\nopinion"
    asked = as_manager.post(path, data)
    assert asked.status_code == 409
    html = asked.content.decode()
    assert "Saving clears them on 1 highlight:" in html
    assert "About 1,000 soldiers</span>" in html
    assert HighlightTag.objects.get(highlight__uuid=made.id).attributes == {"verifiable": "prediction"}
    assert as_manager.post(path, data | {"clear": "yes"}).status_code == 302
    assert HighlightTag.objects.get(highlight__uuid=made.id).attributes == {}


def test_somebody_elses_change_is_shown_beside_ones_own(as_manager: Client, project: Project) -> None:
    path = f"{BASE}tags/claim/"
    data = form_of(as_manager, path)
    edit_tag(access=opened(project=project), key="claim", version=1, changes={"label": "Theirs"})
    answer = as_manager.post(path, data | {"label": "Mine"})
    html = answer.content.decode()
    assert answer.status_code == 412
    assert "Mine</td>" in html
    assert "Theirs</td>" in html
    assert 'name="version" value="2"' in html
    assert as_manager.post(path, data | {"label": "Mine", "version": "2"}).status_code == 302
    assert read_scheme(project.pk).tags["claim"].label == "Mine"


def test_the_order_is_changed_with_and_without_a_script(as_manager: Client, project: Project) -> None:
    path = f"{BASE}order/"
    assert as_manager.post(path, {"version": 1, "move": "tag:source:up"})["Location"] == BASE
    scripted = as_manager.post(path, {"version": 2, "move": "tag:source:down"}, headers={"HX-Request": "true"})
    html = scripted.content.decode()
    assert "Source is now 2 of 6." in html
    assert 'hx-swap-oob="innerHTML"' in html
    assert "<html" not in html
    assert (
        as_manager.post(path, {"version": 3, "kind": "tag", "keys": "satire,opinion,not-news,incomplete"}).status_code
        == 302
    )
    assert read_scheme(project.pk).living("article")[0].key == "satire"
    assert as_manager.post(path, {"version": 4, "move": "relation:refutes:up"}).status_code == 302
    stale = as_manager.post(path, {"version": 1, "move": "tag:source:up"}, headers={"HX-Request": "true"})
    assert stale.status_code == 412
    assert "Somebody changed the scheme meanwhile" in stale.content.decode()
    assert 'name="version" value="5"' in stale.content.decode()
    assert as_manager.post(path, {"version": 1, "move": "tag:source:up"}).status_code == 412
    for bad in (
        {},
        {"move": "tag"},
        {"move": "tag:nobody:up"},
        {"keys": "nobody"},
        {"keys": "claim,claim"},
        {"move": "relation:claim:up"},
    ):
        assert as_manager.post(path, {"version": 5, **bad}).status_code in (400, 404)


def test_the_pack_is_added_by_one_click(as_manager: Client, project: Project) -> None:
    assert as_manager.post(f"{BASE}pack/", {"version": 1}).status_code == 302
    html = as_manager.get(BASE).content.decode()
    assert "Loaded language" in html
    assert "Add these tags" not in html


def test_a_merge_is_shown_before_it_is_done(
    as_manager: Client, project: Project, article: Article, analyst: User
) -> None:
    make_highlight(article=article, by=analyst, tags=["source"], attributes={"source": {"kind": "person", "name": "x"}})
    make_highlight(article=article, tags=["source", "cue"], quote="soldiers")
    path = f"{BASE}tags/source/merge/"
    html = as_manager.get(f"{path}?into=cue").content.decode()
    assert "This touches 2 highlights by 2 people in 1 article." in " ".join(html.split())
    assert "2 values are dropped:" in html
    assert "<bdi>Kind</bdi> (1)" in html
    assert "1 of them has Cue already, and keeps it once." in html
    part = as_manager.get(f"{path}?into=cue", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    for into in ("", "nobody", "source", "opinion"):
        assert "This touches" not in as_manager.get(f"{path}?into={into}").content.decode()
        assert as_manager.post(path, {"version": 1, "into": into}).status_code == 400
    assert as_manager.post(path, {"version": 9, "into": "cue"}).status_code == 412
    done = as_manager.post(path, {"version": 1, "into": "cue"}, follow=True)
    assert "“Source” is now “Cue”. 2 highlights followed." in done.content.decode()
    assert set(HighlightTag.objects.values_list("tag__key", flat=True)) == {"cue"}
    assert "merged into Cue" in as_manager.get(BASE).content.decode()
    assert "was merged into Cue already" in as_manager.get(path).content.decode()


def test_a_split_is_counted_before_it_is_done(as_manager: Client, project: Project, article: Article) -> None:
    for value in ("prediction", "yes", "prediction"):
        make_highlight(article=article, attributes={"claim": {"verifiable": value}})
    path = f"{BASE}tags/claim/split/"
    data = form_of(as_manager, path) | {"label": "Prediction", "value.verifiable": "prediction"}
    counted = as_manager.post(path, data | {"do": "count"}, headers={"HX-Request": "true"}).content.decode()
    assert "This touches 2 highlights" in counted
    assert "prediction</code>" in counted
    assert Tag.objects.filter(project=project).count() == 10
    empty = as_manager.post(path, form_of(as_manager, path) | {"label": "", "do": "split"})
    assert empty.status_code == 422
    assert "Say which ones" in empty.content.decode()
    done = as_manager.post(path, data | {"do": "split"}, follow=True)
    assert "“Prediction” was split off “Claim”. 2 highlights followed." in done.content.decode()
    assert Highlight.objects.filter(tagging__tag__key="prediction").count() == 2


def test_a_tag_is_retired_brought_back_and_deleted(as_manager: Client, project: Project, article: Article) -> None:
    make_highlight(article=article, tags=["hedge"])
    assert "This touches 1 highlight by 1 person in 1 article." in " ".join(
        as_manager.get(f"{BASE}tags/hedge/retire/").content.decode().split()
    )
    assert as_manager.post(f"{BASE}tags/hedge/retire/", {"version": 1}).status_code == 302
    html = as_manager.get(BASE).content.decode()
    assert "1 retired tag" in html
    assert "still in 1 place" in html
    assert as_manager.post(f"{BASE}tags/hedge/restore/", {"version": 2}).status_code == 302
    refused = as_manager.post(f"{BASE}tags/hedge/delete/", {"version": 3})
    assert refused.status_code == 409
    assert "It is in use" in refused.content.decode()
    assert as_manager.post(f"{BASE}tags/cue/delete/", {"version": 1}).status_code == 302
    assert not Tag.objects.filter(project=project, key="cue").exists()


def test_article_tags_are_merged_with_their_articles_named(as_manager: Client, project: Project) -> None:
    article = make_article(project=project, title="On ships", tags=("satire",))
    html = as_manager.get(f"{BASE}tags/satire/merge/?into=opinion").content.decode()
    assert "This touches 1 article." in html
    assert "On ships" in html
    as_manager.post(f"{BASE}tags/satire/merge/", {"version": 1, "into": "opinion"})
    assert Article.objects.get(pk=article.pk).tags == ["opinion"]


def test_a_relation_type_is_made_and_changed_by_form(as_manager: Client, project: Project) -> None:
    data = form_of(as_manager, f"{BASE}new-relation/")
    sent = data | {"label": "Цитує", "from_tags": ["quotation"], "to_tags": ["source", "claim"], "acyclic": "on"}
    assert as_manager.post(f"{BASE}new-relation/", sent).status_code == 302
    relation = read_scheme(project.pk).relations["tsytuie"]
    assert (relation.from_tags, relation.to_tags, relation.acyclic) == (("quotation",), ("source", "claim"), True)
    bad = as_manager.post(f"{BASE}relations/tsytuie/", {"version": 1, "label": "X", "to_tags": ["nobody"]})
    assert bad.status_code == 422
    assert "The scheme has no tag “nobody”." in bad.content.decode()
    assert as_manager.post(f"{BASE}relations/tsytuie/retire/", {"version": 1}).status_code == 302
    assert as_manager.post(f"{BASE}relations/tsytuie/retire/", {"version": 2, "do": "restore"}).status_code == 302
    assert as_manager.post(f"{BASE}relations/tsytuie/delete/", {"version": 3}).status_code == 302


def test_analysts_see_no_form(project: Project) -> None:
    analyst = make_user()
    for path in ("new-tag/", "tags/claim/", "tags/claim/merge/", "new-relation/"):
        assert client_of(analyst).get(BASE + path).status_code == 404


def test_a_relation_type_in_use_is_not_deleted_and_says_why(as_manager: Client, project: Project) -> None:
    article = make_article(project=project)
    source = make_highlight(article=article)
    target = make_highlight(article=article, quote="a business daily", tags=["source"])
    make_relation(project=project, source=source, target=target)
    answer = as_manager.post(f"{BASE}relations/attributed_to/delete/", {"version": 1}, follow=True)
    assert "it can be retired, but not deleted" in answer.content.decode()
    assert "attributed_to" in read_scheme(project.pk).relations
    make_relation(project=project, source=source, target=target, type="supports")
    make_relation(project=project, source=target, target=source, type="supports")
    data = form_of(as_manager, f"{BASE}relations/supports/")
    bad = as_manager.post(f"{BASE}relations/supports/", {**data, "acyclic": "on"})
    assert "form a circle now" in bad.content.decode()
