from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """年度报告."""

    name = "reports"
    verbose_name = "年度报告"

    def ready(self) -> None:
        """Register the system checks."""
        from reports import checks  # noqa: F401

        from . import registration  # noqa: F401
