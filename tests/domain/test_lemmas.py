"""The dictionary forms of inflected words."""

import pytest

from annotations.domain.lemmas import base_form, has_lemmas, lemma_of


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("uk", "солдат Солдати СОЛДАТІВ солдатам солдатами солдатах солдата солдатом"),
        ("uk", "угода угоди угоді угоду угодою угод угодам"),
        ("uk", "рік року роки Років"),
        ("uk", "ніч ночі ніччю ночей"),
        ("uk", "Київ Києва Києву Києві"),
        ("uk", "заявити заявив заявила заявили"),
        ("pl", "żołnierz żołnierza żołnierze żołnierzy żołnierzom żołnierzami"),
        ("pl", "ręka ręki ręce rąk"),
        ("pl", "umowa umowy umowie umowę umową umów"),
        ("pl", "miasto miasta mieście miast"),
        ("pl", "powiedzieć powiedział powiedziała powiedzieli"),
        ("bg", "войник войници войниците войникът войника"),
        ("bg", "военен военна военни военните"),
        ("cs", "voják vojáci vojáků vojákům"),
        ("sk", "vojak vojaci vojakov vojakom"),
    ],
)
def test_forms_of_one_word_have_one_lemma(language: str, forms: str) -> None:
    assert len({lemma_of(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uk", "рада радар радіо"),
        ("uk", "місто місток місце"),
        ("uk", "партія партнер партизан"),
        ("uk", "суд суддя судно"),
        ("pl", "rada radar radio"),
        ("pl", "rząd rządzić"),
        ("bg", "град градина"),
        ("bg", "партия партньор"),
    ],
)
def test_words_that_only_begin_alike_have_not(language: str, words: str) -> None:
    assert len({lemma_of(word, language) for word in words.split()}) == len(words.split())


def test_a_region_is_no_other_language_and_some_have_no_dictionary() -> None:
    assert has_lemmas("uk-UA")
    assert lemma_of("солдатів", "uk-UA") == "солдат"
    assert not has_lemmas("be")
    assert not has_lemmas("")


def test_a_base_form_is_known_also_where_searching_stems() -> None:
    assert base_form("soldiers", "en-GB") == "soldier"
    assert base_form("солдатами", "ru") == "солдат"
    assert base_form("солдатів", "uk") == "солдат"
    assert base_form("Salama", "xx") == "salama"
