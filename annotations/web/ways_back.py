"""The way back to the list of highlights, carried along in an address and believed only when it leads there."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import reverse


def way_back(address: str | None, *, slug: str) -> str | None:
    """The address of the project's list of highlights with its filters, or None when it leads anywhere else.

    Args:
        address: as it came with a request.
        slug: the project's.
    """
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    path = reverse("highlights", args=[slug])
    if parts.scheme or parts.netloc or parts.path != path:
        return None
    return with_query(path, dict(parse_qsl(parts.query)))


def query_of(address: str) -> dict[str, str]:
    """The query of an address that `way_back` let through."""
    return dict(parse_qsl(urlsplit(address).query))


def with_query(path: str, query: dict[str, str]) -> str:
    """A path with a query, when there is one."""
    return f"{path}?{urlencode(query)}" if query else path
