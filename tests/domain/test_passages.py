"""What the guidelines say of a tag."""

import pytest

from annotations.domain.passages import passage_of
from annotations.domain.schemes import TagSpec
from newsapp.domain.markdown import sections

TAG = TagSpec("red_herring", "Red Herring", "red", "thin")


@pytest.mark.parametrize(
    "heading", ["Red herring", "RED-HERRING!", "red_herring", "*Red* herring", "What `red_herring` is", "`red_herring`"]
)
def test_a_heading_is_about_a_tag(heading: str) -> None:
    section = passage_of(f"# All\n\nIntro.\n\n## {heading}\n\nIts words.\n\n### Deeper\n\nMore.\n\n## Next\n\nNo.", TAG)
    assert section is not None
    html = section.html(lowest=3)
    assert "Its words." in html
    assert "<h4>Deeper</h4>" in html
    assert "Next" not in html
    assert "Intro" not in html


@pytest.mark.parametrize("heading", ["Red herrings", "About red_herring", "Herring", "!!!"])
def test_a_heading_is_about_something_else(heading: str) -> None:
    assert passage_of(f"## {heading}\n\nWords.", TAG) is None


def test_the_first_heading_counts_and_a_higher_one_ends_it() -> None:
    section = passage_of("### Red herring\n\nOne.\n\n# Other\n\nTwo.\n\n## Red herring\n\nThree.", TAG)
    assert section is not None
    assert section.html(lowest=2, heading=False).strip() == "<p>One.</p>"


def test_a_heading_within_a_quote_or_in_code_is_none() -> None:
    assert passage_of("> ## Red herring\n> no\n\n```\n## Red herring\n```", TAG) is None


def test_a_label_in_another_script_is_found_however_it_is_composed() -> None:
    tag = TagSpec("t", "Російський", "red", "thin")
    assert passage_of("## російськии\u0306\n\nТак.", tag) is not None


def test_vowel_signs_tell_names_apart() -> None:
    assert passage_of("## की\n\nWords.", TagSpec("t", "का", "red", "thin")) is None


def test_a_label_without_letters_meets_no_heading_without_letters() -> None:
    assert passage_of("## ???\n\nWords.", TagSpec("t", "!!!", "red", "thin")) is None


def test_a_section_has_no_ids_no_scripts_and_its_references() -> None:
    (section,) = sections('# A [link][1] <script>alert(1)</script>\n\n[1]: https://news.example/a "t"')
    html = section.html(lowest=3)
    assert 'href="https://news.example/a"' in html
    assert "<script" not in html
    assert " id=" not in html
