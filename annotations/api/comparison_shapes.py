"""The JSON of comparisons and of gold: what answers hold, and what bodies may."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from annotations.api.dispute_shapes import ReadingBody
from annotations.api.shapes import HighlightJSON, Segments, highlight_json
from annotations.domain.comparison import Coded, CodedLink, Difference, Status
from annotations.domain.gold import GoldKind
from annotations.domain.joining import Merge
from annotations.queries.comparison import Compared, ComparedLinks, Comparison
from annotations.queries.gold import GoldRecord
from newsapp.access import ArticleAccess
from newsapp.api.fields import Shape, StrictString

# `from` is a word of the language, so it cannot be written as the name of a field.
_FROM = "from"

KINDS = [kind.value for kind in GoldKind]
STATUSES = [status.value for status in Status]
DIFFERENCES = [difference.value for difference in Difference]


class CoderJSON(serializers.Serializer[Any]):
    """Who coded the article; `analyst` is null where coders are anonymous."""

    coder = serializers.CharField(help_text="`A`, `B`, …: the same all over this answer.")
    analyst = serializers.CharField(allow_null=True)
    done = serializers.BooleanField()
    readings = serializers.IntegerField()


class ReadingJSON(serializers.Serializer[Any]):
    """A coder's highlight; `id` and `analyst` are null where coders are anonymous."""

    coder = serializers.CharField()
    analyst = serializers.CharField(allow_null=True)
    id = serializers.UUIDField(allow_null=True)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    segments = Segments()
    quote = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    attributes = serializers.DictField(child=serializers.DictField())


class GoldDecisionJSON(serializers.Serializer[Any]):
    """What was decided, and by whom: null when the coders agree."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    highlight = HighlightJSON(allow_null=True, help_text="What it made; null when nothing is there, and for links.")
    relation = serializers.UUIDField(allow_null=True)
    dispute = serializers.IntegerField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    replaced_at = serializers.DateTimeField(allow_null=True)
    waivers = serializers.ListField(child=serializers.CharField())


class SettledJSON(serializers.Serializer[Any]):
    """A coder's highlight or relation as it was when it was settled; `id` is null where coders are anonymous."""

    id = serializers.UUIDField(allow_null=True)
    reading = serializers.DictField()
    changed_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when the coder says something else: it is open again, and gold stays."
    )


class GoldJSON(GoldDecisionJSON):
    """A decision with what it settles."""

    readings = SettledJSON(many=True)


class GroupJSON(serializers.Serializer[Any]):
    """Readings of one thing, at most one of each coder."""

    group = serializers.CharField(help_text="Names it as it is now: another one, once anything of it is different.")
    status = serializers.ChoiceField(choices=STATUSES)
    differences = serializers.ListField(child=serializers.ChoiceField(choices=DIFFERENCES))
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    dispute = serializers.IntegerField(allow_null=True)
    readings = ReadingJSON(many=True)
    decisions = GoldDecisionJSON(many=True)


class LinkJSON(serializers.Serializer[Any]):
    """A coder's relation; `from` and `to` are groups."""

    coder = serializers.CharField()
    analyst = serializers.CharField(allow_null=True)
    id = serializers.UUIDField(allow_null=True)
    type = serializers.CharField()
    vars()[_FROM] = serializers.CharField()
    to = serializers.CharField()
    attributes = serializers.DictField()


class LinkGroupJSON(serializers.Serializer[Any]):
    """Relations between the same two groups, at most one of each coder."""

    group = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    differences = serializers.ListField(child=serializers.ChoiceField(choices=DIFFERENCES))
    differing = serializers.ListField(child=serializers.ChoiceField(choices=["type", "direction", "attributes"]))
    links = LinkJSON(many=True)
    decisions = GoldDecisionJSON(many=True)


class ComparisonJSON(serializers.Serializer[Any]):
    """An article's coders, and what they say of its current text."""

    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    anonymous = serializers.BooleanField()
    coders = CoderJSON(many=True)
    groups = GroupJSON(many=True)
    links = LinkGroupJSON(many=True)


class AgreedJSON(serializers.Serializer[Any]):
    """How many groups were settled just now."""

    settled = serializers.IntegerField()


