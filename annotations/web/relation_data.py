"""The relations of an article as the workbench's scripts read them."""

from dataclasses import asdict
from typing import Any

from django.urls import reverse

from annotations.domain.gold import GOLD
from annotations.domain.relations import StoredRelation
from annotations.domain.schemes import Scheme
from annotations.queries.relations import relations_of_article
from newsapp.access import ArticleAccess
from newsapp.domain.roles import Action


def relation_setup(access: ArticleAccess, scheme: Scheme) -> dict[str, Any]:
    """Where relations are sent, the types that they may have, and those that are there."""
    there = relations_of_article(access=access, article_id=access.article.pk)
    return {
        "url": f"{reverse('home')}api/v1/projects/{access.project.slug}/relations/",
        "types": relation_types(scheme),
        "there": [_shape(access, relation) for relation in there],
    }


def relation_types(scheme: Scheme) -> list[dict[str, Any]]:
    """The types that relations may have."""
    return [asdict(spec) for spec in scheme.relations.values()]


def _shape(access: ArticleAccess, relation: StoredRelation) -> dict[str, Any]:
    own = relation.analyst == access.user.username
    shape: dict[str, Any] = {
        "id": str(relation.id),
        "type": relation.type,
        "from": str(relation.source),
        "to": str(relation.target),
        "attributes": relation.attributes,
        "version": relation.version,
        "editable": access.may(Action.HIGHLIGHT)
        and (own or access.may(Action.EDIT_ANY_HIGHLIGHT))
        and relation.layer != GOLD,
    }
    return shape if own or not relation.analyst else {**shape, "by": relation.analyst}
