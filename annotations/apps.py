"""What people make of articles."""

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    """Schemes, highlights, exports."""

    name = "annotations"

    def ready(self) -> None:
        """Make the sentences known by which activity is told, and what live streams say."""
        from annotations.web import live
        from annotations.web.sentences import add_chapters

        add_chapters()
        live.register()
