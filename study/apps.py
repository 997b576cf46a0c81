from django.apps import AppConfig


class StudyConfig(AppConfig):
    """学习."""

    name = "study"
    verbose_name = "学习"
