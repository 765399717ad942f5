"""A tag that means something else: what was coded before is marked, can be looked at again and be sent back."""

from uuid import UUID

import pytest

from annotations.access import open_highlight
from annotations.domain.highlighting import HighlightRecord
from annotations.models import HighlightTag
from annotations.queries.highlights import record_of
from annotations.queries.schemes import read_scheme
from annotations.queries.tag_definitions import outdated_counts, outdated_of
from annotations.services.highlight_edits import HighlightChange, delete_highlight, edit_highlight
from annotations.services.scheme_edits import edit_tag
from annotations.services.scheme_merges import merge_tag
from annotations.services.tag_definitions import send_outdated_back
from newsapp.domain.roles import Action, Role
from newsapp.errors import NotAllowed, NotVisible, RuleViolation
from newsapp.models import Article, Assignment, Event, Project, User
from newsapp.queries.own_work import own_work
from newsapp.services.assignments import mark_done
from newsapp.services.members import add_member
from tests.factories import make_article, make_highlight, opened, opened_article

pytestmark = pytest.mark.django_db


def redefine(project: Project, key: str = "claim") -> None:
    version = read_scheme(project.pk).tags[key].version
    edit_tag(access=opened(project=project), key=key, version=version, changes={}, redefined=True)


def change(project: Project, by: User, record: HighlightRecord, **changes: object) -> HighlightRecord:
    access, highlight = open_highlight(user=by, slug=project.slug, uuid=record.id, action=Action.HIGHLIGHT)
    current = stored(project, record.id)
    return edit_highlight(
        access=access,
        highlight=highlight,
        version=current.version,
        change=HighlightChange(**changes),  # type: ignore[arg-type]
    )


def stored(project: Project, uuid: UUID) -> HighlightRecord:
    found = record_of(project_id=project.pk, uuid=uuid)
    assert found is not None
    return found


def test_what_has_the_tag_was_coded_under_an_older_definition(project: Project, article: Article) -> None:
    made = make_highlight(article=article, tags=["claim", "hedge"])
    other = make_highlight(article=article, quote="soldiers", tags=["hedge"])
    redefine(project)
    after = make_highlight(article=article, quote="business daily")
    assert stored(project, made.id).outdated == ("claim",)
    assert stored(project, other.id).outdated == stored(project, after.id).outdated == ()
    assert read_scheme(project.pk).tags["claim"].definition == 2
    event = Event.objects.get(verb="tag.redefined")
    assert (event.object_id, event.data["definition"], event.data["version"]) == ("claim", 2, 2)


def test_other_changes_of_a_tag_leave_its_meaning(project: Project, article: Article) -> None:
    made = make_highlight(article=article)
    edit_tag(access=opened(project=project), key="claim", version=1, changes={"description": "A statement of fact."})
    assert stored(project, made.id).outdated == ()
    assert read_scheme(project.pk).tags["claim"].definition == 1


def test_saying_the_tags_again_is_saying_them_under_the_newer_definition(
    project: Project, article: Article, analyst: User
) -> None:
    made = make_highlight(article=article, by=analyst)
    redefine(project)
    assert change(project, analyst, made, note="Still?").outdated == ("claim",)
    assert stored(project, made.id).outdated == ("claim",)
    assert change(project, analyst, made, tags=["claim"]).outdated == ()
    assert stored(project, made.id).outdated == ()
    assert Event.objects.filter(verb="highlight.changed").latest("pk").data["confirmed"] == ["claim"]


def test_that_a_tag_is_still_right_is_said_and_taken_back(project: Project, article: Article, analyst: User) -> None:
    made = make_highlight(article=article, by=analyst, tags=["claim", "hedge"])
    for _ in range(2):
        redefine(project)
    redefine(project, "hedge")
    assert change(project, analyst, made, outdated=["hedge"]).outdated == ("hedge",)
    assert stored(project, made.id).outdated == ("hedge",)
    data = Event.objects.filter(verb="highlight.changed").latest("pk").data
    assert (data["confirmed"], data["were"]) == (["claim"], {"claim": 1})
    assert change(project, analyst, made, outdated=["claim", "hedge"]).outdated == ("claim", "hedge")
    definitions = dict(HighlightTag.objects.values_list("tag__key", "definition"))
    assert definitions == {"claim": 1, "hedge": 1}, "as they were"
    assert change(project, analyst, made, outdated=[]).outdated == ()
    assert stored(project, made.id).outdated == ()


