from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """工作台."""

    name = "overview"
    verbose_name = "工作台"
