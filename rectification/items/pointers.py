"""Records that can prove a rectification item: which kinds, which rows a person may choose, how pointers are shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import DateTimeField, Q
from django.utils import timezone

from branch.base import BranchRecord
from core import attachments, records
from core.dates import on_days
from core.models import Attachment

from .models import Evidence, RectificationItem

# Apps that record what was done; what this app and those above it keep is no proof of work.
EVIDENCE_APPS = ("meetings", "study", "activities")
CANDIDATES_MOST = 50


@dataclass(frozen=True)
class Candidate:
    """A record to choose from."""

    pk: int
    label: str
    happened_on: date | None
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class EvidenceLine:
    """A pointer as the item's page shows it; `url` is empty where the record is gone or not this person's to see."""

    pk: int
    label: str
    type_label: str
    icon: str
    url: str
    by_name: str
    created_at: datetime


def evidence_types() -> list[records.RecordType]:
    """Kinds of records that happened on a day, of the apps that record what was done."""
    found = [
        kind
        for kind in records.all_types()
        if kind.model._meta.app_label in EVIDENCE_APPS
        and kind.date_field
        and issubclass(kind.model, BranchRecord)
    ]
    return sorted(found, key=lambda kind: EVIDENCE_APPS.index(kind.model._meta.app_label))


def happened(kind: records.RecordType, *, user, branch, on: date):
    """The branch's records of a kind that the user may see and whose day has come: a plan proves nothing."""
    rows = kind.model.objects.visible_to(user).filter(branch=branch)
    if hasattr(rows, "held"):
        rows = rows.held()
    is_moment = isinstance(kind.model._meta.get_field(kind.date_field), DateTimeField)
    has_come = on_days(kind.date_field, last=on) if is_moment else Q(**{f"{kind.date_field}__lte": on})
    return rows.filter(has_come)


def rows_to_choose(kind: records.RecordType, *, user, branch, on: date, year: int | None, text: str = ""):
    """Of those that happened the newest first; of a year and with a text when given."""
    rows = happened(kind, user=user, branch=branch, on=on)
    if year:
        rows = rows.in_year(year)
    if text:
        matches = Q()
        for name in kind.search_fields:
            matches |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(matches)
    return rows.order_by(f"-{kind.date_field}", "-pk").distinct()


def candidates(item: RectificationItem, kind: records.RecordType, rows) -> list[Candidate]:
    """The first rows as choices, with those marked that the item points at already."""
    chosen = set(item.evidence.filter(object_type=kind.key).values_list("object_id", flat=True))
    return [
        Candidate(row.pk, str(row), _day(row, kind), records.url_of(row), row.pk in chosen)
        for row in rows[:CANDIDATES_MOST]
    ]


def shown_evidence(evidence: Iterable[Evidence], user) -> list[EvidenceLine]:
    """Pointers with links where this person may follow them; one query per kind of record."""
    ids: dict[str, list[int]] = defaultdict(list)
    evidence = list(evidence)
    for row in evidence:
        ids[row.object_type].append(row.object_id)
    kinds = {kind.key: kind for kind in evidence_types()}
    seen = {
        (key, pk)
        for key, pks in ids.items()
        if key in kinds
        for pk in kinds[key].model.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True)
    }
    return [
        _line(row, kinds.get(row.object_type), (row.object_type, row.object_id) in seen) for row in evidence
    ]


def _line(row: Evidence, kind: records.RecordType | None, may_see: bool) -> EvidenceLine:
    url = records.url_of(kind.model(pk=row.object_id)) if kind and may_see else ""
    return EvidenceLine(
        row.pk,
        row.label,
        kind.label if kind else "记录",
        kind.icon if kind else "file",
        url,
        row.by_name,
        row.created_at,
    )


def _day(row, kind: records.RecordType) -> date | None:
    happened = getattr(row, kind.date_field)
    return timezone.localtime(happened).date() if isinstance(happened, datetime) else happened


@dataclass(frozen=True)
class DoubledFile:
    """A file of an item that was uploaded before: under another name, or for another item."""

    name: str
    elsewhere: str
    url: str


def doubled_files(item: RectificationItem, user) -> list[DoubledFile]:
    """Files of the item whose very content is evidence a second time, on it or on another item of the branch."""
    own = list(attachments.of_record(item))
    same = Attachment.objects.filter(
        content_type=ContentType.objects.get_for_model(RectificationItem),
        sha256__in=[file.sha256 for file in own],
        removed_at__isnull=True,
    ).exclude(object_id=item.pk)
    others = RectificationItem.objects.visible_to(user).filter(branch=item.branch)
    titles = {row.pk: row for row in others.filter(pk__in=same.values("object_id"))}
    found = [
        DoubledFile(file.name, str(titles[row.object_id]), records.url_of(titles[row.object_id]))
        for file in own
        for row in same
        if row.sha256 == file.sha256 and row.object_id in titles
    ]
    seen: dict[str, str] = {}
    for file in own:
        if file.sha256 in seen:
            found.append(DoubledFile(file.name, f"本项的文件“{seen[file.sha256]}”", ""))
        seen.setdefault(file.sha256, file.name)
    return found
