"""Tags and relation types made, changed, put in order, retired, deleted; by two people at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from annotations.domain.schemes import Attribute, RelationSpec, Scheme, TagSpec
from annotations.models import HighlightTag, RelationType, Tag
from annotations.queries.highlights import record_of
from annotations.queries.schemes import read_scheme, scheme_of
from annotations.services.highlights import put_highlight
from annotations.services.relation_edits import add_relation, delete_relation, edit_relation
from annotations.services.scheme_edits import ValuesInUse, add_tags, bring_tag_back, delete_tag, edit_tag, retire_tag
from annotations.services.scheme_whole import add_persuasion_pack, move_in_scheme, order_scheme, replace_scheme
from newsapp.access import open_project
from newsapp.domain.roles import Role
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation, Stale
from newsapp.models import Article, Event, Project, User
from newsapp.services.members import add_member
from tests.conftest import AtOnce
from tests.factories import draft_of, make_highlight, make_user, opened, opened_article

pytestmark = pytest.mark.django_db

RUMOUR = TagSpec("rumour", "Rumour", "", "")


def events(verb: str) -> list[Event]:
    return list(Event.objects.filter(verb=verb).select_related("detail").order_by("id"))


def test_a_change_makes_a_new_version_of_the_scheme_and_of_the_tag_alone(project: Project) -> None:
    access = opened(project=project)
    changed = edit_tag(access=access, key="claim", version=1, changes={"label": "Statement", "shortcut": "m"})
    assert (changed.label, changed.version) == ("Statement", 2)
    assert Project.objects.get(pk=project.pk).scheme_version == access.project.scheme_version == 2
    assert {tag.version for key, tag in read_scheme(project.pk).tags.items() if key != "claim"} == {1}
    assert scheme_of(Project.objects.get(pk=project.pk)).tags["claim"].label == "Statement"
    (event,) = events("tag.changed")
    assert event.object_id == "claim"
    assert event.data == {
        "version": 2, "scheme_version": 2, "before": {"shortcut": "c"}, "after": {"shortcut": "m"},
    }  # fmt: skip
    assert event.detail.data == {"before": {"label": "Claim"}, "after": {"label": "Statement"}}


def test_what_changes_nothing_is_no_change(project: Project) -> None:
    access = opened(project=project)
    count = Event.objects.count()
    edit_tag(access=access, key="claim", version=1, changes={"label": "Claim"})
    order_scheme(access=access, version=1, tags=["claim", "source"])
    replace_scheme(access=access, version=1, scheme=read_scheme(project.pk))
    assert Project.objects.get(pk=project.pk).scheme_version == 1
    assert Event.objects.count() == count


def test_a_stale_change_shows_what_is_stored(project: Project) -> None:
    access = opened(project=project)
    edit_tag(access=access, key="claim", version=1, changes={"label": "Statement"})
    with pytest.raises(Stale) as caught:
        edit_tag(access=access, key="claim", version=1, changes={"label": "Other"})
    assert isinstance(caught.value.current, TagSpec)
    assert caught.value.current.label == "Statement"
    with pytest.raises(Stale):
        order_scheme(access=access, version=1, tags=["source", "claim"])


def test_only_a_manager_changes_the_scheme_and_of_a_project_that_is_worked_in(project: Project, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        add_tags(access=open_project(user=reviewer, slug=project.slug), tags=[RUMOUR])
    access = opened(project=project)
    Project.objects.filter(pk=project.pk).update(archived_at=timezone.now())
    with pytest.raises(NotAllowed):
        edit_tag(access=opened(project=project), key="claim", version=1, changes={"label": "x"})
    assert access.project.scheme_version == 1


def test_a_key_and_a_scope_stay_for_ever(project: Project) -> None:
    for change in ({"key": "statement"}, {"scope": "article", "shortcut": ""}, {"merged_into": "cue", "retired": True}):
        with pytest.raises(RuleViolation):
            edit_tag(access=opened(project=project), key="claim", version=1, changes=change)


def test_a_tag_of_another_project_is_not_there(project: Project, strangers_project: Project) -> None:
    Tag.objects.create(project=strangers_project, key="secret", label="S", colour="red", pattern="thin")
    access = opened(project=project)
    for act in (
        lambda: edit_tag(access=access, key="secret", version=1, changes={"label": "x"}),
        lambda: retire_tag(access=access, key="secret", version=1),
        lambda: delete_tag(access=access, key="secret", version=1),
        lambda: move_in_scheme(access=access, version=1, key="secret", by=1),
    ):
        with pytest.raises(NotVisible):
            act()
    with pytest.raises(RuleViolation):
        add_tags(access=access, tags=[replace(RUMOUR, parent="secret")])


def test_a_value_that_goes_is_cleared_when_that_is_said(project: Project, article: Article) -> None:
    made = make_highlight(article=article, attributes={"claim": {"verifiable": "prediction", "polarity": "positive"}})
    kept = make_highlight(article=article, attributes={"claim": {"verifiable": "yes"}})
    access = opened(project=project)
    attributes = tuple(
        replace(a, values=("yes", "opinion")) if a.key == "verifiable" else a
        for a in read_scheme(project.pk).tags["claim"].attributes
    )
    with pytest.raises(ValuesInUse) as caught:
        edit_tag(access=access, key="claim", version=1, changes={"attributes": attributes})
    assert (caught.value.touched["claim"].highlights, caught.value.touched["claim"].dropped) == (1, {"Verifiable": 1})
    edit_tag(access=access, key="claim", version=1, changes={"attributes": attributes}, clear=True)
    found = record_of(project_id=project.pk, uuid=made.id)
    assert found is not None
    assert (found.attributes, found.version) == ({"claim": {"polarity": "positive"}}, 2)
    assert record_of(project_id=project.pk, uuid=kept.id) == kept
    (event,) = events("tag.values_cleared")
    assert (event.data["highlights"], event.data["touched"]) == (1, [str(made.id)])


def test_a_choice_that_becomes_words_keeps_its_values(project: Project, article: Article) -> None:
    made = make_highlight(article=article, attributes={"claim": {"verifiable": "prediction"}})
    attributes = (Attribute("verifiable", "Verifiable", "text"),)
    edit_tag(access=opened(project=project), key="claim", version=1, changes={"attributes": attributes})
    assert record_of(project_id=project.pk, uuid=made.id) == made


def test_a_retired_tag_stays_and_comes_back_without_a_key_that_is_taken(project: Project, article: Article) -> None:
    made = make_highlight(article=article, tags=["cue"])
    access = opened(project=project)
    retire_tag(access=access, key="cue", version=1)
    assert record_of(project_id=project.pk, uuid=made.id) == made
    edit_tag(access=access, key="hedge", version=1, changes={"shortcut": "v"})
    back = bring_tag_back(access=access, key="cue", version=2)
    assert (back.retired, back.shortcut) == (False, "")
    assert [event.verb for event in Event.objects.filter(object_id="cue").order_by("id")] == [
        "tag.retired", "tag.changed", "tag.restored",
    ]  # fmt: skip


def test_a_tag_in_use_is_not_deleted(project: Project, article: Article) -> None:
    make_highlight(article=article, tags=["hedge"])
    with pytest.raises(Conflict) as caught:
        delete_tag(access=opened(project=project), key="hedge", version=1)
    assert caught.value.existing == {"highlights": 1, "articles": 1}
    add_tags(access=opened(project=project), tags=[replace(RUMOUR, parent="cue")])
    with pytest.raises(Conflict) as caught:
        delete_tag(access=opened(project=project), key="cue", version=1)
    assert caught.value.existing == {"children": ["rumour"]}


def test_the_order_is_changed_by_steps_and_as_a_whole(project: Project) -> None:
    access = opened(project=project)
    move_in_scheme(access=access, version=1, key="source", by=-1)
    assert list(read_scheme(project.pk).tags)[:2] == ["source", "claim"]
    order_scheme(access=access, version=2, tags=["quotation", "source"])
    assert list(read_scheme(project.pk).tags)[:6] == ["quotation", "claim", "cue", "hedge", "quantity", "source"]
    move_in_scheme(access=access, version=3, key="refutes", by=-1, relation=True)
    assert list(read_scheme(project.pk).relations)[-2:] == ["refutes", "supports"]
    assert [event.data["keys"][:2] for event in events("tag.reordered")] == [
        ["source", "claim"],
        ["quotation", "claim"],
    ]


@pytest.mark.parametrize("keys", [["claim", "claim"], ["nobody"], ["__proto__"]])
def test_an_order_that_cannot_be_is_refused(project: Project, keys: list[str]) -> None:
    with pytest.raises(RuleViolation):
        order_scheme(access=opened(project=project), version=1, tags=keys)


def test_the_pack_is_added_once(project: Project) -> None:
    access = opened(project=project)
    scheme = add_persuasion_pack(access=access, version=1)
    assert len(scheme.children_of("persuasion")) == 14
    looks = [(tag.colour, tag.pattern) for tag in scheme.span_tags]
    assert len(set(looks)) == len(looks) == 21
    again = add_persuasion_pack(access=access, version=2)
    assert (list(again.tags), access.project.scheme_version) == (list(scheme.tags), 2)


def test_relation_types_are_made_changed_retired_and_deleted(project: Project) -> None:
    access = opened(project=project)
    made = add_relation(access=access, relation=RelationSpec("quotes", "Quotes", "", ("quotation",), ("source",)))
    assert (made.version, list(read_scheme(project.pk).relations)[-1]) == (1, "quotes")
    edit_relation(access=access, key="quotes", version=1, changes={"acyclic": True, "retired": True})
    with pytest.raises(Stale):
        edit_relation(access=access, key="quotes", version=1, changes={"label": "x"})
    assert RelationType.objects.get(project=project, key="quotes").retired_at is not None
    delete_relation(access=access, key="quotes", version=2)
    assert "quotes" not in read_scheme(project.pk).relations
    with pytest.raises(NotVisible):
        delete_relation(access=access, key="quotes", version=2)
    verbs = Event.objects.filter(object_id="quotes").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [f"relation_type.{verb}" for verb in ("created", "changed", "retired", "deleted")]


def test_a_replacement_that_is_refused_changes_nothing(project: Project) -> None:
    scheme = read_scheme(project.pk)
    tags = {**scheme.tags, "claim": replace(scheme.tags["claim"], parent="nobody")}
    with pytest.raises(RuleViolation):
        replace_scheme(access=opened(project=project), version=1, scheme=Scheme(tags, {}))
    assert RelationType.objects.filter(project=project).count() == 8


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    """Real connections."""

    def test_of_two_orders_at_once_one_is_told(self, project: Project, manager: User, at_once: AtOnce) -> None:
        other = make_user()
        add_member(project=project, user=other, role=Role.MANAGER, by=manager)

        def ordering(user: User, *keys: str) -> Callable[[], Any]:
            access = open_project(user=user, slug=project.slug)
            return lambda: order_scheme(access=access, version=1, tags=list(keys))

        answers = at_once(ordering(manager, "source", "claim"), ordering(other, "cue", "claim"))
        assert sorted(type(answer).__name__ for answer in answers) == ["Scheme", "Stale"]
        assert Project.objects.get(pk=project.pk).scheme_version == 2

    def test_a_tag_is_deleted_or_gets_its_highlight_never_both(
        self, project: Project, article: Article, at_once: AtOnce
    ) -> None:
        access = opened_article(article=article)
        manager_access = opened(project=project)
        draft = draft_of(article=article, quote="soldiers", tags=["cue"])
        deleted, saved = at_once(
            lambda: delete_tag(access=manager_access, key="cue", version=1),
            lambda: put_highlight(access=access, draft=draft),
        )
        if deleted is None:
            assert isinstance(saved, RuleViolation)
            assert saved.code == "unknown_tag"
            assert HighlightTag.objects.count() == 0
        else:
            assert isinstance(deleted, Conflict)
            assert HighlightTag.objects.get().tag.key == "cue"

    def test_a_save_after_the_deletion_is_refused_as_of_an_unknown_tag(
        self, project: Project, article: Article
    ) -> None:
        access = opened_article(article=article)
        scheme_of(access.project)
        delete_tag(access=opened(project=project), key="cue", version=1)
        with pytest.raises(RuleViolation) as caught:
            put_highlight(access=access, draft=draft_of(article=article, quote="soldiers", tags=["cue"]))
        assert (caught.value.code, caught.value.path) == ("unknown_tag", "tags")
