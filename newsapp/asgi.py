"""The ASGI application: a front that hands every request to Django as WSGI, in a fixed pool of threads.

Django's own ASGI handler was measured at half the saves a second: every synchronous view crosses threads twice.
"""

import os
from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp

from newsapp.wsgi import application as wsgi_application

THREADS = int(os.environ.get("CLAIMDESK_WEB_THREADS", "8"))

application = WSGIMiddleware(cast(WSGIApp, wsgi_application), workers=THREADS)
