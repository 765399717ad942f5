"""Every sentence that a page says can be found by `makemessages`: it is marked, and written out where it is marked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)

SENTENCES = {
    "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2,
    "pgettext": 2, "pgettext_lazy": 2, "npgettext": 3, "npgettext_lazy": 3,
}  # fmt: skip
"""The functions that translate, each with how many of its first arguments are looked up."""

SAYS = {"RuleViolation": 1, "Conflict": 1, "NotAllowed": 0, "NotVisible": 0, "success": 1, "error": 1}
"""What shows a sentence to a person, each with the place of the sentence among its arguments."""

NAMES = {"Claimdesk", "· Claimdesk", "Claimdesk: REST", "https://", "/projects/", "/projects//", "workbench-page"}
"""Names, addresses, and the class of a page: the same in every language."""

NOT_TRANSLATED = {"500.html": "shown when nothing works any more, the translations included"}

TRANSLATE_THEMSELVES = {"newsapp/wording.py", "newsapp/web/translating.py"}
"""What hands sentences of others to the translation; those are held by `test_wording`."""

_HIDDEN = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}|<(kbd|code)\b.*?</\1>"
    r"|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r'\s(?:title|placeholder|aria-label|alt)="([^"]*)"')
_WORD = re.compile(r"[^\W\d_]{3,}")


def _modules(*layers: str) -> list[str]:
    folders = [ROOT / app / layer for app in ("newsapp", "annotations") for layer in layers]
    return sorted(path.relative_to(ROOT).as_posix() for folder in folders for path in folder.rglob("*.py"))


def _calls(module: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls of a module, each with the name of the function as it was where it was imported from."""
    tree = ast.parse((ROOT / module).read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {alias.asname: alias.name for node in imports for alias in node.names if alias.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield names.get(name, name), node


@pytest.mark.parametrize("module", [module for module in _modules(".") if module not in TRANSLATE_THEMSELVES])
def test_what_is_translated_is_written_out(module: str) -> None:
    for name, call in _calls(module):
        for argument in call.args[: SENTENCES.get(name, 0)]:
            assert isinstance(argument, ast.Constant), f"line {call.lineno}: {ast.unparse(argument)}"


@pytest.mark.parametrize("module", _modules("web"))
def test_what_pages_refuse_and_report_is_marked(module: str) -> None:
    for name, call in _calls(module):
        if name in SAYS and len(call.args) > SAYS[name]:
            sentence = call.args[SAYS[name]]
            parts = sentence.values if isinstance(sentence, ast.JoinedStr) else [sentence]
            plain = [part.value for part in parts if isinstance(part, ast.Constant)]
            assert not any(_WORD.search(str(words)) for words in plain), f"line {call.lineno}: {plain}"


TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name not in NOT_TRANSLATED])
def test_every_word_of_a_template_is_marked(template: str) -> None:
    page = _HIDDEN.sub("", (ROOT / "templates" / template).read_text())
    found = [*_ATTRIBUTE.findall(page), *re.split(r"<[^>]*>", page)]
    assert not [words for words in map(str.strip, found) if _WORD.search(words) and words not in NAMES]
