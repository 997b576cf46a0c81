"""Section three: a paragraph for each work area, with what was done, its figures, examples and results."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from django.utils.timezone import localtime

from activities.kinds import registry
from activities.models import Activity
from branch.enums import HealthClass, MembershipStatus
from core.dates import chinese_date
from meetings.cycle.enums import Grade
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting
from reports.facts import MIDDLE_AND_ABOVE, OLDER_FROM, area_fact, is_assigned, is_carried, is_done
from reports.report.enums import Marker
from reports.report.tree import DraftParagraph, DraftSentence
from reports.year_records import YearRecords, ref, refs

from .campaigns import CampaignTeller, studied, tellers, untold
from .telling import (
    WITHOUT_EXAMPLES,
    chosen,
    digest,
    example,
    has_result,
    is_due,
    named,
    quotes,
    says_already,
    titles,
)
from .wording import bare, ended, frame, missing, quoted, sentence

REGULAR = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE, MeetingKind.GROUP)
# The paragraph that reflects one of these also tells of talks, appraisal and admissions.
ORGANISATION_LIFE = frozenset({*REGULAR, MeetingKind.LIFE, MeetingKind.APPRAISAL})
ILLNESSES = frozenset({HealthClass.CHRONIC.label, HealthClass.SERIOUS.label})
# Beside those that are due: examples of a kind in an area of one kind, and of several.
EXAMPLES, EXAMPLES_OF_SEVERAL = 2, 1


@dataclass(frozen=True)
class Area:
    """A paragraph of section three: a work area of the branch, or one made up of what no area claims."""

    slot: str
    name: str
    opening: tuple[DraftSentence, ...]
    meeting_kinds: tuple[str, ...]
    pk: int
    activities: tuple[Activity, ...]


def work(records: YearRecords, since: str = "") -> list[DraftParagraph]:
    """An opening, then a numbered paragraph for each study campaign of the year, then one per work area.

    `since` says of which time it tells, where that is not the year.
    """
    areas, campaigns = _areas(records), tellers(records)
    paragraphs = [DraftParagraph("work", tuple(_opening(records, since)))]
    told = [(f"work:campaign:{one.campaign.pk}", one.tell()) for one in campaigns]
    teller = _Teller(records, areas, campaigns)
    told += [(area.slot, [*area.opening, *teller.tell(area)]) for area in areas]
    for number, (slot, drafts) in enumerate(told, start=1):
        paragraphs.append(DraftParagraph(slot, tuple(drafts), Marker.ARABIC, number))
    if not told:
        paragraphs.append(DraftParagraph("work:none", (missing("一年来的工作情况"),)))
    return paragraphs


def _opening(records: YearRecords, since: str) -> list[DraftSentence]:
    """Who the branch is, and of which time the section tells."""
    since = since or ("一年来" if records.is_over else "今年以来")
    founded, kept = records.founded_on, records.kept_since
    if founded:
        since = f"自{chinese_date(founded)}成立以来"
    elif kept:
        since = f"自{chinese_date(kept)}以来"
    own = (ref(records.branch),) if founded or kept else ()
    sources = (*own, *refs(records.work_areas))
    opening = f"{since}，党支部主要做了以下工作。"
    told = sentence(opening, *sources) if sources else frame(opening)
    if not records.members:
        return [told]
    split = {MembershipStatus.FULL, MembershipStatus.PROBATIONARY} <= {m.status_on for m in records.members}
    parts = "，其中正式党员{正式党员人数}名、预备党员{预备党员人数}名" if split else ""
    return [sentence(f"党支部现有党员{{党员人数}}名{parts}。"), *_structure(records), told]


def _structure(records: YearRecords) -> list[DraftSentence]:
    """“两多一少” where the facts say so: half of the members are older, several are ill, less than half have a title."""
    older = [m for m in records.members if (age := m.age_on(records.on)) is not None and age >= OLDER_FROM]
    titled = [m for m in records.members if m.technical_title in MIDDLE_AND_ABOVE]
    ill = [one for one in records.structure.health if one.count and one.label in ILLNESSES]
    whole = len(records.members)
    if not (2 * len(older) >= whole and ill and 0 < len(titled) * 2 < whole):
        return []
    parts = [
        "{46岁及以上党员人数}名年龄在46岁及以上",
        *(f"{{{one.label}党员人数}}名患{one.label}" for one in ill),
    ]
    text = f"党员队伍中{'、'.join(parts)}，有中级及以上职称的{{专业技术党员人数}}名，呈“两多一少”状况。"
    return [sentence(text)]


def _areas(records: YearRecords) -> list[Area]:
    areas = []
    for area in records.work_areas:
        own = tuple(a for a in records.activities if records.area_of(a) == area.pk)
        opening = (sentence(ended(area.name), ref(area)), *quoted(area.summary, ref(area)))
        slot = f"work:area:{area.pk}"
        areas.append(Area(slot, area.name, opening, tuple(area.meeting_kinds), area.pk, own))
    return areas + _unclaimed(records, areas)


def _unclaimed(records: YearRecords, areas: list[Area]) -> list[Area]:
    """Meetings and activities outside every area still stand in the report: grouped by the kinds' usual area."""
    rest: list[Area] = []
    if not areas and records.meetings:
        held = tuple(k.value for k in MeetingKind if records.meetings_of(k))
        rest.append(Area("work:meetings", "组织生活", (frame("严格组织生活。"),), held, 0, ()))
    groups: dict[str, list[Activity]] = {}
    for activity in records.activities:
        if not records.area_of(activity):
            groups.setdefault(registry.get(activity.kind).area, []).append(activity)
    for name, rows in groups.items():
        rest.append(Area(f"work:rest:{name}", name, (frame(ended(name)),), (), 0, tuple(rows)))
    return rest


