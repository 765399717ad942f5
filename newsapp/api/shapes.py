"""The JSON of people, projects and articles: what answers hold, and what bodies may."""

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from rest_framework import serializers

from newsapp.api.fields import (
    Keys,
    Shape,
    StrictBoolean,
    StrictInteger,
    StrictMoment,
    StrictNumber,
    StrictObject,
    StrictString,
)
from newsapp.domain.articles import MAX_NAME, MAX_TITLE, MAX_URL
from newsapp.domain.blocks import KINDS
from newsapp.domain.project_settings import MAX_AT_ONCE, MAX_DAYS, Order
from newsapp.domain.roles import Role
from newsapp.queries.activity import EventRecord
from newsapp.queries.articles import ArticleRecord, RevisionRecord
from newsapp.queries.assignments import AssignmentRecord
from newsapp.queries.projects import MemberRecord, ProjectRecord
from newsapp.queries.stories import StoryRecord
from newsapp.services.guidelines import MAX_GUIDELINES

ROLES = [role.value for role in Role]
ORDERS = [order.value for order in Order]


class FaultJSON(serializers.Serializer[Any]):
    """One field at fault."""

    path = serializers.CharField(help_text="Where: `start`, `segments.0`, and `3.start` in a list.")
    detail = serializers.CharField()
    code = serializers.CharField(required=False)
    existing = serializers.JSONField(required=False)


class ProblemJSON(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="The rule's stable name.")
    errors = FaultJSON(many=True, required=False)  # type: ignore[assignment]
    existing = serializers.JSONField(required=False, help_text="409: what is there already.")
    current = serializers.JSONField(required=False, help_text="412: what is stored now.")


class TokenJSON(serializers.Serializer[Any]):
    """The token that the request was made with."""

    label = serializers.CharField()  # type: ignore[assignment]
    scope = serializers.ChoiceField(choices=["read", "write"])
    expires_at = serializers.DateTimeField(allow_null=True)


class MeJSON(serializers.Serializer[Any]):
    """Who is asking."""

    username = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    token = TokenJSON(allow_null=True, help_text="null in a browser's session.")


class ProjectJSON(serializers.Serializer[Any]):
    """A project as one member sees it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    team = serializers.CharField()
    role = serializers.ChoiceField(choices=ROLES, help_text="The caller's own.")
    coders_per_article = serializers.IntegerField(help_text="To how many people an article is handed out.")
    blind = serializers.BooleanField(
        help_text="Whether nobody sees another coder's work on an article before its comparison is open."
    )
    coders_anonymous = serializers.BooleanField(help_text="Whether all but managers know other coders by pseudonyms.")
    small_team = serializers.BooleanField(
        help_text="Whether the rules about who may settle what are waived, each waiver logged."
    )
    gold_threshold = serializers.FloatField(
        allow_null=True,
        help_text="The share of an article's coders, above 0.5, who must agree for their reading to become gold at once; "
        "null leaves all of it to reviewers.",
    )
    assign_automatically = serializers.BooleanField(
        help_text="Whether whoever has nothing in hand and asks for an article gets one."
    )
    assign_order = serializers.ChoiceField(choices=ORDERS, help_text="In which order articles are handed out.")
    open_at_once = serializers.IntegerField(
        allow_null=True, help_text="How many articles that are not done somebody is handed at most; null for no limit."
    )
    due_days = serializers.IntegerField(
        allow_null=True, help_text="In how many days an article is to be done; null for no date."
    )
    stalled_days = serializers.IntegerField(
        help_text="After how many days an article that somebody began with and left alone counts as stalled."
    )
    archived = serializers.BooleanField(help_text="Whether it is only read.")
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ProjectChange(Shape):
    """What may change of a project."""

    name = StrictString(max_length=120, required=False)
    description = StrictString(max_length=2_000, allow_blank=True, required=False)
    coders_per_article = StrictInteger(min_value=1, max_value=20, required=False)
    blind = StrictBoolean(required=False)
    coders_anonymous = StrictBoolean(required=False)
    small_team = StrictBoolean(required=False)
    gold_threshold = StrictNumber(required=False, allow_null=True, help_text="Above 0.5, at most 1.")
    assign_automatically = StrictBoolean(required=False)
    assign_order = serializers.ChoiceField(choices=ORDERS, required=False)
    open_at_once = StrictInteger(min_value=1, max_value=MAX_AT_ONCE, required=False, allow_null=True)
    due_days = StrictInteger(min_value=1, max_value=MAX_DAYS, required=False, allow_null=True)
    stalled_days = StrictInteger(min_value=1, max_value=MAX_DAYS, required=False)
    archived = StrictBoolean(required=False, help_text="An archived project is read and exported, not changed.")
    also = frozenset({"slug", "team", "role", "created_at", "version"})


class GuidelinesJSON(serializers.Serializer[Any]):
    """A published state of the guidelines; `version` 0 and no text while nothing was published."""

    version = serializers.IntegerField()
    text = serializers.CharField(help_text="Markdown.")
    summary = serializers.CharField(help_text="What is different from the version before.")
    created_at = serializers.DateTimeField(allow_null=True)
    author = serializers.CharField(allow_null=True)


class GuidelinesBody(Shape):
    """New guidelines."""

    text = StrictString(allow_blank=True, max_length=MAX_GUIDELINES)
    summary = StrictString(allow_blank=True, max_length=300, required=False)
    also = frozenset({"version", "created_at", "author"})


class MemberJSON(serializers.Serializer[Any]):
    """Somebody in a project."""

    user = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=ROLES)
    created_at = serializers.DateTimeField()


class StoryJSON(serializers.Serializer[Any]):
    """Articles that tell the same thing."""

    name = serializers.CharField()
    articles = serializers.ListField(child=serializers.IntegerField(), help_text="Their ids.")
    created_at = serializers.DateTimeField()


class EventJSON(serializers.Serializer[Any]):
    """One thing that somebody did."""

    id = serializers.IntegerField()
    verb = serializers.CharField()
    object = serializers.CharField()
    article = serializers.IntegerField(allow_null=True)
    actor = serializers.CharField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]
    detail = serializers.DictField(allow_null=True)
    created_at = serializers.DateTimeField()


class BlockJSON(serializers.Serializer[Any]):
    """A part of a text; offsets in code points."""

    kind = serializers.ChoiceField(choices=KINDS)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    lead = serializers.BooleanField(required=False)


class CleaningJSON(serializers.Serializer[Any]):
    """A rule of cleaning that fired, and what it removed; further members say where."""

    rule = serializers.CharField()
    removed = serializers.CharField()


class ArticleJSON(serializers.Serializer[Any]):
    """An article."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    language = serializers.CharField(help_text="BCP 47; empty when it is not known.")
    url = serializers.CharField(allow_null=True)
    outlet = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    story = serializers.CharField(allow_null=True)
    revision = serializers.IntegerField()
    text = serializers.CharField()
    sha256 = serializers.CharField()
    blocks = BlockJSON(many=True)
    tags = serializers.ListField(child=serializers.CharField())
    cleaning = CleaningJSON(many=True)
    metadata = serializers.DictField()
    status = serializers.ChoiceField(
        choices=["new", "assigned", "done", "archived"],
        help_text="How far the work on it is; while the caller codes it blind, how far her own is.",
    )
    comparison_opened_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when its coders' readings are compared, and seen by everybody."
    )
    page = serializers.CharField(help_text="Its workbench in the browser.")
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class RevisionJSON(serializers.Serializer[Any]):
    """One state of an article's text."""

    revision = serializers.IntegerField()
    text = serializers.CharField()
    sha256 = serializers.CharField()
    length = serializers.IntegerField(help_text="In code points.")
    blocks = BlockJSON(many=True)
    cleaning = CleaningJSON(many=True)
    origin = serializers.ChoiceField(choices=["data", "raw", "html"])
    created_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class _Details(Shape):
    title = StrictString(max_length=MAX_TITLE, allow_blank=True, allow_null=True, required=False)
    language = StrictString(max_length=35, allow_blank=True, allow_null=True, required=False)
    url = StrictString(max_length=MAX_URL, allow_null=True, required=False)
    outlet = StrictString(max_length=MAX_NAME, allow_null=True, required=False)
    published_at = StrictMoment(allow_null=True, required=False)
    story = StrictString(max_length=MAX_NAME, allow_null=True, required=False)
    metadata = StrictObject(required=False)
    tags = Keys(required=False, help_text="Keys of the scheme's article tags.")


