"""Every statistic of data that was brought along, as JSON."""

from typing import Any

from annotations.domain.agreement.alpha import krippendorff_alpha
from annotations.domain.agreement.brought import Brought, ValuesOfUnits
from annotations.domain.agreement.continua import Continuum
from annotations.domain.agreement.estimates import Estimate
from annotations.domain.agreement.gamma import Gamma, gamma
from annotations.domain.agreement.kappas import fleiss_kappa, pairwise_cohen, percent
from annotations.domain.agreement.spans import Count, SpanScore, exact_hits, overlap_hits, pairwise_scores
from annotations.domain.agreement.unitizing import by_label, unitizing_alpha_1995, unitizing_alpha_2016

Answer = dict[str, Any]


def agreement_of(brought: Brought) -> Answer:
    """The statistics by name: `{"value", "n", "reason"}` and what each has besides; `value` is None when undefined."""
    return _of_values(brought) if isinstance(brought, ValuesOfUnits) else _of_continuum(brought)


def _of_values(brought: ValuesOfUnits) -> Answer:
    codings = brought.codings
    mean, pairs = pairwise_cohen(codings)
    return {
        "percent": _with_interval(percent(codings)),
        "cohen_kappa": {
            **_with_interval(mean),
            "pairs": [{"coders": list(pair.coders), **_with_interval(pair.estimate)} for pair in pairs],
        },
        "fleiss_kappa": _with_interval(fleiss_kappa(codings)),
        "krippendorff_alpha": _with_interval(krippendorff_alpha(codings, level=brought.level)),
    }


def _of_continuum(continuum: Continuum) -> Answer:
    answer: Answer = {
        name: {
            **_plain(coefficient(continuum)),
            "labels": {label: _plain(one) for label, one in by_label(continuum, coefficient).items()},
        }
        for name, coefficient in (
            ("unitizing_alpha_1995", unitizing_alpha_1995),
            ("unitizing_alpha_2016", unitizing_alpha_2016),
        )
    }
    answer["gamma"] = {
        **_with_disorder(gamma(continuum)),
        "labels": {label: _with_disorder(gamma(continuum.only(label))) for label in continuum.labels},
    }
    answer["span_f1_exact"] = _scores(continuum, exact_hits)
    answer["span_f1_overlap"] = _scores(continuum, overlap_hits)
    return answer


def _plain(estimate: Estimate) -> Answer:
    reason = None if estimate.reason is None else str(estimate.reason.sentence)
    return {"value": estimate.value, "n": estimate.n, "reason": reason}


def _with_interval(estimate: Estimate) -> Answer:
    return {**_plain(estimate), "interval": None if estimate.interval is None else list(estimate.interval)}


def _with_disorder(found: Gamma) -> Answer:
    return {**_plain(found.estimate), "disorder": found.disorder}


def _scores(continuum: Continuum, count: Count) -> Answer:
    mean, pairs = pairwise_scores(continuum, count)
    return {**_score(mean), "pairs": [{"coders": list(pair.coders), **_score(pair.score)} for pair in pairs]}


def _score(score: SpanScore) -> Answer:
    return {**_plain(score.f1), "precision": score.precision, "recall": score.recall}
