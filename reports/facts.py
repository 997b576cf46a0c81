"""The facts: named numbers of a report with the rows that each counts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.timezone import localtime

from activities.kinds import registry
from activities.kinds.base import COUNT
from branch.admonitions.models import AdmonitionKind
from branch.campaigns.models import Campaign
from branch.enums import VOTERS, Gender, HealthClass, MembershipStatus, TechnicalTitle
from branch.members.models import Member
from branch.members.structure import AGE_BANDS, HealthCount
from branch.organisations.models import Organisation
from core.kept import kept
from core.numbers import percent, plain_number
from meetings.cycle.enums import Body, BodyGrade, Grade
from meetings.enums import COUNTS_FOR_GROUPS, OF_THE_YEAR, LecturerKind, MeetingKind, StudyForm
from meetings.meeting.agenda_items import AgendaItem
from meetings.votes.models import Vote
from rectification.enums import ItemState
from study.hours.progress import form_shares
from study.hours.reckoning import counting

from .campaigns import figures
from .papers.figures import FIGURES
from .papers.own import OWN_FACTS, OwnRecords
from .report.document import SourceRef
from .report.models import AnnualReport
from .report.tree import fact_names
from .year_records import YearRecords, refs


@dataclass(frozen=True)
class FactValue:
    """The value of a fact as printed, and the rows that it counted."""

    text: str
    rows: tuple[SourceRef, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A number that a report may use: its name in braces, its unit, and how it is counted."""

    name: str
    unit: str
    explanation: str
    compute: Callable[[YearRecords], FactValue]


def counted(rows: Sequence) -> FactValue:
    """How many rows, and which."""
    return FactValue(str(len(rows)), refs(rows))


def hidden(rows: Sequence) -> FactValue:
    """How many rows, without saying which: they would tell who spoke of whom."""
    return FactValue(str(len(rows)))


OLDER_FROM = 46
# 中级 and above, as 专业技术人员 are counted.
MIDDLE_AND_ABOVE = frozenset({TechnicalTitle.MIDDLE, TechnicalTitle.DEPUTY_SENIOR, TechnicalTitle.SENIOR})
UNKNOWN = FactValue("—")


def _members(name: str, explanation: str, belongs: Callable[[Member, YearRecords], bool]) -> Fact:
    """How many members of the roll belong to a part of it."""
    return Fact(
        f"{name}人数",
        "名",
        explanation,
        lambda records: counted([one for one in records.members if belongs(one, records)]),
    )


def _share(name: str, explanation: str, belongs: Callable[[Member, YearRecords], bool]) -> Fact:
    """Their part of the roll."""

    def compute(records: YearRecords) -> FactValue:
        rows = [one for one in records.members if belongs(one, records)]
        return FactValue(percent(len(rows), len(records.members)), refs(rows))

    return Fact(f"{name}占比", "", explanation, compute)


def _age(member: Member, records: YearRecords) -> int:
    age = member.age_on(records.on)
    return -1 if age is None else age


def _is_older(member: Member, records: YearRecords) -> bool:
    return _age(member, records) >= OLDER_FROM


def _has_title(member: Member, records: YearRecords) -> bool:
    return member.technical_title in MIDDLE_AND_ABOVE


def _bands() -> list[Fact]:
    uppers = [-1, *(upper for upper, _ in AGE_BANDS)]
    return [
        _members(
            f"{label.replace(' ', '')}党员",
            f"年末（或今天）年龄在{label}的在册党员；没有填出生日期的不计。",
            lambda member, records, low=low, high=high: low < _age(member, records) <= high,
        )
        for (low, high), (_, label) in zip(pairwise(uppers), AGE_BANDS, strict=True)
    ]


def _average_age(records: YearRecords) -> FactValue:
    known = [member for member in records.members if member.birth_date]
    if not known:
        return UNKNOWN
    return FactValue(plain_number(sum(_age(one, records) for one in known) / len(known)), refs(known))


def _ill(health: HealthClass) -> Fact:
    """Illness as a count of three or more. It names no rows: they would say who is ill."""

    def compute(records: YearRecords) -> FactValue:
        shown: dict[str, HealthCount] = {one.label: one for one in records.structure.health}
        count = shown[str(health.label)].count
        return UNKNOWN if count is None else FactValue(str(count))

    return Fact(
        f"{health.label}党员人数", "名", "只在满 3 人时给出人数，不列姓名；不足 3 人时不能引用。", compute
    )


