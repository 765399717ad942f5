"""Leftovers of scraping: whole lines that belong to the page around an article. Prose is never touched.

Each rule looks at one short line. What can also be said in an article (cookies, subscriptions) counts only at the
edges of the text.
"""

import re
from collections.abc import Sequence
from typing import Final

from newsapp.domain.extraction.headlines import ends_like_prose
from newsapp.domain.extraction.lines import Line

EDGE: Final = 6
"""How many lines at the top and at the bottom are the edges of a text."""

_MAX_LENGTH = 220

_EXACT: dict[str, frozenset[str]] = {
    "advertisement": frozenset(
        ["advertisement", "advertising", "advertisement - scroll to continue", "story continues below advertisement",
        "article continues below advertisement", "sponsored", "sponsored content", "promoted", "реклама", "реклама:",
        "на правах реклами", "на правах рекламы", "продовження після реклами", "продолжение после рекламы", "anzeige",
        "werbung", "publicité", "publicidad", "pubblicità"]
    ),
    "share": frozenset(
        ["share", "share this", "share this article", "share this story", "share article", "share on facebook",
        "share on twitter", "share on x", "share on whatsapp", "share on telegram", "share via email", "copy link",
        "link copied", "print", "print this page", "save", "tweet", "email", "email this article", "bookmark",
        "listen", "listen to article", "listen to this article", "click to share", "поділитися", "поділитись",
        "поділитися:", "поширити", "копіювати посилання", "скопіювати посилання", "роздрукувати", "друк",
        "версія для друку", "зберегти", "слухати", "поделиться", "поделиться:", "поделиться в соцсетях",
        "копировать ссылку", "скопировать ссылку", "распечатать", "печать", "версия для печати", "сохранить",
        "слушать", "teilen", "drucken", "partager", "imprimer", "compartir", "imprimir", "condividi", "udostępnij"]
    ),
    "comments": frozenset(
        ["comments", "leave a comment", "add a comment", "post a comment", "view comments", "show comments",
        "join the conversation", "no comments", "коментарі", "залишити коментар", "додати коментар", "комментарии",
        "оставить комментарий", "добавить комментарий", "комментировать", "коментувати", "kommentare", "commentaires",
        "comentarios"]
    ),
    "navigation": frozenset(
        ["skip to content", "skip to main content", "skip to main", "jump to content", "back to top", "menu",
        "main menu", "close", "close menu", "search", "log in", "login", "sign in", "sign up", "register",
        "subscribe", "home", "breaking news", "previous article", "next article", "loading...", "loading…",
        "show more", "load more", "go back", "меню", "пошук", "увійти", "вхід", "реєстрація", "головна", "на головну",
        "вгору", "нагору", "закрити", "показати ще", "більше новин", "усі новини", "поиск", "войти", "вход",
        "регистрация", "главная", "на главную", "наверх", "закрыть", "показать ещё", "показать еще",
        "больше новостей", "все новости"]
    ),
}  # fmt: skip

