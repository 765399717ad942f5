"""Exports of what review makes: decisions with their readings, disputes with their votes, claims with what stands around them."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from annotations.domain.dispute_log import replay
from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.domain.rulings import RulingDraft
from annotations.domain.verdicts import Verdict
from annotations.models import Claim, Dispute
from annotations.queries.highlights import HighlightFilter
from annotations.queries.review_filters import ReviewFilter
from annotations.queries.snapshots import open_snapshot
from annotations.services.claim_merges import merge_claims
from annotations.services.comments import CommentDraft, add_comment
from annotations.services.comparison import settle_agreed
from annotations.services.dispute_steps import reopen_dispute
from annotations.services.disputes import PositionDraft, open_dispute
from annotations.services.exports import open_export
from annotations.services.rulings import propose_ruling, resolve_dispute
from annotations.services.voting import cast_vote, close_voting
from newsapp.domain.roles import Action, Role
from newsapp.errors import RuleViolation
from newsapp.models import Article, Project, User
from tests.disputes import bring_to, make_dispute, make_reviewers
from tests.factories import (
    make_article,
    make_claim,
    make_evidence,
    make_highlight,
    make_member,
    make_relation,
    opened,
)

pytestmark = pytest.mark.django_db(transaction=True)

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def exported(project: Project, export_format: str, *, user: User | None = None, **filters: Any) -> str:
    """The whole file; `filters` are fields of `HighlightFilter` and `ReviewFilter`."""
    case = ReviewFilter(**{name: filters.pop(name) for name in ReviewFilter.__dataclass_fields__ if name in filters})
    stream = open_export(
        access=opened(project=project, user=user),
        export_format=export_format,
        wanted=HighlightFilter(**filters),
        case=case,
    )
    return b"".join(stream).decode()


def valid(project: Project, export_format: str, **asked: Any) -> list[dict[str, Any]]:
    """The lines of a file, each of which its schema lets through."""
    name = {"adjudications": "adjudication-1.json", "claims": "claim-1.json"}[export_format]
    schema = json.loads((SCHEMAS / name).read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    lines = [json.loads(line) for line in exported(project, export_format, **asked).splitlines()]
    for line in lines:
        validator.validate(line)
    return lines


def adjudications(project: Project, **asked: Any) -> list[dict[str, Any]]:
    return valid(project, "adjudications", **asked)


@pytest.fixture
def coders(project: Project) -> list[User]:
    return [make_member(project=project, role=Role.ANALYST, username=name) for name in ("cleo", "dora")]


@pytest.fixture
def reviewers(project: Project) -> list[User]:
    return make_reviewers(project, 3)


@pytest.fixture
def disputed(article: Article, coders: list[User], reviewers: list[User]) -> Dispute:
    """A dispute between two coders, taken up and being voted on."""
    made = make_dispute(article=article, coders=coders, by=coders[0], kind=DisputeKind.BOUNDARY)
    return bring_to(made, DisputeState.VOTING, by=reviewers[0])


def vote(dispute: Dispute, user: User, position: int | None, reason: str = "") -> None:
    cast_vote(access=opened(project=dispute.project, user=user), dispute=dispute, position=position, reason=reason)


def rule(dispute: Dispute, reviewers: list[User], draft: RulingDraft) -> None:
    """Proposed by the first, resolved by the second."""
    project = dispute.project
    propose_ruling(access=opened(project=project, user=reviewers[0]), dispute=dispute, draft=draft)
    resolve_dispute(access=opened(project=project, user=reviewers[1]), dispute=dispute, reason="Settled.")


def test_a_ruled_span_carries_its_readings_votes_ruling_and_history(
    project: Project, article: Article, disputed: Dispute, coders: list[User], reviewers: list[User]
) -> None:
    add_comment(
        access=opened(project=project, user=coders[1]),
        draft=CommentDraft(dispute=disputed.number, text="Narrower, I say."),
    )
    vote(disputed, reviewers[0], 1, "The number is the claim.")
    vote(disputed, reviewers[1], 1)
    vote(disputed, reviewers[2], 0)
    close_voting(access=opened(project=project, user=reviewers[2]), dispute=disputed)
    rule(disputed, reviewers, RulingDraft(position=1, justification="The guidelines say so."))

    (record,) = adjudications(project)

    assert (record["schema"], record["subject"], record["comments"]) == ("claimdesk.adjudication/1", "span", 1)
    assert record["article"]["sha256"] == article.text_sha256
    gold = record["gold"]
    assert gold["quote"] == "1,000 soldiers"
    assert article.current_revision is not None
    assert article.current_revision.text[gold["start"] : gold["end"]] == gold["quote"]
    assert [(each["coder"], each["quote"]) for each in record["readings"]] == [
        ("cleo", "About 1,000 soldiers"),
        ("dora", "1,000 soldiers"),
    ]
    dispute = record["dispute"]
    assert [(each["user"], each["position"], each["reason"]) for each in dispute["votes"]] == [
        (reviewers[0].username, 1, "The number is the claim."),
        (reviewers[1].username, 1, ""),
        (reviewers[2].username, 0, ""),
    ]
    (ruling,) = dispute["rulings"]
    assert (ruling["proposed_by"], ruling["resolved_by"]) == (reviewers[0].username, reviewers[1].username)
    assert ruling["justification"] == "The guidelines say so."
    assert (record["decision"]["kind"], record["decision"]["decided_by"]) == ("ruling", reviewers[1].username)
    assert [step["verb"] for step in dispute["history"]][-1] == "dispute.resolved"
    assert dispute["history"][-1]["words"] == {"reason": "Settled."}


def test_a_record_played_again_gives_the_state_and_the_gold_span(
    project: Project, disputed: Dispute, reviewers: list[User]
) -> None:
    close_voting(access=opened(project=project, user=reviewers[2]), dispute=disputed)
    rule(disputed, reviewers, RulingDraft(position=0))
    reopen_dispute(access=opened(project=project, user=reviewers[2]), dispute=disputed, reason="One was not heard.")

    (record,) = adjudications(project)

    dispute = record["dispute"]
    replayed = replay({**step["said"], "asked": None} for step in dispute["history"])
    assert (replayed.state, replayed.round, replayed.kind) == ("triaged", 2, "boundary")
    assert (dispute["state"], dispute["round"], dispute["kind"]) == ("triaged", 2, "boundary")
    resolved = next(step for step in dispute["history"] if step["verb"] == "dispute.resolved")
    taken = dispute["positions"][resolved["said"]["position"]]["reading"]
    assert resolved["said"]["gold"] == record["gold"]["id"]
    assert {name: record["gold"][name] for name in ("start", "end", "tags", "attributes", "revision")} == {
        name: taken[name] for name in ("start", "end", "tags", "attributes", "revision")
    }
    assert record["gold"]["segments"] == [[taken["start"], taken["end"]]]


def test_no_vote_leaves_before_its_voting_is_counted_whoever_asks(
    project: Project, disputed: Dispute, reviewers: list[User]
) -> None:
    vote(disputed, reviewers[0], 1, "Secret reason.")
    for person in (None, *reviewers):
        text = exported(project, "adjudications", user=person)
        assert "Secret reason." not in text
        (record,) = map(json.loads, text.splitlines())
        assert (record["subject"], record["dispute"]["state"], record["dispute"]["votes"]) == ("dispute", "voting", [])
        assert {"dispute.voted"} <= {step["verb"] for step in record["dispute"]["history"]}
        assert all("position" not in step["said"] for step in record["dispute"]["history"])
    close_voting(access=opened(project=project, user=reviewers[1]), dispute=disputed)
    assert "Secret reason." in exported(project, "adjudications")


def test_what_coders_agree_on_says_by_which_share(project: Project, coders: list[User]) -> None:
    article = make_article(project=project)
    made = [make_highlight(article=article, by=coder, tags=("claim",)) for coder in coders]
    links = [
        make_relation(
            project=project,
            source=each,
            by=coder,
            target=make_highlight(article=article, by=coder, quote="a business daily", tags=("source",)),
        )
        for each, coder in zip(made, coders, strict=True)
    ]
    open_comparison_of(article)
    settle_agreed(access=opened(project=project), article=article)

    spans = adjudications(project)

    assert [record["subject"] for record in spans] == ["span", "span", "link"]
    assert {record["decision"]["threshold"] for record in spans} == {1.0}
    assert {record["decision"]["decided_by"] for record in spans} == {None}
    first, link = spans[0], spans[2]
    assert (first["gold"]["quote"], len(first["readings"])) == (made[0].quote, 2)
    assert (link["gold"]["type"], link["gold"]["from"]) == ("attributed_to", first["gold"]["id"])
    assert {reading["id"] for reading in link["readings"]} == {str(each.id) for each in links}


def open_comparison_of(article: Article) -> None:
    article.comparison_opened_at = timezone.now()
    article.save(update_fields=["comparison_opened_at"])


def test_a_blind_coder_finds_nothing_of_others_before_the_comparison_opens(
    project: Project, article: Article, disputed: Dispute, coders: list[User]
) -> None:
    Project.objects.filter(pk=project.pk).update(blind=True)
    assert adjudications(project, user=coders[1]) == []
    claim = make_claim(project=project, appearances=[], by=coders[0])
    assert claim.id not in [line["id"] for line in valid(project, "claims", user=coders[1])]
    open_comparison_of(article)
    assert len(adjudications(project, user=coders[1])) == 1


def test_anonymous_coders_have_no_names_and_no_ids(
    project: Project, disputed: Dispute, coders: list[User], reviewers: list[User]
) -> None:
    Project.objects.filter(pk=project.pk).update(coders_anonymous=True)
    (record,) = adjudications(project, user=reviewers[0])
    named = {reading["coder"] for reading in record["readings"]}
    assert len(named) == 2
    assert all(name.startswith("coder-") for name in named)
    assert {reading["id"] for reading in record["readings"]} == {None}
    spans = [json.loads(line)["spans"] for line in exported(project, "jsonl", user=reviewers[0]).splitlines()]
    assert {span["analyst"] for each in spans for span in each} == named
    with pytest.raises(RuleViolation) as refused:
        exported(project, "jsonl", user=reviewers[0], analyst="cleo")
    assert refused.value.path == "analyst"
    assert {reading["coder"] for reading in adjudications(project)[0]["readings"]} == {"cleo", "dora"}
    own = adjudications(project, user=coders[0])[0]["readings"]
    assert "cleo" in {reading["coder"] for reading in own}


def test_cases_are_filtered_by_article_tag_language_time_and_state(
    project: Project, disputed: Dispute, reviewers: list[User]
) -> None:
    other = make_article(project=project, text="Another text.", language="uk", story="Elsewhere")
    make_dispute(article=other, question="Does it say so?")
    assert [record["id"] for record in adjudications(project)] == ["1", "2"]
    found = {
        "article": (other.number, ["2"]),
        "language": ("uk", ["2"]),
        "story": ("Elsewhere", ["2"]),
        "tag": ("claim", ["1"]),
        "dispute_state": ("voting", ["1"]),
        "created_after": (Dispute.objects.get(number=1).created_at, ["2"]),
    }
    for name, (value, ids) in found.items():
        assert [record["id"] for record in adjudications(project, **{name: value})] == ids, name
    refusable: dict[str, Any] = {"layer": "gold", "analyst": "cleo", "q": "x", "verdict": "refuted"}
    for name, value in refusable.items():
        with pytest.raises(RuleViolation) as refused:
            exported(project, "adjudications", **{name: value})
        assert refused.value.path == name
    with pytest.raises(RuleViolation):
        exported(project, "jsonl", dispute_state="voting")


def test_each_layer_leaves_alone_or_with_the_other(project: Project, article: Article, coders: list[User]) -> None:
    make_highlight(article=article, by=coders[0])
    make_highlight(article=article, by=coders[1])
    open_comparison_of(article)
    settle_agreed(access=opened(project=project), article=article)
    for layer, layers in {"analyst": ["analyst"] * 2, "gold": ["gold"], None: ["analyst", "analyst", "gold"]}.items():
        (line,) = map(json.loads, exported(project, "jsonl", layer=layer).splitlines())
        assert sorted(span["layer"] for span in line["spans"]) == layers
        rows = list(csv.DictReader(io.StringIO(exported(project, "csv", layer=layer).lstrip("\ufeff"), newline="")))
        assert sorted(row["layer"] for row in rows) == layers
        assert {row["analyst"] for row in rows if row["layer"] == "gold"} <= {""}


def test_the_number_of_statements_does_not_grow_with_a_batch(
    project: Project, coders: list[User], django_assert_max_num_queries: Any
) -> None:
    def once() -> None:
        article = make_article(
            project=project, text=f"{Article.objects.count()} About 1,000 soldiers were to go first."
        )
        make_dispute(article=article, coders=coders, by=coders[0])

    once()
    with django_assert_max_num_queries(40) as few:
        exported(project, "adjudications")
    for _ in range(5):
        once()
    with django_assert_max_num_queries(len(few)):
        exported(project, "adjudications")


def test_what_is_changed_while_the_file_is_under_way_is_not_in_it(
    project: Project, disputed: Dispute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.queries.adjudications.CASES_AT_ONCE", 1)
    make_dispute(article=make_article(project=project, text="Another text."), question="As it was")
    with open_snapshot(access=opened(project=project), wanted=HighlightFilter()) as snapshot:
        first = next(snapshot.adjudications)
        Dispute.objects.filter(number=2).update(question="Changed meanwhile")
        (second,) = snapshot.adjudications
    assert first.dispute is not None
    assert second.dispute is not None
    assert (first.dispute.id, second.dispute.question) == (1, "As it was")


@pytest.fixture
def ruled(project: Project, article: Article, reviewers: list[User]) -> Dispute:
    """A claim in two articles that was refuted on evidence, and one that nobody looked at."""
    there = make_highlight(article=article, quote="Up to 11,000 soldiers")
    make_relation(
        project=project,
        source=there,
        target=make_highlight(
            article=article, quote="Ministry", tags=("source",), attributes={"source": {"name": "MoD"}}
        ),
    )
    later = make_article(
        project=project, text="=11,000 soldiers went.", language="uk", outlet="=Outlet", published_at=NOON
    )
    again = make_highlight(article=later, quote="=11,000 soldiers")
    make_relation(project=project, source=again, target=there, type="contradicts", attributes={"dimension": "quantity"})
    claim = make_claim(project=project, text='=HYPERLINK("https://evil.example")', appearances=[there, again])
    make_claim(project=project, text="Nobody looked at it.")
    make_evidence(project=project, claim=claim, url="https://news.example/count", independence_group="agency")
    make_evidence(project=project, claim=claim, quote="A copy of it.", independence_group="agency")
    row = Claim.objects.get(project=project, number=claim.id)
    access = opened(project=project)
    positions = [PositionDraft("It is true"), PositionDraft("It is not")]
    made = open_dispute(access=access, kind=DisputeKind.VERDICT, question="True?", claim=row, positions=positions)
    brought = bring_to(made, DisputeState.EVIDENCE, by=reviewers[0])
    rule(brought, reviewers, RulingDraft(position=1, verdict=Verdict.REFUTED, justification="They counted 3,000."))
    return brought


NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_a_claim_leaves_with_all_that_stands_around_it(project: Project, ruled: Dispute, reviewers: list[User]) -> None:
    first, second = valid(project, "claims")
    assert (first["id"], first["status"], first["verdict"]) == (1, "settled", "refuted")
    (early, late) = first["appearances"]
    assert (early["outlet"], early["published_at"], early["first"]) == ("=Outlet", "2026-01-31T12:00:00.000000Z", True)
    assert late["figures"][0]["quantities"][0] == {"bound": "at_most", "unit": "soldiers", "value": 11_000}
    assert [[voice["name"] for voice in chain] for chain in late["chains"]] == [["MoD"]]
    assert [(branch["name"], [each["name"] for each in branch["branches"]]) for branch in first["tree"]] == [
        ("=Outlet", []),
        ("", ["MoD"]),
    ]
    (link,) = first["links"]
    assert (link["type"], link["attributes"], link["claim"]) == ("contradicts", {"dimension": "quantity"}, 1)
    assert (len(first["evidence"]), first["independent_sources"]) == (2, 1)
    assert first["evidence"][0]["warnings"] == ["undated", "not_archived"]
    (verdict,) = first["verdicts"]
    assert (verdict["resolved_by"], verdict["justification"]) == (reviewers[1].username, "They counted 3,000.")
    assert first["disputes"] == [ruled.number]
    assert (second["appearances"], second["verdict"], second["verdicts"]) == ([], "", [])


def test_a_merged_claim_is_named_by_the_one_that_stands_for_it(project: Project) -> None:
    for _ in range(2):
        make_claim(project=project)
    row = Claim.objects.get(project=project, number=1)
    merge_claims(access=opened(project=project, action=Action.WRITE_CLAIM), claim=row, into=2)
    (line,) = valid(project, "claims")
    assert (line["id"], line["merged"]) == (2, [1])


def test_a_dispute_about_a_claim_is_a_case_of_its_own(project: Project, ruled: Dispute) -> None:
    (record,) = adjudications(project)
    assert (record["subject"], record["article"], record["gold"]) == ("dispute", None, None)
    assert (record["dispute"]["claim"], record["dispute"]["rulings"][0]["verdict"]) == (1, "refuted")
    assert [piece["independence_group"] for piece in record["dispute"]["evidence"]] == ["agency", "agency"]


def test_the_table_of_claims_begins_no_formula_and_counts_what_it_leaves_out(project: Project, ruled: Dispute) -> None:
    raw = exported(project, "claims-csv")
    rows = list(csv.DictReader(io.StringIO(raw.removeprefix("\ufeff"), newline=""), strict=True))
    assert [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))] == []
    row = rows[0]
    assert row["text"] == '\'=HYPERLINK("https://evil.example")'
    assert (row["appearances"], row["articles"], row["outlets"], row["first_quote"]) == (
        "2",
        "2",
        "'=Outlet",
        "'=11,000 soldiers",
    )
    assert (row["evidence"], row["refutes"], row["independent_sources"], row["verdict"]) == ("2", "2", "1", "refuted")
    assert rows[1]["first_article"] == ""


def test_reviews_are_one_document_of_the_claims_with_a_verdict(project: Project, ruled: Dispute, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "https://claims.example"
    document = json.loads(exported(project, "claim-reviews"))
    assert document["@context"] == "https://schema.org"
    (review,) = document["@graph"]
    assert (review["@type"], review["reviewRating"]["ratingValue"]) == ("ClaimReview", 1)
    assert review["url"] == f"https://claims.example/projects/{project.slug}/claims/1/"
    assert review["citation"] == ["https://news.example/count"]
    assert json.loads(exported(project, "claim-reviews", verdict="supported"))["@graph"] == []


def test_claims_are_filtered_like_their_list(project: Project, ruled: Dispute) -> None:
    found: dict[str, list[tuple[Any, list[int]]]] = {
        "verdict": [("refuted", [1]), ("none", [2])],
        "status": [("settled", [1]), ("new", [2])],
        "language": [("uk", [1])],
        "outlet": [("=Outlet", [1])],
        "tag": [("claim", [1]), ("hedge", [])],
        "q": [("nobody", [2])],
        "article": [(1, [1])],
        "created_after": [(Claim.objects.get(number=1).created_at, [2])],
    }
    for name, cases in found.items():
        for value, ids in cases:
            assert [line["id"] for line in valid(project, "claims", **{name: value})] == ids, (name, value)
    with pytest.raises(RuleViolation):
        exported(project, "claims", layer="gold")


def test_claims_take_as_many_statements_for_many_as_for_one(
    project: Project, article: Article, django_assert_max_num_queries: Any
) -> None:
    def once() -> None:
        other = make_article(project=project, text=f"{Claim.objects.count()} About 1,000 soldiers were to go first.")
        claim = make_claim(project=project, appearances=[make_highlight(article=other)])
        make_evidence(project=project, claim=claim)

    once()
    with django_assert_max_num_queries(40) as few:
        exported(project, "claims")
    for _ in range(4):
        once()
    with django_assert_max_num_queries(len(few)):
        exported(project, "claims")
