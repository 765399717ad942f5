"""What people read of commands and keys."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.domain.commands import Group

Name = str | Promise

GROUP_NAMES: Mapping[Group, Name] = {
    "reading": _("In the text"),
    "selecting": _("Selecting"),
    "highlights": _("Highlights"),
    "article": _("From article to article"),
}

COMMAND_NAMES: Mapping[str, Name] = {
    "sentence-back": _("sentence before"),
    "sentence-on": _("sentence after"),
    "word-left": _("word to the left"),
    "word-right": _("word to the right"),
    "character-left": _("character to the left"),
    "character-right": _("character to the right"),
    "paragraph-back": _("paragraph before"),
    "paragraph-on": _("paragraph after"),
    "paragraph-start": _("start of the paragraph"),
    "paragraph-end": _("end of the paragraph"),
    "text-start": _("start of the text"),
    "text-end": _("end of the text"),
    "highlight-on": _("next highlight"),
    "highlight-back": _("highlight before"),
    "find": _("find in the text; Esc leaves with the place selected"),
    "find-on": _("next place that was found"),
    "find-back": _("place that was found before"),
    "who-said-what": _("who said what: the links as a tree"),
    "tab-on": _("next highlight, from the text"),
    "tab-back": _("highlight before, from the text"),
    "out": _("back to the text; out of everything"),
    "extend-sentence-back": _("move the edge a sentence back"),
    "extend-sentence-on": _("move the edge a sentence on"),
    "extend-word-left": _("move the edge a word to the left"),
    "extend-word-right": _("move the edge a word to the right"),
    "extend-character-left": _("move the edge a character to the left"),
    "extend-character-right": _("move the edge a character to the right"),
    "extend-paragraph-back": _("move the edge a paragraph back"),
    "extend-paragraph-on": _("move the edge a paragraph on"),
    "extend-paragraph-start": _("select to the start of the paragraph"),
    "extend-paragraph-end": _("select to the end of the paragraph"),
    "extend-text-start": _("select to the start of the text"),
    "extend-text-end": _("select to the end of the text"),
    "extend-highlight-on": _("move the edge to the next highlight"),
    "extend-highlight-back": _("move the edge to the highlight before"),
    "jump": _("go to words by their first letters, and select them"),
    "other-edge": _("move the other edge from now on"),
    "jump-highlight": _("go to a highlight by the first letters of its words"),
    "details": _("to the details of the highlight in focus"),
    "start-earlier": _("its start a word earlier"),
    "start-later": _("its start a word later"),
    "end-earlier": _("its end a word earlier"),
    "end-later": _("its end a word later"),
    "start-character-earlier": _("its start a character earlier"),
    "start-character-later": _("its start a character later"),
    "end-character-earlier": _("its end a character earlier"),
    "end-character-later": _("its end a character later"),
    "to-selection": _("set it to the selection"),
    "add-part": _("the selected words become a part of it"),
    "cut-part": _("the selected words, or the chosen part, are cut out of it"),
    "next-part": _("its next part"),
    "part-before": _("its part before"),
    "link": _("link it to another: step there, then ↵; twice: as is most likely meant"),
    "discuss": _("what is said about it; about the article, when no highlight is in focus"),
    "dispute": _("to its dispute, or open one"),
    "claim": _("to its claim, or say which one it belongs to"),
    "suggestion-on": _("next suggestion"),
    "suggestion-back": _("suggestion before"),
    "suggestion-accept": _("accept the suggestion"),
    "suggestion-change": _("accept the suggestion and change it"),
    "suggestion-reject": _("reject the suggestion"),
    "every-occurrence": _("mark every occurrence of the selected words, or of the highlight in focus"),
    "still-right": _("it is right under the newer definition, too"),
    "delete": _("delete it"),
    "undo": _("undo the last thing"),
    "redo": _("do again what was undone"),
    "done": _("done with this article, or not done after all"),
    "next-article": _("next article for you"),
    "skip": _("skip this article, with a reason"),
    "previous-article": _("back to the article before"),
    "way-back": _("back to the list of highlights"),
    "guidelines": _("the guidelines, beside the text"),
    "all-keys": _("all keys"),
}

_SIGNS = {
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "Enter": "↵",
    "Escape": "Esc",
    "Delete": "Del",
    "Backspace": "⌫",
    "Shift": "⇧",
}


def shown_key(key: str) -> str:
    """A key as a key cap has it: `⇧ U`."""
    if len(key) == 1:
        return key.upper()
    head, _plus, last = key.rpartition("+")
    parts = [*(head.split("+") if head else []), last or "+"]
    return " ".join(_SIGNS.get(part, part.upper() if len(part) == 1 else part) for part in parts)
