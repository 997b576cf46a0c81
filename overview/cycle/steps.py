"""The 13 steps of the yearly cycle: each with its state, the records on which it rests, what is missing, and its button."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone

from core import records
from core.badges import Badge
from core.dates import chinese_date
from meetings.cycle.appraisal.models import AppraisalRound
from meetings.cycle.enums import CycleStep
from meetings.cycle.models import CycleNote
from meetings.cycle.talks.rules import NAMES_MOST
from meetings.enums import OF_THE_YEAR, MeetingKind, MeetingState
from reports.report.enums import ReportState

from .data import CycleData, says_comment

DONE, UNDER_WAY, MISSING = Badge("已完成", "good"), Badge("进行中", "info"), Badge("还没有记录", "wait")
# So many records of a step are listed; the rest stand behind its list.
RECORDS_MOST = 6
LABEL_MOST = 60


@dataclass(frozen=True)
class StepRecord:
    """A record on which a step rests: words, address, day."""

    label: str
    url: str
    on: date | None = None


@dataclass(frozen=True)
class StepPaper:
    """A paper that belongs to a step, as Word and PDF."""

    label: str
    docx_url: str
    pdf_url: str


@dataclass(frozen=True)
class Step:
    """One step as the page shows it; `action` is the button that leads to the next record of it."""

    step: TextChoices
    badge: Badge
    found: tuple[StepRecord, ...] = ()
    missing: str = ""
    action: str = ""
    action_url: str = ""
    number: int = 0
    is_next: bool = False
    papers: tuple[StepPaper, ...] = ()
    other: tuple[str, str] = ("", "")

    @property
    def label(self) -> str:
        """The step in words."""
        return str(self.step.label)

    @property
    def is_done(self) -> bool:
        """Whether nothing more is asked for."""
        return self.badge == DONE


@dataclass
class StepInWork:
    """A step while it is worked out; `action` is (word, address) of its button, `other` of the way beside it."""

    found: list[StepRecord] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    action: tuple[str, str] = ("", "")
    papers: list[StepPaper] = field(default_factory=list)
    other: tuple[str, str] = ("", "")

    def add(self, label: str, url: str, on: date | None = None) -> None:
        """A record on which the step rests."""
        self.found.append(StepRecord(label, url, on))

    def add_records(self, rows: Sequence) -> None:
        """Records with their own words, pages and days."""
        for row in rows[:RECORDS_MOST]:
            # A note's title names the step once more.
            label = row.text[:LABEL_MOST] if isinstance(row, CycleNote) else str(row)
            self.add(label, records.url_of(row), day_of(row))

    def step(self, step: TextChoices) -> Step:
        """The step: without any record missing, under way while something is asked for, else done."""
        badge = (UNDER_WAY if self.missing else DONE) if self.found else MISSING
        action, url = self.action if badge != DONE else ("", "")
        made = Step(step, badge, tuple(self.found), "；".join(self.missing), action, url)
        return replace(made, papers=tuple(self.papers), other=self.other)


def day_of(row) -> date | None:
    """The day on which a record says that it happened."""
    if hasattr(row, "starts_at"):
        return timezone.localtime(row.starts_at).date()
    return getattr(row, "on", None) or getattr(row, "happened_on", None)


def span_words(first: date | None, last: date | None) -> str:
    """（3月1日至3月9日）, one day alone when both are the same."""
    if not first or not last:
        return ""
    start, end = (f"{day.year}年{day.month}月{day.day}日" for day in (first, last))
    return f"（{start}）" if first == last else f"（{start}至{end}）"


def url_to(name: str, **query: object) -> str:
    """The address of a page with a query."""
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def note_form(data: CycleData, step: str, word: str) -> tuple[str, str]:
    """The button that opens the note form of a step."""
    return word, url_to("meetings:note_create", step=step, year=data.year)


def plan_action(data: CycleData) -> tuple[str, str]:
    """The button that opens the form of the year's 组织生活会: with the kinds of last year's, on its proposed day."""
    last, day = data.last_meeting, data.proposed_day
    kinds = [kind.value for kind in last.kinds if kind in OF_THE_YEAR] if last else [MeetingKind.LIFE.value]
    query = [("kind", kind) for kind in kinds] + [("year", data.year)]
    if day and day > data.today:
        return "排定会议", f"{reverse('meetings:meeting_create')}?{urlencode([*query, ('on', day)])}"
    return "登记会议", f"{reverse('meetings:meeting_create')}?{urlencode(query)}"


REPORT_DONE = (ReportState.FINAL, ReportState.SENT, ReportState.ACCEPTED)


def notice(data: CycleData) -> StepInWork:
    """The notice from above and the own plan: relayed documents and notes."""
    step = StepInWork(action=note_form(data, CycleStep.NOTICE, "登记通知或方案"))
    step.add_records([*data.relays, *data.notes_of(CycleStep.NOTICE)])
    if not step.found:
        step.missing.append(
            "记下上级通知和本支部方案：什么时候收到、什么时候印发；传达文件写进工作纪实也会列出"
        )
    return step


def study(data: CycleData) -> StepInWork:
    """会前学习: group study shortly before the meeting, and notes."""
    step = StepInWork(action=note_form(data, CycleStep.STUDY, "登记学习"))
    step.add_records([*data.study, *data.notes_of(CycleStep.STUDY)])
    if not step.found and data.meeting_day:
        step.missing.append("会前 30 天内没有集中学习；开过学习会请登记会议，个人自学的在这里记一笔")
    elif not step.found:
        step.missing.append("先排定组织生活会的日期，会前 30 天内的集中学习会自动列出")
        step.action = plan_action(data)
    return step


def opinions(data: CycleData) -> StepInWork:
    """征求意见: done when every opinion is answered by a problem."""
    step = StepInWork(action=("登记意见", url_to("rectification:opinion_create")))
    if data.opinions.count:
        step.add(
            f"意见 {data.opinions.count} 条{span_words(data.opinions.first, data.opinions.last)}",
            reverse("rectification:opinion_list"),
        )
        if data.unmerged:
            step.missing.append(f"{data.unmerged} 条意见还没有归并到问题")
            step.action = ("去归并", url_to("rectification:opinion_list", merged="no"))
    else:
        step.missing.append("把征求到的意见一条一条记下来")
    return step


def talks(data: CycleData) -> StepInWork:
    """谈心谈话: done when rule M8 asks for nothing more."""
    step = StepInWork(action=("谈话一轮", url_to("meetings:talk_round", year=data.year)))
    matrix = data.matrix
    if data.talks.count:
        step.add(
            f"谈话 {data.talks.count} 次{span_words(data.talks.first, data.talks.last)}",
            url_to("meetings:talk_matrix", year=data.year),
        )
    else:
        step.missing.append("还没有登记谈话")
    for label, rows in (
        ("支委之间", [f"{meet.one}和{meet.other}" for meet in matrix.pairs_missing]),
        ("支委与党员", matrix.without_committee_talk),
        ("党员之间", matrix.without_member_talk),
    ):
        if rows and data.talks.count:
            names = "、".join(str(row) for row in rows[:NAMES_MOST])
            step.missing.append(
                f"{label}还差 {len(rows)}：{names}" + ("等" if len(rows) > NAMES_MOST else "")
            )
    return step


def problems(data: CycleData) -> StepInWork:
    """查摆问题: the year's problems."""
    step = StepInWork(action=("登记问题", url_to("rectification:problem_create")))
    count, _ = data.problems
    if count:
        step.add(f"问题 {count} 个", reverse("rectification:problem_list"))
    else:
        step.missing.append("对照年度方面，把查摆的问题写进问题清单")
    return step


