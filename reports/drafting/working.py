"""Section three: the year's work by work area, each with the figures of its meetings, studies and activities."""

from dataclasses import dataclass

from activities.kinds import registry
from activities.models.activity import Activity
from meetings.enums import MeetingKind

from ..enums import Marker
from ..sentences import Draft
from ..tree import DraftParagraph
from ..year_records import YearRecords, ref
from . import meeting_words
from .wording import bare, day, ended, frame, missing, quoted, sentence

# Of each kind of activity so many are told one by one: those with most people, in order of date.
TOLD_PER_KIND = 2


@dataclass(frozen=True)
class Area:
    """A paragraph of section three: a work area of the branch, or one made up of what no area claims."""

    slot: str
    name: str
    opening: tuple[Draft, ...]
    meeting_kinds: tuple[str, ...]
    kinds: tuple[str, ...]
    activities: tuple[Activity, ...]


def work(records: YearRecords) -> list[DraftParagraph]:
    """An opening sentence, then a numbered paragraph per work area."""
    areas = _areas(records)
    opening = "一年来，党支部现有党员{党员人数}名，其中正式党员{正式党员人数}名、预备党员{预备党员人数}名，主要做了以下工作。"
    paragraphs = [DraftParagraph("work", (sentence(opening),))]
    for position, area in enumerate(areas):
        told = _told(records, area, areas)
        drafts = [*area.opening, *(told or [missing(f"“{area.name}”的工作情况")])]
        paragraphs.append(DraftParagraph(area.slot, tuple(drafts), Marker.ARABIC, position + 1))
    if not areas:
        paragraphs.append(DraftParagraph("work:none", (missing("一年来的工作情况"),)))
    return paragraphs


def _areas(records: YearRecords) -> list[Area]:
    areas, claimed = [], set()
    for area in records.work_areas:
        own = tuple(
            a
            for a in records.activities
            if a.work_area_id == area.pk or (a.work_area_id is None and a.kind in area.kinds)
        )
        fresh = tuple(a for a in own if a.pk not in claimed)
        claimed |= {a.pk for a in fresh}
        used = tuple(dict.fromkeys([*area.kinds, *(a.kind for a in fresh)]))
        opening = (sentence(ended(area.name), ref(area)), *quoted(area.summary, ref(area)))
        areas.append(Area(f"work:area:{area.pk}", area.name, opening, tuple(area.meeting_kinds), used, fresh))
    return areas + _unclaimed(records, areas, claimed)


def _unclaimed(records: YearRecords, areas: list[Area], claimed: set[int]) -> list[Area]:
    """Meetings and activities outside every area still stand in the report: grouped by the kinds' usual area."""
    rest: list[Area] = []
    if not areas and records.meetings:
        kinds_held = tuple(k.value for k in MeetingKind if records.meetings_of(k))
        rest.append(Area("work:meetings", "组织生活", (frame("严格组织生活。"),), kinds_held, (), ()))
    groups: dict[str, list[Activity]] = {}
    for activity in records.activities:
        if activity.pk not in claimed:
            groups.setdefault(registry.get(activity.kind).area, []).append(activity)
    for name, rows in groups.items():
        used = tuple(dict.fromkeys(a.kind for a in rows))
        rest.append(Area(f"work:rest:{name}", name, (frame(ended(name)),), (), used, tuple(rows)))
    return rest


def _told(records: YearRecords, area: Area, areas: list[Area]) -> list[Draft]:
    drafts = meeting_words.sentences(records, area.meeting_kinds)
    for code in area.kinds:
        rows = [a for a in area.activities if a.kind == code]
        if rows and _home(code, areas) is area:
            drafts.append(sentence(f"{{{registry.get(code).label}情况}}"))
        drafts += _highlights(rows)
    return drafts


def _home(code: str, areas: list[Area]) -> Area:
    """The one paragraph that tells the year's figures of a kind: where most of its activities belong."""
    return max(areas, key=lambda area: sum(a.kind == code for a in area.activities))


def _highlights(rows: list[Activity]) -> list[Draft]:
    worth = [a for a in rows if a.summary.strip()]
    chosen = sorted(worth, key=lambda a: (-len(a.participant_ids), a.happened_on, a.pk))[:TOLD_PER_KIND]
    drafts = []
    for activity in sorted(chosen, key=lambda a: (a.happened_on, a.pk)):
        first, *rest = quoted(activity.summary, ref(activity))
        drafts.append(sentence(f"{day(activity.happened_on)}，{bare(first.text)}。", ref(activity)))
        drafts += rest
    return drafts
