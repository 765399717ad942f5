"""Removing a project, bringing it back, purging it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from annotations.domain.gold import GoldKind
from annotations.models import (
    AgreementCell,
    AgreementFigure,
    AgreementRun,
    Appearance,
    BulkChange,
    Claim,
    ClaimProposal,
    ClaimRatings,
    Comment,
    Dispute,
    Evidence,
    Highlight,
    Mention,
    Position,
    Ruling,
    Tag,
    Vote,
)
from annotations.services.demo import create_demo
from annotations.services.gold import write_gold
from annotations.services.suggestions import reject_suggestion
from newsapp.access import open_project, open_project_as_operator, visible_projects
from newsapp.domain.articles import Details, Document
from newsapp.domain.roles import Action, Role
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import Article, Event, EventDetail, Guidelines, Invitation, Project, SavedView, User
from newsapp.services.articles import add_articles, article_of_document
from newsapp.services.assignments import assign_articles
from newsapp.services.drafts import keep_draft
from newsapp.services.guidelines import publish_guidelines
from newsapp.services.members import add_member
from newsapp.services.people import create_token
from newsapp.services.projects import change_project, create_project, remove_project, restore_project
from newsapp.services.purging import purge_project, tables_of_projects
from tests.factories import TEXT, make_article, make_highlight, make_member, make_project, make_relation, opened

pytestmark = pytest.mark.django_db


def called(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def invite(project: Project, by: User) -> Invitation:
    return Invitation.objects.create(
        team=project.team, project=project, role="analyst", digest=f"{project.pk:064}", invited_by=by,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip


def fill(project: Project) -> None:
    """Something of everything that a project can have."""
    access = opened(project=project, action=Action.MANAGE_PROJECT)
    coder = make_member(project=project, role=Role.ANALYST)
    article = make_article(project=project, outlet="The Harbour Post", story="Contingent")
    page = Document("raw", f"{TEXT} More.".encode(), f"{TEXT} More.", "text/plain")
    add_articles(access=access, articles=[article_of_document(document=page, details=Details())])
    made = make_highlight(article=article, by=coder, note="Look here", tags=["claim", "hedge"])
    source = make_highlight(article=article, by=coder, quote="a business daily", tags=["source"])
    make_relation(project=project, source=made, target=source, by=coder)
    publish_guidelines(access=access, text="Mark claims.", version=0, summary="First")
    assign_articles(access=access, numbers=[article.number], usernames=[coder.username])
    keep_draft(access=access, document=page)
    invite(project, access.user)
    SavedView.objects.create(project=project, user=coder, name="Mine", query="assignee=me")
    BulkChange.objects.create(project=project, user=coder, kind="retag")
    suggested = make_highlight(article=article, quote="soldiers", layer="suggested")
    suggestion = Highlight.objects.get(project=project, uuid=suggested.id)
    reject_suggestion(access=opened(project=project, user=coder, action=Action.HIGHLIGHT), suggestion=suggestion)
    fill_review(project, suggestion, coder)
    row = Highlight.objects.get(project=project, uuid=made.id).pk
    there = Article.objects.select_related("current_revision").get(pk=article.pk)
    write_gold(access=access, article=there, reading={}, readings=[row], kind=GoldKind.AGREEMENT)
    child = Tag.objects.create(project=project, key="child", label="Child", colour="red", pattern="thin")
    Tag.objects.filter(pk=child.pk).update(parent=Tag.objects.get(project=project, key="claim"))
    assert Highlight.objects.filter(uuid=made.id).exists()


def fill_review(project: Project, highlight: Highlight, person: User) -> None:
    """A claim, a dispute about it that was ruled on, and what belongs to them."""
    now = timezone.now()
    made: dict[str, Any] = {"project": project, "created_at": now}
    changed: dict[str, Any] = {**made, "updated_at": now}
    claim = Claim.objects.create(number=1, text="11,000 soldiers are there.", **changed)
    merged = Claim.objects.create(number=2, text="11,000 troops are there.", merged_into=claim, **changed)
    ClaimProposal.objects.create(claim=claim, other=merged, kind="same", decision="accepted", **made)
    ClaimRatings.objects.create(project=project, ratings={})
    Appearance.objects.create(claim=claim, highlight=highlight, **made)
    dispute = Dispute.objects.create(
        number=1, kind="verdict", state="resolved", origin="person", question="Is it so?", claim=claim, **changed
    )
    dispute.coders.add(person)
    position = Position.objects.create(dispute=dispute, place=0, title="It is", **made)
    Vote.objects.create(dispute=dispute, round=1, user=person, position=position, **changed)
    Ruling.objects.create(dispute=dispute, round=1, position=position, proposed_by=person, **made)
    Evidence.objects.create(
        uuid=uuid4(), claim=claim, dispute=dispute, position=position, quote="Eleven thousand.", stance="supports",
        directness="primary", **changed,
    )  # fmt: skip
    remark = Comment.objects.create(uuid=uuid4(), dispute=dispute, text="Why?", author=person, **changed)
    Mention.objects.create(project=project, comment=remark, user=person)
    run = AgreementRun.objects.create(
        project=project, audience="members", blind=False, computed_at=now, seconds=1, last_event=0, articles=1
    )
    AgreementFigure.objects.create(run=run, dimension="project", statistic="gamma", value=1, n=2, articles=1)
    AgreementCell.objects.create(
        run=run, article=1, language="en", week=date(2026, 1, 5), first="ana", second="bela", row="claim", count=1
    )
    Comment.objects.create(uuid=uuid4(), dispute=dispute, parent=remark, text="Thus.", author=person, **changed)


def rows_of(project: Project) -> dict[str, int]:
    """How many rows of each table belong to the project."""
    return {
        table._meta.label: table._base_manager.filter(**{lookup: project.pk}).count()
        for table, lookup in tables_of_projects().items()
    }


def snapshot(project: Project) -> dict[str, Any]:
    return {
        table._meta.label: sorted(
            json.dumps(row, default=str, sort_keys=True)
            for row in table._base_manager.filter(**{lookup: project.pk}).values()
        )
        for table, lookup in tables_of_projects().items()
    }


def test_a_removed_project_is_nowhere_and_its_address_is_free(project: Project, manager: User, analyst: User) -> None:
    fill(project)
    remove_project(access=opened(project=project), confirmation="Front pages")
    for person in (manager, analyst):
        assert not visible_projects(person).exists()
        with pytest.raises(NotVisible):
            open_project(user=person, slug=project.slug)
    with pytest.raises(NotVisible):
        open_project_as_operator(slug=project.slug)
    assert Invitation.objects.get().revoked_at is not None
    event = Event.objects.get(verb="project.deleted")
    assert (event.actor, event.object_id) == (manager, project.slug)
    assert create_project(slug=project.slug, owner=manager).pk != project.pk


@pytest.mark.parametrize("typed", ["", "front-pages", "FRONT PAGES", "Front page", "Front\u202e pages"])
def test_a_project_is_not_removed_without_its_name(project: Project, typed: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        remove_project(access=opened(project=project), confirmation=typed)
    assert caught.value.path == "confirmation"
    assert opened(project=project).project.deleted_at is None


def test_a_name_is_compared_as_it_is_read(project: Project) -> None:
    change_project(access=opened(project=project), version=1, name="Café  новини")
    remove_project(access=opened(project=project), confirmation=" Cafe\u0301 новини ")
    assert Project.objects.get(pk=project.pk).deleted_at is not None


def test_only_a_manager_removes(project: Project, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        remove_project(access=opened(project=project, user=reviewer), confirmation="Front pages")


def test_an_archived_project_can_be_removed(project: Project) -> None:
    change_project(access=opened(project=project), version=1, archived=True)
    remove_project(access=opened(project=project), confirmation="Front pages")
    assert Project.objects.get(pk=project.pk).deleted_at is not None


def test_what_was_removed_meanwhile_cannot_be_changed(project: Project) -> None:
    access = opened(project=project)
    remove_project(access=opened(project=project), confirmation="Front pages")
    with pytest.raises(NotVisible):
        change_project(access=access, version=1, name="Other")
    with pytest.raises(NotVisible):
        remove_project(access=access, confirmation="Front pages")
    with pytest.raises(NotVisible):
        publish_guidelines(access=access, text="x", version=0)


@pytest.fixture
def demo(db: None) -> Project:
    """The demo project."""
    create_demo()
    return Project.objects.get(is_demo=True)


def test_the_demo_goes_without_its_name_and_takes_its_coders_along(demo: Project, project: Project) -> None:
    coders = list(demo.memberships.filter(role="analyst").select_related("user").order_by("user__username"))
    assert len(coders) == 3
    busy, idle, own = (member.user for member in coders)
    add_member(project=project, user=busy, role=Role.VIEWER, by=None)
    User.objects.filter(pk=own.pk).update(email="own@news.example")
    person = make_member(project=demo, role=Role.ANALYST)
    remove_project(access=opened(project=demo))
    active = {user.pk: user.is_active for user in User.objects.all()}
    assert not active[idle.pk]
    assert all(active[user.pk] for user in (busy, own, person))
    assert all(active[row.user_id] for row in demo.memberships.filter(role="manager"))
    reviewer = demo.memberships.get(role="reviewer").user
    closed = Event.objects.filter(verb="user.deactivated")
    assert {event.object_id for event in closed} == {str(idle.pk), str(reviewer.pk)}


def test_the_demo_can_be_made_again_and_the_old_one_be_purged(demo: Project) -> None:
    remove_project(access=opened(project=demo))
    assert create_demo()
    again = Project.objects.get(is_demo=True, deleted_at=None)
    assert again.pk != demo.pk
    before = snapshot(again)
    purge_project(project=demo)
    assert snapshot(again) == before


def test_a_restored_demo_lets_its_coders_in_again(demo: Project) -> None:
    remove_project(access=opened(project=demo))
    assert User.objects.filter(is_active=False).count() == 4
    restore_project(project=demo)
    assert not User.objects.filter(is_active=False).exists()


def test_a_restored_project_has_everything_that_was_in_it(project: Project, analyst: User) -> None:
    fill(project)
    before = snapshot(project)
    remove_project(access=opened(project=project), confirmation="Front pages")
    assert called("restore_project", "front-pages").startswith("Brought back front-pages.")
    after = snapshot(project)
    changed = {label for label in before if before[label] != after[label]}
    assert changed == {"newsapp.Invitation", "newsapp.Event"}
    assert open_project(user=analyst, slug="front-pages").project.pk == project.pk


def test_a_project_whose_address_was_taken_comes_back_under_another(project: Project, manager: User) -> None:
    remove_project(access=opened(project=project), confirmation="Front pages")
    make_project(owner=manager, slug="front-pages")
    with pytest.raises(CommandError, match="--new-slug"):
        called("restore_project", "front-pages")
    with pytest.raises(CommandError, match="letters"):
        called("restore_project", "front-pages", "--new-slug", "a b")
    called("restore_project", "front-pages", "--new-slug", "front-pages-old")
    assert open_project(user=manager, slug="front-pages-old").project.pk == project.pk


def test_a_living_project_is_not_restored(project: Project) -> None:
    with pytest.raises(RuleViolation):
        restore_project(project=project)
    with pytest.raises(CommandError, match="no removed"):
        called("restore_project", "front-pages")
    with pytest.raises(CommandError, match="--list"):
        called("restore_project")


def test_two_removed_projects_of_one_address_are_told_apart(project: Project, manager: User) -> None:
    remove_project(access=opened(project=project), confirmation="Front pages")
    second = make_project(owner=manager, slug="front-pages", name="Second")
    remove_project(access=opened(project=second), confirmation="Second")
    listed = called("restore_project", "--list").splitlines()
    assert [line.split("\t")[0] for line in listed] == [str(second.pk), str(project.pk)]
    for command in (["restore_project"], ["purge_project", "--yes"]):
        with pytest.raises(CommandError, match="--id"):
            called(*command, "front-pages")
    called("restore_project", "front-pages", "--id", str(project.pk))
    assert Project.objects.get(slug="front-pages", deleted_at=None).pk == project.pk


def test_the_address_of_a_living_project_is_not_given_twice(project: Project, manager: User) -> None:
    remove_project(access=opened(project=project), confirmation="Front pages")
    make_project(owner=manager, slug="front-pages")
    with pytest.raises(Conflict):
        restore_project(project=project)


def test_every_table_that_points_to_a_project_is_known() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE owned AS (
                SELECT 'newsapp_project'::regclass::oid AS relid
                UNION
                SELECT c.conrelid FROM pg_constraint c JOIN owned ON c.confrelid = owned.relid WHERE c.contype = 'f'
            )
            SELECT relid::regclass::text FROM owned
            """
        )
        in_database = {name for (name,) in cursor.fetchall()}
    assert in_database == {table._meta.db_table for table in tables_of_projects()}


