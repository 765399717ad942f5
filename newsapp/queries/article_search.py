"""Full-text search in articles: the words that are kept of one, who matches, and where the words stand."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField
from django.db.models.expressions import RawSQL

from newsapp.access import ProjectAccess
from newsapp.domain.searching import STEMMED, Term, stemming_of, terms_of
from newsapp.models import ArticleSearch

INDEXED_PREFIX = 100_000
"""Code points of a text that full-text search looks at: PostgreSQL refuses a search vector past 1 MB."""

NEAR = 3_000
"""Code points of a text in which an excerpt is looked for, from shortly before the first word that is found."""

FAR = 20_000
"""The same, when no word stands in the text as it was typed (another form of it does)."""

# Around a word that was found: private characters, which are taken out of the text first.
_START, _STOP = "\ue000", "\ue001"
_FOUND = re.compile(f"{_START}([^{_START}{_STOP}]*){_STOP}")
_MARKS = f"StartSel={_START}, StopSel={_STOP}"

_ALL = 10_000_000

Sql = tuple[str, list[Any]]


class Part(NamedTuple):
    """A stretch of an excerpt; `found` when it is a word that was looked for."""

    text: str
    found: bool


class Excerpt(NamedTuple):
    """Where an article has what somebody looks for; `text` is empty when only the title has it."""

    title: list[Part]
    text: list[Part]


def words_of(*, project_id: int, title: str, text: str, language: str) -> RawSQL:
    """The words of an article: as they stand, and stemmed where PostgreSQL can; its project is one of them."""
    body = text[:INDEXED_PREFIX]
    parts = ["%s::tsvector", "setweight(to_tsvector('simple', %s), 'A')", "setweight(to_tsvector('simple', %s), 'C')"]
    params = [f"'{_project_word(project_id)}'", title, body]
    config = stemming_of(language)
    if config is not None:
        parts += ["setweight(to_tsvector(%s::regconfig, %s), 'B')", "setweight(to_tsvector(%s::regconfig, %s), 'D')"]
        params += [config, title, config, body]
    return RawSQL(" || ".join(parts), params, SearchVectorField())  # noqa: S611 - each part is a literal of this module


def _project_word(project_id: int) -> str:
    """No text has it: the parser leaves out the sign."""
    return f"#{project_id}"


def matching(*, project_id: int, search: str, language: str | None) -> Any:
    """The rows of a project's articles that have what somebody looks for, to be used in a condition.

    Args:
        project_id: the project's row.
        search: see `newsapp.domain.searching.terms_of`.
        language: stems are looked up in this language only; None takes all that there are.
    """
    terms = terms_of(search)
    rows = ArticleSearch.objects.all()
    if not terms:
        return rows.none().values("article")
    # A limit that nothing reaches: it keeps PostgreSQL from trying one article after the other for the words of it.
    return rows.filter(_matches(_query(terms, language, project_id))).values("article")[:_ALL]


def _matches(query: RawSQL) -> Func:
    return Func(F("vector"), query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())


def relevance(*, search: str, language: str | None) -> Func:
    """How well an `ArticleSearch` that matches does so, as a whole number; titles count most."""
    query = _query([term for term in terms_of(search) if not term.without], language)
    return Func(
        F("vector"),
        query,
        template="(ts_rank(%(expressions)s) * 1000000)::integer",
        output_field=IntegerField(),
    )


def _query(terms: Sequence[Term], language: str | None, project_id: int | None = None) -> RawSQL:
    """Without a project for ranking: a word that stands nowhere would count by its distance from the others."""
    parts, params = ["%s::tsquery"], [f"'{_project_word(project_id)}'" if project_id else ""]
    for term in terms:
        sql, given = _looked_for(term, language)
        parts.append(f"!! {sql}" if term.without else sql)
        params += given
    return RawSQL(" && ".join(parts), params, SearchQueryField())  # noqa: S611 - each part is a literal of this module


def _looked_for(term: Term, language: str | None) -> Sql:
    """A word is found by its beginning as it stands, and by its stem in each language that has one."""
    if term.exact:
        return "(phraseto_tsquery('simple', %s))", [term.words]
    escaped = term.words.replace("\\", "\\\\").replace("'", "''")
    own = stemming_of(language)
    configs = ([own] if own else []) if language else list(STEMMED.values())
    stems = "".join(" || phraseto_tsquery(%s::regconfig, %s)" for _ in configs)
    given = [value for config in configs for value in (config, term.words)]
    return f"(to_tsquery('simple', %s){stems})", [f"'{escaped}':*", *given]


# A window of the text from shortly before the first word that stands there as typed; then the words in it, found as the
# article's own language has them and, for what was found by its beginning, as they stand.
_EXCERPTS = """
SELECT given.id,
       ts_headline(given.config::regconfig, clean.title, query.terms, %(whole)s),
       ts_headline('simple', clean.title, query.terms, %(whole)s),
       ts_headline(given.config::regconfig, clean.body, query.terms, %(some)s),
       CASE WHEN given.config <> 'simple' THEN ts_headline('simple', clean.body, query.terms, %(some)s) ELSE '' END
