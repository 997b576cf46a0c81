"""Loads the demo's meetings with rolls, agendas and votes, month by month. Months without an own year take the usual ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from branch.organisations.models import PartyGroup
from branch.rules.models import RuleExplanation
from core import records
from meetings.enums import ON_PAPER, TAKES_WRITTEN_OPINIONS, Attendance, MeetingKind
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.roll import due_members
from meetings.meeting.services import finish_decision, hold_meeting, plan_meeting
from meetings.votes import services as votes_services
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally

from . import world as demo_world
from .world import World, at

# month -> (theme of the 主题党日, what it was tied to in the works, study material)
THEME_DAYS = {
    2024: {
        1: ("新年安全承诺", "洞口段春节留守施工", "公司安全生产工作会议精神"),
        2: ("慰问留守职工", "春节期间掌子面值守", "党章总纲"),
        3: ("学雷锋，进工班", "进口端钻爆作业", "中国共产党纪律处分条例第一编"),
        4: ("清明祭扫", "青年职工入场教育", "党史学习读本抗战部分"),
        5: ("劳动者讲台", "衬砌台车安装", "公司劳动竞赛方案"),
        6: ("安全生产月党员先行", "瓦斯监测演练", "安全生产法要点"),
        7: ("重温誓词话初心", "防汛值班", "中国共产党章程第一章"),
        8: ("夏送清凉", "高温时段错峰施工", "党的纪律处分条例第二编"),
        9: ("质量月党员示范", "二衬混凝土质量控制", "公司质量管理办法"),
        10: ("红旗下的微党课", "仰拱快速施工", "党史学习读本建国部分"),
        11: ("消防隐患大排查", "临时用电整治", "基层组织工作条例"),
        12: ("年度点评会", "年度掘进目标冲刺", "中央经济工作会议精神"),
    },
    2025: {
        1: ("新年开工安全第一课", "一号斜井复工验收", "公司年度工作会议精神"),
        2: ("党员留守岗挂牌", "春节不停工班组保障", "党章第一章党员"),
        3: ("读书分享会", "斜井进正洞挑顶施工", "中央八项规定及其实施细则"),
        4: ("追寻先烈足迹", "青年突击队组建", "党史学习读本长征部分"),
        5: ("安全生产大讲堂", "断层破碎带超前支护", "党政机关厉行节约反对浪费条例"),
        6: ("七一前夕话传统", "防汛应急演练", "中国共产党党员教育管理工作条例"),
        7: ("党员先锋岗评议", "富水段注浆堵水", "中国共产党章程第六章"),
        8: ("清凉送到掌子面", "高温期二衬养护", "纪律处分条例第三编"),
        9: ("质量通病对照查", "仰拱、二衬平整度整治", "公司工程质量管理规定"),
        10: ("新员工结对子", "出口端贯通测量复核", "新时代党的建设总要求学习材料"),
        11: ("消防应急大演练", "炸药库和生活区消防检查", "中国共产党支部工作条例（试行）"),
        12: ("一年工作晒一晒", "全年掘进任务收官", "党的二十届四中全会精神"),
    },
}
USUAL_THEME_DAYS = {
    1: ("开年安全承诺", "节后复工检查", "公司年度工作会议精神"),
    2: ("留守岗位党员行", "春节期间值守", "党章第一章"),
    3: ("学雷锋服务工班", "洞内照明改善", "党员教育管理工作条例"),
    4: ("清明缅怀先烈", "青年职工教育", "党史学习读本"),
    5: ("劳动最光荣", "劳动竞赛推进", "公司劳动竞赛方案"),
    6: ("安全月党员先行", "防汛演练", "安全生产法要点"),
    7: ("重温入党誓词", "富水段施工", "中国共产党章程"),
    8: ("夏送清凉", "高温错峰施工", "纪律处分条例"),
    9: ("质量月党员示范", "二衬质量控制", "公司质量管理规定"),
    10: ("微党课比一比", "贯通测量", "支部工作条例"),
    11: ("消防隐患排查", "临时用电检查", "基层组织选举工作条例"),
    12: ("年度工作回头看", "年度任务收官", "中央经济工作会议精神"),
}

# month -> (agenda title, discussion, decision, responsible, days until due)
COMMITTEE = {
    2024: {
        1: (
            "研究全年党建工作计划",
            "结合上年组织生活会整改清单排定全年工作。",
            "通过2024年党建工作计划，按月分解。",
            "何婉",
            20,
        ),
        2: ("研究春节慰问名单", "核对困难和患病党员职工情况。", "慰问6户，支委分头上门。", "周立群", 10),
        3: ("研究纪律学习教育安排", "讨论集中学习和自学的比例。", "每月安排一次纪律条例学习。", "何婉", 30),
        4: ("研究党员教育管理问题整改", "逐条过整改进展。", "学习考勤按月公布。", "何婉", 25),
        5: ("研究劳动竞赛党员责任区划分", "按工序划分责任区。", "设6个党员责任区。", "孟堃", 15),
        6: ("研究“七一”活动方案", "讨论重温誓词和表彰安排。", "通过活动方案。", "陈喆", 15),
        7: ("研究上半年整改情况", "两项整改进度偏慢。", "责任人在8月底前补齐台账。", "周立群", 40),
        8: ("研究食堂和物资采购监督", "通报抽查情况。", "食堂采购实行双人验收。", "周立群", 20),
        9: ("研究中秋国庆廉政提醒", "讨论重点岗位。", "节前集体提醒谈话。", "周立群", 7),
        10: ("研究宣传阵地建设", "讨论宣传栏更新周期。", "宣传栏每月更新一次。", "陈喆", 20),
        11: (
            "研究预备党员教育考察",
            "党小组和培养联系人介绍蓝天佑的表现。",
            "由培养联系人每季度谈话一次。",
            "何婉",
            10,
        ),
        12: ("研究年度组织生活会筹备", "讨论征求意见的范围和方式。", "12月中旬发放征求意见表。", "何婉", 15),
    },
    2025: {
        1: (
            "研究2025年党建工作要点",
            "对照上年度报告排定重点。",
            "通过工作要点，支委按分管领任务。",
            "何婉",
            20,
        ),
        2: ("研究春节留守党员安排", "留守职工43人，党员7人。", "设留守党员岗，轮流值班。", "孟堃", 5),
        3: (
            "研究深入贯彻八项规定精神学习安排",
            "讨论学习篇目和查摆方式。",
            "3月至7月逐月学习并自查。",
            "周立群",
            30,
        ),
        4: ("研究上年度整改事项推进", "理论学习考核办法未定稿。", "4月底前印发学习考核办法。", "何婉", 25),
        5: (
            "研究断层段施工党员攻关",
            "总工程师介绍超前支护方案。",
            "成立党员攻关小组，每周碰头。",
            "罗志远",
            30,
        ),
        6: ("研究接收吴晓宁同志为预备党员", "支委会审查材料齐全。", "同意提交党员大会讨论。", "何婉", 5),
        7: (
            "研究半年党建工作",
            "通报学时和到会情况，年龄大的党员学习方式要改。",
            "为老党员安排送学上门。",
            "何婉",
            30,
        ),
        8: ("研究富水段抢险保障", "梳理值班和物资保障。", "设党员突击班两个。", "孟堃", 7),
        9: ("研究中秋国庆廉洁过节", "排查礼品、用车等风险。", "开展节前提醒并明察暗访。", "周立群", 10),
        10: (
            "研究新员工思想状况",
            "新进职工18人，思想波动集中在倒班和住宿。",
            "党员与新员工结对18对。",
            "陈喆",
            20,
        ),
        11: ("研究年度民主评议准备", "明确测评范围和时间。", "12月完成征求意见和谈心谈话。", "何婉", 30),
        12: ("研究年度组织生活会方案", "讨论问题清单初稿。", "2026年1月召开组织生活会。", "林松涛", 30),
    },
    2026: {
        2: (
            "研究延期换届",
            "六月正值隧道贯通冲刺，两端工作面的党员很难同时到会。",
            "向公司党委请示，换届选举延期一年。",
            "何婉",
            5,
        ),
    },
}
USUAL_COMMITTEE = ("研究当月党建工作", "通报上月工作，讨论本月安排。", "按分工推进，月底汇报。", "何婉", 25)

# quarter -> (agenda title, decision)
ASSEMBLIES = {
    2024: {
        1: ("通过年度党建工作计划", "同意年度计划。"),
        2: ("讲评上半年工作，通报整改进展", "同意讲评意见。"),
        3: ("讨论质量月党员示范岗", "同意设示范岗8个。"),
        4: ("讲评全年工作，讨论下年度计划", "同意讲评意见和下年度计划。"),
    },
    2025: {
        1: (
            "讨论蓝天佑同志转正，通报上年度组织生活会整改方案",
            "同意按期转正；同意整改方案，按月点评。",
        ),
        2: ("讨论接收吴晓宁同志为预备党员", "同意接收。"),
        3: ("讲评党员承诺兑现情况", "点评意见反馈到人。"),
        4: ("讨论支部年度工作，评选季度好党员", "同意评选结果。"),
    },
}
USUAL_ASSEMBLY = ("讲评季度工作", "同意讲评意见。")

# Assemblies on another day than usual, since an admission was due: (year, quarter) -> (month, day)
ASSEMBLY_DAYS = {(2024, 4): (11, 21), (2025, 2): (6, 20)}


@dataclass(frozen=True)
class VoteDraft:
    """A vote on the first agenda item: matter, method, whom it is about, and how many abstained."""

    matter: str
    method: str
    candidate: str = ""
    abstained: int = 0


# (kind of meeting, year, month) -> its vote
VOTES = {
    ("ASSEMBLY", 2025, 3): VoteDraft("CONFIRMATION", "SECRET", "蓝天佑"),
    ("ASSEMBLY", 2025, 6): VoteDraft("ADMISSION", "BALLOT", "吴晓宁", abstained=1),
    ("ASSEMBLY", 2025, 12): VoteDraft("ORDINARY", "HANDS", abstained=1),
    ("COMMITTEE", 2025, 6): VoteDraft("ORDINARY", "HANDS"),
}

# (month, day, title, lecturer, kind of lecturer)
LECTURES = {
    2024: [
        (3, 20, "守纪律才能干成事", "林松涛", "SECRETARY"),
        (6, 26, "从党史中汲取奋斗力量", "公司党委副书记", "LEADER"),
        (9, 18, "工匠是怎样炼成的", "单国强", "MODEL"),
        (12, 11, "把制度变成习惯", "林松涛", "SECRETARY"),
    ],
    2025: [
        (3, 19, "作风建设从身边小事抓起", "林松涛", "SECRETARY"),
        (5, 21, "断层面前党员怎么站位", "罗志远", "MODEL"),
        (6, 27, "弘扬优良传统，打好贯通之战", "公司党委书记", "LEADER"),
        (9, 17, "三十年不出次品的道理", "单国强", "MODEL"),
        (12, 10, "学好全会精神，谋划来年工作", "林松涛", "SECRETARY"),
    ],
}
USUAL_LECTURES = [
    (3, 18, "新一年怎样当先锋", "林松涛", "SECRETARY"),
    (6, 24, "重温党的光荣传统", "公司党委副书记", "LEADER"),
    (9, 16, "身边的质量标兵", "单国强", "MODEL"),
    (12, 9, "一年工作的体会", "林松涛", "SECRETARY"),
]

GROUP_TOPICS = [
    "学习支部大会精神，讨论本组任务",
    "对照承诺说进展",
    "讨论班组安全互保",
    "传达上级文件，交流学习体会",
    "评议组内党员表现",
    "研究帮助困难职工",
]
# Of the project branch in 2025: (group index, month) without a meeting, and those answered by a reason.
GROUP_GAPS = {(1, 6), (0, 8)}
GROUP_REASONS = {(0, 8): "8月富水段突水抢险，施工党小组全员连续值守，当月未能召开，9月合并学习补齐内容。"}
LEAVE_REASONS = ["出差", "轮休探亲", "夜班倒休", "外出培训", "家中有事", "身体不适"]


def record_votes(world: World, meeting: Meeting | None, kind: str, day: date) -> None:
    """The vote written down for the first agenda item of a meeting, if there is one."""
    draft = VOTES.get((kind, day.year, day.month))
    if meeting is None or draft is None:
        return
    voters = votes_services.voters_of(meeting)
    ballots = {}
    if draft.method in ON_PAPER:
        ballots = dict.fromkeys(("ballots_issued", "ballots_returned", "ballots_valid"), voters.present)
    vote = Vote(
        item=meeting.agenda.order_by("order")[0],
        matter=draft.matter,
        method=draft.method,
        **ballots,
        **world.stamp(day),
    )
    votes_services.record_vote(vote, tallies=[_tally(draft, voters)], by=world.secretary)


def _tally(draft: VoteDraft, voters: votes_services.Voters) -> Tally:
    """Everyone present in favour but for those who abstained; of those away one wrote, where writing counts."""
    writes = draft.matter in TAKES_WRITTEN_OPINIONS and voters.due > voters.present
    return Tally(
        candidate=draft.candidate,
        in_favour=voters.present - draft.abstained,
        abstained=draft.abstained,
        written_in_favour=int(writes),
    )


HALL = "项目部会议室"
FIRST_YEAR = 2024
# Whoever missed a meeting has made up for it, but for the newest ones.
MADE_UP_UNTIL = timedelta(days=60)


def load_project_meetings(world: World) -> None:
    """Two full years as written in `meeting_data`, and the present year so far by the usual pattern."""
    for year in range(FIRST_YEAR, world.today.year + 1):
        for month in range(1, 13):
            _month(world, year, month)
        for lecture in LECTURES.get(year, USUAL_LECTURES):
            _lecture(world, year, *lecture)
        _life(world, year)
    _plan_next_month(world)
    _explain_gaps(world)
    _finish_decisions(world)


def load_office_meetings(world: World) -> None:
    """The small branch: an assembly a quarter and a theme day a month."""
    for year in range(FIRST_YEAR, world.today.year + 1):
        for month in range(1, 13):
            theme, _, material = USUAL_THEME_DAYS[month]
            day = date(year, month, 12)
            _hold(
                world,
                day,
                15,
                f"{month}月主题党日",
                ["THEME_DAY", "STUDY"],
                "机关会议室",
                theme=theme,
                study_material=material,
            )
            if month % 3 == 0:
                _hold(
                    world,
                    day + timedelta(days=6),
                    9,
                    f"第{month // 3}季度党员大会",
                    ["ASSEMBLY"],
                    "机关会议室",
                )


def load_site_meetings(world: World) -> None:
    """The branch that was sent out: a theme day a month, an assembly with a lecture a quarter, since it began."""
    for month in range(1, 13):
        theme, _, material = USUAL_THEME_DAYS[month]
        day = date(world.today.year, month, 8)
        place = "大桥工地会议室"
        _hold(
            world,
            day,
            18,
            f"{month}月主题党日",
            ["THEME_DAY", "STUDY"],
            place,
            theme=theme,
            study_material=material,
            minutes=f"五家单位的党员围绕“{theme}”学习，联系大桥各工点逐人发言。",
        )
        if month % 3 == 2:
            day = date(world.today.year, month, 20)
            _hold(
                world,
                day,
                18,
                f"第{(month + 2) // 3}季度党员大会",
                ["ASSEMBLY", "LECTURE"],
                place,
                lecture_title="五家单位一条心，把党旗插在主塔上",
                lecturer_name=world.secretary.display_name,
                lecturer_kind="SECRETARY",
                minutes="书记通报本季度支部工作和大桥进度，随后讲党课，党员结合各自工点谈体会。",
            )


def _month(world: World, year: int, month: int) -> None:
    _committee(world, year, month)
    for index, group in enumerate(world.groups):
        _group(world, year, month, index, group)
    theme, link, material = THEME_DAYS.get(year, USUAL_THEME_DAYS)[month]
    _hold(
        world,
        date(year, month, 15),
        14,
        f"{month}月主题党日：{theme}",
        ["THEME_DAY", "STUDY"],
        "职工活动室",
        theme=theme,
        work_link=link,
        study_material=material,
        minutes=f"主持人说明主题，党员集中学习《{material}》相关内容，随后结合“{link}”逐人谈打算。会后党员到现场参加义务劳动。",
        late=6 if month == 10 else 0,
    )
    if month % 3 == 0:
        _assembly(world, year, month)


def _committee(world: World, year: int, month: int) -> None:
    title, discussion, decision, responsible, days = COMMITTEE.get(year, {}).get(month, USUAL_COMMITTEE)
    day = date(year, month, 6)
    agenda = [
        AgendaItem(
            title=title,
            reporter="林松涛",
            discussion=discussion,
            decision=decision,
            responsible=world.person(responsible),
            due_on=day + timedelta(days=days),
        ),
        AgendaItem(title="通报上月党费收缴和学习考勤", reporter="何婉", discussion="无异议。"),
    ]
    minutes = f"会议由林松涛主持。{title.removeprefix('研究')}：{discussion}会议决定：{decision}"
    meeting = _hold(
        world, day, 16, f"{month}月支委会", ["COMMITTEE"], "党员活动室", agenda=agenda, minutes=minutes
    )
    record_votes(world, meeting, "COMMITTEE", day)


def _group(world: World, year: int, month: int, index: int, group: PartyGroup) -> None:
    if year == 2025 and (index, month) in GROUP_GAPS:
        return
    topic = GROUP_TOPICS[(month + index) % len(GROUP_TOPICS)]
    _hold(
        world,
        date(year, month, 22 + index),
        19,
        f"{month}月{group.name}会",
        ["GROUP"],
        "班组学习室",
        group=group,
        chair=world.members[demo_world.GROUP_LEADERS[index]],
        theme=topic,
        minutes=f"本次会议{topic}，到会党员依次发言。",
    )


def _assembly(world: World, year: int, month: int) -> None:
    quarter = month // 3
    title, decision = ASSEMBLIES.get(year, {}).get(quarter, USUAL_ASSEMBLY)
    agenda = [
        AgendaItem(title=title, reporter="林松涛", discussion="到会党员充分发表意见。", decision=decision),
        AgendaItem(title="总结点评本季度党员承诺和工作", reporter="何婉", discussion="逐项对照承诺。"),
    ]
    day = date(year, *ASSEMBLY_DAYS.get((year, quarter), (month, 26)))
    meeting = _hold(
        world,
        day,
        9,
        f"第{quarter}季度党员大会",
        ["ASSEMBLY"],
        HALL,
        agenda=agenda,
        theme=title,
        minutes=f"会议{title}，并对本季度党员承诺和各项工作作了总结点评。",
    )
    record_votes(world, meeting, "ASSEMBLY", day)


def _lecture(world: World, year: int, month: int, day: int, title: str, lecturer: str, kind: str) -> None:
    _hold(
        world,
        date(year, month, day),
        15,
        f"党课：{title}",
        ["LECTURE"],
        HALL,
        lecture_title=title,
        lecturer_name=lecturer,
        lecturer_kind=kind,
        minutes=f"{lecturer}围绕“{title}”授课，党员结合岗位交流体会。",
    )


def _life(world: World, year: int) -> None:
    """Held in January for the year before, together with the 民主评议."""
    if year == FIRST_YEAR:
        return
    _hold(
        world,
        date(year, 1, 21),
        9,
        f"{year - 1}年度组织生活会和民主评议党员",
        ["LIFE", "APPRAISAL"],
        HALL,
        year=year - 1,
        minutes="会议通报上年度整改情况和支委会查摆问题情况，支委带头、党员逐人开展批评与自我批评，随后进行民主评议测评。",
    )


def _plan_next_month(world: World) -> None:
    """What the members see coming: next month's theme day and 支委会."""
    following = world.today.replace(day=28) + timedelta(days=7)
    theme, link, _ = USUAL_THEME_DAYS[following.month]
    for day, hour, title, kind, place, fields in (
        (
            15,
            14,
            f"{following.month}月主题党日：{theme}",
            "THEME_DAY",
            "职工活动室",
            {"theme": theme, "work_link": link},
        ),
        (6, 16, f"{following.month}月支委会", "COMMITTEE", "党员活动室", {}),
    ):
        starts_at = at(following.replace(day=day), hour)
        meeting = Meeting(
            branch=world.branch,
            title=title,
            year=following.year,
            starts_at=starts_at,
            place=place,
            chair=world.secretary.member,
            **world.stamp(world.today - timedelta(days=1)),
            **fields,
        )
        plan_meeting(meeting, kinds=[kind], by=world.secretary)


