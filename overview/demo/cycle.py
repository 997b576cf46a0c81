"""Talks, criticism, appraisal and notes around the demo's 组织生活会: all of it made up for the demo."""

from datetime import date
from itertools import combinations

from branch.members.models import Member
from core import records
from meetings.cycle.appraisal import paper, services
from meetings.cycle.appraisal.models import AppraisalEntry, AppraisalRound
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.enums import BallotMethod, Body, BodyGrade, Grade
from meetings.cycle.models import CycleNote
from meetings.cycle.talks.matrix import matrix_of
from meetings.cycle.talks.models import Talk
from meetings.enums import Attendance
from meetings.meeting.models import Meeting

from .world import World

# step, (month, day) after the year, text, place, (month, day) of the end
NOTES = [
    (
        "NOTICE",
        (-1, 12, 8),
        "收到公司党委关于年度组织生活会的通知，支委会研究方案后通知到每名党员。",
        "",
        None,
    ),
    ("MATERIAL", (0, 1, 16), "支委会审看对照检查材料，五名支委各改一稿。", "党员活动室", None),
    (
        "COMMENTS",
        (0, 1, 21),
        "公司党委联系领导到会点评：问题找得实，工班带头还要更主动，物资审批的事要盯到底。",
        "项目部会议室",
        None,
    ),
    ("ITEMS", (0, 1, 26), "整改清单张贴公示，写明措施、责任人和时限。", "项目部公示栏", (0, 2, 1)),
]

TALK_PLACES = ("党员活动室", "掌子面值班室", "拌和站会议室", "项目部办公室")
TALK_CONTENTS = (
    "谈了夜班安排，家里老人需要照顾，希望年前能调两周白班；答应和工区商量。",
    "指出开会发言偏少，本人说是怕说不准，约定下次先讲一条具体的事。",
    "谈工班新人多，建议老党员每人带一名，愿意先带两名。",
    "说到材料审批慢，双方把卡住的环节列了三处，约定月底再碰一次。",
)
# Members with whom no other member had talked when the year's matrix was looked at.
NOT_TALKED = {2025: ("蓝天佑",)}

SELF_ASSESSMENTS = (
    "全年组织生活没有缺席，带班中做到先到后走；不足是写心得应付，和新工人谈心少。",
    "完成分管工作，参加抢险两次；不足是学习靠集中，自学不够经常。",
    "按时交纳党费，帮带徒弟一名；不足是遇到难题等上级拿主意多，自己想办法少。",
    "岗位上没有出过差错，参加义务劳动四次；不足是对外协队伍的思想情况了解不细。",
)
PEER_COMMENTS = ("肯干，能带人。", "做事细，开会可以多讲。", "敢管敢说，方式可以再软一些。", "")
# The year before, the ballots were paper: so many 优秀 for these, and one paper abstained from each of them.
MARKS_ON_PAPER = {"孟堃": 12, "方玥": 9, "郑长河": 13, "罗志远": 8, "何婉": 11}
EXCELLENT = ("孟堃", "方玥", "郑长河", "罗志远", "单国强", "何婉")
VERDICTS = {
    "EXCELLENT": "工作带头，群众认可，评为优秀。",
    "QUALIFIED": "履行党员义务，作用发挥较好。",
}
# Left the paper blank, and did not come to vote.
BLANK, AWAY = "樊卫东", "邓广田"

# Every so many ballots say 较好 in place of 好.
BODY_FAIR = {Body.BRANCH: 7, Body.COMMITTEE: 5}

