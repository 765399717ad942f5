"""What the site's pages about a project say of the highlights in it."""

from django import template

from annotations.queries.projects import Totals, totals_of
from newsapp.access import ProjectAccess

register = template.Library()


@register.simple_tag
def project_totals(access: ProjectAccess) -> Totals:
    """How much there is in a project."""
    return totals_of(access)
