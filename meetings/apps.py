from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Organisation life: meetings, rolls, decisions and the rules about them."""

    name = "meetings"
    verbose_name = "组织生活"

    def ready(self):
        from . import registration  # noqa: F401
        from .cycle import registration as cycle_registration  # noqa: F401