SELF_CRITICISMS = (
    "下工班少，有两个月只在会上听汇报，没有到掌子面问过夜班的人。",
    "自己分管的事催得多、帮得少，问题拖过了约定的日子。",
    "学习停在念文件，没有和自己的岗位对上号。",
    "看到别人违章提醒过一次就没有再管，怕得罪人。",
)
MUTUAL = (
    ("何婉", "林松涛", "到施工一线的次数比去年少，工班有话找不到人说。", "接受，每周固定半天在工区。"),
    ("周立群", "何婉", "会议通知发得晚，倒班的党员来不及调班。", "接受，以后提前三天通知。"),
    ("陈喆", "周立群", "物资验收签字集中在一个人，出差就停。", "接受，已提出两人互为备岗。"),
    ("孟堃", "陈喆", "宣传栏更新慢，先进事迹没有及时写。", "接受。"),
    ("林松涛", "孟堃", "安全检查开单多，讲为什么少，工人不服气。", "接受，检查时先讲清道理。"),
    ("郑长河", "林松涛", "慰问名单定得早，后来生病的同志没有补上。", "接受，名单每季度核一次。"),
)
# Said at the meeting for 2025 and not answered yet.
UNANSWERED = {2025: ("林松涛", "郑长河", "班前会讲安全多，讲党员带头少，新来的工人不知道谁是党员。")}
YEARS = (2024, 2025)
# The ballots of the first were paper, those of the second were cast online.
ON_PAPER, APPRAISED = YEARS


def load(world: World) -> None:
    """Both years' cycles, as far as they lie before the demo's today."""
    for year in YEARS:
        _notes(world, year)
        _talks(world, year)
        _criticisms(world, year)
    _paper_appraisal(world)
    _appraisal(world)


def _past(world: World, day: date) -> bool:
    return day < world.today


def _notes(world: World, year: int) -> None:
    for step, start, text, place, end in NOTES:
        on, until = _day(year, start), _day(year, end) if end else None
        if _past(world, until or on):
            note = CycleNote(
                branch=world.branch,
                year=year,
                step=step,
                on=on,
                text=text,
                place=place,
                until=until,
                **world.stamp(on),
            )
            records.create(note, by=world.secretary)


def _day(year: int, spot: tuple[int, int, int]) -> date:
    """A day of the winter of a year's cycle: -1 lies before New Year, 0 after it."""
    offset, month, day = spot
    return date(year + 1 + offset, month, day)


def _talks(world: World, year: int) -> None:
    """Every committee pair, each member with one of the committee, and the members two by two."""
    matrix = matrix_of(world.branch, year, date(year, 12, 31))
    committee, members = matrix.committee, [line.member for line in matrix.lines]
    pairs = list(combinations(committee, 2))
    pairs += [(committee[i % len(committee)], member) for i, member in enumerate(members)]
    willing = [member for member in members if member.name not in NOT_TALKED.get(year, ())]
    pairs += list(zip(willing[::2], willing[1::2], strict=False))
    if len(willing) % 2:
        pairs.append((willing[-1], willing[0]))
    for number, (one, other) in enumerate(pairs):
        held_on = date(year, 12, 10 + number % 18)
        if _past(world, held_on):
            talk = Talk(
                branch=world.branch,
                year=year,
                held_on=held_on,
                one=one,
                other=other,
                place=TALK_PLACES[number % len(TALK_PLACES)],
                content=TALK_CONTENTS[number % len(TALK_CONTENTS)] if number % 3 == 0 else "",
                **world.stamp(held_on),
            )
            records.create(talk, by=world.secretary)


def _criticisms(world: World, year: int) -> None:
    meeting = Meeting.objects.of_branch(world.branch).held().of_kind("LIFE", year).first()
    if meeting is None:
        return
    present = meeting.roll.filter(attendance=Attendance.PRESENT).select_related("member")
    for number, entry in enumerate(present):
        text = SELF_CRITICISMS[number % len(SELF_CRITICISMS)]
        _criticise(world, meeting, entry.member, entry.member, text, "")
    mutual = [*MUTUAL, *((*said, "") for said in [UNANSWERED.get(year)] if said)]
    for critic, criticised, opinion, reply in mutual:
        _criticise(world, meeting, world.members[critic], world.members[criticised], opinion, reply)


def _criticise(
    world: World, meeting: Meeting, critic: Member, criticised: Member, opinion: str, reply: str
) -> None:
    criticism = Criticism(
        branch=world.branch,
        meeting=meeting,
        critic=critic,
        criticised=criticised,
        opinion=opinion,
        reply=reply,
        **world.stamp(meeting.starts_at.date()),
    )
    records.create(criticism, by=world.secretary)


def _open_round(world: World, year: int, opens_on: date, closes_on: date, **fields: str) -> AppraisalRound:
    meeting = Meeting.objects.of_branch(world.branch).held().of_kind("APPRAISAL", year).first()
    appraisal = AppraisalRound(
        branch=world.branch,
        year=year,
        opens_on=opens_on,
        closes_on=closes_on,
        meeting=meeting,
        rates_branch=True,
        **fields,
        **world.stamp(opens_on),
    )
    return services.open_round(appraisal, by=world.secretary)


