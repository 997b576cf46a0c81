"""Sentences of section three about meetings and study: figures as facts, themes as the records name them."""

from collections.abc import Callable

from meetings.enums import MeetingKind
from meetings.models import Meeting

from ..sentences import Draft
from ..year_records import YearRecords, ref, refs
from .wording import bare, sentence

# So many themes, lectures or materials are named; the figures cover all.
NAMED = 4

REGULAR = (MeetingKind.ASSEMBLY, MeetingKind.COMMITTEE, MeetingKind.GROUP)


def sentences(records: YearRecords, wanted: tuple[str, ...]) -> list[Draft]:
    """What the meetings of the wanted kinds amounted to; nothing for kinds without a record."""
    drafts = _regular(records, [k for k in REGULAR if k in wanted and records.meetings_of(k)])
    for kind, tell in _TELLERS.items():
        if kind in wanted and (meetings := records.meetings_of(kind)):
            drafts += tell(records, meetings)
    return drafts


def _regular(records: YearRecords, held: list[MeetingKind]) -> list[Draft]:
    if not held:
        return []
    names = [kind.label.removeprefix("支部") for kind in held]
    counts = "、".join(f"{name}{{{name}次数}}次" for name in names)
    rate = "，各类会议平均到会率{平均到会率}" if any(m.due_count for m in records.meetings) else ""
    drafts = [sentence(f"全年召开{counts}{rate}。")]
    links = [m for kind in held for m in records.meetings_of(kind) if m.work_link]
    if links:
        named = _distinct([(m.work_link, m) for m in links])
        words = "".join(f"“{bare(word)}”" for word, _ in named)
        drafts.append(sentence(f"会议围绕{words}等工作研究部署。", *refs(m for _, m in named)))
    decided = [m for m in records.meetings if any(item.decision for item in m.agenda.all())]
    if decided:
        drafts.append(
            sentence(
                "会议议决事项{议决事项数}项，其中明确责任人或时限的{交办事项数}项，已办结{已办结事项数}项。"
            )
        )
    return drafts


def _distinct(pairs: list[tuple[str, Meeting]]) -> list[tuple[str, Meeting]]:
    """The first NAMED different words, each with the meeting it comes from."""
    seen: dict[str, Meeting] = {}
    for word, meeting in pairs:
        if word.strip():
            seen.setdefault(word.strip(), meeting)
    return list(seen.items())[:NAMED]


def _lectures(records: YearRecords, meetings: list[Meeting]) -> list[Draft]:
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


def _theme_days(records: YearRecords, meetings: list[Meeting]) -> list[Draft]:
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


def _study(records: YearRecords, meetings: list[Meeting]) -> list[Draft]:
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


def _life(records: YearRecords, meetings: list[Meeting]) -> list[Draft]:
    return [sentence("召开组织生活会{组织生活会次数}次。", *refs(meetings))]


def _appraisal(records: YearRecords, meetings: list[Meeting]) -> list[Draft]:
    return [sentence("开展民主评议党员{民主评议次数}次。", ref(meetings[0]))]


_TELLERS: dict[MeetingKind, Callable[[YearRecords, list[Meeting]], list[Draft]]] = {
    MeetingKind.STUDY: _study,
    MeetingKind.LECTURE: _lectures,
    MeetingKind.THEME_DAY: _theme_days,
    MeetingKind.LIFE: _life,
    MeetingKind.APPRAISAL: _appraisal,
}
