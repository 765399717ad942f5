"""Cleaning of scraped plain text. The articles are made up."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsapp.domain.blocks import check_blocks
from newsapp.domain.extraction.article import CleanedArticle
from newsapp.domain.extraction.raw import clean_raw
from newsapp.errors import RuleViolation
from tests.shared import shared_folder

HEADLINE = "Harbour council votes to close “old pier” after storm – Herald"
FIRST = "The harbour council voted on Monday to close the old pier, which a storm damaged in March, the Herald reports."
SECOND = (
    "According to two engineers who asked not to be named, the piles could be up to 80 years old and are rotting away."
)
THIRD = "The mayor is expected to sign the decision this week. Fishermen have allegedly been promised another mooring."
BODY = (FIRST, SECOND, THIRD)

UKRAINIAN = (
    "Міська рада закриває старий причал після шторму",
    "Міська рада ухвалила рішення закрити старий причал, який пошкодив березневий шторм, повідомляє місцева газета.",
    "За словами двох інженерів, які просили не називати їх, палям може бути до вісімдесяти років, і вони гниють.",
)
RUSSIAN = (
    "Городской совет закрывает старый причал после шторма",
    "Городской совет принял решение закрыть старый причал, который повредил мартовский шторм, сообщает местная газета.",
    "По словам двух инженеров, пожелавших остаться неназванными, сваям может быть до восьмидесяти лет, и они гниют.",
)
HEBREW = (
    "מועצת הנמל סוגרת את המזח הישן אחרי הסערה",
    "מועצת הנמל החליטה ביום שני לסגור את המזח הישן, שניזוק בסערה בחודש מרץ, כך מדווח העיתון המקומי.",
    "לדברי שני מהנדסים שביקשו שלא להיחשף, ייתכן שהכלונסאות בנות שמונים שנה והן נרקבות.",
)


def clean(*lines: str, keep: frozenset[str] = frozenset(), between: str = "\n\n") -> CleanedArticle:
    article = clean_raw(raw=between.join(lines), keep=keep)
    check_blocks(text=article.text, blocks=article.blocks)
    return article


def parts(article: CleanedArticle) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def removed(article: CleanedArticle) -> dict[str, str]:
    return {removal.id: removal.removed for removal in article.cleaning}


def test_the_seed_comes_out_clean() -> None:
    seed = next(iter(sorted(shared_folder("seeds").glob("000_*.txt")))).read_text()
    article = clean_raw(raw=seed)
    title = "Russia and North Korea have secret clause in their military cooperation agreement - WSJ"
    assert article.title == title
    assert article.text.startswith(title + "\n\n")
    assert article.language == "en"
    assert article.editions == ("uk", "en", "ru")
    kinds = [kind for kind, _ in parts(article)]
    assert kinds == ["headline", *["paragraph"] * 6, "subheading", *["paragraph"] * 3]
    assert ("subheading", "Russia has requested soldiers from North Korea") in parts(article)
    assert removed(article) == {"switcher-1": "ua en ru", "repeated_headline-1": title}
    assert (article.url, article.outlet, article.author, article.published_at) == (None, None, None, None)


@pytest.mark.parametrize(
    ("line", "editions"),
    [
        ("ua en ru", ("uk", "en", "ru")),
        ("UA | EN | RU", ("uk", "en", "ru")),
        ("ua/en/ru", ("uk", "en", "ru")),
        ("ua-en-ru", ("uk", "en", "ru")),
        ("UKR · ENG", ("uk", "en")),
        ("uk, en, pl", ("uk", "en", "pl")),
        ("en – de – fr", ("en", "de", "fr")),
        ("УКР РУС ENG", ("uk", "ru", "en")),
        ("укр | рус", ("uk", "ru")),
        ("Українська Русский English", ("uk", "ru", "en")),
        ("[Українською] / На русском", ("uk", "ru")),
        ("English · Русская версия", ("en", "ru")),
        ("Language: English | Español | 中文", ("en", "es", "zh")),
        ("🇺🇦 UA 🇬🇧 EN", ("uk", "en")),
        ("GB | BY | CZ", ("en", "be", "cs")),
        ("EN | IT", ("en", "it")),
        ("EN IT", ("en", "it")),
        ("ua it", ("uk", "it")),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_switcher_is_taken_out_wherever_it_stands_around_the_headline(
    line: str, editions: tuple[str, ...], place: int
) -> None:
    lines = [HEADLINE, HEADLINE]
    lines.insert(place, line)
    article = clean(*lines, *BODY)
    assert article.editions == editions
    assert removed(article) == {"switcher-1": line, "repeated_headline-1": HEADLINE}
    assert parts(article) == [("headline", HEADLINE), *(("paragraph", text) for text in BODY)]


def test_a_switcher_with_a_line_for_each_language_is_one_removal() -> None:
    article = clean("УКР", "РУС", "ENG", HEADLINE, *BODY)
    assert article.editions == ("uk", "ru", "en")
    assert removed(article) == {"switcher-1": "УКР\nРУС\nENG"}


@pytest.mark.parametrize(
    "line",
    [
        "It is no",
        "So be it",
        "US UK AUKUS deal",
        "UK US",
        "UK | US",
        "EU, UK",
        "EU UK US",
        "UK is",
        "IT HR",
        "En la",
        "No",
        "EN",
        "Is it so?",
        "To be or no",
        "De la",
        "Polish Russian talks",
    ],
)
def test_a_first_line_that_only_looks_like_codes_stays_and_is_the_headline(line: str) -> None:
    article = clean(line, *BODY)
    assert article.editions == ()
    assert article.cleaning == ()
    assert article.text.startswith(line + "\n\n")


def test_codes_far_down_in_the_text_are_not_taken_for_a_switcher() -> None:
    article = clean(HEADLINE, *BODY, *BODY, *BODY, "ua en ru", FIRST)
    assert "ua en ru" in article.text
    assert article.editions == ()


@pytest.mark.parametrize(
    "again",
    [
        HEADLINE,
        HEADLINE.upper(),
        'Harbour council votes to close "old pier" after storm - Herald',
        "Harbour  council votes to close «old pier» after storm — Herald",
        "Harbour council votes to close “old pier” after storm",
        "Harbour council votes to close “old…",
        "Harbour council votes to close “old pier” af...",
        "Harbour council votes to close “old pier” after storm – Herald | Port News Online",
        "Harbour council votes to close “old pier”",
        "council votes to close “old pier” after storm – Herald",
    ],
)
def test_a_headline_said_again_is_taken_out(again: str) -> None:
    article = clean(HEADLINE, again, *BODY)
    assert article.title == HEADLINE
    assert list(removed(article)) == ["repeated_headline-1"]
    assert removed(article)["repeated_headline-1"] == " ".join(again.split())
    assert parts(article)[1] == ("paragraph", FIRST)


@pytest.mark.parametrize(
    "short",
    [
        "Harbour council votes to close “old pier” after storm",
        "Harbour council votes to close…",
        "Harbour council votes to close “old pier” after",
    ],
)
def test_the_fuller_form_of_a_headline_stays_even_if_it_comes_second(short: str) -> None:
    article = clean(short, HEADLINE, *BODY)
    assert article.title == HEADLINE
    assert removed(article) == {"repeated_headline-1": short}


@pytest.mark.parametrize(
    "paragraph",
    [
        "Storm closes pier in the north harbour, and nobody knows for how long, the council says.",
        "Storm closes pier. The council met on Monday and voted by a small majority.",
        "Storm closes pier - the council voted on Monday by a small majority to keep it closed until the summer.",
        "Storm closes pier: what is known so far, and what the council is expected to decide on Monday.",
        "Storm closes pier.",
        "Storm closes pier in the north harbour and nobody at the council knows for how long this time",
        "Storm closes",
    ],
)
def test_a_paragraph_that_opens_with_the_headline_stays_whole(paragraph: str) -> None:
    article = clean("Storm closes pier", paragraph, *BODY)
    assert article.title == "Storm closes pier"
    assert article.cleaning == ()
    assert parts(article)[1] == ("paragraph", paragraph)


def test_a_clean_text_stays_as_it_is() -> None:
    article = clean(HEADLINE, *BODY)
    assert article.cleaning == ()
    assert article.text == "\n\n".join([HEADLINE, *BODY])


def test_a_text_without_headline_has_no_title() -> None:
    article = clean(*BODY)
    assert article.title is None
    assert [kind for kind, _ in parts(article)] == ["paragraph"] * 3


@pytest.mark.parametrize(("language", "text"), [("uk", UKRAINIAN), ("ru", RUSSIAN), ("he", HEBREW)])
def test_other_languages_and_directions_are_cleaned_alike(language: str, text: tuple[str, ...]) -> None:
    article = clean("укр | рус | en", text[0], text[0], *text[1:])
    assert (article.title, article.language, article.editions) == (text[0], language, ("uk", "ru", "en"))
    assert [kind for kind, _ in parts(article)] == ["headline", "paragraph", "paragraph"]


@pytest.mark.parametrize("between", ["\n", "\r\n\r\n", "\r", "\u2028", "\n \t\n\n"])
def test_line_ends_of_every_system_give_the_same_article(between: str) -> None:
    assert clean("ua en", HEADLINE, HEADLINE, *BODY, between=between).text == "\n\n".join([HEADLINE, *BODY])


def test_white_space_is_normalised_and_the_text_is_nfc() -> None:
    assert clean("Caf\u0065\u0301\u00a0  opens\tat noon", *BODY).title == "Café opens at noon"


def test_a_joiner_in_an_emoji_or_a_persian_word_survives() -> None:
    assert clean("می\u200cخواهم 👩\u200d🚒", *BODY).title == "می\u200cخواهم 👩\u200d🚒"


def test_a_hard_wrapped_paragraph_is_one_block_again() -> None:
    wrapped = (
        "The harbour council voted on Monday to close the old pier,\n"
        "which a storm damaged in March. According to engineers who\n"
        "asked not to be named, the piles could be up to 80 years\n"
        "old and are rotting away."
    )
    article = clean("Council closes pier", wrapped, wrapped)
    assert [kind for kind, _ in parts(article)] == ["headline", "paragraph", "paragraph"]
    assert parts(article)[1][1] == wrapped.replace("\n", " ")


def test_a_short_line_before_a_paragraph_is_a_subheading() -> None:
    article = clean(HEADLINE, FIRST, "Engineers warned for years", SECOND, THIRD)
    assert ("subheading", "Engineers warned for years") in parts(article)


@pytest.mark.parametrize(
    "line", ["He said no.", "and then it rained", "By Jane Doe", "12 March 2024, 10:30", "Reasons:"]
)
def test_other_short_lines_are_no_subheadings(line: str) -> None:
    assert ("paragraph", line) in parts(clean(HEADLINE, FIRST, line, SECOND, THIRD))


def test_lists_captions_and_quotations_are_told_apart() -> None:
    quotation = "“We have been writing letters about this pier for ten years and nobody has answered.”"
    article = clean(HEADLINE, FIRST, "• close the pier", "• move the boats", "Photo: Harbour Herald", quotation, THIRD)
    assert [kind for kind, _ in parts(article)][2:] == ["list_item", "list_item", "caption", "quotation", "paragraph"]


def test_direct_speech_behind_a_dash_is_no_list() -> None:
    speech = "— Ми писали листи десять років, — сказав рибалка, — і ніхто не відповів."
    assert ("paragraph", speech) in parts(clean(UKRAINIAN[0], UKRAINIAN[1], speech, speech, UKRAINIAN[2]))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Advertisement", "advertisement"),
        ("РЕКЛАМА", "advertisement"),
        ("Share", "share"),
        ("Поділитися:", "share"),
        ("Facebook Twitter Telegram", "share"),
        ("Read also: Ferry to the islands stops running", "read_also"),
        ("Читайте також: Пором на острови більше не ходить", "read_also"),
        ("Читайте также: Паром на острова больше не ходит", "read_also"),
        ("We use cookies to improve your experience on this site.", "cookies"),
        ("Subscribe to our newsletter for more stories", "subscribe"),
        ("12 comments", "comments"),
        ("Skip to main content", "navigation"),
        ("© 2024 Harbour Herald. All rights reserved.", "copyright"),
    ],
)
def test_leftovers_of_the_page_are_taken_out(line: str, rule: str) -> None:
    article = clean(HEADLINE, FIRST, line, SECOND, THIRD)
    assert removed(article) == {f"{rule}-1": line}
    assert article.text == "\n\n".join([HEADLINE, *BODY])


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by 3 per cent on Monday.",
        "Read also the report of the engineers, which says the same.",
        "See also: the report says more. It names two firms.",
        "Cookies were sold at the pier on Sunday.",
        "Websites use cookies, said the minister, and nobody reads the notice.",
        "Advertisement revenue fell.",
        "Comments by the mayor were not available.",
        "Subscribe to the idea that piers last for ever, and you will be wet.",
        "Реклама на причалі зникла разом із ним.",
    ],
)
def test_prose_about_such_things_is_never_eaten(line: str) -> None:
    assert clean(HEADLINE, FIRST, line, SECOND, THIRD).cleaning == ()


DIRTY = ("ua | en", HEADLINE, "Share", HEADLINE, FIRST, "Advertisement", SECOND, "Read also: Ferry stops", THIRD)
DIRTY_IDS = ("switcher-1", "share-1", "repeated_headline-1", "advertisement-1", "read_also-1")


def test_each_removal_can_be_taken_back_and_stands_in_its_old_place() -> None:
    assert tuple(removed(clean(*DIRTY))) == DIRTY_IDS
    article = clean(*DIRTY, keep=frozenset(["advertisement-1"]))
    assert [text for _, text in parts(article)] == [HEADLINE, FIRST, "Advertisement", SECOND, THIRD]
    assert [removal.id for removal in article.cleaning if removal.kept] == ["advertisement-1"]


def test_with_everything_taken_back_nothing_of_the_input_is_missing() -> None:
    article = clean(*DIRTY, keep=frozenset(DIRTY_IDS))
    assert [text for _, text in parts(article)] == list(DIRTY)
    assert article.title == HEADLINE


@given(st.sets(st.sampled_from(DIRTY_IDS)))
def test_what_is_kept_changes_neither_ids_nor_other_removals(keep: set[str]) -> None:
    article = clean(*DIRTY, keep=frozenset(keep))
    assert removed(article) == removed(clean(*DIRTY))
    gone = [line for line, mark in zip(DIRTY, _marks(), strict=True) if mark and mark not in keep]
    assert len(article.blocks) == len(DIRTY) - len(gone)
    assert article.title == HEADLINE
    for removal in article.cleaning:
        if removal.kept:
            block = article.blocks[removal.before]
            assert article.text[block.start : block.end] == removal.removed


def _marks() -> list[str | None]:
    return ["switcher-1", None, "share-1", "repeated_headline-1", None, "advertisement-1", None, "read_also-1", None]


def test_an_id_that_names_no_removal_is_refused() -> None:
    with pytest.raises(RuleViolation) as caught:
        clean(*DIRTY, keep=frozenset(["switcher-2"]))
    assert (caught.value.code, caught.value.path) == ("unknown_removal", "keep")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "empty_text"),
        (" \n\t", "empty_text"),
        ("a\0", "nul"),
        ("\udc80", "lone_surrogate"),
    ],
)
def test_what_cannot_be_an_article_is_refused(raw: str, code: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        clean_raw(raw=raw)
    assert caught.value.code == code


LINES = st.lists(
    st.one_of(
        st.sampled_from([*DIRTY, "ua en ru", "• item", "Short line", "", "УКР"]),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    ),
    max_size=14,
)


@settings(max_examples=200)
@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_any_text_is_cut_into_blocks_that_hold_all_of_it_and_all_of_it_can_come_back(
    lines: list[str], end: str
) -> None:
    raw = end.join(lines)
    if not raw.replace("\ufeff", "").strip():
        with pytest.raises(RuleViolation, match="no article text"):
            clean_raw(raw=raw)
        return
    try:
        article = clean_raw(raw=raw)
    except RuleViolation:  # all of it was taken out: an article of nothing but leftovers is none
        return
    check_blocks(text=article.text, blocks=article.blocks)
    assert article.text == "\n\n".join(article.text[block.start : block.end] for block in article.blocks)
    assert CleanedArticle.from_json(article.to_json()) == article
    whole = clean_raw(raw=raw, keep=frozenset(removal.id for removal in article.cleaning))
    expected = "".join(unicodedata.normalize("NFC", line) for line in raw.splitlines())
    assert "".join(whole.text.split()).replace("\ufeff", "") == "".join(expected.split()).replace("\ufeff", "")