def _paper_appraisal(world: World) -> None:
    """One round on paper: one member was away, one paper was void, the count was typed in after the meeting."""
    day, told_on = _day(ON_PAPER, (0, 1, 20)), _day(ON_PAPER, (0, 2, 5))
    if not _past(world, told_on):
        return
    appraisal = _open_round(world, ON_PAPER, day, day, method=BallotMethod.PAPER)
    entries = list(appraisal.entries.select_related("member"))
    valid = len(entries) - 2
    lines, verdicts = [], []
    for entry in (entry for entry in entries if entry.is_graded):
        excellent = MARKS_ON_PAPER.get(entry.member.name, 0)
        abstained = int(bool(excellent))
        marks = (excellent, valid - excellent - abstained, 0, 0)
        lines.append(paper.Line(entry, marks, abstained))
        grade = Grade.EXCELLENT if excellent > valid // 2 else Grade.QUALIFIED
        verdicts.append(services.Verdict(entry, grade, VERDICTS[grade], told_on))
    lines += [paper.Line(paper.RatedBody(body), (valid - 4, 3, 1, 0)) for body in appraisal.bodies]
    papers = paper.Papers(len(entries), len(entries) - 1, valid)
    appraisal = paper.record_papers(
        appraisal=appraisal, papers=papers, lines=lines, by=world.secretary, on=day
    )
    appraisal = services.close_round(appraisal=appraisal, by=world.secretary)
    services.decide(appraisal=appraisal, verdicts=verdicts, by=world.secretary)


def _appraisal(world: World) -> None:
    """One round: everyone assesses the own year, most grade each other, nearly all vote, the committee decides."""
    opens_on, closes_on, told_on = (_day(APPRAISED, (0, *day)) for day in ((1, 19), (1, 23), (2, 3)))
    if not _past(world, told_on):
        return
    appraisal = _open_round(world, APPRAISED, opens_on, closes_on)
    entries = list(appraisal.entries.select_related("member"))
    graded = [entry for entry in entries if entry.is_graded]
    for number, entry in enumerate(entries):
        _take_part(world, number, entry, graded, on=closes_on)
    appraisal = services.close_round(appraisal=appraisal, by=world.secretary)
    verdicts = [_verdict(entry, told_on) for entry in graded]
    services.decide(appraisal=appraisal, verdicts=verdicts, by=world.secretary)


def _grade(name: str) -> str:
    return Grade.EXCELLENT if name in EXCELLENT else Grade.QUALIFIED


def _take_part(
    world: World, number: int, entry: AppraisalEntry, graded: list[AppraisalEntry], *, on: date
) -> None:
    account = next((user for user in world.users.values() if user.member_id == entry.member_id), None)
    text = SELF_ASSESSMENTS[number % len(SELF_ASSESSMENTS)]
    services.assess_self(entry=entry, text=text, grade=Grade.QUALIFIED, by=account, on=on)
    given = {
        other.pk: (_grade(other.member.name), PEER_COMMENTS[(number + place) % len(PEER_COMMENTS)])
        for place, other in enumerate(graded)
        if other.pk != entry.pk and (number + place) % 4 == 0
    }
    services.assess_peers(entry=entry, given=given, by=account, on=on)
    if entry.member.name == AWAY:
        return
    marks = {
        other.pk: Grade.QUALIFIED if (number + place) % 5 == 0 else _grade(other.member.name)
        for place, other in enumerate(graded)
    }
    bodies: dict[str, str] = {
        body: BodyGrade.FAIR if number % BODY_FAIR[body] == 0 else BodyGrade.GOOD for body in BODY_FAIR
    }
    if entry.member.name == BLANK:
        marks, bodies = {}, {}
    services.cast_ballot(entry=entry, marks=marks, bodies=bodies, on=on)


def _verdict(entry: AppraisalEntry, told_on: date) -> services.Verdict:
    grade = _grade(entry.member.name)
    return services.Verdict(entry, grade, VERDICTS[grade], told_on)
