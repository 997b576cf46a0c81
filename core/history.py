"""A record's audit entries as the history page shows them, with restricted values masked by role."""

from dataclasses import dataclass
from datetime import datetime

from . import audit, records

MASK = "（受限内容）"


@dataclass(frozen=True)
class HistoryChange:
    """One changed field: its label, old and new value."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryLine:
    """One audit entry, readable."""

    number: int
    at: datetime
    actor: str
    action: str
    reason: str
    changes: tuple[HistoryChange, ...]


def lines_for(obj, user, limit: int = 200) -> list[HistoryLine]:
    """The newest `limit` entries of a record; restricted values are masked unless the type lets `user` see them."""
    clear = records.type_of(obj).sees_restricted(user, obj)
    return [_line(entry, clear) for entry in audit.entries_of(obj)[:limit]]


def _line(entry, clear: bool) -> HistoryLine:
    changes = tuple(
        HistoryChange(
            change["label"],
            _shown(change["old"], change["restricted"], clear),
            _shown(change["new"], change["restricted"], clear),
        )
        for change in entry.changes.values()
    )
    return HistoryLine(
        entry.number, entry.at, entry.actor_name, entry.get_action_display(), entry.reason, changes
    )


def _shown(value: str, restricted: bool, clear: bool) -> str:
    return MASK if restricted and value and not clear else value