STRUCTURE_FACTS = [
    Fact("党员平均年龄", "岁", "填有出生日期的在册党员年末（或今天）的平均年龄。", _average_age),
    *_bands(),
    _members("46岁及以上党员", "年末（或今天）满 46 岁的在册党员。", _is_older),
    _share("46岁及以上党员", "满 46 岁的党员除以在册党员。", _is_older),
    _members("女党员", "在册女党员。", lambda member, records: member.gender == Gender.FEMALE),
    _members("专业技术党员", "有中级及以上专业技术职称的在册党员。", _has_title),
    _share("专业技术党员", "有中级及以上职称的党员除以在册党员。", _has_title),
    Fact(
        "五年内退休党员人数",
        "名",
        "预计在五年内退休、或已到退休年龄的在册党员。",
        lambda records: counted(records.structure.retiring),
    ),
    _ill(HealthClass.CHRONIC),
    _ill(HealthClass.SERIOUS),
]


def _form_share(records: YearRecords, form: StudyForm) -> FactValue:
    done = [assignment for assignment in records.assignments if assignment.completed_on]
    hours = [(one.task.form, one.hours_done) for one in done]
    hours += [(training.form, training.hours) for training in records.trainings]
    (share,) = [share for share in form_shares(hours) if share.form == form]
    rows = [one for one in [*records.tasks, *records.trainings] if one.form == form]
    return FactValue(f"{plain_number(share.percent)}%" if hours else "—", refs(rows))


def _reached(records: YearRecords) -> list[Member]:
    return [standing.member for standing in counting(records.standings) if standing.is_reached]


STUDY_FACTS = [
    *[
        Fact(
            f"{form.label}学时占比",
            "",
            f"形式为{form.label}的学时除以全部已记学时（任务和已认定的外出培训）。",
            lambda records, form=form: _form_share(records, form),
        )
        for form in StudyForm
    ],
    Fact("学时达标人数", "名", "达到年度学时（支委含集中培训）的在册党员。", lambda r: counted(_reached(r))),
    Fact(
        "学时达标率",
        "",
        "达到年度学时的在册党员除以在册党员；不作硬性要求的不计。",
        lambda r: FactValue(percent(len(_reached(r)), len(counting(r.standings))), refs(_reached(r))),
    ),
    Fact("外出培训人次", "人次", "已认定的外出培训，一人一次计一人次。", lambda r: counted(r.trainings)),
    Fact("学习计划项数", "项", "所属年度的学习计划。", lambda r: counted(r.plan)),
    Fact(
        "学习计划已布置项数",
        "项",
        "其中已经布置成学习任务的。",
        lambda r: counted([item for item in r.plan if item.task_count]),
    ),
]


def _counting_of(kind: MeetingKind) -> str:
    return "所属年度为本年、" if kind in OF_THE_YEAR else "本年内"


def _meetings(kind: MeetingKind) -> Fact:
    label = kind.label.removeprefix("支部")
    return Fact(
        f"{label}次数",
        "次",
        f"{_counting_of(kind)}已召开的{kind.label}，一次会议兼有几种类别时各计一次"
        + ("。" if kind in COUNTS_FOR_GROUPS else "；党小组自己开展的不计。"),
        lambda records: counted(records.meetings_of(kind)),
    )


def _lectures(kind: LecturerKind) -> Fact:
    return Fact(
        f"{kind.label}讲党课次数",
        "次",
        f"主讲人为{kind.label}的党课。",
        lambda r: counted([m for m in r.meetings_of(MeetingKind.LECTURE) if m.lecturer_kind == kind]),
    )


def _attendance(records: YearRecords) -> FactValue:
    rows = [m for m in records.meetings if m.due_count and not records.is_read_at(m)]
    return FactValue(percent(sum(m.present_count for m in rows), sum(m.due_count for m in rows)), refs(rows))


def _months(records: YearRecords, kind: MeetingKind) -> FactValue:
    rows = records.meetings_of(kind)
    return FactValue(str(len({localtime(m.starts_at).month for m in rows})), refs(rows))


