"""What every request passes: probes, headers, ways to pages, bytes that no field may carry, whoever is signed in, refusals."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import is_valid_path
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from newsapp.domain.texts import codec_of
from newsapp.errors import RuleViolation, TooLarge
from newsapp.web.health import answer_probe
from newsapp.web.presence import note_presence
from newsapp.web.refusals import answer_refusal
from newsapp.wording import gettext as _

View = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def probes(get_response: View) -> View:
    """Answer `/healthz` and `/readyz` before hosts, sessions and logs are looked at."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer_probe(request.path_info) or get_response(request)

    return middleware


def security_headers(get_response: View) -> View:
    """No code but our own files; what an htmx request asked for is never served to a plain one from a cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path_info.startswith("/static/"):
            patch_vary_headers(response, ["HX-Request"])
            if not response.has_header("Cache-Control"):
                response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def lead_to_pages(get_response: View) -> View:
    """Lead a person from the address of a form, which is no page, to the page above it: signing in may bring her there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.status_code != 405
            or request.method != "GET"
            or request.headers.get("Sec-Fetch-Dest") != "document"
        ):
            return response
        return redirect(_page_above(request.path_info))

    return middleware


def _page_above(path: str) -> str:
    """The nearest address above one that is an address of the site."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            return path
    return path


class compress_pages(GZipMiddleware):
    """Pages go compressed, with some bytes of chance among them so that their length tells nothing of what they hold.

    What the interface answers does not: exports stream, and saving must stay quick.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Called by Django when the answer is there."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


def refuse_bad_requests(get_response: View) -> View:
    """Refuse what no page or interface can read.

    413 for a body over the limit, before it is read. 400 for NUL in an address or a query, which PostgreSQL cannot
    store, and for a charset that is none: Python has codecs such as `bz2`, Django would read the query with one and fail.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
            return answer_refusal(
                request, TooLarge("too_large", _("Larger than {most} MB, which is the limit.", most=limit))
            )
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return answer_refusal(request, RuleViolation("bad_characters", _("The address contains a NUL character.")))
        charset = (request.content_params or {}).get("charset")
        if charset and codec_of(charset) is None:
            return answer_refusal(request, RuleViolation("bad_charset", _("The body names a charset that is none.")))
        return get_response(request)

    return middleware


def presence(get_response: View) -> View:
    """Note where people are signed in, and show them times in their own zone.

    The interface is left out: it speaks UTC, and its requests say nothing about where somebody looks at pages.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path_info.startswith("/api/"):
            return get_response(request)
        if not request.user.is_authenticated:
            return get_response(request)
        note_presence(request, request.user.pk)
        with timezone.override(_zone(request.user.time_zone)):
            return get_response(request)

    return middleware


def _zone(name: str) -> ZoneInfo:
    """A person's zone; UTC when this machine's database of zones no longer has it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class refusals:
    """Turn a refusal that a page raised into that page's answer."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django when a view raised."""
        return answer_refusal(request, exception) if isinstance(exception, RuleViolation) else None
