"""What people make of articles."""

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    """Schemes, highlights, exports."""

    name = "annotations"

    def ready(self) -> None:
        """Make the sentences known by which activity is told, and what live streams say; who codes an article and
        who sees which event; and what is settled when a comparison opens."""
        from annotations import access
        from annotations.queries import visible_events
        from annotations.services import comparison
        from annotations.web import live, live_review
        from annotations.web.sentences import add_chapters

        access.register()
        visible_events.register()
        comparison.register()
        add_chapters()
        live.register()
        live_review.register()
