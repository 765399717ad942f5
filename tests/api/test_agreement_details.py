"""What is behind the agreement of a project, by REST."""

import pytest

from annotations.services.agreement import compute_agreement
from newsapp.models import Article, Project, User
from tests.api.client import Api, faults
from tests.factories import make_highlight

PATH = "projects/front-pages/agreement/"


@pytest.fixture(autouse=True)
def _coded(article: Article, project: Project, analyst: User, other_analyst: User) -> None:
    for by, tag in ((analyst, "source"), (other_analyst, "cue")):
        make_highlight(article=article, quote="a business daily", tags=[tag], by=by)
    compute_agreement(project_id=project.pk)


def test_the_matrix_names_its_cells_and_what_it_counts(as_viewer: Api) -> None:
    found = as_viewer.get(f"{PATH}confusion/?pair=ana,bela").json()
    assert found.pop("definition")
    assert found == {
        "n": 1, "alike": 0, "symmetric": False, "tags": ["cue", "source"],
        "cells": [{"row": "source", "column": "cue", "count": 1}],
    }  # fmt: skip
    assert len(as_viewer.get(f"{PATH}confusion/").json()["cells"]) == 2


def test_the_spans_behind_a_cell_come_by_article(as_viewer: Api, article: Article) -> None:
    (found,) = as_viewer.get(f"{PATH}differences/?row=source&column=cue").json()["results"]
    (difference,) = found["differences"]
    assert found["article"] == article.number
    assert difference["first"]["tags"] == ["source"]
    assert (difference["second"]["coder"], difference["second"]["tags"]) == ("bela", ["cue"])
    assert "a business daily" in difference["words"]
    assert as_viewer.get(f"{PATH}differences/?row=source&column=").json()["results"] == []


def test_weeks_and_coders_against_gold(as_viewer: Api, as_reviewer: Api) -> None:
    (week,) = as_viewer.get(f"{PATH}trend/?statistic=span_f1_exact").json()["weeks"]
    assert (week["value"], week["n"], week["articles"], week["interval"]) == (0, 2, 1, None)
    assert week["definition"]
    assert as_reviewer.get(f"{PATH}drift/").json() == {"coders": []}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("differences/?row=claim", "column"),
        ("differences/?pair=a,b&week=2026-01-26", "week"),
        ("trend/?statistic=luck", "statistic"),
        ("drift/?statistic=gamma", "statistic"),
        ("confusion/?coder=ana", "coder"),
    ],
)
def test_what_is_not_asked_for_rightly_is_refused_by_name(as_viewer: Api, query: str, field: str) -> None:
    assert faults(as_viewer.get(PATH + query)) == [field]
