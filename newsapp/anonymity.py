"""Anonymous coders: which name a member sees for whose reading something is.

In a project with `coders_anonymous`, managers, who hand out the work, see people. Everybody else sees her own work under her
own name, and that of each other coder under a pseudonym. It is about whose reading something is: what somebody says as
herself, and who is a member, is no secret.
"""

from collections.abc import Callable

from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation
from newsapp.models import Event, User
from newsapp.wording import gettext as _

Names = Callable[[str | None], str | None]
"""What stands for the username of a coder; None stays None."""


def names_hidden(access: ProjectAccess) -> bool:
    """Whether a member sees pseudonyms for other coders; no statement."""
    return access.project.coders_anonymous and not access.may(Action.MANAGE_PROJECT)


def coder_names(access: ProjectAccess) -> Names:
    """What a member sees for a coder's username: itself; where names are hidden, for all but her own, `coder-` and a digest.

    The same coder has the same one everywhere in a project, and in every export; only who has the site's secret key can
    compute it.
    """
    if not names_hidden(access):
        return lambda username: username
    known: dict[str | None, str | None] = {None: None, access.user.username: access.user.username}

    def shown(username: str | None) -> str | None:
        if username is not None and username not in known:
            digest = salted_hmac("annotations.coder_names", f"{access.project.pk} {username}").hexdigest()
            known[username] = f"coder-{digest[:10]}"
        return known[username]

    return shown


def shown_coder(access: ProjectAccess, username: str, name: str) -> tuple[str, str]:
    """A coder's username and name as a member sees them; of a pseudonym both are that."""
    shown = coder_names(access)(username)
    return (username, name) if shown is None or shown == username else (shown, shown)


def coder_behind(access: ProjectAccess, shown: str) -> str | None:
    """The username of the coder whom a member sees under this name; None when she sees nobody under it.

    Where names are hidden it takes a statement, and anybody who has done something in the project can be found.
    """
    if not names_hidden(access) or shown == access.user.username:
        return shown
    names = coder_names(access)
    acted = Event.objects.filter(project=access.project, actor=OuterRef("pk"))
    there = User.objects.filter(Exists(acted)).values_list("username", flat=True)
    return next((username for username in there if names(username) == shown), None)


def coder_asked_for(access: ProjectAccess, shown: str, *, path: str) -> str:
    """The username of the coder by whom a member filters.

    Args:
        access: the project.
        shown: the name under which she sees the coder.
        path: the filter's name.

    Raises:
        RuleViolation: it would tell her whose reading something is.
    """
    username = coder_behind(access, shown)
    if username is None:
        message = _("Coders are anonymous in this project: ask for yourself, or for a coder by the name that is shown.")
        raise RuleViolation("bad_parameter", message, path=path)
    return username
