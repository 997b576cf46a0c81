"""Writes about the year's plan (by the rules, from last year, themes, the meeting of a row) and versions of agenda templates."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from branch.accounts.models import User
from branch.organisations.models import Organisation, PartyGroup
from core import audit, records
from core.refusals import Refused
from meetings.meeting.models import Meeting

from .models import AgendaTemplate, AgendaTemplateLine, AgendaTemplateVersion, MeetingPlanItem
from .planning import fits, missing_rows

# Month, kind and group: where a row stands in a year.
Slot = tuple[int, str, int | None]


class SaveThemesRefused(Refused):
    """Nothing is saved; `conflicts` holds (what, stored, typed) of what someone else changed meanwhile."""

    def __init__(self, conflicts: Sequence[tuple[str, str, str]]):
        super().__init__("这份计划刚刚被别人修改过，请核对后再保存。")
        self.conflicts = list(conflicts)


@dataclass(frozen=True)
class ThemeLine:
    """The theme and work link typed for a row, and the two as they stood when the page was opened."""

    item_pk: int
    typed: tuple[str, str]
    seen: str


def fill_year(*, branch: Organisation, year: int, today: date, by: User) -> list[MeetingPlanItem]:
    """Add the rows that the rules ask of the year and the plan lacks, without themes; empty when none is missing."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=branch.pk)
        return [
            _add(branch, by, year=year, month=row.month, kind=row.kind, group=row.group)
            for row in missing_rows(branch, year, today)
        ]


def _add(branch: Organisation, by: User, **fields: object) -> MeetingPlanItem:
    return records.create(MeetingPlanItem(branch=branch, created_by=by, **fields), by=by)


@transaction.atomic
def copy_year(*, branch: Organisation, year: int, by: User) -> tuple[int, int]:
    """Take over last year's rows: what the year lacks is added, and an empty row gets last year's theme.

    Nothing that was written is replaced; groups that exist no longer are left out. Returns how many rows were
    added and how many got a theme. Raises Refused when last year has no plan.
    """
    Organisation.objects.select_for_update().get(pk=branch.pk)
    rows = MeetingPlanItem.objects.of_branch(branch).for_list()
    old = list(rows.in_year(year - 1))
    if not old:
        raise Refused(f"{year - 1} 年没有会议计划可以沿用，请用“按要求排出全年”或逐项登记。")
    here: dict[Slot, list[MeetingPlanItem]] = {}
    for item in rows.in_year(year):
        here.setdefault(_slot(item), []).append(item)
    done: Counter[str] = Counter()
    for item in old:
        if item.group and not _meets(item.group, date(year, item.month, 1)):
            continue
        if waiting := here.get(_slot(item)):
            done["filled"] += _fill_empty(waiting.pop(0), item, by)
            continue
        fields = {name: getattr(item, name) for name in ("month", "kind", "group", "theme", "work_link")}
        _add(branch, by, year=year, **fields)
        done["added"] += 1
    return done["added"], done["filled"]


def _slot(item: MeetingPlanItem) -> Slot:
    return item.month, item.kind, item.group_id


def _meets(group: PartyGroup, first: date) -> bool:
    """Whether a group still exists after the first day of a month."""
    return not group.is_deleted and (group.dissolved_on is None or group.dissolved_on > first)


def _fill_empty(item: MeetingPlanItem, source: MeetingPlanItem, by: User) -> bool:
    if item.theme or item.work_link or not (source.theme or source.work_link):
        return False
    _write(item, (source.theme, source.work_link), by)
    return True


def _write(item: MeetingPlanItem, typed: tuple[str, str], by: User) -> None:
    before = audit.snapshot(item)
    item.theme, item.work_link = typed
    records.save(item, by=by, before=before)


