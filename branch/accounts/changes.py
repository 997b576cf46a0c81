"""近期授权变动: who gave, confirmed, declined or ended which role, from the audit log; for the branch and the administrator."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import QuerySet

from core.enums import AuditAction
from core.models import AuditEntry

from .models import RoleAssignment

RECENT = timedelta(days=90)
MOST_LINES = 100
# Fewer roles than these are looked for by their numbers, more are met entry by entry.
FEW_ROLES = 500
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


def recent_changes(roles: QuerySet[RoleAssignment], now: datetime) -> list[RoleChange]:
    """What was done to some roles (deleted ones among them) in the last 90 days, the newest first."""
    entries = AuditEntry.objects.filter(object_type=RoleAssignment._meta.label_lower, at__gte=now - RECENT)
    entries = entries.order_by("-number")
    some = {str(role.pk): role for role in roles[:FEW_ROLES]}
    if len(some) < FEW_ROLES:
        return [
            _line(entry, some[entry.object_id]) for entry in entries.filter(object_id__in=some)[:MOST_LINES]
        ]
    return list(islice(_told_of(entries, roles), MOST_LINES))


def _told_of(entries: QuerySet[AuditEntry], roles: QuerySet[RoleAssignment]) -> Iterator[RoleChange]:
    """The lines of those entries that tell of one of the roles: of more roles than are loaded."""
    for some in _in_parts(entries):
        found = roles.in_bulk([int(entry.object_id) for entry in some])
        for entry in some:
            if role := found.get(int(entry.object_id)):
                yield _line(entry, role)


def _in_parts(entries: QuerySet[AuditEntry]) -> Iterator[list[AuditEntry]]:
    some = list(entries[:FEW_ROLES])
    while some:
        yield some
        some = list(entries.filter(number__lt=some[-1].number)[:FEW_ROLES])


def _line(entry: AuditEntry, role: RoleAssignment) -> RoleChange:
    done = DONE.get(AuditAction(entry.action), "")
    return RoleChange(entry.at, entry.actor_name, done or entry.reason, role, entry.reason if done else "")
