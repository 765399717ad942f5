"""The WSGI application: everything but event streams."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsapp.settings")
django.setup(set_prefix=False)

from newsapp.web.requests import StrictHandler  # noqa: E402 - the apps have to be there

application = StrictHandler()