def is_assigned(item: AgendaItem) -> bool:
    """Whether a decision names who is to carry it out, or by when."""
    return item.responsible_id is not None or item.due_on is not None


def _decisions(records: YearRecords, counts: Callable[[AgendaItem], bool]) -> FactValue:
    found = [(m, i) for m in records.meetings for i in m.agenda.all() if i.decision.strip() and counts(i)]
    meetings = {meeting.pk: meeting for meeting, _ in found}
    return FactValue(str(len(found)), refs(meetings.values()))


def _votes(records: YearRecords, counts: Callable[[Vote], bool]) -> FactValue:
    found = [vote for vote in records.votes if counts(vote)]
    meetings = {vote.item.meeting_id: vote.item.meeting for vote in found}
    return FactValue(str(len(found)), refs(meetings.values()))


def is_carried(vote: Vote) -> bool:
    """Whether everything and everybody voted on got the majority."""
    return bool(vote.outcomes) and all(outcome.is_carried for outcome in vote.outcomes)


def _with_status(records: YearRecords, *statuses: str) -> FactValue:
    return counted([member for member in records.members if member.status_on in statuses])


def _done(records: YearRecords) -> FactValue:
    done = [a for a in records.assignments if a.completed_on]
    return FactValue(percent(len(done), len(records.assignments)), refs(records.tasks))


def _hours(records: YearRecords) -> FactValue:
    total = sum((a.hours_done for a in records.assignments if a.completed_on), Decimal(0))
    total += sum((training.hours for training in records.trainings), Decimal(0))
    average = total / len(records.members) if records.members else total
    return FactValue(plain_number(average), refs([*records.tasks, *records.trainings]))


OPEN_STATES = (ItemState.PENDING, ItemState.ACTIVE, ItemState.REVIEW, ItemState.RETURNED)
# How a year's items came out, by the word that the facts use.
OUTCOMES = {"已销号": (ItemState.CLOSED,), "长期坚持": (ItemState.LONG_TERM,), "未完成": OPEN_STATES}


def _last_year(states: Sequence[str]) -> Callable[[YearRecords], FactValue]:
    return lambda r: counted([item for item in r.own_last_year_items if item.state in states])


def _carried(states: Sequence[str]) -> Callable[[YearRecords], FactValue]:
    return lambda r: counted([item for item in r.carried_items if item.state in states])


def is_done(item: AgendaItem, records: YearRecords) -> bool:
    """Whether such a decision was carried out by the day of the report."""
    return is_assigned(item) and item.done_on is not None and item.done_on <= records.on


def _rated(records: YearRecords, body: Body) -> FactValue:
    """好18票、较好2票."""
    if body not in records.rated:
        return UNKNOWN
    return FactValue("、".join(f"{label}{number}票" for label, number in records.rated[body].told))


def _admonished(records: YearRecords) -> FactValue:
    """What there was and how often; that there was nothing may be a cause of the year's problems."""
    done = [
        f"{verb}{kind.label}{records.admonitions[kind]}次"
        for kind, verb in ADMONITION_VERBS.items()
        if records.admonitions[kind]
    ]
    return FactValue("，".join(done) or "未开展提醒谈话和批评教育，未作出组织处置")


