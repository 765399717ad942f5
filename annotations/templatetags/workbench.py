"""How the workbench writes what a scheme keeps as keys."""

from django import template

register = template.Library()


@register.filter
def readable(value: str) -> str:
    """A key as words: `check_worthy` -> “check worthy”."""
    return value.replace("_", " ")