@pytest.fixture
def closed_log(db: None) -> Iterator[None]:
    """The log is append-only, as it is outside of tests."""
    with connection.cursor() as cursor:
        cursor.execute("SET claimdesk.purging = 'off'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET claimdesk.purging = 'on'")


@pytest.mark.usefixtures("closed_log")
def test_purging_leaves_nothing_of_the_project_and_all_of_the_others(
    project: Project, strangers_project: Project, manager: User
) -> None:
    fill(project)
    fill(strangers_project)
    assert not [table for table, rows in rows_of(project).items() if not rows]
    token = create_token(user=manager)
    before = snapshot(strangers_project)
    counts = rows_of(project)
    details = EventDetail.objects.filter(event__project=project).count()
    assert details
    remove_project(access=opened(project=project), confirmation="Front pages")
    printed = called("purge_project", "front-pages", "--yes")
    assert not any(rows_of(project).values())
    assert snapshot(strangers_project) == before
    assert f"{counts['newsapp.Article']}\tarticles" in printed
    assert token
    assert User.objects.filter(pk=manager.pk, is_active=True).exists()
    assert Event.objects.get(verb="project.purged").object_id == str(project.pk)


def test_purging_asks_first_and_wants_a_removed_project(project: Project) -> None:
    with pytest.raises(CommandError, match="remove it on its settings page first"):
        called("purge_project", "front-pages", "--yes")
    with pytest.raises(CommandError, match="--yes"):
        called("purge_project", "front-pages", "--living")
    with pytest.raises(CommandError, match="no removed project “nowhere”"):
        called("purge_project", "nowhere", "--yes")
    assert Project.objects.get() == project
    called("purge_project", "front-pages", "--living", "--yes")
    assert not Project.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("closed_log")
def test_purging_holds_when_the_transaction_ends_and_the_log_is_closed_again(project: Project) -> None:
    fill(project)
    called("purge_project", "front-pages", "--living", "--yes")
    assert not any(rows_of(project).values())
    assert not any(table.objects.exists() for table in (Article, Guidelines, Highlight))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('claimdesk.purging')")
        assert cursor.fetchone() == ("off",)
    with pytest.raises(DatabaseError, match="append-only"):
        Event.objects.all().delete()