@transaction.atomic
def save_themes(*, items: Sequence[MeetingPlanItem], lines: Sequence[ThemeLine], by: User) -> int:
    """Save the themes typed on the page of the whole year; returns how many rows changed.

    A row that was left as it was opened is not written, whatever became of it meanwhile. Raises SaveThemesRefused
    when a row that was typed into has been changed or deleted by someone else; then nothing is saved.
    """
    stored = {item.pk: item for item in items}
    changed, conflicts = [], []
    for line in lines:
        item = stored.get(line.item_pk)
        now = themes_of(item) if item else ("", "")
        if line.seen == digest(line.typed) or (item and line.typed == now):
            continue
        if item and line.seen == digest(now):
            changed.append((item, line.typed))
        else:
            conflicts += _conflicts(item, now, line.typed)
    if conflicts:
        raise SaveThemesRefused(conflicts)
    for item, typed in changed:
        _write(item, typed, by)
    return len(changed)


def _conflicts(
    item: MeetingPlanItem | None, now: tuple[str, str], typed: tuple[str, str]
) -> list[tuple[str, str, str]]:
    if item is None:
        return [("已经被别人删除的一项", "（已删除，填写的内容不能保存）", "，".join(filter(None, typed)))]
    words = audit.snapshot(item)
    labels = [words[name][0] for name in ("theme", "work_link")]
    return [
        (f"{item.month}月{item.label}{label}", theirs, yours)
        for label, theirs, yours in zip(labels, now, typed, strict=True)
        if theirs != yours
    ]


def themes_of(item: MeetingPlanItem) -> tuple[str, str]:
    """What the page of the whole year shows of a row."""
    return item.theme, item.work_link


def digest(texts: tuple[str, str]) -> str:
    """A short mark of two texts, by which a change made meanwhile is noticed."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


@transaction.atomic
def link_plan_item(*, item: MeetingPlanItem, meeting: Meeting, by: User) -> None:
    """Note which meeting was entered from a row; a meeting of another kind or group leaves the row open.

    The first meeting entered from a row stays the row's as long as it is one of its kind.
    """
    item = MeetingPlanItem.objects.select_for_update(of=("self",)).for_list().get(pk=item.pk)
    if item.is_deleted or not fits(item, meeting) or fits(item, item.meeting):
        return
    before = audit.snapshot(item)
    item.meeting = meeting
    records.save(item, by=by, before=before)


@dataclass(frozen=True)
class TemplateLine:
    """An item of a template as it is entered."""

    title: str
    reporter: str = ""
    kind: str = ""


@transaction.atomic
def create_template(template: AgendaTemplate, *, lines: Sequence[TemplateLine], by: User) -> AgendaTemplate:
    """A new template with its first version."""
    template.created_by = template.created_by or by
    with records.audited(template, by=by):
        _add_version(template, 1, lines, by)
    return template


@transaction.atomic
def save_template(
    template: AgendaTemplate, *, before: audit.Values, lines: Sequence[TemplateLine], by: User
) -> AgendaTemplate:
    """Save a changed template; another agenda makes another version. Raises StaleRecord when someone saved first."""
    with records.audited(template, by=by, before=before):
        latest = AgendaTemplateVersion.objects.with_lines().filter(template=template).first()
        if latest is None or lines_of(latest) != list(lines):
            _add_version(template, latest.number + 1 if latest else 1, lines, by)

    return template


def lines_of(version: AgendaTemplateVersion) -> list[TemplateLine]:
    """The stored items of a version."""
    return [TemplateLine(line.title, line.reporter, line.kind) for line in version.lines.all()]


def _add_version(template: AgendaTemplate, number: int, lines: Sequence[TemplateLine], by: User) -> None:
    version = AgendaTemplateVersion(template=template, number=number, created_by=by)
    if number == 1:
        version.created_at = template.created_at
    version.save()
    AgendaTemplateLine.objects.bulk_create(
        AgendaTemplateLine(version=version, order=order, **asdict(line))
        for order, line in enumerate(lines, start=1)
    )
