"""Which events about highlights, relations and the scheme a member may see where coders work blind."""

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from annotations.access import visible_highlights, visible_relations
from newsapp.access import ProjectAccess
from newsapp.blindness import sees_work_in
from newsapp.queries.visible_events import show_events


def _about_what_she_sees(access: ProjectAccess) -> Q:
    """The events of highlights and relations that she sees in articles on which she does not see everybody's work."""
    hidden = ~sees_work_in(access, "article")
    highlights = visible_highlights(access, deleted=None).filter(hidden).annotate(key=Cast("uuid", TextField()))
    relations = visible_relations(access, hidden=True).annotate(key=Cast("uuid", TextField()))
    here, there = (sees_work_in(access, f"{end}__article") for end in ("source", "target"))
    relations = relations.filter(~(here & there))
    return Q(verb__startswith="highlight.", object_id__in=highlights.order_by().values("key")) | Q(
        verb__startswith="relation.", object_id__in=relations.order_by().values("key")
    )


def register() -> None:
    """Make it known."""
    show_events(
        topics=("scheme", "tag", "relation_type"),
        but=("tag.followed", "tag.values_cleared"),
        shown=_about_what_she_sees,
        of_work=("touched", "highlights"),
    )
