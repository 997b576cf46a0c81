from django.apps import AppConfig


class RectificationConfig(AppConfig):
    """问题整改."""

    name = "rectification"
    verbose_name = "问题整改"