@pytest.mark.parametrize("key", ["claim", "source", "nothing"])
def test_what_was_never_under_an_older_definition_cannot_be_put_there(
    project: Project, article: Article, analyst: User, key: str
) -> None:
    made = make_highlight(article=article, by=analyst)
    with pytest.raises(RuleViolation) as caught:
        change(project, analyst, made, outdated=[key])
    assert (caught.value.code, caught.value.path) == ("not_outdated", "outdated.0")


def test_what_follows_a_merge_counts_as_of_now(project: Project, article: Article) -> None:
    made = make_highlight(article=article, tags=["hedge"])
    redefine(project, "cue")
    merge_tag(access=opened(project=project), key="hedge", version=1, into="cue")
    assert stored(project, made.id).outdated == ()
    assert HighlightTag.objects.get().definition == 2
    redefine(project, "cue")
    assert stored(project, made.id).outdated == ("cue",)


def test_it_is_counted_by_person_without_what_was_deleted(
    project: Project, article: Article, analyst: User, other_analyst: User
) -> None:
    make_highlight(article=article, by=analyst)
    second = make_article(project=project, text="About 1,000 soldiers. It said more.")
    make_highlight(article=second, by=analyst)
    make_highlight(article=second, by=other_analyst)
    gone = make_highlight(article=article, by=other_analyst, quote="soldiers")
    make_highlight(article=article, quote="business daily", layer="suggested")
    redefine(project)
    access, highlight = open_highlight(user=other_analyst, slug=project.slug, uuid=gone.id, action=Action.HIGHLIGHT)
    delete_highlight(access=access, highlight=highlight, version=1)
    found = outdated_of(access=opened(project=project), tag=read_scheme(project.pk).tags["claim"])
    assert (found.highlights, found.articles) == (3, 2)
    assert found.people == [("ana", 2, 2), ("bela", 1, 1)]
    assert outdated_counts(opened(project=project)) == {"claim": 3}


def test_the_articles_go_back_to_those_who_coded_them(
    project: Project, article: Article, analyst: User, other_analyst: User
) -> None:
    make_highlight(article=article, by=analyst)
    make_highlight(article=article, by=other_analyst, tags=["hedge"])
    for person in (analyst, other_analyst):
        mark_done(access=opened_article(article=article, user=person), done=True)
    redefine(project)
    sent = send_outdated_back(access=opened(project=project), key="claim", reason=" Look at\nthe claims. ")
    assert sent == (1, 1)
    hers = own_work(opened_article(article=article, user=analyst))
    assert (hers.assigned, hers.done_at, hers.sent_back_reason) == (True, None, "Look at the claims.")
    assert own_work(opened_article(article=article, user=other_analyst)).done_at is not None
    article.refresh_from_db()
    assert article.status == Article.Status.ASSIGNED
    event = Event.objects.select_related("detail").get(verb="assignment.sent_back")
    assert (event.object_id, event.detail.data) == (str(analyst.pk), {"reason": "Look at the claims."})
    mark_done(access=opened_article(article=article, user=analyst), done=True)
    assert own_work(opened_article(article=article, user=analyst)).sent_back_reason == ""


def test_whoever_was_never_given_the_article_gets_it_back_too(
    project: Project, article: Article, analyst: User
) -> None:
    make_highlight(article=article, by=analyst)
    redefine(project)
    assert send_outdated_back(access=opened(project=project), key="claim", reason="Look.") == (1, 1)
    assert Assignment.objects.get().sent_back_reason == "Look."


def test_whoever_may_only_read_now_gets_nothing(project: Project, article: Article, analyst: User) -> None:
    make_highlight(article=article, by=analyst)
    redefine(project)
    add_member(project=project, user=analyst, role=Role.VIEWER, by=None)
    assert send_outdated_back(access=opened(project=project), key="claim", reason="Look.") == (0, 0)
    assert not Event.objects.filter(verb="assignment.sent_back").exists()


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 301])
def test_a_reason_is_needed_and_not_too_long(project: Project, article: Article, reason: str) -> None:
    make_highlight(article=article)
    redefine(project)
    with pytest.raises(RuleViolation) as caught:
        send_outdated_back(access=opened(project=project), key="claim", reason=reason)
    assert caught.value.path == "reason"


def test_only_a_manager_sends_back_and_only_for_a_tag_that_is_there(project: Project, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        send_outdated_back(access=opened(project=project, user=reviewer), key="claim", reason="Look.")
    with pytest.raises(NotVisible):
        send_outdated_back(access=opened(project=project), key="nothing", reason="Look.")
