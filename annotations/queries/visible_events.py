"""Which events about highlights, relations and the scheme a member may see where coders work blind; which tell of a reading."""

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from annotations.access import visible_comments, visible_disputes, visible_highlights, visible_relations
from newsapp.access import ProjectAccess
from newsapp.blindness import sees_work_in
from newsapp.queries.coding_events import tell_as_coding
from newsapp.queries.visible_events import show_events


def _about_what_she_sees(access: ProjectAccess) -> Q:
    """The events of what she sees, also in articles on which she does not see everybody's work."""
    hidden = ~sees_work_in(access, "article")
    highlights = visible_highlights(access, deleted=None).filter(hidden).annotate(key=Cast("uuid", TextField()))
    relations = visible_relations(access, hidden=True).annotate(key=Cast("uuid", TextField()))
    here, there = (sees_work_in(access, f"{end}__article") for end in ("source", "target"))
    relations = relations.filter(~(here & there))
    disputes = visible_disputes(access).annotate(key=Cast("number", TextField()))
    comments = visible_comments(access).annotate(key=Cast("uuid", TextField()))
    seen = {"highlight": highlights, "relation": relations, "dispute": disputes, "comment": comments}
    shown = Q(pk__in=[])
    for topic, rows in seen.items():
        shown |= Q(verb__startswith=f"{topic}.", object_id__in=rows.order_by().values("key"))
    return shown


def register() -> None:
    """Make it known."""
    show_events(
        topics=("scheme", "tag", "relation_type"),
        but=("tag.followed", "tag.values_cleared"),
        shown=_about_what_she_sees,
        of_work=("touched", "highlights"),
    )
    tell_as_coding(
        topics=("highlight", "relation", "suggestion"),
        verbs=("gold.reopened", "gold.settled_again"),
        people=(("highlight", "of"), ("relation", "of"), ("dispute", "coders")),
    )