def _hold(
    world: World,
    day: date,
    hour: int,
    title: str,
    kinds: Sequence[str],
    place: str,
    *,
    late: int = 0,
    **fields,
) -> Meeting | None:
    """Record one meeting through the service, unless it lies in the future."""
    if day >= world.today:
        return None
    agenda = fields.pop("agenda", [])
    group = fields.get("group")
    chair = fields.pop("chair", None) or world.secretary.member
    recorder = world.members.get("何婉") or next(iter(world.members.values()))
    meeting = Meeting(
        branch=world.branch,
        title=title,
        year=fields.pop("year", day.year),
        starts_at=at(day, hour),
        ends_at=at(day, hour + 1, 30),
        place=place,
        chair=chair,
        recorder=recorder,
        **world.stamp(day, late=late),
        **fields,
    )
    has_made_up = MeetingKind.STUDY in kinds or day < world.today - MADE_UP_UNTIL
    made_up_on = day + timedelta(days=5) if has_made_up else None
    due = due_members(world.branch, group, kinds, day)
    roll = [_roll_line(member, day, made_up_on) for member in due]
    return hold_meeting(meeting, kinds=kinds, roll=roll, agenda=agenda, by=world.secretary)


def _roll_line(member, day: date, made_up_on: date | None) -> RollEntry:
    """Who was away is drawn by date and name: always the same, about one in fifteen, and never the secretary."""
    if member.name in demo_world.EXEMPT:
        first, last, reason = demo_world.EXEMPT[member.name]
        if date(*first) <= day <= date(*last):
            return RollEntry(member=member, attendance=Attendance.EXEMPT, reason=reason)
    draw = Random(f"{day.isoformat()} {member.name}")  # noqa: S311 - always the same draw, nothing secret
    if member.job.endswith("书记") or draw.random() > 0.07:
        return RollEntry(member=member)
    if draw.random() < 0.1:
        return RollEntry(member=member, attendance=Attendance.ABSENT, make_up_on=made_up_on)
    return RollEntry(
        member=member,
        attendance=Attendance.LEAVE,
        reason=draw.choice(LEAVE_REASONS),
        make_up_on=made_up_on,
    )


def _explain_gaps(world: World) -> None:
    for (index, month), reason in GROUP_REASONS.items():
        explanation = RuleExplanation(
            branch=world.branch,
            year=2025,
            rule_id="M3",
            period_key=f"2025-{month:02d}",
            subject_key=f"group:{world.groups[index].pk}",
            reason=reason,
            **world.stamp(date(2025, month + 1, 3)),
        )
        records.create(explanation, by=world.secretary)


def _finish_decisions(world: World) -> None:
    """Decisions whose date has passed were carried out two days before it, but for the newest ones."""
    cutoff = world.today - timedelta(days=20)
    for item in AgendaItem.objects.open().filter(meeting__branch=world.branch, due_on__lt=cutoff):
        finish_decision(item=item, by=world.secretary, on=item.due_on - timedelta(days=2))
