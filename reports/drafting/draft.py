"""A report drafted from a year's records, section by section; section three about meetings and study."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from activities.kinds import registry
from activities.models import Activity
from branch.enums import MembershipStatus
from branch.organisations.models import Organisation
from core.dates import chinese_date
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting
from reports.enums import Marker
from reports.facts import is_assigned, is_done
from reports.tree import DraftParagraph, DraftSection, DraftSentence
from reports.year_records import YearRecords, ref, refs

from . import rectified
from .wording import HEADINGS, bare, day, ended, frame, missing, quoted, sentence

# The notice of a 组织生活会 comes in the last months of the year.
NOTICE_WITHIN = timedelta(days=120)
# So many themes, lectures or materials are named; the figures cover all.
NAMED = 4

REGULAR = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE, MeetingKind.GROUP)


def sentences(records: YearRecords, wanted: tuple[str, ...]) -> list[DraftSentence]:
    """What the meetings of the wanted kinds amounted to; nothing for kinds without a record."""
    drafts = _regular(records, [k for k in REGULAR if k in wanted and records.meetings_of(k)])
    for kind, tell in _TELLERS.items():
        if kind in wanted and (meetings := records.meetings_of(kind)):
            drafts += tell(records, meetings)
    return drafts


def _regular(records: YearRecords, held: list[MeetingKind]) -> list[DraftSentence]:
    if not held:
        return []
    names = [kind.label.removeprefix("支部") for kind in held]
    counts = "、".join(f"{name}{{{name}次数}}次" for name in names)
    counted = [m for m in records.meetings if m.due_count and not records.is_read_at(m)]
    rate = "，各类会议平均到会率{平均到会率}" if any(m.present_count for m in counted) else ""
    drafts = [sentence(f"召开{counts}{rate}。")]
    links = [m for kind in held for m in records.meetings_of(kind) if m.work_link]
    if links:
        named = _distinct([(m.work_link, m) for m in links])
        words = "".join(f"“{bare(word)}”" for word, _ in named)
        drafts.append(sentence(f"会议围绕{words}等工作研究部署。", *refs(m for _, m in named)))
    decided = [item for m in records.meetings for item in m.agenda.all() if item.decision.strip()]
    assigned = [item for item in decided if is_assigned(item)]
    if decided:
        part = "，其中明确责任人或时限的{交办事项数}项" if assigned else ""
        done = "，已办结{已办结事项数}项" if any(is_done(item, records) for item in assigned) else ""
        drafts.append(sentence(f"会议议决事项{{议决事项数}}项{part}{done}。"))
    return drafts


def _distinct(pairs: list[tuple[str, Meeting]]) -> list[tuple[str, Meeting]]:
    """The first NAMED different words, each with the meeting it comes from."""
    seen: dict[str, Meeting] = {}
    for word, meeting in pairs:
        if word.strip():
            seen.setdefault(word.strip(), meeting)
    return list(seen.items())[:NAMED]


def _lectures(records: YearRecords, meetings: list[Meeting]) -> list[DraftSentence]:
    by = {
        "领导": "领导讲党课次数",
        "先进党员": "先进党员讲党课次数",
        "书记": "书记讲党课次数",
    }
    held = [
        f"{who}讲{{{fact}}}次"
        for who, fact in by.items()
        if any(m.get_lecturer_kind_display() == who for m in meetings)
    ]
    drafts = [sentence(f"组织党课{{党课次数}}次{'，其中' + '、'.join(held) if held else ''}。")]
    named = _distinct([(m.lecture_title, m) for m in meetings])
    if named:
        titles = "".join(f"《{bare(title).strip('《》')}》" for title, _ in named)
        drafts.append(sentence(f"党课题目有{titles}等。", *refs(m for _, m in named)))
    return drafts


def _theme_days(records: YearRecords, meetings: list[Meeting]) -> list[DraftSentence]:
    drafts = [sentence("开展主题党日{主题党日次数}次。")]
    named = _distinct([(m.theme, m) for m in meetings])
    if named:
        themes = "".join(f"“{bare(theme)}”" for theme, _ in named)
        drafts = [sentence(f"开展主题党日{{主题党日次数}}次，主题有{themes}等。", *refs(m for _, m in named))]
    links = _distinct([(m.work_link, m) for m in meetings])
    if links:
        words = "".join(f"“{bare(word)}”" for word, _ in links)
        drafts.append(sentence(f"党日活动与{words}等工作结合开展。", *refs(m for _, m in links)))
    return drafts


def _study(records: YearRecords, meetings: list[Meeting]) -> list[DraftSentence]:
    drafts = [sentence("组织集中学习{集中学习次数}次，{集中学习月数}个月有学习记录。")]
    pairs = [(line, m) for m in meetings for line in m.study_material.splitlines()]
    named = _distinct(pairs)
    if named:
        words = "、".join(bare(word) for word, _ in named)
        drafts.append(sentence(f"学习内容包括{words}等。", *refs({m.pk: m for _, m in named}.values())))
    if records.tasks:
        drafts.append(
            sentence("向党员布置学习任务{学习任务数}项，完成率{学习任务完成率}，人均{人均学时}学时。")
        )
    if records.reflections:
        drafts.append(sentence("党员撰写心得体会{心得篇数}篇。"))
    return drafts


_TELLERS: dict[MeetingKind, Callable[[YearRecords, list[Meeting]], list[DraftSentence]]] = {
    MeetingKind.STUDY: _study,
    MeetingKind.LECTURE: _lectures,
    MeetingKind.THEME_DAY: _theme_days,
}

# Of each kind of activity so many are told one by one: those with most people, in order of date.
TOLD_PER_KIND = 2


@dataclass(frozen=True)
class Area:
    """A paragraph of section three: a work area of the branch, or one made up of what no area claims."""

    slot: str
    name: str
    opening: tuple[DraftSentence, ...]
    meeting_kinds: tuple[str, ...]
    kinds: tuple[str, ...]
    activities: tuple[Activity, ...]


def work(records: YearRecords) -> list[DraftParagraph]:
    """An opening sentence, then a numbered paragraph per work area."""
    areas = _areas(records)
    paragraphs = [DraftParagraph("work", tuple(_opening(records)))]
    for position, area in enumerate(areas):
        told = _told(records, area, areas)
        drafts = [*area.opening, *(told or [missing(f"“{area.name}”的工作情况")])]
        paragraphs.append(DraftParagraph(area.slot, tuple(drafts), Marker.ARABIC, position + 1))
    if not areas:
        paragraphs.append(DraftParagraph("work:none", (missing("一年来的工作情况"),)))
    return paragraphs


def _opening(records: YearRecords) -> list[DraftSentence]:
    """Of which time the section tells, and who the branch is."""
    founded = records.founded_on
    if founded:
        since = f"自{chinese_date(founded)}成立以来"
    elif records.is_over:
        since = "一年来"
    else:
        since = "今年以来"
    sources = (*((ref(records.branch),) if founded else ()), *refs(records.work_areas))
    opening = f"{since}，党支部主要做了以下工作。"
    told = sentence(opening, *sources) if sources else frame(opening)
    if not records.members:
        return [told]
    split = {MembershipStatus.FULL, MembershipStatus.PROBATIONARY} <= {m.status_on for m in records.members}
    parts = "，其中正式党员{正式党员人数}名、预备党员{预备党员人数}名" if split else ""
    return [sentence(f"党支部现有党员{{党员人数}}名{parts}。"), told]


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


def _told(records: YearRecords, area: Area, areas: list[Area]) -> list[DraftSentence]:
    drafts = sentences(records, area.meeting_kinds)
    for code in area.kinds:
        rows = [a for a in area.activities if a.kind == code]
        if rows and _home(code, areas) is area:
            drafts.append(sentence(f"{{{registry.get(code).label}情况}}"))
        drafts += _highlights(rows)
    return drafts


def _home(code: str, areas: list[Area]) -> Area:
    """The one paragraph that tells the year's figures of a kind: where most of its activities belong."""
    return max(areas, key=lambda area: sum(a.kind == code for a in area.activities))


