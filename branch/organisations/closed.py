"""What belongs to a branch that was closed is read, and no longer written."""

from typing import Any

from core.dates import chinese_date
from core.refusals import Refused

from .models import Organisation


class Archived(Refused):
    """The branch was closed: a page of its own tells it where no form does."""


def refuse_archived(record: Any) -> None:
    """Raise Archived for a record of a closed branch; asked before every audited write (`core.records`)."""
    branch = getattr(record, "branch", None)
    if isinstance(branch, Organisation) and branch.closed_on:
        raise Archived(
            f"{branch.short_name}已于{chinese_date(branch.closed_on)}撤销归档，记录只能查看，不能再改。"
        )
