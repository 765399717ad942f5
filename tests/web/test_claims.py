"""The pages of claims: the board, a claim, its forms, evidence, proposals."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.domain.highlighting import HighlightRecord
from annotations.models import Claim, ClaimProposal, Evidence
from annotations.queries.claim_choices import MOST
from annotations.web.claim_pages import MOST_STOPS
from newsapp.models import Article, Project, User
from tests.factories import make_article, make_claim, make_evidence, make_highlight, make_relation

pytestmark = pytest.mark.django_db

BOARD = "/projects/front-pages/claims/"
SENTENCE = "There could be up to 11,000 soldiers there, in two brigades of 6,000 each."


@pytest.fixture
def signed_in(client: Client, analyst: User, project: Project) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def highlight(article: Article) -> HighlightRecord:
    return make_highlight(article=article)


def words(answer: Any) -> str:
    """What a page says, without its markup."""
    main = re.search(r"<main.*</main>", answer.content.decode(), re.S)
    html = main[0] if main else answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def form_values(answer: Any) -> dict[str, str]:
    """What the fields of a claim hold."""
    html = answer.content.decode()
    rows = re.findall(r'<input name="(quantity_\w+)"[^>]*?value="([^"]*)"', html)
    found = dict(reversed(rows))  # the first row of each
    text = re.search(r'<textarea name="text"[^>]*>(.*?)</textarea>', html, re.S)
    return found | {"text": unescape(text[1]) if text else ""}


def test_the_board_says_what_to_do_while_it_is_empty(signed_in: Client, client: Client, viewer: User) -> None:
    assert "make a claim of it" in words(signed_in.get(BOARD))
    client.force_login(viewer)
    assert "Write a claim" not in words(client.get(BOARD))


def test_each_claim_stands_in_the_column_of_how_far_it_is(signed_in: Client, project: Project) -> None:
    new, checked = make_claim(project=project, text="New one."), make_claim(project=project, text="Checked one.")
    make_evidence(project=project, claim=checked)
    settled = make_claim(project=project, text="Settled one.")
    Claim.objects.filter(number=settled.id).update(verdict="refuted")
    _filters, _count, said = words(signed_in.get(BOARD)).partition("3 claims")
    order = ["New 1", new.text, "Being checked 1", checked.text, "Disputed 0", "Settled 1", "Refuted"]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    alone = words(signed_in.get(BOARD + "?status=settled"))
    assert (settled.text in alone, new.text in alone) == (True, False)
    assert "Nothing found" in words(signed_in.get(BOARD + "?q=zzz"))
    assert signed_in.get(BOARD + "?status=old").status_code == 400


def test_filters_swap_the_columns_alone(signed_in: Client, project: Project) -> None:
    make_claim(project=project)
    part = signed_in.get(BOARD, headers={"HX-Request": "true", "HX-Target": "board"})
    assert part.content.decode().lstrip().startswith("<section")


@pytest.mark.parametrize("address", ["", "1/"])
def test_statements_do_not_grow_with_the_claims(
    signed_in: Client, project: Project, article: Article, address: str
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(BOARD + address).status_code == 200
        return len(captured)

    def more() -> None:
        claim = make_claim(project=project, appearances=[make_highlight(article=article)])
        make_evidence(project=project, claim=claim)

    more()
    more()
    signed_in.get(BOARD + address)
    few = statements()
    for _ in range(4):
        more()
    assert statements() <= few + 1


def test_a_claims_page_shows_it_in_time_and_who_has_it_from_whom(signed_in: Client, project: Project) -> None:
    def told(text: str, day: int, outlet: str) -> Article:
        published = datetime(2024, 10, day, tzinfo=UTC)
        return make_article(project=project, text=text, language="en", outlet=outlet, published_at=published)

    early = told("The Ledger says: up to 11,000 soldiers came.", 1, "The Ledger")
    late = told("Up to 8,000 soldiers came, the Ledger wrote.", 3, "Post")
    first = make_highlight(article=early, quote="up to 11,000 soldiers came")
    second = make_highlight(article=late, quote="Up to 8,000 soldiers came")
    source = make_highlight(article=late, quote="the Ledger", tags=["source"])
    make_relation(project=project, source=second, target=source)
    make_claim(project=project, appearances=[second, first], language="en", translations={"uk": "Прибули."})
    answer = signed_in.get(f"{BOARD}1/")
    said = words(answer)
    order = [
        "Прибули.",
        "said it first",
        "≤ 11 000",
        "3 Oct 2024",
        "repeats The Ledger",
        "≤ 11 000 → ≤ 8 000",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert "according to the Ledger" in said
    assert f"/articles/{late.number}/?highlight={second.id}" in answer.content.decode()


def test_a_merged_claim_leads_to_the_one_that_stands(signed_in: Client, project: Project) -> None:
    make_claim(project=project)
    make_claim(project=project)
    assert signed_in.post(f"{BOARD}1/merge/", {"into": "#2"}).status_code == 302
    assert signed_in.get(f"{BOARD}1/").headers["Location"] == f"{BOARD}2/"
    assert "Take apart" in words(signed_in.get(f"{BOARD}2/"))
    signed_in.post(f"{BOARD}2/split/", {"merged": "1"})
    assert signed_in.get(f"{BOARD}1/").status_code == 200
    assert signed_in.post(f"{BOARD}1/merge/", {"into": "x"}).status_code == 400


def test_a_claim_is_made_of_a_highlight_with_the_figures_read_from_it(signed_in: Client, project: Project) -> None:
    article = make_article(project=project, text=SENTENCE, language="en")
    highlight = make_highlight(article=article, quote="up to 11,000 soldiers there")
    line = signed_in.get("/projects/front-pages/highlights/").content.decode()
    assert f"{BOARD}new/?highlight={highlight.id}" in line
    page = signed_in.get(f"{BOARD}new/?highlight={highlight.id}")
    values = form_values(page)
    assert (values["text"], values["quantity_value"]) == ("up to 11,000 soldiers there", "11,000")
    sent = {
        "appearance": str(highlight.id),
        "text": "Up to 11,000 soldiers.",
        "language": "en",
        "claimants": "Ministry\r\nWSJ",
        "claimed": "2024-10",
        "quantity_bound": ["at_most", "exact"],
        "quantity_value": ["11,000", ""],
        "quantity_unit": ["soldiers", ""],
        "quantity_place": ["", ""],
        "quantity_time": ["", ""],
        "translation_language": ["uk", ""],
        "translation_text": ["До 11 000.", ""],
    }
    assert signed_in.post(f"{BOARD}new/", sent).headers["Location"] == f"{BOARD}1/"
    claim = Claim.objects.get()
    assert (claim.claimants, claim.claimed_precision) == (["Ministry", "WSJ"], "month")
    assert (claim.translations, claim.quantities[0]["value"]) == ({"uk": "До 11 000."}, 11_000)
    assert signed_in.get(f"{BOARD}new/?highlight={highlight.id}").headers["Location"] == f"{BOARD}1/"


def test_a_highlight_is_added_to_a_claim_that_is_there(
    signed_in: Client, project: Project, highlight: HighlightRecord
) -> None:
    make_claim(project=project)
    assert (
        signed_in.post(f"{BOARD}new/", {"appearance": str(highlight.id), "claim": "1"}).headers["Location"]
        == f"{BOARD}1/"
    )
    assert "About 1,000 soldiers" in words(signed_in.get(f"{BOARD}1/"))
    signed_in.post(f"{BOARD}1/appearances/remove/", {"appearance": str(highlight.id)})
    assert "It appears nowhere yet" in words(signed_in.get(f"{BOARD}1/"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "Say what is claimed."),
        ({"claimed": "soon"}, "Expected a year, a month or a day"),
        ({"claimed": "2024-13"}, "Expected a year, a month or a day"),
        ({"quantity_value": "many"}, "Expected a number."),
        ({"translation_language": "uk", "translation_text": "x" * 2_001}, "At most 2,000 characters."),
        ({"appearance": "x"}, "Expected the id of a highlight."),
    ],
)
def test_what_was_refused_comes_back_with_what_was_typed(signed_in: Client, changes: dict[str, str], said: str) -> None:
    empty = {"quantity_bound": "", "quantity_unit": "", "quantity_place": "", "quantity_time": ""}
    answer = signed_in.post(f"{BOARD}new/", {"text": "Some words.", **empty, **changes})
    assert answer.status_code == 422
    assert said in words(answer)
    assert form_values(answer)["text"] == changes.get("text", "Some words.")
    assert not Claim.objects.exists()


def test_an_edit_of_an_older_version_shows_both_and_can_be_saved_then(signed_in: Client, project: Project) -> None:
    make_claim(project=project)
    page = f"{BOARD}1/edit/"
    assert signed_in.post(page, {"text": "Theirs.", "version": "1"}).headers["Location"] == f"{BOARD}1/"
    stale = signed_in.post(page, {"text": "Mine.", "version": "1"})
    assert stale.status_code == 412
    assert "Theirs." in words(stale)
    assert form_values(stale)["text"] == "Mine."
    assert 'name="version" value="2"' in stale.content.decode()


def test_evidence_is_added_changed_and_deleted_on_the_page(signed_in: Client, project: Project) -> None:
    make_claim(project=project)
    sent = {"quote": "3,000 came.", "stance": "refutes", "directness": "primary", "url": "https://a.example/"}
    refused = signed_in.post(f"{BOARD}1/evidence/", sent | {"url": "a.example"})
    assert refused.status_code == 422
    assert "Expected an http or https address." in words(refused)
    assert "3,000 came." in refused.content.decode()
    assert signed_in.post(f"{BOARD}1/evidence/", sent).headers["Location"] == f"{BOARD}1/#evidence"
    signed_in.post(f"{BOARD}1/evidence/", sent | {"independence_group": "Agency"})
    said = words(signed_in.get(f"{BOARD}1/"))
    assert "1 independent source" in said
    assert "repeats 1: counts as the same source" in said
    assert "no archived copy" in said
    page = f"/projects/front-pages/evidence/{Evidence.objects.order_by('pk')[0].uuid}/"
    assert signed_in.post(page, sent | {"quote": "2,000 came.", "version": "1"}).status_code == 302
    assert signed_in.post(page, sent | {"quote": "Mine.", "version": "1"}).status_code == 412
    assert signed_in.post(page, {"do": "delete", "version": "2"}).status_code == 302
    assert signed_in.get(page).status_code == 410


def test_proposals_are_decided_on_the_page(signed_in: Client, project: Project) -> None:
    article = make_article(project=project, text=SENTENCE, language="en")
    whole = make_highlight(article=article, quote=SENTENCE[:-1])
    make_claim(project=project, appearances=[whole], language="en")
    here = f"{BOARD}1/proposals/"
    said = words(signed_in.get(here))
    assert "cannot both be right in one sentence" in said
    assert "12,000 is more than 11,000, which the other allows at most." in said
    assert "Mark each figure as a highlight of its own to link them." in said
    subject = unescape(re.findall(r'name="subject" value="([^"]+)"', signed_in.get(here).content.decode())[0])
    decision = {"kind": "conflict", "other": "1", "subject": subject}
    assert signed_in.post(here, decision | {"do": "accept"}).status_code == 400
    signed_in.post(here, decision | {"do": "reject", "reason": "Not full."})
    assert "1 rejected proposal" in words(signed_in.get(here))
    signed_in.post(here, decision | {"do": "reconsider"})
    assert not ClaimProposal.objects.exists()
    assert signed_in.post(here, decision | {"do": "maybe"}).status_code == 400


def test_a_viewer_reads_and_is_offered_nothing_to_do(client: Client, project: Project, viewer: User) -> None:
    make_claim(project=project)
    client.force_login(viewer)
    html = client.get(f"{BOARD}1/").content.decode()
    assert "<form" not in html[html.index("<main") : html.index("</main>")]


def test_ratings_are_changed_by_a_manager(client: Client, project: Project, manager: User) -> None:
    client.force_login(manager)
    page = f"{BOARD}ratings/"
    names = {
        f"{v}.name": v for v in ("supported", "conflicting_evidence", "refuted", "not_enough_evidence", "not_checkable")
    }
    numbers = {"supported.rating": "10", "conflicting_evidence.rating": "5", "refuted.rating": "10"}
    refused = client.post(page, names | numbers | {"version": "0"})
    assert refused.status_code == 422
    assert "The better a verdict, the higher its number" in words(refused)
    assert client.post(page, names | numbers | {"refuted.rating": "1", "version": "0"}).headers["Location"] == BOARD
    assert 'value="10"' in client.get(page).content.decode()


def test_the_activity_tells_what_was_done_with_claims(signed_in: Client, project: Project, analyst: User) -> None:
    claim = make_claim(project=project, by=analyst)
    make_evidence(project=project, claim=claim, by=analyst)
    signed_in.post(f"{BOARD}1/edit/", {"text": "Other words.", "version": "1"})
    said = words(signed_in.get("/projects/front-pages/activity/"))
    for sentence in ("ana wrote claim 1", "ana added evidence about claim 1", "ana changed claim 1"):
        assert sentence in said
    assert "Other words." in said


def test_a_claim_that_appears_in_many_places_shows_the_rest_when_asked(
    signed_in: Client, project: Project, article: Article, analyst: User
) -> None:
    marked = [make_highlight(article=article, by=analyst, quote="soldiers", note=str(n)) for n in range(MOST_STOPS + 2)]
    claim = make_claim(project=project, appearances=marked)
    page = f"{BOARD}{claim.id}/"
    few, every = words(signed_in.get(page)), words(signed_in.get(f"{page}?places=all"))
    assert f"Everywhere it appears {MOST_STOPS + 2}" in few
    assert "Show 2 more places" in few
    assert "more places" not in every
    assert every.count("marked by") == few.count("marked by") + 2


def test_similar_claims_follow_what_is_said_anew(signed_in: Client, project: Project) -> None:
    one = make_claim(project=project, text="Up to 11,000 soldiers are in Orvania.")
    other = make_claim(project=project, text="The price of bread rose.")
    page = f"{BOARD}{one.id}/proposals/"
    assert f"Claim {other.id}" not in words(signed_in.get(page))
    Claim.objects.filter(number=other.id).update(text="11,000 soldiers came to Orvania.", version=2)
    assert f"Claim {other.id}" in words(signed_in.get(page))


def test_the_page_of_a_claim_loads_what_is_similar_after_itself(signed_in: Client, project: Project) -> None:
    one = make_claim(project=project, text="Up to 11,000 soldiers are in Orvania.")
    other = make_claim(project=project, text="11,000 soldiers came to Orvania.")
    page = signed_in.get(f"{BOARD}{one.id}/").content.decode()
    late = f"{BOARD}{one.id}/proposals/"
    assert f'hx-get="{late}" hx-trigger="load"' in page
    assert f'<a href="{late}">' in page, "without scripts a link leads there"
    assert other.text not in page
    part, whole = signed_in.get(late, headers={"HX-Request": "true"}), signed_in.get(late)
    assert other.text in words(part)
    assert "<html" not in part.content.decode()
    assert part.content.decode().split("<form")[0].strip() in whole.content.decode()


def numbers_offered(answer: Any) -> list[str]:
    return re.findall(r'name="claim" value="(\d+)"', answer.content.decode())


def test_a_highlight_is_offered_the_claims_most_like_it_first(
    signed_in: Client, project: Project, article: Article, analyst: User
) -> None:
    mark = make_highlight(article=article, by=analyst, quote="soldiers")
    texts = ("The price of bread rose.", "Soldiers are there.", "Oil is dear.")
    bread, soldiers, oil = (str(make_claim(project=project, text=text, language="en").id) for text in texts)
    page = f"{BOARD}new/?highlight={mark.id}"
    late = signed_in.get(page).content.decode()
    assert numbers_offered(signed_in.get(page)) == [], "loaded after the page"
    assert f'<a href="/projects/front-pages/claims/new/?highlight={mark.id}&amp;q=">' in late
    assert numbers_offered(signed_in.get(f"{page}&q=")) == [soldiers, oil, bread]
    assert numbers_offered(signed_in.get(f"{page}&q=rose BREAD")) == [bread]
    assert numbers_offered(signed_in.get(f"{page}&q=%23{oil}")) == [oil]
    assert "No claim has these words." in words(signed_in.get(f"{page}&q=zzz"))
    part = signed_in.get(f"{page}&q=", headers={"HX-Request": "true", "HX-Target": "claim-choice"})
    assert "<html" not in part.content.decode()
    assert numbers_offered(part) == [soldiers, oil, bread]


def test_of_many_claims_the_first_are_offered_and_it_is_said(
    signed_in: Client, project: Project, article: Article, analyst: User
) -> None:
    mark = make_highlight(article=article, by=analyst, quote="soldiers")
    for number in range(MOST + 1):
        make_claim(project=project, text=f"Bread costs {number} pounds.")
    answer = signed_in.get(f"{BOARD}new/?highlight={mark.id}&q=bread")
    assert len(numbers_offered(answer)) == MOST
    assert f"These are the first {MOST}" in words(answer)