FROM unnest(%(ids)s::bigint[], %(configs)s::text[]) AS given (id, config)
JOIN newsapp_article a ON a.id = given.id
JOIN newsapp_revision r ON r.id = a.current_revision_id
CROSS JOIN LATERAL (
    -- The headline is shown above: it is not shown again.
    SELECT left(substr(r.text, CASE WHEN starts_with(r.text, a.title) THEN length(a.title) + 1 ELSE 1 END), %(prefix)s) AS text
) body
CROSS JOIN LATERAL (
    SELECT coalesce(min(nullif(strpos(lower(body.text), word), 0)), 0) AS place FROM unnest(%(typed)s::text[]) AS word
) first
CROSS JOIN LATERAL (
    SELECT translate(a.title, %(marks)s, '') AS title,
           translate(CASE WHEN first.place > 0 THEN substr(body.text, greatest(1, first.place - 250), %(near)s)
                          ELSE left(body.text, %(far)s) END, %(marks)s, '') AS body
) clean
CROSS JOIN (SELECT {query} AS terms) query
"""


def excerpts(*, access: ProjectAccess, languages: Iterable[tuple[int, str]], search: str) -> dict[int, Excerpt]:
    """Where some articles have what somebody looks for, in one statement.

    Args:
        access: the project that the articles are of.
        languages: the articles' rows, each with its language.
        search: see `newsapp.domain.searching.terms_of`.
    """
    rows = list(languages)
    terms = [term for term in terms_of(search) if not term.without]
    if not terms or not rows:
        return {}
    assert access.project.pk
    queries, given = [], {}
    for index, term in enumerate(terms):
        sql, params = _looked_for(term, None)
        for place, value in enumerate(params):
            sql = sql.replace("%s", f"%(t{index}_{place})s", 1)
            given[f"t{index}_{place}"] = value
        queries.append(sql)
    with connection.cursor() as cursor:
        cursor.execute(
            _EXCERPTS.format(query=" || ".join(queries)),
            {
                "ids": [pk for pk, _ in rows],
                "configs": [stemming_of(language) or "simple" for _, language in rows],
                "typed": [term.words.lower() for term in terms],
                "marks": _START + _STOP,
                "whole": f"HighlightAll=true, {_MARKS}",
                "some": f'MaxFragments=2, MinWords=8, MaxWords=22, FragmentDelimiter=" … ", {_MARKS}',
                "prefix": INDEXED_PREFIX,
                "near": NEAR,
                "far": FAR,
                **given,
            },
        )
        return {
            pk: Excerpt(_parts(stemmed if _START in stemmed else plain), _parts(*_marked(body, as_it_stands)))
            for pk, stemmed, plain, body, as_it_stands in cursor.fetchall()
        }


def _marked(*candidates: str) -> list[str]:
    """The first of them in which a word was found, if any."""
    return [text for text in candidates if _START in text][:1]


def _parts(text: str = "") -> list[Part]:
    """An excerpt cut at its marks; white space as one space."""
    parts, end = [], 0
    text = " ".join(text.split())
    for match in _FOUND.finditer(text):
        parts += [Part(text[end : match.start()], False), Part(match[1], True)]
        end = match.end()
    parts.append(Part(text[end:], False))
    return [part for part in parts if part.text]
