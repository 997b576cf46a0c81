"""What commands ask about organisations."""

from django.core.management.base import CommandError

from .models import Organisation


def branch_of_code(code: str) -> Organisation:
    """The branch that a command was given. Raises CommandError where there is none."""
    found = Organisation.objects.alive().branches().filter(code=code).first()
    if found is None:
        raise CommandError(f"没有代码为“{code}”的党支部，请核对代码（在“组织”页面可以查到）。")
    return found
