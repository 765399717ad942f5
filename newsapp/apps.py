"""The site and its corpus."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class NewsappConfig(AppConfig):
    """Settings, people, projects, articles, activity."""

    name = "newsapp"

    def ready(self) -> None:
        """Note every session from its beginning; make the sentences known by which activity is told; tell refusals in the
        reader's language."""
        import newsapp.static_files  # noqa: F401 - registers a check
        from newsapp.web.presence import note_sign_in
        from newsapp.web.sentences import add_chapters
        from newsapp.web.translating import ActiveLanguage
        from newsapp.wording import translate_with

        user_logged_in.connect(note_sign_in, dispatch_uid="newsapp.presence")
        add_chapters()
        translate_with(ActiveLanguage())