def material(data: CycleData) -> StepInWork:
    """对照检查材料: done when the year's report is final."""
    step = StepInWork(action=("起草报告", url_to("reports:report_create")))
    step.add_records(data.notes_of(CycleStep.MATERIAL))
    if data.report is None:
        step.missing.append("支部工作报告还没有起草或报送")
        return step
    step.add(f"{data.report.title}（{data.report.get_state_display()}）", records.url_of(data.report))
    if data.report.state not in REPORT_DONE:
        step.missing.append("报告还没有定稿")
        step.action = ("打开报告", records.url_of(data.report))
    return step


WEEKDAYS = "一二三四五六日"


def meeting(data: CycleData) -> StepInWork:
    """The meeting itself, and what it hears of last year's rectification."""
    step = StepInWork(action=plan_action(data))
    step.add_records(data.held or data.planned)
    total, settled = data.last_items["total"], data.last_items["settled"]
    if total:
        step.add(
            f"向会议通报上年度整改：{total} 项中 {settled} 项已销号或长期坚持",
            url_to("rectification:item_list", scope="carried"),
        )
    if data.held:
        if any(meeting.state != MeetingState.CONFIRMED and not meeting.minutes for meeting in data.held):
            step.missing.append("会议记录还没有写")
            step.action = ("补写记录", reverse("meetings:meeting_update", args=[data.held[0].pk]))
    elif data.planned:
        step.missing.append("会议已排，开过以后登记召开情况")
        step.action = ("登记召开情况", reverse("meetings:meeting_update", args=[data.planned[0].pk]))
    else:
        step.found.clear()
        step.missing.append("组织生活会每年至少召开 1 次，还没有登记" + _proposal(data))
    return step


