from django.apps import AppConfig


class RectificationConfig(AppConfig):
    """Opinions, problems, causes, measures and rectification items, chained across years."""

    name = "rectification"
    verbose_name = "问题整改"

    def ready(self):
        from . import registration  # noqa: F401
