"""Claims: writing, changing, merging, splitting, lists, reviews for the world outside."""

from collections.abc import Callable
from typing import Any

import pytest
from uuid6 import uuid7

from annotations.domain.disputes import DisputeKind
from annotations.domain.highlighting import HighlightRecord
from annotations.models import Claim, Dispute
from newsapp.models import Article, Event, Project, User
from tests.api.client import Api, faults
from tests.disputes import make_dispute
from tests.factories import make_article, make_claim, make_evidence, make_highlight

PATH = "projects/front-pages/claims/"
RATINGS = "projects/front-pages/claim-ratings/"
FULL = {
    "text": "Up to 11,000 soldiers were sent.",
    "language": "en",
    "translations": {"uk": "Надіслали до 11 000 солдатів."},
    "claimants": ["Ministry", "Ministry", " WSJ "],
    "claimed_on": "2024-10-01",
    "claimed_precision": "month",
    "place": "Kursk",
    "quantities": [{"value": 11_000, "bound": "at_most", "unit": "soldiers"}],
}


@pytest.fixture
def first(article: Article) -> HighlightRecord:
    """“About 1,000 soldiers”."""
    return make_highlight(article=article)


@pytest.fixture
def second(article: Article) -> HighlightRecord:
    """“Up to 11,000 soldiers”."""
    return make_highlight(article=article, quote="Up to 11,000 soldiers")


def test_a_claim_is_written_and_read(as_analyst: Api, as_viewer: Api, first: HighlightRecord) -> None:
    made = as_analyst.post(PATH, FULL | {"appearances": [str(first.id)]})
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    claim = made.json()
    assert (claim["id"], claim["claimants"], claim["status"]) == (1, ["Ministry", "WSJ"], "new")
    assert claim["quantities"] == [
        {"value": 11_000, "bound": "at_most", "unit": "soldiers", "place": "", "time": ""},
    ]
    (appearance,) = claim["appearances"]
    assert (appearance["highlight"], appearance["quote"], appearance["first"]) == (str(first.id), first.quote, True)
    assert as_viewer.get(f"{PATH}1/").json() == claim
    assert as_viewer.post(PATH, FULL).status_code == 403
    event = Event.objects.get(verb="claim.created")
    assert event.data["appearances"] == [str(first.id)]
    assert "soldiers" not in str(event.data)
    assert event.detail.data["after"]["text"] == FULL["text"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 2_001}, "text"),
        ({"language": "english"}, "language"),
        ({"translations": {"xx": "a"}}, "translations.xx"),
        ({"translations": {"uk": 1}}, "translations.uk"),
        ({"claimants": ["x" * 201]}, "claimants.0"),
        ({"claimed_on": "2024-13-01"}, "claimed_on"),
        ({"claimed_on": "soon"}, "claimed_on"),
        ({"claimed_on": None}, "claimed_precision"),
        ({"claimed_precision": "week"}, "claimed_precision"),
        ({"quantities": [{"value": "10"}]}, "quantities.0.value"),
        ({"quantities": [{"value": True}]}, "quantities.0.value"),
        ({"quantities": [{"value": 1, "bound": "about"}]}, "quantities.0.bound"),
        ({"quantities": [{"value": 1, "colour": "red"}]}, "quantities.0.colour"),
        ({"quantities": [{"value": 1, "unit": 2}]}, "quantities.0.unit"),
        ({"appearances": ["x"]}, "appearances.0"),
        ({"appearances": [str(uuid7())]}, "appearances.0"),
        ({"verdicts": "refuted"}, "verdicts"),
    ],
)
def test_a_field_at_fault_is_named(as_analyst: Api, project: Project, changes: dict[str, Any], path: str) -> None:
    refused = as_analyst.post(PATH, FULL | changes)
    assert (refused.status_code, faults(refused)) == (400, [path])
    assert not Claim.objects.exists()


