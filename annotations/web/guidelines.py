"""A first text for a project's guidelines, made of its scheme."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.domain.schemes import Scheme
from annotations.queries.schemes import scheme_of
from newsapp.web.guidelines import Draft, open_to_write, show_editor

_SPECIAL = str.maketrans({mark: "\\" + mark for mark in "\\`*_[]<>#|~"})


@require_safe
@login_required
def guidelines_start(request: HttpRequest, slug: str) -> HttpResponse:
    """The editor with a heading for every tag: nothing is published before somebody saves it."""
    access = open_to_write(request, slug)
    return show_editor(request, access, Draft(starting_text(scheme_of(access.project))))


def _plain(words: str) -> str:
    """Words that somebody wrote, as Markdown that shows just them."""
    return " ".join(words.translate(_SPECIAL).split())


def starting_text(scheme: Scheme) -> str:
    """Guidelines to begin with: what to mark, a section for each tag, what to do when in doubt."""
    lines = [
        "# " + _("What we mark, and why"),
        _("Two or three sentences: what the labelled articles are for, and who reads them."),
        "## " + _("Tags"),
    ]
    spans = [tag for tag in scheme.tags.values() if tag.scope == "span" and not tag.retired]
    whole = [tag for tag in scheme.tags.values() if tag.scope == "article" and not tag.retired]
    for tag in spans:
        lines += [f"### {_plain(tag.label)}", _plain(tag.description)]
        if tag.attributes:
            asked = "\n".join(
                f"- **{_plain(attribute.label)}**"
                + (
                    f": {_plain(', '.join(value.replace('_', ' ') for value in attribute.values))}"
                    if attribute.values
                    else ""
                )
                for attribute in tag.attributes
            )
            lines += [_("It asks for:"), asked]
        lines += [_("Mark:") + " …", _("Do not mark:") + " …"]
    if not spans:
        lines.append(_("The scheme has no tags yet. Say here what each means once it has."))
    if whole:
        lines += ["## " + _("Tags on whole articles"), "\n".join(f"- **{_plain(tag.label)}**: …" for tag in whole)]
    lines += [
        "## " + _("When in doubt"),
        _("Mark the shortest stretch that still says it all. Leave a note on the highlight, and ask."),
    ]
    return "\n\n".join(line for line in lines if line)
