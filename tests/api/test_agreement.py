"""Agreement of a project by REST."""

import pytest

from annotations.domain.agreement.pooled import Statistic
from annotations.services.agreement import compute_agreement
from newsapp.models import Article, Project, User
from tests.api.client import Api, faults
from tests.factories import make_highlight

PATH = "projects/front-pages/agreement/"


@pytest.fixture(autouse=True)
def _coded(article: Article, analyst: User, other_analyst: User) -> None:
    """An article that two coded alike but for one span."""
    for by in (analyst, other_analyst):
        make_highlight(article=article, quote="About 1,000 soldiers", tags=["claim"], by=by)
    make_highlight(article=article, quote="a business daily", tags=["source"], by=other_analyst)


def test_every_statistic_is_there_with_its_n_and_its_definition_before_and_after(
    as_viewer: Api, project: Project
) -> None:
    before = as_viewer.get(PATH).json()
    assert (before["computed_at"], before["articles"]) == (None, 0)
    assert [one["statistic"] for one in before["statistics"]] == list(Statistic)
    assert all(one["value"] is None and one["reason"] for one in before["statistics"])
    compute_agreement(project_id=project.pk)
    after = as_viewer.get(PATH).json()
    assert after["computed_at"]
    assert after["articles"] == 1
    assert after["groups"]["pair"] == ["ana,bela"]
    exact = next(one for one in after["statistics"] if one["statistic"] == "span_f1_exact")
    assert exact["value"] == pytest.approx(2 / 3)
    assert (exact["n"], exact["articles"], exact["reason"], exact["interval"]) == (3, 1, None, None)
    assert all(one["definition"] for one in after["statistics"])


def test_a_group_and_a_tag_are_asked_for(as_viewer: Api, project: Project) -> None:
    compute_agreement(project_id=project.pk)

    def exact(query: str) -> float | None:
        rows = as_viewer.get(f"{PATH}?{query}").json()["statistics"]
        found: float | None = next(one["value"] for one in rows if one["statistic"] == "span_f1_exact")
        return found

    assert exact("tag=claim") == 1
    assert exact("tag=source&pair=ana,bela") == 0
    assert exact("pair=ana,nobody") is None
    assert exact("tag=hedge") is None


def test_two_groups_at_once_and_unknown_parameters_are_refused(as_viewer: Api) -> None:
    assert faults(as_viewer.get(f"{PATH}?pair=a,b&language=en")) == ["language"]
    assert faults(as_viewer.get(f"{PATH}?coder=ana")) == ["coder"]


def test_a_reviewer_has_it_computed_and_an_analyst_does_not(as_reviewer: Api, as_analyst: Api) -> None:
    assert as_analyst.post(PATH).status_code == 403
    first, second = as_reviewer.post(PATH), as_reviewer.post(PATH)
    assert (first.status_code, first.json(), second.json()) == (202, {"queued": True}, {"queued": False})