class _Teller:
    """Tells area by area, and nothing twice: also not what a campaign tells."""

    def __init__(self, records: YearRecords, areas: list[Area], campaigns: list[CampaignTeller]):
        self.records, self.campaigns = records, campaigns
        self.words = {word for one in campaigns for word in one.told_words}
        self.told: list[tuple[Activity, str]] = []
        places = {(a.kind, records.area_of(a)) for a in records.activities}
        self.split = {kind for kind, _ in places if sum(one == kind for one, _ in places) > 1}
        life = [a for a in areas if ORGANISATION_LIFE & set(a.meeting_kinds)]
        self.life = life[0].slot if life else ""

    def tell(self, area: Area) -> list[DraftSentence]:
        """What was done with its figures, then kind by kind figures, subjects, examples and results."""
        drafts = meetings_told(self.records, area.meeting_kinds, self.words)
        drafts += organisation_life(self.records) if area.slot == self.life else []
        fresh = untold(area.activities, self.campaigns)
        if area.activities and not fresh and not drafts:
            return self._told_before(area)
        codes = list(dict.fromkeys(a.kind for a in fresh))
        usual = [kind.code for kind in registry.all_kinds() if kind.code in codes]
        for code in usual:
            rows = [a for a in fresh if a.kind == code]
            label = registry.get(code).label
            name = area_fact(area.pk, label) if code in self.split else f"{label}情况"
            drafts.append(sentence(f"{{{name}}}"))
            about = digest(code, rows, self.records.year)
            # Beside what a kind was about, and other kinds, an event without a result has no room.
            worth = [row for row in rows if is_due(row) or has_result(row)] if about and usual[1:] else rows
            drafts += about + self._examples(code, worth, EXAMPLES_OF_SEVERAL if usual[1:] else EXAMPLES)
        return drafts or [missing(f"“{area.name}”的工作情况")]

    def _told_before(self, area: Area) -> list[DraftSentence]:
        """Where all that an area has was told with a campaign."""
        tagged = {activity.campaign_id for activity in area.activities}
        rows = [one.campaign for one in self.campaigns if one.campaign.pk in tagged]
        return [sentence(f"有关工作结合{'、'.join(bare(row.name) for row in rows)}开展。", *refs(rows))]

    def _examples(self, code: str, rows: Sequence[Activity], most: int) -> list[DraftSentence]:
        drafts: list[DraftSentence] = []
        if code in WITHOUT_EXAMPLES:
            rows = [row for row in rows if is_due(row)]
            most = 0
        for activity in chosen([row for row in rows if is_due(row) or example(row)], most):
            told = [draft for draft in example(activity) if not self._is_told(activity, draft.text)]
            self.told.append((activity, "".join(draft.text for draft in told)))
            drafts += told
        return drafts

    def _is_told(self, activity: Activity, text: str) -> bool:
        """Whether the same event was told of another record: of one day or one meeting, in the same words."""
        return any(
            says_already(said, text)
            for other, said in self.told
            if other.pk != activity.pk
            and (
                other.happened_on == activity.happened_on
                or (other.meeting_id and other.meeting_id == activity.meeting_id)
            )
        )


def meetings_told(
    records: YearRecords, wanted: Sequence[str], told: Set[str] = frozenset()
) -> list[DraftSentence]:
    """What the meetings of the wanted kinds amounted to; nothing for kinds without a record.

    Materials whose names were `told` before are not named again.
    """
    drafts: list[DraftSentence] = []
    for kind, tell in _TELLERS.items():
        if kind in wanted and (meetings := records.meetings_of(kind)):
            drafts += tell(records, meetings, told)
    return _regular(records, [k for k in REGULAR if k in wanted and records.meetings_of(k)]) + drafts


