from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """组织生活."""

    name = "meetings"
    verbose_name = "组织生活"
