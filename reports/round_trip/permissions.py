"""Who brings a file back."""

from django.contrib.auth.base_user import AbstractBaseUser

from reports.report.permissions import can_change_report

from .models import ReturnedFile


def can_decide(user: AbstractBaseUser, returned: ReturnedFile) -> bool:
    """Whoever may change the report now."""
    return can_change_report(user, returned.report)
