"""The commands of accounts, projects and imports, as an operator types them."""

import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from annotations.domain.schemes import CLAIMS
from annotations.models import Tag
from annotations.queries.schemes import scheme_of
from newsapp.access import open_project
from newsapp.domain.roles import Role
from newsapp.models import ApiToken, Article, Project, User
from newsapp.services.people import use_sign_in_link, use_token
from tests.factories import PASSWORD, make_article, make_project, make_user, manager_of, opened

REPOSITORY = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db


def called(*arguments: str) -> str:
    """What the command wrote to standard output."""
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def typed(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, on the test's database."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "DATABASE_URL": address.geturl()},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def lines(path: Path, *items: object) -> str:
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return str(path)


@pytest.mark.django_db(transaction=True)
def test_create_user_reads_the_password_from_standard_input() -> None:
    done = typed("create_user", "ana", "--email", "ana@news.example", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert (done.returncode, done.stdout) == (0, "Made the account ana.\n")
    assert PASSWORD not in done.stdout + done.stderr
    user = User.objects.get()
    assert user.check_password(PASSWORD)
    assert not user.is_superuser
    again = typed("create_user", "ANA", "--email", "ana@news.example")
    assert again.returncode == 1
    assert "ANA" in again.stderr
    assert "Traceback" not in again.stderr


@pytest.mark.django_db(transaction=True)
def test_import_articles_says_what_it_refused_and_exits_with_1(tmp_path: Path) -> None:
    project = make_project()
    good, bad = (
        lines(tmp_path / "a.jsonl", {"text": "Good."}),
        lines(tmp_path / "b.jsonl", {"text": "B."}, {"text": ""}),
    )
    done = typed("import_articles", project.slug, good)
    assert (done.returncode, done.stdout) == (0, "1 added, 0 there already, 0 refused, 1 files read.\n")
    done = typed("import_articles", project.slug, good, bad)
    assert (done.returncode, done.stdout) == (1, "0 added, 1 there already, 1 refused, 2 files read.\n")
    assert f"{bad}:2: " in done.stderr
    assert "Nothing was kept" in done.stderr
    assert Article.objects.count() == 1
    done = typed("import_articles", project.slug, bad, "--keep-going")
    assert (done.returncode, done.stdout) == (1, "1 added, 0 there already, 1 refused, 1 files read.\n")
    assert Article.objects.count() == 2


def test_create_user_makes_an_account_without_a_password() -> None:
    called("create_user", "ana", "--email", "ana@news.example")
    assert not User.objects.get().has_usable_password()


def test_create_user_makes_a_superuser_when_told() -> None:
    called("create_user", "ana", "--email", "ana@news.example", "--superuser")
    assert User.objects.get().is_superuser


@pytest.mark.parametrize("password", ["short\n", "\n", ""])
def test_create_user_refuses_a_weak_password(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password))
    with pytest.raises(CommandError):
        called("create_user", "ana", "--email", "ana@news.example", "--password-stdin")
    assert not User.objects.exists()


def test_create_user_refuses_an_address_that_is_none() -> None:
    with pytest.raises(CommandError):
        called("create_user", "ana", "--email", "nowhere")


def test_sign_in_link_prints_an_address_that_works_once() -> None:
    user = make_user(username="ana")
    address = called("sign_in_link", "ana", "--address", "https://desk.example/").strip()
    assert address.startswith("https://desk.example/sign-in/")
    assert use_sign_in_link(secret=urlsplit(address).path.strip("/").split("/")[-1]) == user


def test_sign_in_link_is_for_people_that_there_are() -> None:
    User.objects.filter(pk=make_user(username="closed").pk).update(is_active=False)
    for name in ("nobody", "closed"):
        with pytest.raises(CommandError, match=name):
            called("sign_in_link", name)


def test_create_token_ends_with_the_key() -> None:
    user = make_user(username="ana")
    key = called("create_token", "ana").split()[-1]
    token = use_token(key=key, now=timezone.now())
    assert token is not None
    assert (token.user, token.scope, token.expires_at, token.label) == (user, "write", None, "")


def test_create_token_takes_label_scope_and_days() -> None:
    make_user(username="ana")
    called("create_token", "ana", "--label", "for scripts", "--scope", "read", "--expires", "30")
    token = ApiToken.objects.get()
    assert (token.label, token.scope) == ("for scripts", "read")
    assert token.expires_at is not None
    assert abs(token.expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)


@pytest.mark.parametrize("wrong", [["--expires", "0"], ["--expires", "-1"], ["--expires", "x"], ["--scope", "all"]])
def test_create_token_refuses_what_it_cannot_do(wrong: list[str]) -> None:
    make_user(username="ana")
    with pytest.raises(CommandError):
        called("create_token", "ana", *wrong)
    assert not ApiToken.objects.exists()


def test_create_project_has_the_built_in_scheme_unless_told() -> None:
    owner = make_user(username="ana")
    called("create_project", "fronts", "--owner", "ana", "--name", "Fronts")
    project = Project.objects.get()
    assert (project.name, manager_of(project)) == ("Fronts", owner)
    assert list(scheme_of(project).tags) == list(CLAIMS.tags)


def test_create_project_takes_an_empty_scheme() -> None:
    make_user(username="ana")
    called("create_project", "fronts", "--owner", "ana", "--scheme", "empty")
    assert not Tag.objects.exists()


def test_create_project_copies_the_scheme_of_any_project(project: Project) -> None:
    Tag.objects.create(project=project, key="rumour", label="Rumour", colour="red", pattern="thin")
    Project.objects.filter(pk=project.pk).update(scheme_version=2)
    owner = make_user(username="ana")
    called("create_project", "fronts", "--owner", "ana", "--scheme", project.slug)
    copy = open_project(user=owner, slug="fronts")
    assert copy.role is Role.MANAGER
    assert "rumour" in scheme_of(copy.project).tags


def test_create_project_says_what_is_missing(project: Project) -> None:
    for arguments, word in (
        (["fronts", "--owner", "nobody"], "nobody"),
        (["fronts", "--owner", "mira", "--scheme", "nowhere"], "nowhere"),
        ([project.slug, "--owner", "mira"], project.slug),
        (["a b", "--owner", "mira"], "letters"),
    ):
        with pytest.raises(CommandError, match=word):
            called("create_project", *arguments)
    assert Project.objects.get() == project


def test_import_articles_reads_folders_and_forms(project: Project, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("  One\r\n\r\ntwo. ", newline="")
    lines(tmp_path / "two.jsonl", {"text": "Two."}, {"text": "Three."})
    assert called("import_articles", project.slug, str(tmp_path / "one.txt"), "--format", "text").startswith("1 added")
    assert Article.objects.select_related("current_revision").get().current_revision.text == "  One\r\n\r\ntwo. "  # type: ignore[union-attr]
    assert called("import_articles", project.slug, str(tmp_path / "two.jsonl")).startswith("2 added")


def test_import_articles_works_in_the_name_of_the_manager_or_of_whom_it_is_told(
    project: Project, manager: User, analyst: User, tmp_path: Path
) -> None:
    called("import_articles", project.slug, lines(tmp_path / "a.jsonl", {"text": "One."}))
    called("import_articles", project.slug, lines(tmp_path / "a.jsonl", {"text": "Two."}), "--as", "ana")
    makers = Article.objects.order_by("number").values_list("current_revision__created_by", flat=True)
    assert list(makers) == [manager.pk, analyst.pk]


def test_import_articles_says_what_is_missing(project: Project, tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "One."})
    for arguments, word in (
        (["nowhere", file], "nowhere"),
        ([project.slug, str(tmp_path / "gone")], "gone"),
        ([project.slug, file, "--as", "nobody"], "nobody"),
        ([project.slug, file, "--format", "pdf"], "pdf"),
    ):
        with pytest.raises(CommandError, match=word):
            called("import_articles", *arguments)
    assert not Article.objects.exists()


def test_import_articles_counts_what_is_there_already(project: Project, tmp_path: Path) -> None:
    make_article(project=project, text="One.")
    file = lines(tmp_path / "a.jsonl", {"text": "One."}, {"text": "Two."})
    assert called("import_articles", project.slug, file) == "1 added, 1 there already, 0 refused, 1 files read.\n"
    assert opened(project=project).project.article_counter == 2


def test_create_demo_made_twice_is_there_once() -> None:
    assert called("create_demo") == "Made the demo project.\n"
    assert called("create_demo") == "The demo project is there.\n"
    assert Project.objects.count() == 1
