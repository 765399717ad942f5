"""People by their names."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(username: str | None, names: Mapping[str, str]) -> str:
    """What pages call somebody; `names` is what `newsapp.queries.activity.names_of` found."""
    return names.get(username or "", username or "")
