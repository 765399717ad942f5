"""The ASGI application: hands every request to Django as WSGI, in a fixed pool of threads. See docs/server-choice.md.

Event streams will be answered here, beside the bridge, without a thread each.
"""

import os

from django.conf import settings

from newsapp.runtime.wsgi_bridge import WSGIBridge
from newsapp.wsgi import application as wsgi_application

THREADS = int(os.environ.get("CLAIMDESK_WEB_THREADS", "8"))

application = WSGIBridge(wsgi_application, threads=THREADS, body_limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
