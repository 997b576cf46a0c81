from django.apps import AppConfig


class StudyConfig(AppConfig):
    """Study materials, tasks, hours and 心得."""

    name = "study"
    verbose_name = "学习"

    def ready(self):
        from . import registration  # noqa: F401
