"""What of the article page may change while it is open: what follows the scheme, and the suggestions that wait."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.domain.schemes import Scheme
from annotations.queries.own_keys import chosen_keys
from annotations.queries.schemes import scheme_of
from annotations.queries.suggestions import undecided_suggestions
from annotations.web.cards import cards_of
from annotations.web.keys import key_context
from annotations.web.relation_data import relation_types
from newsapp.access import ArticleAccess, open_article
from newsapp.domain.blocks import Block
from newsapp.domain.languages import direction_of
from newsapp.domain.roles import Action
from newsapp.queries.standing import standing_in


@require_safe
@login_required
def workbench_parts(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Those parts as a fragment, for a page that heard that something of them has changed."""
    access = open_article(user=request.user, slug=slug, number=number, with_blocks=True)
    scheme = scheme_of(access.project)
    context = {
        "access": access,
        "article": access.article,
        "follows": what_scripts_follow(access, scheme) | {"types": relation_types(scheme)},
        **changing_parts(access, scheme, blocks_of(access)),
    }
    return render(request, "annotations/_workbench_parts.html", context)


def changing_parts(access: ArticleAccess, scheme: Scheme, blocks: Sequence[Block]) -> dict[str, Any]:
    """What the templates of these parts need besides `access` and `article`."""
    marks = access.may(Action.HIGHLIGHT)
    return {
        "suggestions": cards_of(access, records=undecided_suggestions(access), scheme=scheme, blocks=blocks),
        "tags": scheme.span_tags,
        "direction": direction_of(access.article.language),
        "may_highlight": marks,
        "relation_types": list(scheme.relations.values()),
        **key_context(chosen_keys(access.user), scheme=scheme, marks=marks, slug=access.project.slug),
    }


def what_scripts_follow(access: ArticleAccess, scheme: Scheme) -> dict[str, Any]:
    """What the page's scripts must not be behind of: the tags, and how the article and the project stand."""
    article, project = standing_in(access)
    return {
        "tags": [asdict(tag) for tag in scheme.tags.values() if tag.scope == "span"],
        "standing": {"article": article._asdict(), "project": project._asdict()},
    }


def blocks_of(access: ArticleAccess) -> list[Block]:
    """The blocks of the article's current revision, which must be loaded."""
    return [Block.from_json(shape) for shape in access.revision.blocks]
