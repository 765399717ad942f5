"""What the scripts of a page consist of."""

import posixpath
import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_IMPORT = re.compile(r'(?:^|;)(?:import|export)\b[^"\'`;]*"(\.[^"]+)"(?=;)', re.MULTILINE)
"""One to a line as we write them, one after the other where they are packed."""


@register.simple_tag
def module_preloads(name: str) -> SafeString:
    """Links that have all modules of a script fetched at once, and not one after the other as each is found.

    Args:
        name: of the script that the page starts, below the static files.
    """
    links = ((static(module),) for module in modules_of(name))
    return format_html_join("", '<link rel="modulepreload" href="{}">', links)


@lru_cache
def modules_of(name: str) -> tuple[str, ...]:
    """What a script imports, and what those import, in the order of their being found."""
    known: dict[str, None] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop(0)
        path = finders.find(current)
        if not isinstance(path, str):
            continue
        for found in _IMPORT.findall(Path(path).read_text()):
            module = posixpath.normpath(posixpath.join(posixpath.dirname(current), found))
            if module not in known:
                known[module] = None
                waiting.append(module)
    return tuple(known)