def test_a_claim_appears_in_claims_and_quantities_alone(as_analyst: Api, article: Article) -> None:
    source = make_highlight(article=article, quote="a business daily", tags=["source"])
    figure = make_highlight(article=article, quote="1,000", tags=["quantity"])
    refused = as_analyst.post(PATH, {"text": "x", "appearances": [str(figure.id), str(source.id)]})
    assert (refused.status_code, faults(refused)) == (400, ["appearances.1"])
    assert as_analyst.post(PATH, {"text": "x", "appearances": [str(figure.id)]}).status_code == 201


def test_a_highlight_is_in_one_claim_at_most(as_analyst: Api, first: HighlightRecord, project: Project) -> None:
    make_claim(project=project, appearances=[first])
    refused = as_analyst.post(PATH, {"text": "x", "appearances": [str(first.id)]})
    assert (refused.status_code, refused.json()["existing"]) == (409, 1)


def test_a_change_wants_the_version_and_keeps_the_rest(
    as_analyst: Api, first: HighlightRecord, second: HighlightRecord
) -> None:
    made = as_analyst.post(PATH, FULL | {"appearances": [str(first.id)]}).json()
    path = f"{PATH}{made['id']}/"
    assert as_analyst.patch(path, {"place": "Kyiv"}).status_code == 428
    changed = as_analyst.patch(path, {"place": "Kyiv", "appearances": [str(second.id)]}, version=1)
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert [each["highlight"] for each in changed.json()["appearances"]] == [str(second.id)]
    assert changed.json()["text"] == made["text"]
    stale = as_analyst.patch(path, {"place": "Minsk"}, version=1)
    assert (stale.status_code, stale.json()["current"]["place"]) == (412, "Kyiv")
    same = as_analyst.patch(path, changed.json(), version=2)
    assert same.json() == changed.json()
    undated = as_analyst.patch(path, {"claimed_on": None}, version=2).json()
    assert (undated["claimed_on"], undated["claimed_precision"]) == (None, "")
    verbs = list(Event.objects.filter(verb__startswith="claim.").order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "claim.created", "claim.changed", "claim.appearance_removed", "claim.appearance_added", "claim.changed",
    ]  # fmt: skip


def test_somebody_elses_claim_is_deleted_by_a_reviewer(as_analyst: Api, as_reviewer: Api, project: Project) -> None:
    make_claim(project=project)
    assert as_analyst.delete(f"{PATH}1/", version=1).status_code == 403
    assert as_reviewer.delete(f"{PATH}1/", version=1).status_code == 204
    assert as_reviewer.get(f"{PATH}1/").status_code == 410
    assert as_analyst.post(PATH, {"text": "x"}).json()["id"] == 2


def test_a_list_is_written_whole_or_not_at_all(as_analyst: Api, first: HighlightRecord) -> None:
    twice = {"text": "a", "appearances": [str(first.id)]}
    refused = as_analyst.post(PATH, [twice, {"text": ""}, twice, {"text": "b", "language": "?"}])
    assert (refused.status_code, faults(refused)) == (400, ["1.text", "2.appearances.0", "3.language"])
    assert not Claim.objects.exists()
    made = as_analyst.post(PATH, [{"text": "a"}, {"text": "b"}])
    assert [claim["id"] for claim in made.json()] == [1, 2]


def test_claims_merge_and_part_again(
    as_analyst: Api, project: Project, first: HighlightRecord, second: HighlightRecord
) -> None:
    one = make_claim(project=project, appearances=[first])
    make_claim(project=project, appearances=[second])
    evidence = make_evidence(project=project, claim=one)
    merged = as_analyst.post(f"{PATH}1/merge/", {"into": 2})
    assert merged.status_code == 200
    assert (merged.json()["id"], merged.json()["evidence"], len(merged.json()["appearances"])) == (2, 1, 2)
    gone = as_analyst.get(f"{PATH}1/")
    assert (gone.status_code, gone.json()["detail"]) == (410, "This claim was merged into claim 2.")
    assert [claim["id"] for claim in as_analyst.get(PATH).json()["results"]] == [2]
    assert faults(as_analyst.post(f"{PATH}2/split/", {"merged": 7})) == ["merged"]
    back = as_analyst.post(f"{PATH}2/split/", {"merged": 1})
    assert (back.status_code, back.json()["id"], back.json()["evidence"]) == (201, 1, 1)
    assert [each["highlight"] for each in back.json()["appearances"]] == [str(first.id)]
    assert as_analyst.get(f"projects/front-pages/evidence/{evidence.id}/").json()["claim"] == 1
    assert [each["highlight"] for each in as_analyst.get(f"{PATH}2/").json()["appearances"]] == [str(second.id)]