class GoldBody(Shape):
    """How a group is settled: exactly one of `accept`, `merge` and `reading`."""

    group = StrictString(max_length=100, help_text="As the comparison names it; 409 when it is not so any more.")
    accept = StrictString(max_length=10, required=False, help_text="The coder whose reading holds: `A`, `B`, …")
    merge = serializers.ChoiceField(
        choices=[merge.value for merge in Merge],
        required=False,
        help_text="All that any coder marked, or what all of them did; tags likewise. Values on which they differ are left "
        "out.",
    )
    reading = ReadingBody(required=False, help_text="What holds instead; `{}`: nothing is to be marked there.")


def comparison_json(access: ArticleAccess, comparison: Comparison) -> dict[str, Any]:
    """A whole comparison."""
    shown = _Shown(access, comparison)
    return {
        "article": access.article.number,
        "revision": access.revision.number,
        "opened_at": access.article.comparison_opened_at,
        "anonymous": access.project.coders_anonymous,
        "coders": [
            {**shown.of(coder.row), "done": coder.done, "readings": coder.readings} for coder in comparison.coders
        ],
        "groups": [shown.group(group) for group in comparison.groups],
        "links": [shown.links(links) for links in comparison.links],
    }


def group_json(access: ArticleAccess, comparison: Comparison, group: Compared) -> dict[str, Any]:
    """One group of a comparison."""
    return _Shown(access, comparison).group(group)


def gold_json(record: GoldRecord, *, anonymous: bool) -> dict[str, Any]:
    """A decision with what it settles."""
    readings = [
        {"id": None if anonymous else each.id, "reading": _without_ids(each.reading), "changed_at": each.changed_at}
        for each in record.readings
    ]
    return {**_decision(record), "readings": readings}


def _without_ids(reading: Any) -> dict[str, Any]:
    """The ids of a coder's own highlights are nobody else's business."""
    return {name: value for name, value in reading.items() if name not in (_FROM, "to")}


def _decision(record: GoldRecord) -> dict[str, Any]:
    said = record._asdict()
    said.pop("readings")
    return said | {"highlight": record.highlight and highlight_json(record.highlight)}


class _Shown:
    """Parts of one comparison as JSON; who coded what stays out of it where coders are anonymous."""

    def __init__(self, access: ArticleAccess, comparison: Comparison) -> None:
        self._text = access.revision.text
        self._anonymous = access.project.coders_anonymous
        self._comparison = comparison

    def of(self, row: int) -> dict[str, Any]:
        coder = self._comparison.coder(row)
        return {"coder": coder.label, "analyst": None if self._anonymous else coder.username}

    def _said_by(self, said: Coded | CodedLink) -> dict[str, Any]:
        return {**self.of(said.coder), "id": None if self._anonymous else said.id}

    def group(self, group: Compared) -> dict[str, Any]:
        return {
            "group": group.key,
            "status": group.status.value,
            "differences": _names(group.differences),
            "start": group.start,
            "end": group.end,
            "dispute": group.dispute,
            "readings": [self._reading(each) for each in group.group.readings] if group.group else [],
            "decisions": [_decision(each) for each in group.decisions],
        }

    def _reading(self, coded: Coded) -> dict[str, Any]:
        return {
            **self._said_by(coded),
            "start": coded.start,
            "end": coded.end,
            "segments": [list(segment) for segment in coded.segments],
            "quote": self._text[coded.start : coded.end],
            "tags": list(coded.tags),
            "attributes": coded.attributes,
        }

    def links(self, links: ComparedLinks) -> dict[str, Any]:
        return {
            "group": links.key,
            "status": links.status.value,
            "differences": _names(links.group.differences),
            "differing": list(links.group.differing),
            "links": [self._link(each, links) for each in links.group.links],
            "decisions": [_decision(each) for each in links.decisions],
        }

    def _link(self, link: CodedLink, links: ComparedLinks) -> dict[str, Any]:
        source, target = links.ends_of(link)
        return {
            **self._said_by(link),
            "type": link.type,
            _FROM: source.key,
            "to": target.key,
            "attributes": link.attributes,
        }


def _names(differences: Sequence[Difference]) -> list[str]:
    return [each.value for each in differences]
