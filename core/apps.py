from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Audit log, attachments, rule engine, base forms."""

    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        """Register the system checks and what the worker does by itself."""
        from . import (
            checks,  # noqa: F401
            lookups,
            tidying,  # noqa: F401
        )
        from .jobs import registration  # noqa: F401
        from .keeping import registration as keeping_registration  # noqa: F401

        lookups.register()