ADMONITION_VERBS = {
    AdmonitionKind.TALK: "开展",
    AdmonitionKind.CRITICISM: "进行",
    AdmonitionKind.MEASURE: "作出",
}
RATED_FACTS = [
    *[
        Fact(
            f"上年测评{body.label}情况",
            "",
            f"上年度民主评议会上对{body.label}的测评票数；少于三张有效票不统计。",
            lambda r, body=body: _rated(r, body),
        )
        for body in Body
    ],
    *[
        Fact(
            f"上年测评{body.label}{grade.label}票数",
            "票",
            f"其中评为{grade.label}的票。",
            lambda r, body=body, place=place: (
                FactValue(str(r.rated[body].marks[place])) if body in r.rated else UNKNOWN
            ),
        )
        for body in Body
        for place, grade in enumerate(BodyGrade)
    ],
]
ADMONITION_FACTS = [
    *[
        Fact(
            f"{kind.label}次数",
            "次",
            f"年内的{kind.label}；只计数，不列姓名。",
            lambda r, kind=kind: FactValue(str(r.admonitions[kind])),
        )
        for kind in AdmonitionKind
    ],
    Fact(
        "教育管理情况",
        "",
        "提醒谈话、批评教育和组织处置各几次连成的句子；没有的写没有开展，可用于原因分析。",
        _admonished,
    ),
]
LIFE_FACTS = [
    Fact(
        "谈心谈话次数",
        "次",
        "为本年度组织生活会开展的谈心谈话；只计数，不列谈话人。",
        lambda r: hidden(r.talks),
    ),
    Fact(
        "上年批评意见条数", "条", "上年度组织生活会上的相互批评意见；只计数。", lambda r: hidden(r.criticisms)
    ),
    *[
        Fact(
            f"上年评议{grade.label}人数",
            "名",
            f"上年度民主评议评定为{grade.label}的党员；只计数。",
            lambda r, grade=grade: hidden([entry for entry in r.appraised if entry.grade == grade]),
        )
        for grade in Grade
    ],
    Fact("表决次数", "次", "各次会议登记的表决。", lambda r: _votes(r, lambda vote: True)),
    Fact("表决通过次数", "次", "其中通过的。", lambda r: _votes(r, is_carried)),
    Fact("接收预备党员人数", "名", "年内入党的党员。", lambda r: counted(r.joined)),
    Fact("转正党员人数", "名", "年内转正的党员。", lambda r: counted(r.confirmed)),
    Fact("支委职责项数", "项", "年末在用的支委职责。", lambda r: counted(r.duties)),
    Fact(
        "已落实支委职责项数",
        "项",
        "其中年内有落实记录的。",
        lambda r: counted([duty for duty in r.duties if duty.record_count]),
    ),
    Fact(
        "整改佐证件数",
        "件",
        "上年度和结转的整改事项附的佐证。",
        lambda r: FactValue(str(len(r.evidence)), refs(r.with_evidence)),
    ),
]


_FIXED = [
    *[_meetings(kind) for kind in MeetingKind if kind != MeetingKind.OTHER],
    *[_lectures(kind) for kind in LecturerKind],
    Fact("会议次数", "次", "计入本年的各类会议，一次会议只计一次。", lambda r: counted(r.meetings)),
    Fact("平均到会率", "", "各次会议实到人数之和除以应到人数之和。", _attendance),
    Fact(
        "集中学习月数",
        "个月",
        "有集中学习记录的月份。",
        lambda r: _months(r, MeetingKind.STUDY),
    ),
    Fact("议决事项数", "项", "各次会议有决定的议题。", lambda r: _decisions(r, lambda item: True)),
    Fact("交办事项数", "项", "其中写明责任人或时限的。", lambda r: _decisions(r, is_assigned)),
    Fact(
        "已办结事项数",
        "项",
        "写明责任人或时限、并已办结的。",
        lambda r: _decisions(r, lambda item: is_done(item, r)),
    ),
    Fact("党员人数", "名", "宣读那天（没有填写时为年末）在册党员。", lambda r: counted(r.members)),
    Fact("正式党员人数", "名", "在册正式党员。", lambda r: _with_status(r, *VOTERS)),
    Fact("预备党员人数", "名", "在册预备党员。", lambda r: _with_status(r, MembershipStatus.PROBATIONARY)),
    Fact("学习任务数", "项", "所属年度的学习任务。", lambda r: counted(r.tasks)),
    Fact("学习任务完成率", "", "已完成的人次除以布置的人次。", _done),
    Fact("人均学时", "学时", "已完成任务和已认定外出培训的学时之和除以在册党员数。", _hours),
    Fact("心得篇数", "篇", "所属年度写下或代录的心得体会。", lambda r: counted(r.reflections)),
    Fact("征求意见条数", "条", "所属年度征求到的意见。", lambda r: counted(r.opinions)),
    Fact("查摆问题数", "个", "所属年度查摆的问题。", lambda r: counted(r.findings)),
    Fact("主要问题数", "个", "标为主要问题的问题。", lambda r: counted(r.main_problems)),
    Fact("原因条数", "点", "所属年度分析的原因。", lambda r: counted(r.causes)),
    Fact("整改措施数", "项", "针对所属年度问题的整改事项。", lambda r: counted(r.items)),
    Fact("上年问题数", "个", "上年度报告过的、或有整改事项的问题。", lambda r: counted(r.last_year_problems)),
    Fact("上年整改事项数", "项", "上年度问题的整改事项。", lambda r: counted(r.own_last_year_items)),
    *[
        Fact(f"上年{word}数", "项", f"其中{word}的。", _last_year(states))
        for word, states in OUTCOMES.items()
    ],
    Fact(
        "结转整改事项数",
        "项",
        "再往前的年度、到上年末还没有销号的整改事项。",
        lambda r: counted(r.carried_items),
    ),
    *[Fact(f"结转{word}数", "项", f"其中{word}的。", _carried(states)) for word, states in OUTCOMES.items()],
]


