from django.apps import AppConfig


class BranchConfig(AppConfig):
    """Organisations, members, posts, accounts and roles."""

    name = "branch"
    verbose_name = "组织与党员"

    def ready(self):
        from . import registration  # noqa: F401
        from .accounts import checks  # noqa: F401
        from .company_sign_in import checks as company_checks  # noqa: F401