def _proposal(data: CycleData) -> str:
    day = data.proposed_day
    if day is None or day < data.today:
        return ""
    return f"；参照上年度，可以排在{chinese_date(day)}（星期{WEEKDAYS[day.weekday()]}）前后"


def criticism(data: CycleData) -> StepInWork:
    """批评与自我批评: done when everyone present has criticised himself."""
    step = StepInWork()
    if data.held:
        step.action = ("逐人录入", reverse("meetings:criticism_person", args=[data.held[0].pk]))
    own = {critic for critic, criticised in data.criticisms if critic == criticised}
    if not data.criticisms:
        step.missing.append(
            "把每名党员的自我批评和相互批评记下来" if data.held else "组织生活会登记以后才能记批评意见"
        )
        return step
    mutual = len(data.criticisms) - sum(one == other for one, other in data.criticisms)
    step.add(
        f"自我批评 {len(own)} 人，相互批评 {mutual} 条", url_to("meetings:criticism_list", year=data.year)
    )
    if silent := data.present - own:
        step.missing.append(f"到会 {len(data.present)} 人中，{len(silent)} 人没有自我批评的记录")
    return step


def ballots(data: CycleData) -> StepInWork:
    """民主评议: done when the voting is closed."""
    step = StepInWork(action=("开始民主评议", url_to("meetings:appraisal_create", year=data.year)))
    step.add_records(data.appraisal_meetings)
    if data.appraisal is None:
        step.missing.append("还没有民主评议的自评、互评和测评票")
        return step
    row, url = data.appraisal, records.url_of(data.appraisal)
    step.add(_ballot_words(row), url, row.opens_on)
    if row.is_on_paper and not row.has_paper_counts:
        step.missing.append("纸质测评票的计票结果还没有录入")
        step.action = ("录入计票结果", reverse("meetings:appraisal_paper", args=[row.pk]))
    elif row.is_open and row.is_on_paper:
        step.missing.append("计票结果已经录入，评议还没有截止")
        step.action = ("去截止", reverse("meetings:appraisal_close", args=[row.pk]))
    elif row.is_open and (waiting := row.member_count - row.voted_count):
        step.missing.append(f"还有 {waiting} 人没有投票，投完后截止")
        step.action = ("查看投票", url)
    elif row.is_open:
        step.missing.append("全部党员都已投票，评议还没有截止")
        step.action = ("去截止", reverse("meetings:appraisal_close", args=[row.pk]))
    elif not row.voted_count:
        step.missing.append("已截止，没有收到测评票")
    return step


