from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Organisation life: meetings, rolls, decisions and the rules about them."""

    name = "meetings"
    verbose_name = "组织生活"

    def ready(self):
        from . import registration, registration_cycle, registration_plan  # noqa: F401