def _regular(records: YearRecords, held: list[MeetingKind]) -> list[DraftSentence]:
    if not held:
        return []
    names = [kind.label.removeprefix("支部") for kind in held]
    counts = "、".join(f"{name}{{{name}次数}}次" for name in names)
    counted = [m for m in records.meetings if m.due_count and not records.is_read_at(m)]
    rate = "，各类会议平均到会率{平均到会率}" if any(m.present_count for m in counted) else ""
    drafts = [sentence(f"召开{counts}{rate}。")]
    links, tail = named((m.work_link, m) for kind in held for m in records.meetings_of(kind))
    if links:
        drafts.append(sentence(f"会议围绕{quotes(links)}{tail}工作研究部署。", *_meetings(links)))
    decided = [item for m in records.meetings for item in m.agenda.all() if item.decision.strip()]
    assigned = [item for item in decided if is_assigned(item)]
    if decided:
        part = "，其中明确责任人或时限的{交办事项数}项" if assigned else ""
        done = "，已办结{已办结事项数}项" if any(is_done(item, records) for item in assigned) else ""
        drafts.append(sentence(f"会议议决事项{{议决事项数}}项{part}{done}。"))
    if carried := [vote for vote in records.votes if is_carried(vote)]:
        all_carried = len(carried) == len(records.votes)
        passed = "均获通过" if all_carried else "通过{表决通过次数}次"
        drafts.append(sentence(f"会上表决{{表决次数}}次，{passed}。"))
    return drafts


def _meetings(words: Sequence[tuple[str, Meeting]]):
    return refs({meeting.pk: meeting for _, meeting in words}.values())


def organisation_life(records: YearRecords) -> list[DraftSentence]:
    """Talks, last year's criticism and appraisal, admissions and duties: counted, without names."""
    drafts = [sentence("开展谈心谈话{谈心谈话次数}次。", ref(records.branch))] if records.talks else []
    if records.criticisms:
        meetings = {one.meeting_id: one.meeting for one in records.criticisms}
        drafts.append(
            sentence("上年度组织生活会上提出批评意见{上年批评意见条数}条。", *refs(meetings.values()))
        )
    grades = [grade for grade in Grade if any(entry.grade == grade for entry in records.appraised)]
    if grades:
        told = "、".join(f"{grade.label}{{上年评议{grade.label}人数}}名" for grade in grades)
        rounds = {entry.appraisal_id: entry.appraisal for entry in records.appraised}
        drafts.append(sentence(f"上年度民主评议党员评定{told}。", *refs(rounds.values())))
    if records.rated:
        told = "；".join(f"对{body.label}的测评为{{上年测评{body.label}情况}}" for body in records.rated)
        drafts.append(sentence(f"上年度民主评议时，{told}。", ref(records.rated_round)))
    taken = [
        ("接收预备党员{接收预备党员人数}名", records.joined),
        ("{转正党员人数}名预备党员转为正式党员", records.confirmed),
    ]
    if any(rows for _, rows in taken):
        drafts.append(sentence(f"{'，'.join(text for text, rows in taken if rows)}。"))
    if records.duties:
        carried = any(duty.record_count for duty in records.duties)
        done = "，有落实记录的{已落实支委职责项数}项" if carried else ""
        drafts.append(sentence(f"明确支委职责{{支委职责项数}}项{done}。"))
    return drafts


def _lectures(_: YearRecords, meetings: list[Meeting], _told: Set[str]) -> list[DraftSentence]:
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
    words, tail = named((m.lecture_title, m) for m in meetings)
    if words:
        drafts.append(sentence(f"围绕{titles(words)}{tail}主题讲授党课。", *_meetings(words)))
    return drafts


def _theme_days(_: YearRecords, meetings: list[Meeting], _told: Set[str]) -> list[DraftSentence]:
    words, tail = named((m.theme, m) for m in meetings)
    themes = f"，主题有{quotes(words)}{tail}" if words else ""
    drafts = [sentence(f"开展主题党日{{主题党日次数}}次{themes}。", *_meetings(words))]
    links, tail = named(((m.work_link, m) for m in meetings), most=2)
    if links:
        drafts.append(sentence(f"党日活动与{quotes(links)}{tail}工作结合开展。", *_meetings(links)))
    return drafts


def _study(records: YearRecords, meetings: list[Meeting], told: Set[str]) -> list[DraftSentence]:
    several = len({localtime(meeting.starts_at).month for meeting in meetings}) > 1
    months = "，{集中学习月数}个月有学习记录" if several else ""
    drafts = [sentence(f"组织集中学习{{集中学习次数}}次{months}。")]
    lines = ((line, m) for m in meetings for line in studied(m))
    words, tail = named((line, m) for line, m in lines if bare(line).strip("《》") not in told)
    if words:
        list_of = "、".join(bare(word) for word, _ in words)
        drafts.append(sentence(f"学习内容{'还' if told else ''}包括{list_of}{tail}。", *_meetings(words)))
    done = [one for one in records.assignments if one.completed_on and one.completed_on <= records.on]
    if records.tasks:
        rate = "，完成率{学习任务完成率}，人均{人均学时}学时" if any(one.hours_done for one in done) else ""
        drafts.append(sentence(f"向党员布置学习任务{{学习任务数}}项{rate}。"))
    if records.reflections:
        drafts.append(sentence("党员撰写心得体会{心得篇数}篇。"))
    return drafts


_TELLERS: dict[MeetingKind, Callable[[YearRecords, list[Meeting], Set[str]], list[DraftSentence]]] = {
    MeetingKind.STUDY: _study,
    MeetingKind.LECTURE: _lectures,
    MeetingKind.THEME_DAY: _theme_days,
}
