"""Where a cell of the rules leads: to the meetings it counted, to the meeting that would fill it."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from branch.models import PartyGroup
from core.rules import Period


def subject_key(group: PartyGroup | None) -> str:
    """The subject of a line in explanations: empty for the branch, `group:12` for a group."""
    return f"group:{group.pk}" if group else ""


def rows_url(kind: str, period: Period, group: PartyGroup | None = None) -> str:
    """The list of exactly the meetings that a cell counted."""
    query = {
        "kind": kind,
        "period": period.key,
        "state": "TOOK_PLACE",
        "group": group.pk if group else "branch",
    }
    return f"{reverse('meetings:meeting_list')}?{urlencode(query)}"


def new_url(kind: str, period: Period, today: date, group: PartyGroup | None = None) -> str:
    """The form of a new meeting that would fill the cell: its kind, month (or year) and group set."""
    query: dict[str, object] = {"kind": kind}
    if period.months == 12:
        query["year"] = period.key
    else:
        query["month"] = f"{min(max(today, period.starts_on), period.ends_on):%Y-%m}"
    if group:
        query["group"] = group.pk
    return f"{reverse('meetings:meeting_create')}?{urlencode(query)}"