def _highlights(rows: list[Activity]) -> list[DraftSentence]:
    worth = [a for a in rows if a.summary.strip()]
    chosen = sorted(worth, key=lambda a: (-len(a.participant_ids), a.happened_on, a.pk))[:TOLD_PER_KIND]
    drafts = []
    for activity in sorted(chosen, key=lambda a: (a.happened_on, a.pk)):
        first, *rest = quoted(activity.summary, ref(activity))
        drafts.append(sentence(f"{day(activity.happened_on)}，{bare(first.text)}。", ref(activity)))
        drafts += rest
    return drafts


def preamble(records: YearRecords) -> list[DraftParagraph]:
    """By which notice the report is made, where one was relayed; otherwise nothing that no record says."""
    text = "现将党支部年度工作报告如下，请各位党员审议。"
    relayed = Activity.objects.of_branch(records.branch).of_kind("relay")
    lately = relayed.filter(happened_on__gt=records.end - NOTICE_WITHIN, happened_on__lte=records.on)
    for notice in lately.order_by("-happened_on", "-pk"):
        if "组织生活会" in (name := bare(notice.data.get("document", "")).strip("《》")):
            opening = sentence(f"按照《{name}》的要求，{text}", ref(notice))
            return [DraftParagraph("preamble", (opening,))]
    return [DraftParagraph("preamble", (frame(text),))]


def draft(branch: Organisation, year: int, on: date) -> list[DraftSection]:
    """Draft the report of a branch for a year, section by section, from its records as they were on a day."""
    records = YearRecords(branch, year, on)
    writers = {
        "preamble": preamble,
        "last_year": rectified.last_year,
        "findings": rectified.findings,
        "work": work,
        "problems": rectified.problems,
        "causes": rectified.causes,
        "measures": rectified.measures,
    }
    return [DraftSection(kind, HEADINGS[kind], tuple(write(records))) for kind, write in writers.items()]
