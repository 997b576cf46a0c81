"""A year's 组织生活会 as 13 steps: how far each is, on which records that rests, what is missing, what comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from core import records
from core.badges import Badge
from meetings.enums import MeetingState
from meetings.enums_cycle import CycleStep
from meetings.models import CycleNote
from meetings.rules_talks import NAMES_MOST
from reports.enums import ReportState

from .cycle_data import CycleData, says_comment

DONE, UNDER_WAY, MISSING = Badge("已完成", "good"), Badge("进行中", "info"), Badge("还没有记录", "wait")
REPORT_DONE = (ReportState.FINAL, ReportState.SENT, ReportState.ACCEPTED)
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
class Step:
    """One step as the page shows it; `action` is the button that leads to the next record of it."""

    step: CycleStep
    badge: Badge
    found: tuple[StepRecord, ...] = ()
    missing: str = ""
    action: str = ""
    action_url: str = ""
    number: int = 0
    is_next: bool = False

    @property
    def label(self) -> str:
        """The step in words."""
        return self.step.label

    @property
    def is_done(self) -> bool:
        """Whether nothing more is asked for."""
        return self.badge == DONE


@dataclass
class _Draft:
    """A step while it is worked out."""

    found: list[StepRecord] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    action: tuple[str, str] = ("", "")

    def add(self, label: str, url: str, on: date | None = None) -> None:
        self.found.append(StepRecord(label, url, on))

    def add_records(self, rows: Sequence) -> None:
        for row in rows[:RECORDS_MOST]:
            # A note's title names the step once more.
            label = row.text[:LABEL_MOST] if isinstance(row, CycleNote) else str(row)
            self.add(label, records.url_of(row), day_of(row))

    def step(self, step: CycleStep) -> Step:
        badge = (UNDER_WAY if self.missing else DONE) if self.found else MISSING
        action, url = self.action if badge != DONE else ("", "")
        return Step(step, badge, tuple(self.found), "；".join(self.missing), action, url)


@dataclass(frozen=True)
class Cycle:
    """The year's steps and how many are done."""

    year: int
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first step that is not done and can be worked on."""
        return next((step for step in self.steps if step.is_next), None)


def day_of(row) -> date | None:
    """The day on which a record says that it happened."""
    if hasattr(row, "starts_at"):
        return timezone.localtime(row.starts_at).date()
    return getattr(row, "on", None) or getattr(row, "happened_on", None)


def cycle_of(data: CycleData) -> Cycle:
    """The cycle of a branch and a year."""
    steps = [WORKERS[step](data).step(step) for step in CycleStep]
    first_open = next((i for i, step in enumerate(steps) if not step.is_done), None)
    return Cycle(
        data.year,
        tuple(
            Step(
                step.step,
                step.badge,
                step.found,
                step.missing,
                step.action,
                step.action_url,
                number=i + 1,
                is_next=i == first_open,
            )
            for i, step in enumerate(steps)
        ),
    )


def _url(name: str, **query: object) -> str:
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _note(data: CycleData, step: str) -> tuple[str, str]:
    return "登记", _url("meetings:note_create", step=step, year=data.year)


def _notice(data: CycleData) -> _Draft:
    draft = _Draft(action=_note(data, CycleStep.NOTICE))
    draft.add_records([*data.relays, *data.notes_of(CycleStep.NOTICE)])
    if not draft.found:
        draft.missing.append(
            "记下上级通知和本支部方案：什么时候收到、什么时候印发；传达文件写进工作纪实也会列出"
        )
    return draft


def _study(data: CycleData) -> _Draft:
    draft = _Draft(action=_note(data, CycleStep.STUDY))
    draft.add_records([*data.study, *data.notes_of(CycleStep.STUDY)])
    if not draft.found and data.meeting_day:
        draft.missing.append("会前 30 天内没有集中学习；开过学习会请登记会议，个人自学的在这里记一笔")
    elif not draft.found:
        draft.missing.append("先排定组织生活会的日期，会前 30 天内的集中学习会自动列出")
    return draft


def _opinions(data: CycleData) -> _Draft:
    draft = _Draft(action=("登记意见", _url("rectification:opinion_create")))
    if data.opinions.count:
        draft.add(
            f"意见 {data.opinions.count} 条{span_words(data.opinions.first, data.opinions.last)}",
            reverse("rectification:opinion_list"),
        )
        if data.unmerged:
            draft.missing.append(f"{data.unmerged} 条意见还没有归并到问题")
            draft.action = ("去归并", _url("rectification:opinion_list", merged="no"))
    else:
        draft.missing.append("把征求到的意见一条一条记下来")
    return draft


def _talks(data: CycleData) -> _Draft:
    draft = _Draft(action=("谈话一轮", _url("meetings:talk_round", year=data.year)))
    matrix = data.matrix
    if data.talks.count:
        draft.add(
            f"谈话 {data.talks.count} 次{span_words(data.talks.first, data.talks.last)}",
            _url("meetings:talk_matrix", year=data.year),
        )
    else:
        draft.missing.append("还没有登记谈话")
    for label, rows in (
        ("支委之间", [f"{meet.one}和{meet.other}" for meet in matrix.pairs_missing]),
        ("支委与党员", matrix.without_committee_talk),
        ("党员之间", matrix.without_member_talk),
    ):
        if rows and data.talks.count:
            names = "、".join(str(row) for row in rows[:NAMES_MOST])
            draft.missing.append(
                f"{label}还差 {len(rows)}：{names}" + ("等" if len(rows) > NAMES_MOST else "")
            )
    return draft


def _problems(data: CycleData) -> _Draft:
    draft = _Draft(action=("登记问题", _url("rectification:problem_create")))
    count, _ = data.problems
    if count:
        draft.add(f"问题 {count} 个", reverse("rectification:problem_list"))
    else:
        draft.missing.append("对照年度方面，把查摆的问题写进问题清单")
    return draft


def _material(data: CycleData) -> _Draft:
    draft = _Draft(action=("起草报告", _url("reports:report_create")))
    draft.add_records(data.notes_of(CycleStep.MATERIAL))
    if data.report is None:
        draft.missing.append("支部工作报告还没有起草或报送")
        return draft
    draft.add(f"{data.report.title}（{data.report.get_state_display()}）", records.url_of(data.report))
    if data.report.state not in REPORT_DONE:
        draft.missing.append("报告还没有定稿")
        draft.action = ("打开报告", records.url_of(data.report))
    return draft


def _meeting(data: CycleData) -> _Draft:
    draft = _Draft(action=("登记会议", _url("meetings:meeting_create", kind="LIFE", year=data.year)))
    draft.add_records(data.held or data.planned)
    total, settled = data.last_items["total"], data.last_items["settled"]
    if total:
        draft.add(
            f"向会议通报上年度整改：{total} 项中 {settled} 项已销号或长期坚持",
            reverse("rectification:item_list"),
        )
    if data.held:
        if any(meeting.state != MeetingState.CONFIRMED and not meeting.minutes for meeting in data.held):
            draft.missing.append("会议记录还没有写")
            draft.action = ("补写记录", reverse("meetings:meeting_update", args=[data.held[0].pk]))
    elif data.planned:
        draft.missing.append("会议已排，开过以后登记召开情况")
        draft.action = ("登记召开情况", reverse("meetings:meeting_update", args=[data.planned[0].pk]))
    else:
        draft.found.clear()
        draft.missing.append("组织生活会每年至少召开 1 次，还没有登记")
    return draft


def _criticism(data: CycleData) -> _Draft:
    draft = _Draft(action=("登记", _url("meetings:criticism_create", year=data.year)))
    own = {critic for critic, criticised in data.criticisms if critic == criticised}
    if not data.criticisms:
        draft.missing.append(
            "把每名党员的自我批评和相互批评记下来" if data.held else "组织生活会登记以后才能记批评意见"
        )
        if not data.held:
            draft.action = ("", "")
        return draft
    mutual = len(data.criticisms) - sum(one == other for one, other in data.criticisms)
    draft.add(
        f"自我批评 {len(own)} 人，相互批评 {mutual} 条", _url("meetings:criticism_list", year=data.year)
    )
    if silent := data.present - own:
        draft.missing.append(f"到会 {len(data.present)} 人中，{len(silent)} 人没有自我批评的记录")
    return draft


def _ballots(data: CycleData) -> _Draft:
    draft = _Draft(action=("开始民主评议", _url("meetings:appraisal_create", year=data.year)))
    draft.add_records(data.appraisal_meetings)
    if data.appraisal is None:
        draft.missing.append("还没有民主评议的自评、互评和测评票")
        return draft
    row, url = data.appraisal, records.url_of(data.appraisal)
    draft.add(
        f"测评投票 {row.voted_count} / {row.member_count} 人，自评 {row.assessed_count} 人", url, row.opens_on
    )
    if row.is_open:
        draft.missing.append(f"还有 {row.member_count - row.voted_count} 人没有投票，投完后截止")
        draft.action = ("查看投票", url)
    elif not row.voted_count:
        draft.missing.append("已截止，没有收到测评票")
    return draft


def _comments(data: CycleData) -> _Draft:
    draft = _Draft(action=_note(data, CycleStep.COMMENTS))
    draft.add_records(data.notes_of(CycleStep.COMMENTS))
    told = bool(draft.found) or says_comment(data.held)
    for meeting in data.held:
        if meeting.guests.strip():
            names = "、".join(meeting.guests.split("\n"))
            draft.add(f"列席：{names}", records.url_of(meeting), day_of(meeting))
        elif told and not draft.found:
            draft.add(f"{meeting}的会议记录", records.url_of(meeting), day_of(meeting))
    if not told:
        draft.missing.append("记下谁来点评、点评了什么")
    return draft


def _grades(data: CycleData) -> _Draft:
    draft = _Draft()
    row = data.appraisal
    if row is None or row.is_open:
        draft.missing.append("民主评议截止以后，由支委会评定等次并向本人反馈")
        return draft
    draft.action = ("评定和反馈", reverse("meetings:appraisal_decide", args=[row.pk]))
    if row.decided_count:
        draft.add(
            f"已评定 {row.decided_count} / {row.graded_count} 人，已反馈 {row.told_count} 人",
            records.url_of(row),
        )
    if row.decided_count < row.graded_count:
        draft.missing.append(f"{row.graded_count - row.decided_count} 人还没有评定")
    elif row.told_count < row.graded_count:
        draft.missing.append(f"{row.graded_count - row.told_count} 人还没有反馈")
    return draft


def _items(data: CycleData) -> _Draft:
    draft = _Draft()
    count, without = data.problems
    total = data.items["total"]
    notices = data.notes_of(CycleStep.ITEMS)
    if not notices:
        draft.missing.append("公示没有记录：在哪里公示、从哪天到哪天")
        draft.action = ("登记公示", _note(data, CycleStep.ITEMS)[1])
    if total:
        draft.add(f"整改事项 {total} 项", _url("rectification:item_list", scope="own"))
    if not total or without:
        draft.missing.insert(0, f"{without} 个问题没有整改事项" if count else "还没有整改事项")
        draft.action = ("登记整改事项", _url("rectification:item_create"))
    for note in notices:
        until = f"至{note.until.month}月{note.until.day}日" if note.until else ""
        draft.add(f"公示{until}，{note.place}", records.url_of(note), note.on)
    return draft


def _closing(data: CycleData) -> _Draft:
    draft = _Draft(action=("去整改台账", _url("rectification:item_list", scope="own")))
    total, settled = data.items["total"], data.items["settled"]
    if not total:
        draft.missing.append("有了整改事项，才能逐项销号")
        draft.action = ("", "")
        return draft
    if settled:
        lasting = f"（其中长期坚持 {data.items['lasting']} 项）" if data.items["lasting"] else ""
        draft.add(
            f"已销号 {settled} / {total} 项{lasting}",
            _url("rectification:item_list", scope="own"),
            data.items["last"],
        )
    if settled < total:
        late = f"，其中 {data.items['overdue']} 项逾期" if data.items["overdue"] else ""
        draft.missing.append(f"{total - settled} 项还没有销号{late}")
    return draft


def span_words(first: date | None, last: date | None) -> str:
    """（3月1日至3月9日）, one day alone when both are the same."""
    if not first or not last:
        return ""
    start, end = (f"{day.year}年{day.month}月{day.day}日" for day in (first, last))
    return f"（{start}）" if first == last else f"（{start}至{end}）"


WORKERS: dict[str, Callable[[CycleData], _Draft]] = {
    CycleStep.NOTICE: _notice,
    CycleStep.STUDY: _study,
    CycleStep.OPINIONS: _opinions,
    CycleStep.TALKS: _talks,
    CycleStep.PROBLEMS: _problems,
    CycleStep.MATERIAL: _material,
    CycleStep.MEETING: _meeting,
    CycleStep.CRITICISM: _criticism,
    CycleStep.BALLOTS: _ballots,
    CycleStep.COMMENTS: _comments,
    CycleStep.GRADES: _grades,
    CycleStep.ITEMS: _items,
    CycleStep.CLOSING: _closing,
}