@pytest.mark.parametrize(("into", "status"), [(1, 400), (9, 400), ("2", 400), (None, 400)])
def test_a_claim_merges_into_another_that_is_there(as_analyst: Api, project: Project, into: Any, status: int) -> None:
    make_claim(project=project)
    refused = as_analyst.post(f"{PATH}1/merge/", {"into": into})
    assert (refused.status_code, faults(refused)) == (status, ["into"])


def test_appearances_are_split_off(
    as_analyst: Api, project: Project, first: HighlightRecord, second: HighlightRecord
) -> None:
    make_claim(project=project, appearances=[first, second])
    assert faults(as_analyst.post(f"{PATH}1/split/", {})) == ["appearances"]
    assert faults(as_analyst.post(f"{PATH}1/split/", {"appearances": [str(uuid7())]})) == ["appearances.0"]
    made = as_analyst.post(f"{PATH}1/split/", {"appearances": [str(second.id)]})
    assert (made.status_code, made.json()["id"], made.json()["text"]) == (201, 2, second.quote)
    named = as_analyst.post(f"{PATH}1/split/", {"appearances": [str(first.id)], "text": "1,000 came."})
    assert named.json()["text"] == "1,000 came."
    assert as_analyst.get(f"{PATH}1/").json()["appearances"] == []


def test_lists_are_filtered(as_viewer: Api, project: Project, first: HighlightRecord) -> None:
    other = make_article(project=project, text="Exactly 6,000 came.", language="de", outlet="Zeitung")
    german = make_highlight(article=other, quote="6,000")
    make_claim(project=project, appearances=[first], claimants=["Ministry"], language="en")
    claim = make_claim(project=project, text="Six thousand.", translations={"de": "Sechstausend"}, appearances=[german])
    make_claim(project=project, text="Nothing at all.")
    make_evidence(project=project, claim=claim)
    for query, found in (
        ("", [1, 2, 3]),
        ("q=sechs", [2]),
        ("q=1,000", [1]),
        ("q=ministry", [1]),
        ("status=new", [1, 3]),
        ("status=checking", [2]),
        ("verdict=none", [1, 2, 3]),
        ("verdict=refuted", []),
        ("language=de", [2]),
        ("language=en", [1]),
        ("outlet=Zeitung", [2]),
        ("claimant=ministry", [1]),
        ("tag=claim", [1, 2]),
        (f"article={other.number}", [2]),
    ):
        assert [each["id"] for each in as_viewer.get(f"{PATH}?{query}").json()["results"]] == found, query
    assert as_viewer.get(f"{PATH}?status=old").status_code == 400


def test_a_list_takes_as_many_statements_however_long_it_is(
    as_viewer: Api, project: Project, article: Article, django_assert_max_num_queries: Any
) -> None:
    def statements() -> int:
        with django_assert_max_num_queries(20) as context:
            as_viewer.get(PATH)
        return len(context)

    make_claim(project=project, appearances=[make_highlight(article=article)])
    as_viewer.get(PATH)  # the first request of a token writes when it was used
    few = statements()
    for _ in range(3):
        make_claim(project=project, appearances=[make_highlight(article=article)])
    assert statements() == few


def test_another_coders_claim_is_hidden_while_a_project_is_blind(
    as_analyst: Api, as_other_analyst: Api, project: Project, first: HighlightRecord, analyst: User
) -> None:
    Project.objects.filter(pk=project.pk).update(blind=True)
    make_claim(project=project, by=analyst)
    assert as_analyst.get(f"{PATH}1/").status_code == 200
    assert as_other_analyst.get(f"{PATH}1/").status_code == 404
    assert as_other_analyst.get(PATH).json()["results"] == []


