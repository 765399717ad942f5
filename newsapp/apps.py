"""The site and its corpus."""

from django.apps import AppConfig


class NewsappConfig(AppConfig):
    """Settings, people, projects, articles, activity."""

    name = "newsapp"
