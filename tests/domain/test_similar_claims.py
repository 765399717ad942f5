"""Claims that may say the same, and what they share."""

import itertools
import random
from collections.abc import Sequence

import pytest

from annotations.domain.similarity.features import ClaimText
from annotations.domain.similarity.similar_claims import COMMON, Similar, SimilarClaims

CLAIMS = [
    ClaimText("en", {"en": "North Korea sent up to 11,000 soldiers to Kursk, Kyrylo Budanov said on 31 October 2024."}),
    ClaimText(
        "uk", {"uk": "Північна Корея відправила до 11 тисяч військових у Курськ, заявив Буданов 31 жовтня 2024 року."}
    ),
    ClaimText("ru", {"ru": "КНДР отправила в Курск до одиннадцати тысяч солдат, заявил 31 октября 2024 года Буданов."}),
    ClaimText("again", {"en": "Up to 11,000 North Korean troops were sent to Kursk, according to Budanov."}),
    ClaimText("putin", {"en": "The Kremlin said that Putin had no plans to visit Berlin."}),
    ClaimText("oil", {"en": "Exports of oil rose by 12 per cent in June, the ministry of energy said."}),
    ClaimText("oil-uk", {"uk": "Експорт нафти зріс на 12 відсотків у червні, заявили в міністерстві енергетики."}),
    ClaimText("guest", {"uk": "Зеленський зустрівся з послом Польщі."}),
    ClaimText("guest-en", {"en": "Zelensky met the Polish ambassador."}),
    ClaimText("guest-ru", {"ru": "Зеленский встретился с послом Польши."}),
]


def _pairs(found: Sequence[Similar]) -> set[frozenset[object]]:
    return {frozenset([one.first, one.second]) for one in found}


@pytest.fixture(scope="module")
def index() -> SimilarClaims:
    return SimilarClaims(CLAIMS)


def test_one_claim_in_three_languages_is_found_to_be_one(index: SimilarClaims) -> None:
    assert _pairs(index.pairs(least=0.5)) >= {
        frozenset(pair) for pair in (("en", "uk"), ("en", "ru"), ("uk", "ru"), ("en", "again"))
    }
    assert [one.second for one in index.best_for("guest", least=0.4)] in (
        ["guest-ru", "guest-en"],
        ["guest-en", "guest-ru"],
    )


def test_claims_about_something_else_are_not_proposed(index: SimilarClaims) -> None:
    same = [{"en", "uk", "ru", "again"}, {"oil", "oil-uk"}, {"guest", "guest-en", "guest-ru"}]
    for pair in _pairs(index.pairs(least=0.3)):
        assert any(pair <= one for one in same)


def test_the_reasons_say_what_is_shared_in_the_words_of_both(index: SimilarClaims) -> None:
    found = next(one for one in index.best_for("en") if one.second == "uk")
    told = {(reason.kind, reason.first, reason.second) for reason in found.reasons}
    assert told >= {
        ("figure", "up to 11,000 soldiers", "до 11 тисяч військових"),
        ("name", "Budanov", "Буданов"),
        ("date", "31 October 2024", "31 жовтня 2024 року"),
        ("word", "soldiers", "військових"),
    }
    assert sum(reason.weight for reason in found.reasons) == pytest.approx(1)
    assert [reason.weight for reason in found.reasons] == sorted((r.weight for r in found.reasons), reverse=True)


def test_inflected_words_of_one_language_are_one(index: SimilarClaims) -> None:
    claims = [
        ClaimText(1, {"uk": "міністр підписав секретну угоду"}),
        ClaimText(2, {"uk": "міністри підписали секретні угоди"}),
        ClaimText(3, {"uk": "вчора пройшов дощ"}),
    ]
    (pair,) = SimilarClaims(claims).pairs()
    assert (pair.first, pair.second) == (1, 2)
    assert {reason.kind for reason in pair.reasons} == {"word"}


def test_a_translation_is_compared_too() -> None:
    claims = [
        ClaimText(1, {"en": "Rain fell.", "uk": "Секретна угода підписана міністром."}),
        ClaimText(2, {"uk": "Міністр підписав секретну угоду."}),
    ]
    (pair,) = SimilarClaims(claims).pairs(least=0.2)
    assert {"угода", "міністр"} <= {reason.key for reason in pair.reasons}


def test_who_said_it_and_when_count() -> None:
    claims = [
        ClaimText(1, {"en": "It rained."}, claimants=["Kyrylo Budanov"], date="2024-10-31"),
        ClaimText(2, {"uk": "Було сонячно."}, claimants=["Кирило Буданов"], date="2024-10-31"),
    ]
    (pair,) = SimilarClaims(claims).pairs(least=0.0)
    assert {reason.kind for reason in pair.reasons} == {"name", "date"}


