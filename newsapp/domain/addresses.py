"""Names and mail addresses as people type several of them."""

import re

_BETWEEN = re.compile(r"[,;\r\n]+")
_IN_BRACKETS = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*$")


def split_people(text: str) -> list[str]:
    """Names and addresses, each once in any case, in order; of `Ana B. <ana@news.example>` the address."""
    found: dict[str, str] = {}
    for part in _BETWEEN.split(text):
        bracketed = _IN_BRACKETS.search(part)
        entry = (bracketed.group(1) if bracketed else part).strip().removeprefix("@")
        if entry:
            found.setdefault(entry.casefold(), entry)
    return list(found.values())
