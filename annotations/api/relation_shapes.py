"""The JSON of relations: what answers hold, and what bodies may."""

from typing import Any, ClassVar

from rest_framework import serializers

from annotations.api.shapes import LAYERS
from annotations.domain.relations import JSON_NAMES, StoredRelation
from newsapp.api.fields import Shape, StrictObject, StrictString

# `from` is a word of the language, so it cannot be written as the name of a field.
_FROM = "from"


class RelationJSON(serializers.Serializer[Any]):
    """A relation: `from` and `to` are ids of highlights, `article` is that of the highlight it starts from."""

    id = serializers.UUIDField()
    type = serializers.CharField()
    vars()[_FROM] = serializers.UUIDField()
    to = serializers.UUIDField()
    attributes = serializers.DictField()
    analyst = serializers.CharField(allow_null=True)
    layer = serializers.ChoiceField(choices=LAYERS)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    article = serializers.IntegerField()


class _Relation(Shape):
    type = StrictString(max_length=60, help_text="Key of a relation type of the scheme.")
    vars()[_FROM] = serializers.UUIDField(help_text="The highlight that it starts from.")
    to = serializers.UUIDField(help_text="The highlight that it leads to; another one.")
    attributes = StrictObject(required=False, help_text="`{attribute: value}`, as the type asks for them.")


class RelationBody(_Relation):
    """A new relation between two highlights of the project."""

    id = serializers.UUIDField(required=False, help_text="Made by the client; with PUT it is that of the address.")
    also: ClassVar[frozenset[str]] = frozenset({"analyst", "layer", "created_at", "updated_at", "version", "article"})


class RelationChange(_Relation):
    """What may change of a relation."""

    also: ClassVar[frozenset[str]] = RelationBody.also | {"id"}


def relation_json(relation: StoredRelation) -> dict[str, Any]:
    """A relation as the contract has it, members in its order."""
    return {JSON_NAMES.get(name, name): value for name, value in relation._asdict().items()}
