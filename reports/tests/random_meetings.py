"""Meetings thrown at random, with everything that can be recorded of one, and the plain words of a stored meeting."""

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from core.refusals import Refused
from meetings import services
from meetings.enums import MAY_MAKE_UP, Attendance, VoteMatter, VoteMethod
from meetings.models import AgendaItem, Meeting, Vote
from meetings.quorum import Tally
from meetings.services import AgendaLine, RollLine

BODIES = ("ASSEMBLY", "COMMITTEE", "GROUP", "")
BESIDES = ("LECTURE", "THEME_DAY", "STUDY", "OTHER", "LIFE", "APPRAISAL")
REASONS = ("出差", "出差（北京），周五返回", "病假、住院", "参加公司培训；已批准", "探亲假")
# Words that look like labels, numbers and votes: inside a text they must stay text.
PARAGRAPHS = (
    "会议传达了上级文件。",
    "一、时间：另行通知；地点：待定。",
    "张三：我同意这个意见，建议尽快落实。",
    "　　会议认为，要把学习和业务结合起来。",
    "会议决定：下周再议。表决：赞成9票，反对1票，弃权0票。",
    "1. 完善台账；2. 明确责任人：各组长。",
    "应到12人，实到10人",
)
TITLES = (
    "研究二季度工作",
    "1. 学习条例",
    "讨论",
    "议题：推荐先进",
    "通报“两学一做”情况（续）",
    "接收李某为预备党员",
)
# Not what was held: bookkeeping, where the meeting was entered from, and the signatures that follow.
APART = {
    *(
        "id",
        "created_at",
        "updated_at",
        "created_by",
        "lock_version",
        "deleted_at",
        "deleted_by",
        "delete_reason",
    ),
    *("branch", "state", "confirmed_on", "confirmed_by", "template_version"),
}


def throw_meeting(cast, rng: Random, number: int) -> Meeting:
    """Record a meeting of the cast's branch; every field is filled in some of them."""
    body = BODIES[number % len(BODIES)]
    kinds = [kind for kind in (body, *rng.sample(BESIDES, rng.randint(0 if body else 1, 2))) if kind]
    starts_at = timezone.make_aware(
        datetime(2025, 1, 6, 9) + timedelta(days=11 * number, minutes=rng.randint(0, 500))
    )
    group = rng.choice((cast.group, cast.second_group)) if body == "GROUP" else None
    people = [one for one in vars(cast.people).values() if one.branch_id == cast.branch.pk]
    chair = rng.choice((cast.people.secretary, rng.choice(people)))
    is_usual = chair == cast.people.secretary
    meeting = Meeting(
        branch=cast.branch,
        title=rng.choice((f"2025年第{number}次会议", "支委会（扩大）", "会议记录")),
        year=starts_at.year - (rng.randint(0, 1) if {"LIFE", "APPRAISAL"} & set(kinds) else 0),
        starts_at=starts_at,
        ends_at=rng.choice((None, starts_at + timedelta(minutes=95), starts_at + timedelta(days=1, hours=1))),
        place=rng.choice(("", "二楼会议室", "一号楼 301")),
        group=group,
        chair=chair,
        chair_note="" if is_usual else "书记出差，委托主持。",
        recorder=rng.choice((None, *people)),
        theme=rng.choice(("", "安全生产月：人人讲安全")),
        work_link=rng.choice(("", "与检修工作结合")),
        study_material=rng.choice(("", "《党章》\n《条例》第二章")),
        minutes=_text(rng),
        guests=rng.choice(("", "韩某 党群部部长", "韩某（党群部部长）\n无")),
        **(_lecture(rng) if "LECTURE" in kinds else {}),
    )
    due = services.due_members(cast.branch, group, kinds, starts_at.date())
    roll = [_line(rng, member, starts_at.date()) for member in due]
    agenda = [_item(rng, people) for _ in range(rng.randint(0, 3))]
    services.hold_meeting(meeting, kinds=kinds, roll=roll, agenda=agenda, by=cast.secretary)
    for item in AgendaItem.objects.filter(meeting=meeting):
        if item.is_task and rng.random() < 0.5:
            services.finish_decision(item=item, on=starts_at.date() + timedelta(days=20), by=cast.secretary)
        _vote(cast, rng, item)
    return meeting


