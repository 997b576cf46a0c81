from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """年度报告."""

    name = "reports"
    verbose_name = "年度报告"

    def ready(self) -> None:
        """Register the record type and the navigation."""
        from . import registration  # noqa: F401
