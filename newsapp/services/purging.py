"""Purging a project: every row of it, in whichever app's table, is gone for good."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from newsapp.errors import RuleViolation
from newsapp.models import Project
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _

Table = type[Model]


def _links(table: Table) -> list[ForeignKey[Any, Any]]:
    return [field for field in table._meta.concrete_fields if isinstance(field, ForeignKey)]


def tables_of_projects() -> dict[Table, str]:
    """Every table whose rows belong to a project, with the lookup that leads from a row to it (the shortest).

    Found from the foreign keys, so that a table that is added later is purged as well.
    """
    found: dict[Table, str] = {Project: "pk"}
    waiting: list[Table] = [Project]
    tables = [
        table for table in apps.get_models(include_auto_created=True) if table._meta.managed and not table._meta.proxy
    ]
    while waiting:
        target = waiting.pop(0)
        for table in tables:
            for link in _links(table):
                if link.related_model is target and table not in found:
                    found[table] = link.name if target is Project else f"{link.name}__{found[target]}"
                    waiting.append(table)
    return found


def _children_first(tables: Iterable[Table]) -> list[Table]:
    """Tables in an order in which their rows can go: a table after all that point to it.

    Of two that point to each other, the one goes first to which the other's key may be empty; that key is checked when
    all is done.
    """
    remaining = list(tables)
    ordered: list[Table] = []
    while remaining:
        free = [table for table in remaining if not _referrers(table, remaining)]
        free = free or [table for table in remaining if _referrers(table, remaining) <= _mutual(table)]
        if not free:
            raise RuleViolation("circle", _("Tables point to each other in a circle that cannot be taken apart."))
        ordered.extend(free)
        remaining = [table for table in remaining if table not in free]
    return ordered


def _referrers(table: Table, tables: list[Table]) -> set[Table]:
    return {
        other for other in tables if other is not table and any(link.related_model is table for link in _links(other))
    }


def _mutual(table: Table) -> set[Table]:
    """The tables that this one points to, and that point back by a key that may be empty."""
    targets = [link.related_model for link in _links(table)]
    return {
        other
        for other in targets
        if isinstance(other, type) and all(link.null for link in _links(other) if link.related_model is table)
    }


@transaction.atomic
def purge_project(*, project: Project) -> dict[str, int]:
    """Remove a project's rows, its log included; what is gone cannot be brought back.

    Only its people and its team stay.

    Returns:
        How many rows went, by the name of their kind; kinds without any are left out.
    """
    found = tables_of_projects()
    gone: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM newsapp_project WHERE id = %s FOR UPDATE", [project.pk])
        # The log is append-only but for this transaction.
        cursor.execute("SET LOCAL claimdesk.purging = 'on'")
        for table in _children_first(found):
            rows = table._base_manager.filter(**{found[table]: project.pk})
            number = table._base_manager.filter(pk__in=rows.values("pk"))._raw_delete("default")
            if number:
                gone[str(table._meta.verbose_name_plural)] = number
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    record(
        project_id=None,
        actor_id=None,
        happenings=[Happening("project.purged", str(project.pk), data={"rows": sum(gone.values())})],
    )
    return gone
