"""What people make of articles."""

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    """Schemes, highlights, exports."""

    name = "annotations"
