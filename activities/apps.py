from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """工作纪实."""

    name = "activities"
    verbose_name = "工作纪实"

    def ready(self):
        from . import registration  # noqa: F401
