"""The forms of tags and relation types: what was typed, row by row, until it is a spec or a refusal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import QueryDict

from annotations.domain.scheme_changes import key_from, reordered
from annotations.domain.schemes import Attribute, AttributeType, RelationSpec, Scheme, Scope, TagSpec
from newsapp.errors import RuleViolation, Several

MAX_ROWS = 60


@dataclass
class AttributeRow:
    """One attribute as the form has it.

    Attributes:
        uid: names the row while it has no key.
        key: "" while it has none.
        values: one on a line.
        fixed: it is stored, so its key stays.
        counts: how many highlights have each value.
    """

    uid: str
    key: str = ""
    label: str = ""
    type: str = "choice"
    values: str = ""
    description: str = ""
    required: bool = False
    fixed: bool = False
    counts: Sequence[tuple[str, int]] = ()
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not (self.fixed or self.label or self.values or self.description)

    @property
    def lines(self) -> int:
        """How many lines its values take, for the height of the field."""
        return min(max(self.values.count("\n") + 2, 3), 12)


@dataclass
class SchemeForm:
    """A tag or a relation type as it was typed.

    Attributes:
        values: fields by name, as strings.
        rows: its attributes.
        errors: by name of the field; "" for what belongs to none.
    """

    values: dict[str, str]
    rows: list[AttributeRow] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, refusal: RuleViolation) -> None:
        """Put what a service refused beside the fields at fault."""
        filled = [row for row in self.rows if not row.is_empty]
        for fault in refusal.violations if isinstance(refusal, Several) else [refusal]:
            head, _, rest = fault.path.partition(".")
            index = rest.partition(".")[0]
            if head == "attributes" and index.isdigit() and int(index) < len(filled):
                filled[int(index)].errors.append(fault.message)
            else:
                name = head if head in self.values or head in self.lists else "other"
                self.errors.setdefault(name, []).append(fault.message)

    def rearrange(self, do: str) -> bool:
        """Add, remove or move a row of attributes; False when that is not what was asked."""
        action, _, uid = do.partition(":")
        uids = [row.uid for row in self.rows]
        if action == "add" and len(self.rows) < MAX_ROWS:
            number = next(n for n in range(1, MAX_ROWS + 2) if f"new-{n}" not in uids)
            self.rows.append(AttributeRow(f"new-{number}"))
        elif action in ("up", "down") and uid in uids:
            by_uid = {row.uid: row for row in self.rows}
            self.rows = [by_uid[one] for one in reordered(uids, key=uid, by=-1 if action == "up" else 1)]
        elif action == "remove":
            self.rows = [row for row in self.rows if row.uid != uid]
        else:
            return False
        return True

    def attributes(self) -> tuple[Attribute, ...]:
        """The rows that something was typed into; new ones get a key from their label."""
        taken: dict[str, object] = {row.key: None for row in self.rows if row.key}
        made = []
        for row in self.rows:
            if row.is_empty:
                continue
            key = row.key or key_from(row.label, taken=taken)
            taken[key] = None
            choices = tuple(line.strip() for line in row.values.split("\n") if line.strip())
            kind = cast(AttributeType, row.type)
            values = choices if row.type == "choice" else ()
            made.append(Attribute(key, row.label, kind, values, row.description, row.required))
        return tuple(made)


def _words(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _rows_of(attributes: Iterable[Attribute]) -> list[AttributeRow]:
    return [
        AttributeRow(a.key, a.key, a.label, a.type, "\n".join(a.values), a.description, a.required, fixed=True)
        for a in attributes
    ]


def _typed_rows(data: QueryDict, stored: Iterable[Attribute]) -> list[AttributeRow]:
    known = {attribute.key for attribute in stored}
    rows = []
    for uid in list(dict.fromkeys(data.getlist("row")))[:MAX_ROWS]:
        fixed = uid in known
        rows.append(
            AttributeRow(
                uid=uid,
                key=uid if fixed else _words(data.get(f"{uid}.key")),
                label=_words(data.get(f"{uid}.label")),
                type=_words(data.get(f"{uid}.type")) or "choice",
                values=_words(data.get(f"{uid}.values")),
                description=_words(data.get(f"{uid}.description")),
                required=data.get(f"{uid}.required") == "on",
                fixed=fixed,
            )
        )
    return rows


_TAG_FIELDS = ("key", "label", "description", "colour", "pattern", "shortcut", "parent", "scope")
_RELATION_FIELDS = ("key", "label", "description", "acyclic")


def form_of_tag(tag: TagSpec) -> SchemeForm:
    """The form with what a tag has."""
    return SchemeForm({name: getattr(tag, name) or "" for name in _TAG_FIELDS}, _rows_of(tag.attributes))


def typed_tag_form(data: QueryDict, *, tag: TagSpec) -> SchemeForm:
    """The form as it was sent; `tag` is what is stored, or what a new one begins with."""
    values = {name: _words(data.get(name)) for name in _TAG_FIELDS}
    values["scope"] = tag.scope
    values["key"] = tag.key or values["key"]
    return SchemeForm(values, _typed_rows(data, tag.attributes if tag.id else ()))


def tag_of_form(form: SchemeForm, *, scheme: Scheme, tag: TagSpec) -> TagSpec:
    """The tag that the form says; without a key it gets one from its label."""
    values = form.values
    key = values["key"] or key_from(values["label"], taken=scheme.tags)
    return TagSpec(
        key=key,
        label=values["label"],
        colour=values["colour"],
        pattern=values["pattern"],
        shortcut=values["shortcut"].lower(),
        description=values["description"],
        scope=tag.scope,
        attributes=form.attributes(),
        parent=values["parent"] or None,
        retired=tag.retired,
        merged_into=tag.merged_into,
    )


def changes_of(tag: TagSpec) -> dict[str, Any]:
    """What a form can change of a tag."""
    names = ("label", "colour", "pattern", "shortcut", "description", "attributes", "parent")
    return {name: getattr(tag, name) for name in names}


def form_of_relation(relation: RelationSpec) -> SchemeForm:
    """The form with what a relation type has."""
    values = {"key": relation.key, "label": relation.label, "description": relation.description}
    lists = {"from_tags": list(relation.from_tags), "to_tags": list(relation.to_tags)}
    values["acyclic"] = "on" if relation.acyclic else ""
    return SchemeForm(values, _rows_of(relation.attributes), lists)


def typed_relation_form(data: QueryDict, *, relation: RelationSpec | None) -> SchemeForm:
    """The form as it was sent; `relation` is what is stored, if it is."""
    values = {name: _words(data.get(name)) for name in _RELATION_FIELDS}
    values["key"] = relation.key if relation else values["key"]
    lists = {side: data.getlist(side) for side in ("from_tags", "to_tags")}
    return SchemeForm(values, _typed_rows(data, relation.attributes if relation else ()), lists)


def relation_of_form(form: SchemeForm, *, scheme: Scheme) -> RelationSpec:
    """The relation type that the form says."""
    values = form.values
    return RelationSpec(
        key=values["key"] or key_from(values["label"], taken=scheme.relations),
        label=values["label"],
        description=values["description"],
        from_tags=tuple(form.lists["from_tags"]),
        to_tags=tuple(form.lists["to_tags"]),
        attributes=form.attributes(),
        acyclic=values["acyclic"] == "on",
    )


def with_counts(form: SchemeForm, counts: Mapping[tuple[str, str], int]) -> None:
    """Say beside each stored choice how many highlights have which value."""
    for row in form.rows:
        if row.fixed:
            row.counts = [(value, count) for (key, value), count in sorted(counts.items()) if key == row.key]


def new_tag(*, scope: Scope, parent: str | None = None) -> TagSpec:
    """What the form of a new tag begins with."""
    return TagSpec("", "", "", "", scope=scope, parent=parent)
