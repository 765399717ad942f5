"""Agreement of data brought along: values, what is undefined, and what is refused where."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsapp.models import User
from tests.api.client import Api, faults
from tests.api.conftest import ApiOf
from tests.domain.agreement.tables import COHEN_1960, FLEISS_10_BY_14, KRIPPENDORFF_12_BY_4, units_of_table

PATH = "agreement/of/"
CONTINUA: dict[str, Any] = {
    "length": 300,
    "start": 150,
    "continua": {
        "i": [
            {"start": 225, "end": 295, "label": "c"},
            {"start": 370, "end": 400, "label": "c"},
            {"start": 180, "end": 240, "label": "k"},
            {"start": 300, "end": 350, "label": "k"},
        ],
        "j": [
            {"start": 220, "end": 300, "label": "c"},
            {"start": 355, "end": 375, "label": "c"},
            {"start": 400, "end": 420, "label": "c"},
            {"start": 180, "end": 240, "label": "k"},
            {"start": 300, "end": 350, "label": "k"},
        ],
    },
}


@pytest.fixture
def api(api_of: ApiOf, stranger: User) -> Api:
    """The interface as somebody without a project sees it."""
    return api_of(stranger)


def spans(*units: tuple[Any, ...], length: Any = 20, **more: Any) -> dict[str, Any]:
    """A text that one coder cut up and another did not."""
    named = [dict(zip(("start", "end", "label"), unit, strict=True)) for unit in units]
    return {"length": length, "continua": {"a": named, "b": []}, **more}


@pytest.mark.parametrize(
    ("level", "value"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)]
)
def test_alpha_at_every_level(api: Api, level: str, value: float) -> None:
    answer = api.post(PATH, {"units": KRIPPENDORFF_12_BY_4, "level": level})
    assert answer.status_code == 200
    assert list(answer.json()) == ["percent", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha"]
    found = answer.json()["krippendorff_alpha"]
    assert round(found["value"], 6) == value
    assert (found["n"], found["reason"]) == (11, None)
    low, high = found["interval"]
    assert low < value < high


def test_kappas(api: Api) -> None:
    fleiss = api.post(PATH, {"units": FLEISS_10_BY_14, "level": "nominal"}).json()["fleiss_kappa"]
    assert round(fleiss["value"], 6) == 0.209931
    cohen = api.post(PATH, {"units": units_of_table(COHEN_1960)}).json()["cohen_kappa"]
    assert round(cohen["value"], 6) == 0.491525
    (pair,) = cohen["pairs"]
    assert (pair["coders"], pair["value"], pair["n"]) == (["first", "second"], cohen["value"], 200)


def test_continua(api: Api) -> None:
    answer = api.post(PATH, CONTINUA).json()
    assert list(answer) == [
        "unitizing_alpha_1995", "unitizing_alpha_2016", "gamma", "span_f1_exact", "span_f1_overlap",
    ]  # fmt: skip
    alpha = answer["unitizing_alpha_1995"]
    assert round(alpha["value"], 6) == 0.858665
    assert {label: round(one["value"], 6) for label, one in alpha["labels"].items()} == {"c": 0.728599, "k": 1}
    assert answer["unitizing_alpha_2016"]["value"] is None
    assert "overlap" in answer["unitizing_alpha_2016"]["reason"]
    assert answer["unitizing_alpha_2016"]["labels"]["k"]["value"] == 1
    assert 0 < answer["gamma"]["value"] < 1
    assert answer["gamma"]["disorder"] > 0
    assert (answer["gamma"]["labels"]["k"]["value"], answer["gamma"]["labels"]["k"]["disorder"]) == (1, 0)
    exact = answer["span_f1_exact"]
    assert (exact["precision"], exact["recall"], round(exact["value"], 6)) == (2 / 5, 2 / 4, 0.444444)
    assert exact["pairs"][0]["coders"] == ["i", "j"]


def test_the_scorer_of_semeval_2020_task_11_with_the_first_coder_as_gold(api: Api) -> None:
    def side(*places: tuple[int, int]) -> list[dict[str, Any]]:
        return [{"start": start, "end": end, "label": "propaganda"} for start, end in places]

    gold = side((0, 59), (171, 181), (0, 9), (115, 167), (740, 759))
    other = side((0, 50), (161, 172), (0, 10), (115, 167))
    found = api.post(PATH, {"length": 1_000, "start": 0, "continua": {"z": gold, "a": other}}).json()["span_f1_overlap"]
    assert [round(found[name], 6) for name in ("precision", "recall", "value")] == [0.964912, 0.486864, 0.647181]


def test_undefined_is_null_with_the_reason(api: Api) -> None:
    same = api.post(PATH, {"units": [{"a": "x", "b": "x"}] * 4}).json()
    assert [same[name]["value"] for name in ("cohen_kappa", "fleiss_kappa", "krippendorff_alpha")] == [None] * 3
    assert same["krippendorff_alpha"]["reason"] == "All values are the same, so there is nothing to disagree about."
    assert same["percent"]["value"] == 1
    nothing = api.post(PATH, {"length": 5, "continua": {"a": [], "b": []}}).json()
    assert {found["value"] for found in nothing.values()} == {None}
    assert all(found["reason"] for found in nothing.values())
    bodies: list[dict[str, Any]] = [{"units": []}, {"length": 5, "continua": {}}]
    for empty in bodies:
        assert {found["value"] for found in api.post(PATH, empty).json().values()} == {None}


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ([], []),
        ({}, []),
        ({"units": [], "continua": {}}, []),
        ({"units": {}}, ["units"]),
        ({"units": [{"a": 1}], "level": "metric"}, ["level"]),
        ({"units": [{"a": 1}], "level": ["nominal"]}, ["level"]),
        ({"units": [], "more": 1}, ["more"]),
        ({"units": [{"a": 1}, 2, {"b": None, "c": [1]}]}, ["units.1", "units.2.b", "units.2.c"]),
        ({"units": [{"a": 1, "b": "2"}], "level": "interval"}, ["units.0.b"]),
        ({"units": [{"a": True}], "level": "ordinal"}, ["units.0.a"]),
        ({"units": [{"a": -1, "b": 0}], "level": "ratio"}, ["units.0.a"]),
        ({"units": [{"a": int("9" * 309)}], "level": "interval"}, ["units.0.a"]),
        ({"length": 5, "continua": []}, ["continua"]),
        ({"length": 5, "continua": {"a": {}}}, ["continua.a"]),
        ({"continua": {}}, ["length"]),
        (spans((0, 5, "x"), length=0), ["length"]),
        (spans((0, 5, "x"), length=20.0), ["length"]),
        (spans((0, 5, "x"), start=-1), ["start"]),
        (spans((0, 5, "x"), start=True), ["start"]),
        (spans((0, 21, "x")), ["continua.a.0.end"]),
        (spans((5, 5, "x"), (6, 4, "x")), ["continua.a.0.end", "continua.a.1.end"]),
        (spans((2, 5, "x"), start=3), ["continua.a.0.start"]),
        (spans((20, 21, "x")), ["continua.a.0.start"]),
        (spans(("0", 5.0, "x"), (0, 5, "")), ["continua.a.0.start", "continua.a.0.end", "continua.a.1.label"]),
        (spans((0, 5, 7)), ["continua.a.0.label"]),
        (
            {"length": 9, "continua": {"a": [{"start": 1, "label": "x", "note": ""}]}},
            ["continua.a.0.note", "continua.a.0.end"],
        ),
    ],
)
def test_what_is_at_fault_is_named(api: Api, body: Any, paths: list[str]) -> None:
    answer = api.post(PATH, body)
    assert answer.status_code == 400
    assert faults(answer) == paths


def test_a_level_or_a_start_that_is_left_out_is_nominal_and_0(api: Api) -> None:
    assert api.post(PATH, {"units": [{"a": "x", "b": "y"}]}).json()["percent"]["value"] == 0
    assert api.post(PATH, spans((0, 20, "x"))).status_code == 200


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"units": [{"a": 1}] * 10_001}, "units"),
        ({"units": [{str(coder): 1 for coder in range(21)}]}, "units"),
        ({"units": [{str(coder): 1 for coder in range(6)}] * 9_000}, "units"),
        ({"units": [{"a": number, "b": 1} for number in range(1_001)], "level": "ratio"}, "units"),
        ({"length": 9, "continua": {str(coder): [] for coder in range(21)}}, "continua"),
        (spans(*[(0, 5, "x")] * 1_001), "continua"),
    ],
)
def test_more_than_is_computed_while_somebody_waits_is_refused(api: Api, body: Any, path: str) -> None:
    answer = api.post(PATH, body)
    assert (answer.status_code, faults(answer)) == (413, [path])
    assert "at most" in answer.json()["detail"]


def test_no_more_than_a_hundred_faults_are_listed(api: Api) -> None:
    assert len(faults(api.post(PATH, {"units": [1] * 5_000}))) == 100


def test_nobody_without_an_account_computes(db: None) -> None:
    assert Api().post(PATH, {"units": []}).status_code == 401


def test_a_parameter_of_the_address_is_refused(api: Api) -> None:
    assert faults(api.post(f"{PATH}?level=nominal", {"units": []})) == ["level"]


values = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    units=st.lists(st.dictionaries(st.sampled_from("abcd"), values, max_size=4), max_size=6),
    level=st.sampled_from(["nominal", "ordinal", "interval", "ratio"]),
)
def test_any_values_are_answered_or_refused(api: Api, units: list[dict[str, Any]], level: str) -> None:
    answer = api.post(PATH, {"units": units, "level": level})
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        for found in answer.json().values():
            assert (found["value"] is None) == (found["reason"] is not None)
            assert found["value"] is None or found["value"] <= 1 + 1e-9


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    continua=st.dictionaries(
        st.sampled_from("abc"),
        st.lists(
            st.fixed_dictionaries(
                {"start": st.integers(-1, 12), "end": st.integers(0, 13), "label": st.sampled_from("xy")}
            ),
            max_size=3,
        ),
        max_size=3,
    )
)
def test_any_units_are_answered_or_refused(api: Api, continua: dict[str, Any]) -> None:
    answer = api.post(PATH, {"length": 12, "continua": continua})
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        for found in answer.json().values():
            assert (found["value"] is None) == (found["reason"] is not None)