class ArticleBody(_Details):
    """A new article: exactly one of `text`, `html` and `raw`, and what is known of it."""

    text = StrictString(required=False, help_text="Kept to the code point.")
    html = StrictString(required=False, help_text="A page, which is cleaned.")
    raw = StrictString(required=False, help_text="A scraped or pasted text, which is cleaned.")
    also = frozenset({"id", "revision", "sha256", "blocks", "cleaning", "status", "page", "created_at", "version"}) | {
        "comparison_opened_at"
    }


class ArticleUpload(_Details):
    """A new article from a file, which is cleaned."""

    file = serializers.FileField()
    metadata = StrictString(required=False, help_text="A JSON object.")  # type: ignore[assignment]
    tags = serializers.ListField(child=StrictString(max_length=60), required=False)  # type: ignore[assignment]


class ArticleChange(_Details):
    """What may change of an article; its text may not (that is a new revision)."""

    text = StrictString(required=False, help_text="If it is sent, it must be the text that is stored.")
    also = ArticleBody.also


def page_address(slug: str, number: int) -> str:
    """The address of an article's workbench."""
    try:
        return reverse("article", kwargs={"slug": slug, "number": number})
    except NoReverseMatch:
        return f"/projects/{slug}/articles/{number}/"


def article_json(record: ArticleRecord, *, slug: str) -> dict[str, Any]:
    """An article as the contract has it, members in its order."""
    fields = record._asdict()
    tail = {name: fields.pop(name) for name in ("created_at", "version")}
    return {**fields, **_parts(record), "page": page_address(slug, record.id), **tail}


def _in_order(stored: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """An object that was stored as `jsonb`, which forgets the order, with some members first."""
    return {**{name: stored[name] for name in names if name in stored}, **stored}


def revision_json(record: RevisionRecord) -> dict[str, Any]:
    """One state of an article's text."""
    return {**record._asdict(), **_parts(record)}


def _parts(record: ArticleRecord | RevisionRecord) -> dict[str, Any]:
    return {
        "blocks": [_in_order(block, "kind", "start", "end", "lead") for block in record.blocks],
        "cleaning": [_in_order(fired, "rule", "removed") for fired in record.cleaning],
    }


def record_json(record: ProjectRecord | MemberRecord | StoryRecord | EventRecord | AssignmentRecord) -> dict[str, Any]:
    """A record whose members are its JSON."""
    return record._asdict()