def _text(rng: Random) -> str:
    return "\n".join(rng.sample(PARAGRAPHS, rng.randint(0, 4))).strip()


def _lecture(rng: Random) -> dict[str, str]:
    kind = rng.choice(("LEADER", "MODEL", "SECRETARY", "OTHER"))
    return {"lecturer_name": "韩某", "lecturer_kind": kind, "lecture_title": "学党章、守纪律"}


def _line(rng: Random, member, day: date) -> RollLine:
    attendance = rng.choice((*(Attendance.PRESENT,) * 6, *Attendance))
    if attendance == Attendance.PRESENT:
        return RollLine(member)
    reason = rng.choice(REASONS)
    if attendance == Attendance.ABSENT and rng.random() < 0.5:
        reason = ""
    may = attendance in MAY_MAKE_UP and rng.random() < 0.5
    return RollLine(member, attendance, reason, day + timedelta(days=3) if may else None)


def _item(rng: Random, people) -> AgendaLine:
    decision = rng.choice(("", "4月底前完成。", "一是印发通知。\n二是分组落实。"))
    return AgendaLine(
        title=rng.choice(TITLES),
        reporter=rng.choice(("", "赵试一", "韩某（党群部）")),
        discussion=_text(rng),
        dissent=rng.choice(("", "周试五：建议缓办。")),
        decision=decision,
        responsible=rng.choice((None, *people)) if decision else None,
        due_on=date(2026, 1, 5) if decision and rng.random() < 0.5 else None,
    )


def _vote(cast, rng: Random, item: AgendaItem) -> None:
    """A vote on the item, where one may be held at all; what the rules refuse is not recorded."""
    matter = rng.choice(VoteMatter.values)
    method = VoteMethod.SECRET if matter == VoteMatter.ELECTION else rng.choice(VoteMethod.values)
    names = ["冯某某", "邓某"][: 2 if matter == VoteMatter.ELECTION else 1]
    roll = item.meeting.roll.filter(may_vote=True, attendance=Attendance.PRESENT).count()
    tallies = [Tally("" if matter == VoteMatter.ORDINARY else name, roll - 1, 0, 1) for name in names]
    paper = (roll, roll, roll) if method != VoteMethod.HANDS else (None, None, None)
    vote = Vote(
        item=item,
        matter=matter,
        method=method,
        seats=2 if matter == VoteMatter.ELECTION else None,
        ballots_issued=paper[0],
        ballots_returned=paper[1],
        ballots_valid=paper[2],
    )
    written = {"written_in_favour": 1} if matter in (VoteMatter.ADMISSION, VoteMatter.CONFIRMATION) else {}
    for more in (written, {}):
        given = [Tally(one.candidate, one.in_favour, one.against, one.abstained, **more) for one in tallies]
        try:
            services.record_vote(vote, tallies=given, by=cast.secretary)
        except Refused:
            continue
        return


def plain_meeting(meeting: Meeting) -> dict[str, object]:
    """Everything that is stored of a meeting, in plain words and afresh, apart from bookkeeping and signatures."""
    fresh = Meeting.objects.get(pk=meeting.pk)
    fields = {one.name for one in Meeting._meta.concrete_fields} - APART
    return {
        **{name: str(getattr(fresh, name)) for name in sorted(fields)},
        "kinds": [kind.value for kind in fresh.kinds],
        "roll": [
            (str(one.member), one.attendance, one.reason, one.make_up_on, one.may_vote, one.status_label)
            for one in fresh.roll.select_related("member")
        ],
        "agenda": [_plain_item(item) for item in fresh.agenda.select_related("responsible")],
    }


def _plain_item(item: AgendaItem) -> dict[str, object]:
    fields = {one.name for one in AgendaItem._meta.concrete_fields} - {"id", "meeting"}
    votes = Vote.objects.filter(item=item, deleted_at__isnull=True).order_by("pk")
    numbers = (
        "matter",
        "method",
        "body",
        "voters_due",
        "voters_present",
        "ballots_issued",
        "ballots_returned",
    )
    return {
        **{name: str(getattr(item, name)) for name in sorted(fields)},
        "votes": [
            [
                *(getattr(vote, name) for name in (*numbers, "ballots_valid", "seats")),
                *(line.tally for line in vote.lines.all()),
            ]
            for vote in votes
        ],
    }