_NETWORKS = frozenset(
    ["facebook", "twitter", "x", "telegram", "whatsapp", "viber", "linkedin", "reddit", "pinterest", "vk",
    "vkontakte", "вконтакте", "messenger", "instagram", "threads", "bluesky", "mastodon", "youtube", "tiktok",
    "email", "e-mail", "mail", "print", "copy", "link", "share", "pocket", "flipboard", "odnoklassniki",
    "одноклассники", "фейсбук", "твіттер", "телеграм", "вайбер"]
)  # fmt: skip
_UNMISTAKABLE = ("share ", "click to share", "copy link", "поділи", "подели")
_COMMENT_COUNT = re.compile(r"(?:\d+\s+)?(?:comments?|коментар\w*|комментари\w*)\s*[:(]?\s*\d*\s*\)?", re.IGNORECASE)
_READ_ALSO = re.compile(
    r"(?:read also|also read|read more|see also|read next|more on this|related(?: articles?| stories| news| topics)?|"
    r"recommended(?: for you)?|don'?t miss|you may also like|"
    r"читайте також|читайте ще|також читайте|читати також|дивіться також|дивіться ще|за темою|по темі|"
    r"читайте также|читать также|также читайте|смотрите также|читайте ещё|читайте еще|по теме|материалы по теме|"
    r"lesen sie auch|mehr zum thema|lire aussi|à lire aussi|lea también|leggi anche|czytaj także|czytaj też|zobacz też)"
    r"\s*(?P<colon>[:→>»]|$)\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"(?:(?:we|this (?:web)?site|our (?:web)?site|by (?:continuing|using|clicking)\b.{0,80}?)\s.{0,40}?\bcookies?\b|"
    r"(?:accept|manage|reject)(?: all)? cookies$|cookies? (?:policy|settings|preferences|consent)$|"
    r"(?:ми|наш сайт|цей сайт|сайт)\s(?:\S+\s){0,2}?використову\w+\s.{0,30}?cookies?\b|"
    r"(?:мы|наш сайт|этот сайт|сайт)\s(?:\S+\s){0,2}?использу\w+\s.{0,30}?cookies?\b|"
    r"(?:wir|diese (?:web)?seite) (?:verwenden|verwendet|nutzen)\s.{0,30}?cookies\b)",
    re.IGNORECASE,
)
_SUBSCRIBE = re.compile(
    r"(?:(?:subscribe|sign up) (?:to|for) (?:our|the) [\w’'. -]{0,40}?(?:newsletter|channel|updates|mailing list)|"
    r"(?:follow|join) us (?:on|in|at)\s|follow (?:our|the) [\w’'. -]{0,30}?channel|get our (?:app|newsletter)|"
    r"(?:підписуйтесь|підписуйтеся|підпишіться|приєднуйтесь|приєднуйтеся|долучайтесь|стежте за нами)\s|"
    r"(?:подписывайтесь|подпишитесь|присоединяйтесь|следите за нами)\s)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,12}\b(?:19|20)\d\d\b|all rights reserved\.?$|"
    r"(?:усі|всі|все) права (?:захищен|защищен)\w+",
    re.IGNORECASE,
)


def rule_for(*, text: str, at_edge: bool) -> str | None:
    """The key of the rule that takes this line out, or None. `at_edge`: it is among the first or last `EDGE` lines."""
    if len(text) > _MAX_LENGTH:
        return None
    bare = text.casefold().strip(" \t.:!–—-|•·→›»«\"'“”")
    for rule, known in _EXACT.items():
        # A word such as "Menu" or "Search" may be a heading within an article; around it, it is the page's.
        if bare in known and (at_edge or rule == "advertisement" or bare.startswith(_UNMISTAKABLE)):
            return rule
    tokens = re.findall(r"[\w-]+", bare)
    if len(tokens) > 1 and all(token in _NETWORKS for token in tokens):
        return "share"
    if at_edge and tokens and _COMMENT_COUNT.fullmatch(text.strip()):
        return "comments"
    if (match := _READ_ALSO.match(text)) and _is_teaser(match):
        return "read_also"
    if at_edge:
        if _COOKIES.match(text):
            return "cookies"
        if _SUBSCRIBE.match(text):
            return "subscribe"
        if _COPYRIGHT.match(text):
            return "copyright"
    return None


def _is_teaser(match: re.Match[str]) -> bool:
    """A pointer names another headline: sentences after the colon are prose."""
    rest = match["rest"]
    return not ends_like_prose(rest) and rest.count(". ") == 0


def find_leftovers(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """(rule, lines) of each leftover among the lines of an article; neighbours of one rule are one removal."""
    found: list[tuple[str, list[Line]]] = []
    previous: str | None = None
    for index, line in enumerate(lines):
        rule = rule_for(text=line.text, at_edge=index < EDGE or index >= len(lines) - EDGE)
        if rule and rule == previous:
            found[-1][1].append(line)
        elif rule:
            found.append((rule, [line]))
        previous = rule
    return found
