"""What stands behind the steps from the 组织生活会 on: until the last item is closed."""

from django.urls import reverse

from core import records
from core.dates import chinese_date
from meetings.enums import MeetingState
from meetings.enums_cycle import CycleStep
from meetings.models import AppraisalRound

from .cycle_data import CycleData, says_comment
from .cycle_step import Draft, day_of, note_form, plan_action, url_to

WEEKDAYS = "一二三四五六日"


def meeting(data: CycleData) -> Draft:
    """The meeting itself, and what it hears of last year's rectification."""
    draft = Draft(action=plan_action(data))
    draft.add_records(data.held or data.planned)
    total, settled = data.last_items["total"], data.last_items["settled"]
    if total:
        draft.add(
            f"向会议通报上年度整改：{total} 项中 {settled} 项已销号或长期坚持",
            url_to("rectification:item_list", scope="carried"),
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
        draft.missing.append("组织生活会每年至少召开 1 次，还没有登记" + _proposal(data))
    return draft


def _proposal(data: CycleData) -> str:
    day = data.proposed_day
    if day is None or day < data.today:
        return ""
    return f"；参照上年度，可以排在{chinese_date(day)}（星期{WEEKDAYS[day.weekday()]}）前后"


def criticism(data: CycleData) -> Draft:
    """批评与自我批评: done when everyone present has criticised himself."""
    draft = Draft()
    if data.held:
        draft.action = ("逐人录入", reverse("meetings:criticism_person", args=[data.held[0].pk]))
    own = {critic for critic, criticised in data.criticisms if critic == criticised}
    if not data.criticisms:
        draft.missing.append(
            "把每名党员的自我批评和相互批评记下来" if data.held else "组织生活会登记以后才能记批评意见"
        )
        return draft
    mutual = len(data.criticisms) - sum(one == other for one, other in data.criticisms)
    draft.add(
        f"自我批评 {len(own)} 人，相互批评 {mutual} 条", url_to("meetings:criticism_list", year=data.year)
    )
    if silent := data.present - own:
        draft.missing.append(f"到会 {len(data.present)} 人中，{len(silent)} 人没有自我批评的记录")
    return draft


def ballots(data: CycleData) -> Draft:
    """民主评议: done when the voting is closed."""
    draft = Draft(action=("开始民主评议", url_to("meetings:appraisal_create", year=data.year)))
    draft.add_records(data.appraisal_meetings)
    if data.appraisal is None:
        draft.missing.append("还没有民主评议的自评、互评和测评票")
        return draft
    row, url = data.appraisal, records.url_of(data.appraisal)
    draft.add(_ballot_words(row), url, row.opens_on)
    if row.is_on_paper and not row.has_paper_counts:
        draft.missing.append("纸质测评票的计票结果还没有录入")
        draft.action = ("录入计票结果", reverse("meetings:appraisal_paper", args=[row.pk]))
    elif row.is_open and row.is_on_paper:
        draft.missing.append("计票结果已经录入，评议还没有截止")
        draft.action = ("去截止", reverse("meetings:appraisal_close", args=[row.pk]))
    elif row.is_open and (waiting := row.member_count - row.voted_count):
        draft.missing.append(f"还有 {waiting} 人没有投票，投完后截止")
        draft.action = ("查看投票", url)
    elif row.is_open:
        draft.missing.append("全部党员都已投票，评议还没有截止")
        draft.action = ("去截止", reverse("meetings:appraisal_close", args=[row.pk]))
    elif not row.voted_count:
        draft.missing.append("已截止，没有收到测评票")
    return draft


def _ballot_words(row: AppraisalRound) -> str:
    own = f"自评 {row.assessed_count} 人"
    if not row.is_on_paper:
        return f"测评投票 {row.voted_count} / {row.member_count} 人，{own}"
    if not row.has_paper_counts:
        return f"用纸质测评票，{own}"
    papers = f"发出 {row.paper_issued} 张，收回 {row.paper_returned} 张，有效 {row.paper_valid} 张"
    return f"纸质测评票{papers}，{own}"


def comments(data: CycleData) -> Draft:
    """上级点评: a note, or minutes that tell of it; guests alone do not."""
    draft = Draft(action=note_form(data, CycleStep.COMMENTS, "登记点评"))
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


def grades(data: CycleData) -> Draft:
    """评定与反馈: done when everyone graded was told."""
    draft = Draft()
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


def items(data: CycleData) -> Draft:
    """整改清单与公示: every problem has its item, and the list was put up."""
    draft = Draft()
    count, without = data.problems
    total = data.items["total"]
    notices = data.notes_of(CycleStep.ITEMS)
    if not notices:
        draft.missing.append("公示没有记录：在哪里公示、从哪天到哪天")
        draft.action = note_form(data, CycleStep.ITEMS, "登记公示")
    if total:
        draft.add(f"整改事项 {total} 项", url_to("rectification:item_list", scope="own"))
    if not total or without:
        draft.missing.insert(0, f"{without} 个问题没有整改事项" if count else "还没有整改事项")
        draft.action = ("登记整改事项", url_to("rectification:item_create"))
    for note in notices:
        until = f"至{note.until.month}月{note.until.day}日" if note.until else ""
        draft.add(f"公示{until}，{note.place}", records.url_of(note), note.on)
    return draft


def closing(data: CycleData) -> Draft:
    """销号: done when every item is closed or kept up for long."""
    draft = Draft(action=("去整改台账", url_to("rectification:item_list", scope="own")))
    total, settled = data.items["total"], data.items["settled"]
    if not total:
        draft.missing.append("有了整改事项，才能逐项销号")
        draft.action = ("", "")
        return draft
    if settled:
        lasting = f"（其中长期坚持 {data.items['lasting']} 项）" if data.items["lasting"] else ""
        draft.add(
            f"已销号 {settled} / {total} 项{lasting}",
            url_to("rectification:item_list", scope="own"),
        )
    if settled < total:
        late = f"，其中 {data.items['overdue']} 项逾期" if data.items["overdue"] else ""
        draft.missing.append(f"{total - settled} 项还没有销号{late}")
    return draft
