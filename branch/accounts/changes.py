"""近期授权变动: who gave, confirmed, declined or ended which role, from the audit log; for the branch and the administrator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.enums import AuditAction
from core.models import AuditEntry

from .models import RoleAssignment

RECENT = timedelta(days=90)
MOST_LINES = 100
DONE = {
    AuditAction.CREATE: "授予",
    AuditAction.UPDATE: "结束",
    AuditAction.DELETE: "不同意",
}


@dataclass(frozen=True)
class RoleChange:
    """One line: when, who, did what, to which role (with its account and organisation), and why."""

    at: datetime
    actor: str
    done: str
    role: RoleAssignment
    reason: str


def recent_changes(roles: Iterable[RoleAssignment], now: datetime) -> list[RoleChange]:
    """What was done to some roles (deleted ones among them) in the last 90 days, the newest first."""
    by_id = {str(role.pk): role for role in roles}
    entries = AuditEntry.objects.filter(
        object_type=RoleAssignment._meta.label_lower, object_id__in=by_id, at__gte=now - RECENT
    )
    return [_line(entry, by_id[entry.object_id]) for entry in entries.order_by("-number")[:MOST_LINES]]


def _line(entry: AuditEntry, role: RoleAssignment) -> RoleChange:
    done = DONE.get(AuditAction(entry.action), "")
    return RoleChange(entry.at, entry.actor_name, done or entry.reason, role, entry.reason if done else "")
