"""What claims and gold are follows from the log alone."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from annotations.access import open_claim, open_highlight
from annotations.domain.claims import STATEMENT_FIELDS, Statement
from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.domain.gold import GoldKind
from annotations.domain.rulings import RulingDraft
from annotations.domain.verdicts import Accuracy, Verdict
from annotations.models import Appearance, Claim, GoldReading, Highlight
from annotations.queries.highlights import records
from annotations.services.claim_merges import merge_claims, part_claims, split_claim
from annotations.services.claims import add_appearances, change_claim, delete_claim, remove_appearance, write_claim
from annotations.services.gold import write_gold
from annotations.services.highlight_edits import HighlightChange, edit_highlight
from annotations.services.rulings import propose_ruling, resolve_dispute
from newsapp.domain.roles import Action
from newsapp.models import Article, Event, Project, User
from tests.disputes import bring_to, make_dispute, make_reviewers
from tests.factories import make_evidence, make_highlight, opened

pytestmark = pytest.mark.django_db

Facts = dict[str, Any]


def log_of(project: Project, topic: str) -> Iterable[tuple[str, str, Facts, Facts]]:
    """Verb, object, data and detail of the events of a topic, the oldest first."""
    events = Event.objects.filter(project=project, verb__startswith=f"{topic}.").select_related("detail")
    for event in events.order_by("pk"):
        detail = event.detail.data if hasattr(event, "detail") else {}
        yield event.verb.partition(".")[2], event.object_id, event.data, detail


def claims_of_the_log(project: Project) -> dict[int, Facts]:
    """Every claim as the events make it: what it says, where it appears, its ruling, what became of it."""
    claims: dict[int, Facts] = {}
    for verb, key, data, detail in log_of(project, "claim"):
        number = int(key)
        if verb in ("created", "split"):
            claims[number] = {"appearances": set(data["appearances"]), "gone": False, "into": None, "version": 1}
            claims[number] |= {**dict.fromkeys(("verdict", "accuracy"), ""), "confidence": None}
            claims[number] |= {**data["after"], **detail["after"]}
        if verb == "split":
            claims[data["from"]]["appearances"] -= set(data["appearances"])
            claims[data["from"]]["version"] = data["versions"][1]
        if verb == "changed":
            claims[number] |= {**data["after"], **detail.get("after", {}), "version": data["version"]}
        if verb == "ruled":
            claims[number] |= {**data["after"], "version": data["version"]}
        if verb == "appearance_added":
            claims[number]["appearances"].add(data["highlight"])
            claims[number]["version"] = data["version"]
        if verb == "appearance_removed":
            claims[number]["appearances"].discard(data["highlight"])
            claims[number]["version"] = data["version"]
        if verb == "deleted":
            claims[number] |= {"appearances": set(), "gone": True, "version": data["version"]}
        if verb in ("merged", "parted"):
            one, other = (number, data["into"]) if verb == "merged" else (data["from"], number)
            moved = set(data["moved"]["appearances"])
            claims[one]["appearances"] -= moved
            claims[other]["appearances"] |= moved
            claims[number]["into"] = data.get("into")
            versions = data["versions"] if verb == "merged" else reversed(data["versions"])
            claims[one]["version"], claims[other]["version"] = versions
    return claims


def claims_there(project: Project) -> dict[int, Facts]:
    """The same out of the tables."""
    rows = Claim.objects.filter(project=project).select_related("merged_into")
    return {
        row.number: {
            **{name: getattr(row, name) for name in STATEMENT_FIELDS},
            "claimed_on": row.claimed_on and row.claimed_on.isoformat(),
            "appearances": {str(each.highlight.uuid) for each in Appearance.objects.filter(claim=row)},
            **{name: getattr(row, name) for name in ("verdict", "accuracy", "confidence", "version")},
            "gone": row.deleted_at is not None,
            "into": row.merged_into and row.merged_into.number,
        }
        for row in rows
    }


def test_the_log_alone_gives_every_claim(project: Project, article: Article, analyst: User, reviewer: User) -> None:
    access = opened(project=project, user=analyst, action=Action.WRITE_CLAIM)

    def row(number: int) -> Claim:
        return open_claim(user=analyst, slug=project.slug, number=number, action=Action.WRITE_CLAIM)[1]

    marks = [make_highlight(article=article, quote=quote, by=analyst) for quote in ("About", "Up to", "winter")]
    first, second, third = (mark.id for mark in marks)
    write_claim(access=access, statement=Statement("Soldiers follow.", language="en"), appearances=[first, second])
    write_claim(access=access, statement=Statement("11 тис. \u2067جنود\u2069 😀", claimants=["WSJ"]))
    changes = {"text": "Up to 11,000 follow.", "claimed_on": date(2026, 11, 1), "claimed_precision": "day"}
    change_claim(access=access, claim=row(1), version=1, changes=changes)
    add_appearances(access=access, claim=row(2), highlights=[third])
    split_claim(access=access, claim=row(1), appearances=[second], statement=Statement("Not all.", place="Orvania"))
    merge_claims(access=access, claim=row(3), into=1)
    part_claims(access=access, claim=row(1), merged=3)
    remove_appearance(access=access, claim=row(2), highlight=third)
    merge_claims(access=access, claim=row(2), into=3)
    write_claim(access=access, statement=Statement("Gone soon."))
    delete_claim(access=access, claim=row(4), version=1)
    dispute = make_dispute(article=article, claim=row(1), kind=DisputeKind.VERDICT)
    make_evidence(project=project, dispute=dispute)
    bring_to(dispute, DisputeState.EVIDENCE, by=reviewer)
    draft = RulingDraft(verdict=Verdict.REFUTED, accuracy=Accuracy.ACCURATE, confidence=0.5, justification="Counted.")
    propose_ruling(access=opened(project=project, user=reviewer), dispute=dispute, draft=draft)
    resolve_dispute(access=opened(project=project, user=make_reviewers(project, 1)[0]), dispute=dispute)
    assert claims_of_the_log(project) == claims_there(project)


def gold_of_the_log(project: Project) -> tuple[dict[str, Facts], dict[str, bool]]:
    """The gold highlights in force by id, and for each reading that is settled whether it is open again."""
    gold: dict[str, Facts] = {}
    readings: dict[str, bool] = {}
    settled_by: dict[str, list[str]] = {}
    for verb, key, data, detail in log_of(project, "gold"):
        if verb != "settled":
            readings[data["reading"]] = verb == "reopened"
            continue
        for replaced in data.get("replaces", []):
            gold.pop(replaced)
        settled_by[key] = [each["id"] for each in data.get("readings", [])]
        readings |= dict.fromkeys(settled_by[key], False)
        if "highlight" in data:
            place = data.get("segments") or [[data["start"], data["end"]]]
            attributes = detail.get("attributes", {})
            gold[data["highlight"]] = {"segments": place, "tags": data["tags"], "attributes": attributes}
    return gold, readings


def gold_there(project: Project) -> tuple[dict[str, Facts], dict[str, bool]]:
    """The same out of the tables."""
    made = records(Highlight.objects.filter(project=project, layer="gold", deleted_at=None))
    rows = GoldReading.objects.filter(project=project, replaced_at=None).select_related("highlight")
    return (
        {str(each.id): {"segments": each.segments, "tags": each.tags, "attributes": each.attributes} for each in made},
        {str(row.highlight.uuid): row.changed_at is not None for row in rows if row.highlight},
    )


def test_the_log_alone_gives_the_gold_layer(project: Project, article: Article, analyst: User, reviewer: User) -> None:
    access = opened(project=project, user=reviewer)
    one = make_highlight(article=article, quote="About 1,000 soldiers", by=analyst)
    two = make_highlight(article=article, quote="two people", tags=["source"], by=analyst)
    rows = {row.uuid: row.pk for row in Highlight.objects.all()}

    def settle(reading: Facts, *settled: Any, kind: GoldKind = GoldKind.ADOPTION) -> None:
        readings = [rows[each.id] for each in settled]
        write_gold(access=access, article=article, reading=reading, readings=readings, kind=kind)

    settle({"start": 0, "end": 8, "tags": ["source"], "attributes": {"source": {"kind": "organisation"}}})
    settle({"segments": [[46, 51], [60, 68]], "tags": ["claim"]}, one)
    settle({"start": two.start, "end": two.end, "tags": ["source"]}, two, kind=GoldKind.AGREEMENT)
    settle({}, two)
    settle({"start": one.start, "end": one.end, "tags": ["claim"]}, one)
    held, highlight = open_highlight(user=analyst, slug=project.slug, uuid=one.id, action=Action.HIGHLIGHT)
    edit_highlight(access=held, highlight=highlight, version=1, change=HighlightChange(tags=["source"]))
    assert gold_of_the_log(project) == gold_there(project)
    assert gold_there(project)[1] == {str(one.id): True, str(two.id): False}
    dispute = bring_to(make_dispute(article=article, coders=[analyst]), DisputeState.PROPOSED, by=reviewer)
    resolve_dispute(access=opened(project=project, user=make_reviewers(project, 1)[0]), dispute=dispute)
    assert gold_of_the_log(project) == gold_there(project)