def test_a_claims_review_is_json_ld(
    as_viewer: Api, project: Project, article: Article, first: HighlightRecord, settle: Callable[..., None]
) -> None:
    claim = make_claim(project=project, appearances=[first], claimants=["WSJ"], language="en")
    alone = as_viewer.get(f"{PATH}1/review/").json()
    assert (alone["@context"], alone["@type"], alone["text"]) == ("https://schema.org", "Claim", claim.text)
    assert alone["firstAppearance"]["text"] == first.quote
    settle(claim, "refuted")
    review = as_viewer.get(f"{PATH}1/review/").json()
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == claim.text
    assert review["reviewRating"] == {
        "@type": "Rating", "alternateName": "Refuted", "ratingValue": 1, "worstRating": 1, "bestRating": 5,
    }  # fmt: skip
    assert review["itemReviewed"]["author"] == [{"@type": "Thing", "name": "WSJ"}]
    assert review["url"].endswith("/projects/front-pages/claims/1/")
    assert "creativeWorkStatus" not in review
    dispute = make_dispute(article=article, claim=Claim.objects.get(), kind=DisputeKind.VERDICT)
    again = as_viewer.get(f"{PATH}1/review/").json()
    assert again == review | {"creativeWorkStatus": "Disputed"}, "the rating holds until another is ruled"
    Dispute.objects.filter(pk=dispute.pk).update(state="withdrawn")
    settle(claim, "not_enough_evidence")
    assert as_viewer.get(f"{PATH}1/review/").json()["reviewRating"] == {
        "@type": "Rating", "alternateName": "Not enough evidence",
    }  # fmt: skip


@pytest.fixture
def settle(project: Project) -> Callable[..., None]:
    """Gives a claim a verdict, as a ruling does."""

    def settled(claim: Any, verdict: str) -> None:
        Claim.objects.filter(project=project, number=claim.id).update(verdict=verdict)

    return settled


def test_ratings_are_the_projects_own(
    as_manager: Api, as_viewer: Api, project: Project, settle: Callable[..., None]
) -> None:
    path = RATINGS
    stored = as_viewer.get(path)
    assert (stored["ETag"], stored.json()["ratings"]["supported"]) == ('"0"', {"rating": 5, "name": "Supported"})
    ratings = stored.json()["ratings"] | {"refuted": {"rating": 0, "name": "False"}}
    assert as_viewer.put(path, {"ratings": ratings}, version=0).status_code == 403
    assert as_manager.put(path, {"ratings": ratings}).status_code == 428
    assert as_manager.put(path, {"ratings": ratings}, version=0).json()["version"] == 1
    assert as_manager.put(path, {"ratings": ratings}, version=0).status_code == 412
    settle(make_claim(project=project), "refuted")
    rating = as_viewer.get(f"{PATH}1/review/").json()["reviewRating"]
    assert (rating["ratingValue"], rating["alternateName"], rating["worstRating"]) == (0, "False", 0)


@pytest.mark.parametrize(
    ("verdict", "said", "path"),
    [
        ("refuted", {"rating": 5, "name": "False"}, "ratings.refuted"),
        ("refuted", {"rating": None, "name": "False"}, "ratings.refuted.rating"),
        ("refuted", {"rating": 1, "name": " "}, "ratings.refuted.name"),
        ("refuted", {"rating": 1}, "ratings.refuted.name"),
        ("not_enough_evidence", {"rating": 2, "name": "?"}, "ratings.not_enough_evidence.rating"),
    ],
)
def test_a_rating_at_fault_is_named(
    as_manager: Api, project: Project, verdict: str, said: dict[str, Any], path: str
) -> None:
    ratings = as_manager.get(RATINGS).json()["ratings"] | {verdict: said}
    refused = as_manager.put(RATINGS, {"ratings": ratings}, version=0)
    assert (refused.status_code, faults(refused)) == (400, [path])


def test_a_stranger_sees_no_claim(as_stranger: Api, project: Project) -> None:
    make_claim(project=project)
    assert as_stranger.get(f"{PATH}1/").status_code == 404
