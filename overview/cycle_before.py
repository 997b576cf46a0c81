"""What stands behind the steps before the 组织生活会: from the notice to the report."""

from django.urls import reverse

from core import records
from meetings.enums_cycle import CycleStep
from meetings.rules_talks import NAMES_MOST
from reports.enums import ReportState

from .cycle_data import CycleData
from .cycle_step import Draft, note_form, plan_action, span_words, url_to

REPORT_DONE = (ReportState.FINAL, ReportState.SENT, ReportState.ACCEPTED)


def notice(data: CycleData) -> Draft:
    """The notice from above and the own plan: relayed documents and notes."""
    draft = Draft(action=note_form(data, CycleStep.NOTICE, "登记通知或方案"))
    draft.add_records([*data.relays, *data.notes_of(CycleStep.NOTICE)])
    if not draft.found:
        draft.missing.append(
            "记下上级通知和本支部方案：什么时候收到、什么时候印发；传达文件写进工作纪实也会列出"
        )
    return draft


def study(data: CycleData) -> Draft:
    """会前学习: group study shortly before the meeting, and notes."""
    draft = Draft(action=note_form(data, CycleStep.STUDY, "登记学习"))
    draft.add_records([*data.study, *data.notes_of(CycleStep.STUDY)])
    if not draft.found and data.meeting_day:
        draft.missing.append("会前 30 天内没有集中学习；开过学习会请登记会议，个人自学的在这里记一笔")
    elif not draft.found:
        draft.missing.append("先排定组织生活会的日期，会前 30 天内的集中学习会自动列出")
        draft.action = plan_action(data)
    return draft


def opinions(data: CycleData) -> Draft:
    """征求意见: done when every opinion is answered by a problem."""
    draft = Draft(action=("登记意见", url_to("rectification:opinion_create")))
    if data.opinions.count:
        draft.add(
            f"意见 {data.opinions.count} 条{span_words(data.opinions.first, data.opinions.last)}",
            reverse("rectification:opinion_list"),
        )
        if data.unmerged:
            draft.missing.append(f"{data.unmerged} 条意见还没有归并到问题")
            draft.action = ("去归并", url_to("rectification:opinion_list", merged="no"))
    else:
        draft.missing.append("把征求到的意见一条一条记下来")
    return draft


def talks(data: CycleData) -> Draft:
    """谈心谈话: done when rule M8 asks for nothing more."""
    draft = Draft(action=("谈话一轮", url_to("meetings:talk_round", year=data.year)))
    matrix = data.matrix
    if data.talks.count:
        draft.add(
            f"谈话 {data.talks.count} 次{span_words(data.talks.first, data.talks.last)}",
            url_to("meetings:talk_matrix", year=data.year),
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


def problems(data: CycleData) -> Draft:
    """查摆问题: the year's problems."""
    draft = Draft(action=("登记问题", url_to("rectification:problem_create")))
    count, _ = data.problems
    if count:
        draft.add(f"问题 {count} 个", reverse("rectification:problem_list"))
    else:
        draft.missing.append("对照年度方面，把查摆的问题写进问题清单")
    return draft


def material(data: CycleData) -> Draft:
    """对照检查材料: done when the year's report is final."""
    draft = Draft(action=("起草报告", url_to("reports:report_create")))
    draft.add_records(data.notes_of(CycleStep.MATERIAL))
    if data.report is None:
        draft.missing.append("支部工作报告还没有起草或报送")
        return draft
    draft.add(f"{data.report.title}（{data.report.get_state_display()}）", records.url_of(data.report))
    if data.report.state not in REPORT_DONE:
        draft.missing.append("报告还没有定稿")
        draft.action = ("打开报告", records.url_of(data.report))
    return draft
