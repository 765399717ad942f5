"""Who is called by name in what somebody writes."""

import re

_MENTION = re.compile(r"(?<![\w@.+-])@([\w.@+-]{1,150})")
"""A username may hold letters, digits and `@ . + - _`; what stands right behind a word is an e-mail address."""

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def mentioned_in(text: str) -> list[str]:
    """The names behind an `@` in a Markdown text, in order, each once; whether there is anybody of the name is not asked.

    A full stop, a hyphen or the like at the end of a name ends the sentence; what stands in code is no name.
    """
    found = (name.rstrip(".-+@") for name in _MENTION.findall(_CODE.sub(" ", text)))
    return list(dict.fromkeys(name for name in found if name))
