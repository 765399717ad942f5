"""No template has English of its own: words stand in `translate` and `blocktranslate`."""

import re
from pathlib import Path

import pytest
from django.conf import settings

_ROOT = Path(settings.BASE_DIR) / "templates"
_MARKED = re.compile(r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}|{#.*?#}", re.DOTALL)
_CLASSES = re.compile(r"{% block \w*class\w* %}.*?{% endblock", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE)
_CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_FILTERED = re.compile(r"\|\s*(?:default|default_if_none|yesno|pluralize|add):\"([^\"]*)\"")
_HTML = re.compile(r"<[^<>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"\s(?:title|alt|placeholder|label|aria-label|aria-description|hx-confirm)=\"([^\"]*)\"")
_WORD = re.compile(r"[^\W\d_]{2,}")

SAME_EVERYWHERE = {"Claimdesk", "REST", "Tab", "Esc", "Del", "https", "uk", "projects"}
"""Names, what stands on keys, and what is typed as an example or stands in an address."""

EXCEPT = {"500.html"}
"""The page for a fault leans on nothing, the catalogues least of all."""


def _bare_words(text: str, *, page: bool) -> list[str]:
    text = _SCRIPT.sub(" ", _CLASSES.sub("", _MARKED.sub(" ", text)))
    said = [match for tag in _TAG.findall(text) if tag.startswith("{{") for match in _FILTERED.findall(tag)]
    text = _TAG.sub("", text)
    if page:
        said += _ATTRIBUTE.findall(text)
        text = _HTML.sub(" ", _CODE.sub(" ", text))
    return [word for one in (*said, text) for word in _WORD.findall(one) if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize(
    "path", sorted(path.relative_to(_ROOT).as_posix() for path in _ROOT.rglob("*") if path.is_file())
)
def test_a_template_has_no_words_that_are_not_marked(path: str) -> None:
    if path not in EXCEPT:
        assert not _bare_words((_ROOT / path).read_text(), page=path.endswith(".html"))


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello</p>",
        '<p title="Hello">{{ name }}</p>',
        '{% translate "Marked" %} not marked',
        '{{ name|default:"Nobody" }}',
        '<p aria-label="{% if a %}Open{% endif %}"></p>',
    ],
)
def test_words_that_are_not_marked_are_found(text: str) -> None:
    assert _bare_words(text, page=True)