def _kind_facts() -> list[Fact]:
    facts = []
    for kind in registry.all_kinds():
        facts.append(
            Fact(
                f"{kind.label}情况",
                "",
                f"{kind.label}各项数字连成的句子，随记录更新。",
                lambda records, code=kind.code: _described(records, code),
            )
        )
        for statistic in (COUNT, *kind.statistics):
            facts.append(
                Fact(
                    f"{kind.label}·{statistic.label}",
                    "",
                    f"{kind.label}：{statistic.label}。",
                    lambda records, code=kind.code, key=statistic.key: _figure(records, code, key),
                )
            )
    return facts


def _described(records: YearRecords, code: str) -> FactValue:
    summary = registry.summarise(code, records.activities_of(code), records.stat_context)
    return FactValue(registry.describe(summary), refs(summary.rows))


def _figure(records: YearRecords, code: str, key: str) -> FactValue:
    summary = registry.summarise(code, records.activities_of(code), records.stat_context)
    value = summary[key]
    shown = value.text if value.parts or value.value is None else plain_number(value.value)
    return FactValue(shown, refs(value.rows))


# The figures of a kind within one work area; 0: outside every area.
_OF_AREA = re.compile(r"领域(\d+)·(.+)情况")


def area_fact(area_id: int, kind_label: str) -> str:
    """The name of the fact that tells a kind's figures within one work area."""
    return f"领域{area_id}·{kind_label}情况"


def _of_area(records: YearRecords, name: str) -> FactValue | None:
    match = _OF_AREA.fullmatch(name)
    kind = match and next((kind for kind in registry.all_kinds() if kind.label == match[2]), None)
    if not match or not kind:
        return None
    rows = [a for a in records.activities_of(kind.code) if records.area_of(a) == int(match[1])]
    summary = registry.summarise(kind.code, rows, records.stat_context)
    return FactValue(registry.describe(summary), refs(rows))


# A figure of one of the year's study campaigns.
_OF_CAMPAIGN = re.compile(r"学习教育(\d+)·(.+)")


def campaign_fact(campaign_id: int, figure: str) -> str:
    """The name of the fact that tells a figure of a study campaign."""
    return f"学习教育{campaign_id}·{figure}"


def _of_campaign(records: YearRecords, name: str) -> FactValue | None:
    match = _OF_CAMPAIGN.fullmatch(name)
    tagged = match and next((one for one in records.tagged if one.campaign.pk == int(match[1])), None)
    if not match or not tagged or not figures.named(match[2]):
        return None
    counted_ones = figures.figure(tagged, match[2])
    return FactValue(counted_ones.text, refs(counted_ones.rows))


def _campaign_facts(records: YearRecords) -> list[Fact]:
    """The figures of each campaign of the year, to choose from."""
    return [_of_one(campaign, one) for campaign in records.campaigns for one in figures.FIGURES.values()]


def _of_one(campaign: Campaign, figure: figures.Figure) -> Fact:
    name = campaign_fact(campaign.pk, figure.name)
    explanation = f"{campaign.name}：{figure.explanation}"
    return Fact(name, figure.unit, explanation, lambda records: _of_campaign(records, name) or UNKNOWN)


def _printed(
    count: Callable[[YearRecords], tuple[str, tuple[SourceRef, ...]]],
) -> Callable[[YearRecords], FactValue]:
    return lambda records: FactValue(*count(records))


# Figures that other papers of the season need.
PAPER_FACTS = [Fact(one.name, one.unit, one.explanation, _printed(one.count)) for one in FIGURES]