def _ballot_words(row: AppraisalRound) -> str:
    own = f"自评 {row.assessed_count} 人"
    if not row.is_on_paper:
        return f"测评投票 {row.voted_count} / {row.member_count} 人，{own}"
    if not row.has_paper_counts:
        return f"用纸质测评票，{own}"
    papers = f"发出 {row.paper_issued} 张，收回 {row.paper_returned} 张，有效 {row.paper_valid} 张"
    return f"纸质测评票{papers}，{own}"


def comments(data: CycleData) -> StepInWork:
    """上级点评: a note, or minutes that tell of it; guests alone do not."""
    step = StepInWork(action=note_form(data, CycleStep.COMMENTS, "登记点评"))
    step.add_records(data.notes_of(CycleStep.COMMENTS))
    told = bool(step.found) or says_comment(data.held)
    for meeting in data.held:
        if meeting.guests.strip():
            names = "、".join(meeting.guests.split("\n"))
            step.add(f"列席：{names}", records.url_of(meeting), day_of(meeting))
        elif told and not step.found:
            step.add(f"{meeting}的会议记录", records.url_of(meeting), day_of(meeting))
    if not told:
        step.missing.append("记下谁来点评、点评了什么")
    return step


def grades(data: CycleData) -> StepInWork:
    """评定与反馈: done when everyone graded was told."""
    step = StepInWork()
    row = data.appraisal
    if row is None or row.is_open:
        step.missing.append("民主评议截止以后，由支委会评定等次并向本人反馈")
        return step
    step.action = ("评定和反馈", reverse("meetings:appraisal_decide", args=[row.pk]))
    if row.decided_count:
        step.add(
            f"已评定 {row.decided_count} / {row.graded_count} 人，已反馈 {row.told_count} 人",
            records.url_of(row),
        )
    if row.decided_count < row.graded_count:
        step.missing.append(f"{row.graded_count - row.decided_count} 人还没有评定")
    elif row.told_count < row.graded_count:
        step.missing.append(f"{row.graded_count - row.told_count} 人还没有反馈")
    return step


def items(data: CycleData) -> StepInWork:
    """整改清单与公示: every problem has its item, and the list was put up."""
    step = StepInWork()
    count, without = data.problems
    total = data.items["total"]
    notices = data.notes_of(CycleStep.ITEMS)
    if not notices:
        step.missing.append("公示没有记录：在哪里公示、从哪天到哪天")
        step.action = note_form(data, CycleStep.ITEMS, "登记公示")
    if total:
        step.add(f"整改事项 {total} 项", url_to("rectification:item_list", scope="own"))
    if not total or without:
        step.missing.insert(0, f"{without} 个问题没有整改事项" if count else "还没有整改事项")
        step.action = ("登记整改事项", url_to("rectification:item_create"))
    for note in notices:
        until = f"至{note.until.month}月{note.until.day}日" if note.until else ""
        step.add(f"公示{until}，{note.place}", records.url_of(note), note.on)
    return step


def closing(data: CycleData) -> StepInWork:
    """销号: done when every item is closed or kept up for long."""
    step = StepInWork(action=("去整改台账", url_to("rectification:item_list", scope="own")))
    total, settled = data.items["total"], data.items["settled"]
    if not total:
        step.missing.append("有了整改事项，才能逐项销号")
        step.action = ("", "")
        return step
    if settled:
        lasting = f"（其中长期坚持 {data.items['lasting']} 项）" if data.items["lasting"] else ""
        step.add(
            f"已销号 {settled} / {total} 项{lasting}",
            url_to("rectification:item_list", scope="own"),
        )
    if settled < total:
        late = f"，其中 {data.items['overdue']} 项逾期" if data.items["overdue"] else ""
        step.missing.append(f"{total - settled} 项还没有销号{late}")
    return step
