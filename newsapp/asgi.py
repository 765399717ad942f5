"""The ASGI application: hands every request to Django as WSGI, in a fixed pool of threads. See docs/server-choice.md.

Event streams are answered beside the bridge, without a thread each: see newsapp/web/live.
"""

import os

from django.conf import settings

from newsapp.runtime.wsgi_bridge import WSGIBridge
from newsapp.wsgi import application as wsgi_application

THREADS = int(os.environ.get("CLAIMDESK_WEB_THREADS", "8"))

from newsapp.web.live.front import LiveFront  # noqa: E402 - the apps have to be there


def address() -> str:
    """Of the database, for the connection that listens: no pooler may stand in between."""
    return settings.DATABASE_DIRECT_URL or os.environ["DATABASE_URL"]


application = LiveFront(
    WSGIBridge(wsgi_application, threads=THREADS, body_limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE), address=address
)
