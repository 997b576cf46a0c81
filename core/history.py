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
    """One audit entry, readable; `about` names the part of the record that changed, when it was not the whole."""

    number: int
    at: datetime
    actor: str
    action: str
    reason: str
    changes: tuple[HistoryChange, ...]
    about: str = ""


def lines_for(obj, user, limit: int = 200) -> list[HistoryLine]:
    """The newest `limit` entries of a record and its parts; restricted values are masked unless the type of what
    changed lets `user` see them.
    """
    parts = records.type_of(obj).parts
    shown = [obj, *(parts(obj) if parts else ())]
    clear = {_key(record): records.type_of(record).sees_restricted(user, record) for record in shown}
    return [
        _line(entry, clear[entry.object_type, entry.object_id], _about(entry, obj))
        for entry in audit.entries_of(*shown)[:limit]
    ]


def _key(record) -> tuple[str, str]:
    return record._meta.label_lower, str(record.pk)


def _about(entry, obj) -> str:
    if (entry.object_type, entry.object_id) == _key(obj):
        return ""
    return f"{records.by_label(entry.object_type).label}：{entry.object_label}"


def _line(entry, clear: bool, about: str) -> HistoryLine:
    changes = tuple(
        HistoryChange(
            change["label"],
            _shown(change["old"], change["restricted"], clear),
            _shown(change["new"], change["restricted"], clear),
        )
        for change in entry.changes.values()
    )
    return HistoryLine(
        entry.number, entry.at, entry.actor_name, entry.get_action_display(), entry.reason, changes, about
    )


def _shown(value: str, restricted: bool, clear: bool) -> str:
    return MASK if restricted and value and not clear else value
