"""Whatever the services record can be told."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from newsapp.web.telling import chapters, sentence_for

VERB = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")

NOT_OF_A_PROJECT = ("user.created", "profile", "token", "sign_in_link", "session", "team", "project.purged")
"""Verbs and topics of accounts and teams: no page of a project tells them."""

PUT_TOGETHER = {
    "annotations/services/scheme_writing.py": [
        f"{topic}.{verb}"
        for topic in ("tag", "relation_type")
        for verb in ("created", "changed", "retired", "restored", "deleted", "reordered")
    ],
    "annotations/services/dispute_moves.py": [
        f"dispute.{verb}"
        for verb in (
            "opened",
            "changed",
            "position_added",
            "triaged",
            "collecting",
            "voting_opened",
            "voted",
            "vote_changed",
            "voting_closed",
            "proposed",
            "resolved",
            "escalated",
            "asked",
            "answered",
            "withdrawn",
            "reopened",
        )
    ],
}
"""Modules that put their verbs together, with all that can come of it."""


def _verbs(tree: ast.Module, path: str) -> Iterator[str]:
    """The verbs of a module's events; where one is chosen elsewhere in the module, all that look like one."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "Happening"]
    for call in calls:
        given = call.args[0] if call.args else next(word.value for word in call.keywords if word.arg == "verb")
        if isinstance(given, ast.Constant):
            yield str(given.value)
        elif isinstance(given, ast.JoinedStr):
            assert path in PUT_TOGETHER, f"{path}, line {call.lineno}: write the verb out"
            yield from PUT_TOGETHER[path]
        else:
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.fullmatch(node.value):
                    yield node.value


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _recorded() -> dict[str, str]:
    found: dict[str, str] = {}
    for app in ("newsapp", "annotations"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            name = path.relative_to(settings.BASE_DIR).as_posix()
            for verb in _verbs(ast.parse(path.read_text()), name):
                found.setdefault(verb, name)
    return found


RECORDED = _recorded()


def test_the_walk_finds_verbs_that_are_chosen_and_passed_on() -> None:
    assert {"article.added", "assignment.reopened", "highlight.restored", "member.role_changed"} <= RECORDED.keys()


@pytest.mark.parametrize("verb", sorted(RECORDED))
def test_every_verb_has_a_sentence_and_a_chapter(verb: str) -> None:
    topic = verb.partition(".")[0]
    if topic in NOT_OF_A_PROJECT or verb in NOT_OF_A_PROJECT:
        return
    assert sentence_for(verb), (
        f"{verb} ({RECORDED[verb]}) has no sentence in newsapp/web or annotations/web/sentences.py"
    )
    assert [c.kind for c in chapters() if topic in c.topics and verb in c.sentences], verb


def test_the_verbs_of_scheme_changes_are_those_that_differences_have() -> None:
    source = (Path(settings.BASE_DIR) / "annotations/domain/scheme_changes.py").read_text()
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and _name(n.func) == "Difference"]
    verbs = {str(n.value) for call in calls for n in ast.walk(call.args[0]) if isinstance(n, ast.Constant)}
    assert {f"tag.{verb}" for verb in verbs} < set(PUT_TOGETHER["annotations/services/scheme_writing.py"])


def test_no_verb_is_told_twice() -> None:
    verbs = [verb for chapter in chapters() for verb in chapter.sentences]
    topics = [topic for chapter in chapters() for topic in chapter.topics]
    assert len(verbs) == len(set(verbs))
    assert len(topics) == len(set(topics))
