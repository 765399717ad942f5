"""What coders are called in what leaves the project."""

from collections.abc import Callable

from django.utils.crypto import salted_hmac

from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action

Names = Callable[[str | None], str | None]
"""What stands for a username in an export."""


def names_hidden(access: ProjectAccess) -> bool:
    """Whether exports tell this member nothing of who coded what: in projects with anonymous coders all but managers."""
    return access.project.coders_anonymous and not access.may(Action.MANAGE_PROJECT)


def coder_names(access: ProjectAccess) -> Names:
    """What stands for a username: itself; where names are hidden, for all but the member's own, `coder-` and a digest.

    The same coder has the same one in every export of a project; only who has the site's secret key can compute it.
    """
    if not names_hidden(access):
        return lambda username: username
    known: dict[str, str] = {access.user.username: access.user.username}

    def shown(username: str | None) -> str | None:
        if username is None:
            return None
        if username not in known:
            digest = salted_hmac("annotations.coder_names", f"{access.project.pk} {username}").hexdigest()
            known[username] = f"coder-{digest[:10]}"
        return known[username]

    return shown