def test_the_same_words_score_one_and_nothing_in_common_is_no_pair() -> None:
    claims = [
        ClaimText(n, {"en": words})
        for n, words in enumerate(["Budanov saw 40 tanks.", "Budanov saw 40 tanks.", "It rained."])
    ]
    index = SimilarClaims(claims)
    (pair,) = index.pairs(least=0.0)
    assert (pair.first, pair.second) == (0, 1)
    assert pair.score == pytest.approx(1)
    assert index.best_for(2, least=0.0) == []


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    texts = [
        "minister visited Orvania",
        "minister visited Seville",
        "a minister resigned",
        "the zeppelin landed",
        "old zeppelin burned",
    ]
    texts += ["minister spoke", "minister slept"]
    index = SimilarClaims(ClaimText(n, {"en": text}) for n, text in enumerate(texts))
    scores = {(one.first, one.second): one.score for one in index.pairs(least=0.0)}
    assert scores[(3, 4)] > scores[(2, 5)]


def test_one_shared_name_in_two_languages_is_weak_evidence() -> None:
    claims = [
        ClaimText(1, {"en": "Budanov warned of shortages of ammunition at the front."}),
        ClaimText(2, {"uk": "Буданов отримав нагороду за літературний переклад."}),
    ]
    (pair,) = SimilarClaims(claims).pairs(least=0.0)
    assert pair.score < 0.5


def test_the_best_are_limited_and_in_order(index: SimilarClaims) -> None:
    best = index.best_for("en", limit=2, least=0.1)
    assert len(best) == 2
    assert best[0].score >= best[1].score
    assert all(one.first == "en" for one in best)
    assert len(index.pairs(limit=1)) == 1
    with pytest.raises(KeyError):
        index.best_for("unheard of")


def test_words_that_are_no_claim_find_the_claims_like_them(index: SimilarClaims) -> None:
    words = ClaimText(0, {"en": "In June exports of oil rose again."})
    assert index.nearest_to(words, limit=2, least=0.1)[0] == "oil"
    assert index.nearest_to(ClaimText(0, {"en": "Nobody sleeps well."}), least=0.1) == []
    assert index.nearest_to(CLAIMS[0], limit=1) == [CLAIMS[0].id], "it is in the index itself"
    with pytest.raises(KeyError):
        index.best_for(0)


def test_what_everybody_mentions_leads_to_nobody_but_still_counts() -> None:
    rare = ["".join(letters) for letters in itertools.product("bdgklmnprstv", "aeiou", "bdgklmnprstv")]
    everywhere = [ClaimText(n, {"en": f"Budanov {rare[n]}ool {rare[n]}ard"}) for n in range(COMMON + 10)]
    twins = [ClaimText(name, {"en": "Budanov praised zeppelins"}) for name in ("a", "b")]
    index = SimilarClaims([*everywhere, *twins])
    (pair,) = index.pairs(least=0.3)
    assert (pair.first, pair.second) == ("a", "b")
    assert "name" in {reason.kind for reason in pair.reasons}


def test_pairs_are_the_same_in_any_order_of_claims() -> None:
    shuffled = list(CLAIMS)
    random.Random(4).shuffle(shuffled)
    expected = {frozenset([one.first, one.second]): one.score for one in SimilarClaims(CLAIMS).pairs(least=0.1)}
    found = {frozenset([one.first, one.second]): one.score for one in SimilarClaims(shuffled).pairs(least=0.1)}
    assert found.keys() == expected.keys()
    assert all(found[pair] == pytest.approx(expected[pair]) for pair in expected)


class ByLength:
    """Vectors that bring together what talks of rain, in any language."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str], language: str) -> Sequence[Sequence[float]]:
        self.asked.append(language)
        return [[2.0, 0.0] if any(word in text.lower() for word in ("rain", "дощ")) else [0.0, 3.0] for text in texts]


def test_an_embedder_finds_what_shares_no_word_and_its_part_is_half() -> None:
    claims = [
        ClaimText(1, {"en": "It rained."}),
        ClaimText(2, {"uk": "Ішов дощ."}),
        ClaimText(3, {"uk": "Було сонячно."}),
    ]
    embedder = ByLength()
    index = SimilarClaims(claims, embedder=embedder)
    assert sorted(embedder.asked) == ["en", "uk"]
    (best,) = index.best_for(1)
    assert (best.second, best.score, best.meaning, best.reasons) == (2, 0.5, 1.0, ())


def test_without_an_embedder_nothing_is_said_of_meaning(index: SimilarClaims) -> None:
    assert {one.meaning for one in index.pairs()} == {None}
