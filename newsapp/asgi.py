"""The ASGI application: a front that hands every request to Django as WSGI, in a fixed pool of threads.

Django's own ASGI handler was measured at half the saves a second: every synchronous view crosses threads twice.
"""

import os

from a2wsgi import WSGIMiddleware

from newsapp.wsgi import application as wsgi_application

THREADS = int(os.environ.get("CLAIMDESK_WEB_THREADS", "8"))

application = WSGIMiddleware(wsgi_application, workers=THREADS)