def all_facts() -> dict[str, Fact]:
    """Every fact by name: the fixed ones, the make-up of the branch, each kind of activity's sentence and figures."""
    return {
        fact.name: fact
        for fact in [
            *_FIXED,
            *STRUCTURE_FACTS,
            *STUDY_FACTS,
            *LIFE_FACTS,
            *RATED_FACTS,
            *ADMONITION_FACTS,
            *PAPER_FACTS,
            *_kind_facts(),
        ]
    }


def unknown_facts(text: str, *, of_one: bool = False) -> list[str]:
    """Names in braces that no fact has; `of_one`: none of a member's own paper, which takes no figures of the branch."""
    if of_one:
        return [name for name in dict.fromkeys(fact_names(text)) if name not in OWN_FACTS]
    known = all_facts()
    labels = {kind.label for kind in registry.all_kinds()}
    names = [name for name in dict.fromkeys(fact_names(text)) if name not in known]
    names = [name for name in names if not ((match := _OF_AREA.fullmatch(name)) and match[2] in labels)]
    of_campaigns = (_OF_CAMPAIGN.fullmatch(name) for name in names)
    return [
        name
        for name, match in zip(names, of_campaigns, strict=True)
        if not match or not figures.named(match[2])
    ]


def own_facts(own: OwnRecords) -> dict[str, Fact]:
    """The figures of one member, for the own paper alone."""
    return {
        name: Fact(name, one.unit, one.explanation, lambda _, one=one: FactValue(*one.count(own)))
        for name, one in OWN_FACTS.items()
    }


class FactBook:
    """The facts of one branch and year, each computed at most once from records loaded at most once."""

    def __init__(
        self,
        branch: Organisation,
        year: int,
        on: date,
        member: Member | None = None,
        campaign: Campaign | None = None,
    ):
        """`member`: of a personal paper, which knows this member's own figures and no others. `campaign`: as `YearRecords`."""
        self.records, self._is_own = YearRecords(branch, year, on, campaign), member is not None
        self._facts = own_facts(OwnRecords(member, year, on)) if member else all_facts()
        self._values: dict[str, FactValue] = {}

    def value(self, name: str) -> FactValue | None:
        """The value now; None for a name that no fact has."""
        if name not in self._values:
            if name in self._facts:
                self._values[name] = self._facts[name].compute(self.records)
            elif not self._is_own and (value := self._of_part(name)) is not None:
                self._values[name] = value
        return self._values.get(name)

    def _of_part(self, name: str) -> FactValue | None:
        """A figure of one work area or one study campaign."""
        return _of_area(self.records, name) or _of_campaign(self.records, name)

    def knows(self, name: str) -> bool:
        """Whether there is such a fact; what it says is computed only where the name alone does not tell."""
        return name in self._facts or self.value(name) is not None

    def text(self, name: str) -> str | None:
        """The value as printed; None for a name that no fact has."""
        value = self.value(name)
        return value.text if value else None

    def fact(self, name: str) -> Fact | None:
        """The fact of a name, among those that are the same every year."""
        return self._facts.get(name)

    def parts_of(self, name: str) -> list[str]:
        """The facts whose figures the sentence of a kind of activity (“共建活动情况”) is made of."""
        kind = name.removesuffix("情况")
        return [other for other in self._facts if other.startswith(f"{kind}·")]

    def offered(self) -> list[tuple[Fact, FactValue]]:
        """Every fact with its value that is not empty or zero, for the list beside the editor."""
        facts = [*self._facts.values(), *([] if self._is_own else _campaign_facts(self.records))]
        valued = [(fact, self.value(fact.name)) for fact in facts]
        return [(fact, value) for fact, value in valued if value and value.text not in {"", "0", "—"}]


def book_of(report: AnnualReport, on: date) -> FactBook:
    """The facts that a paper may use, as of its day."""
    campaign = report.campaign if report.campaign_id else None
    return FactBook(report.branch, report.year, report.as_of(on), report.member, campaign)


@kept(64)
def offered_facts(report: AnnualReport, on: date) -> tuple[tuple[Fact, FactValue], ...]:
    """The facts that are offered to who writes a paper, with their values."""
    return tuple(book_of(report, on).offered())
