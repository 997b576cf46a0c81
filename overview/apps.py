from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """工作台, search, the superior's view, demo data."""

    name = "overview"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Register the navigation entries."""
        from . import registration  # noqa: F401
