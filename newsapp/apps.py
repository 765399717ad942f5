"""The site and its corpus."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class NewsappConfig(AppConfig):
    """Settings, people, projects, articles, activity."""

    name = "newsapp"

    def ready(self) -> None:
        """Note every session from its beginning; make the sentences known by which activity is told."""
        from newsapp.web.presence import note_sign_in
        from newsapp.web.sentences import add_chapters

        user_logged_in.connect(note_sign_in, dispatch_uid="newsapp.presence")
        add_chapters()
