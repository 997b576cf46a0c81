"""Meetings thrown at random, with everything that can be recorded of one, and the plain words of a stored meeting."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import DateField, DecimalField, Field, IntegerField, Model
from django.utils import timezone

from branch.campaigns.models import Campaign
from branch.campaigns.tests.factory import make_campaign
from branch.members.models import Member
from core.refusals import Refused
from meetings.enums import MAY_MAKE_UP, Attendance, ItemKind, ItemOutcome, VoteMatter, VoteMethod
from meetings.meeting import fields
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.fields import Part
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.roll import due_members
from meetings.meeting.services import finish_decision, hold_meeting
from meetings.tests.helpers import line
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import record_vote

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
    *("id", "created_at", "updated_at", "created_by", "lock_version", "deleted_at", "deletion_reason"),
    *("branch", "state", "confirmed_on", "confirmed_by", "template_version"),
    # Printed, a number is said by the paper.
    "is_number_said",
}


# To other records, which no paper of this meeting carries.
LINKS = {"carried_from", "topic"}


def throw_meeting(cast, rng: Random, number: int) -> Meeting:
    """Record a meeting of the cast's branch; every field is filled in some of them."""
    if not Campaign.objects.exists():
        make_campaign(cast.branch)
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
        group=group,
        chair=chair,
        chair_note="" if is_usual else "书记出差，委托主持。",
        minutes=_text(rng),
        **(_lecture(rng) if "LECTURE" in kinds else {}),
    )
    # Drawn apart, so that a further field leaves everything else as it was thrown.
    fill(meeting, (Part.BASICS, Part.SUBJECT, Part.STUDY), people, Random(rng.random()).choice)
    due = due_members(cast.branch, group, kinds, starts_at.date())
    roll = [_line(rng, member, starts_at.date()) for member in due]
    agenda = [_item(rng, people) for _ in range(rng.randint(0, 3))]
    hold_meeting(meeting, kinds=kinds, roll=roll, agenda=agenda, by=cast.secretary)
    for item in AgendaItem.objects.filter(meeting=meeting):
        if item.is_task and rng.random() < 0.5:
            dropped = "" if item.pk % 3 else "情况有变、不再需要"
            day = starts_at.date() + timedelta(days=20)
            finish_decision(item=item, on=day, by=cast.secretary, dropped=dropped)
        _vote(cast, rng, item)
    return meeting


def _text(rng: Random) -> str:
    return "\n".join(rng.sample(PARAGRAPHS, rng.randint(0, 4))).strip()


def _lecture(rng: Random) -> dict[str, str]:
    kind = rng.choice(("LEADER", "MODEL", "SECRETARY", "OTHER"))
    return {"lecturer_name": "韩某", "lecturer_kind": kind, "lecture_title": "学党章、守纪律"}


# What a field of a meeting or of an item may say, where any words would not do.
WORDS = {
    "place": ("二楼会议室", "一号楼 301"),
    "theme": ("安全生产月：人人讲安全",),
    "study_material": ("《党章》\n《条例》第二章",),
    "guests": ("韩某 党群部部长", "韩某（党群部部长）\n无"),
    "reporter": ("赵试一", "韩某（党群部）"),
    "dissent": ("周试五：建议缓办。",),
}


def fill(row: Meeting | AgendaItem, parts: Iterable[Part], people, choose: Callable) -> None:
    """Give the fields that the form asks for in these parts, where they are empty, one of the values of their type."""
    table = fields.MEETING if isinstance(row, Meeting) else fields.AGENDA
    names = fields.entered(table, *parts)
    for column in row._meta.concrete_fields:
        if column.name in names and not getattr(row, column.name):
            setattr(row, column.name, choose(_possible(column, people)))


def _possible(column: Field, people) -> list[object]:
    """Nothing, and what else may stand in a column."""
    if column.is_relation:
        known = {Member: people, Campaign: Campaign.objects.order_by("pk")}
        return [None, *known.get(column.related_model, ())]
    if column.choices:
        return ["", *(value for value, _ in column.choices)]
    if isinstance(column, DecimalField):
        return [None, Decimal(2), Decimal("1.5")]
    if isinstance(column, IntegerField):
        return [None, 41]
    if isinstance(column, DateField):
        return [None, date(2026, 1, 5)] if type(column) is DateField else [None]
    return ["", *WORDS.get(column.name, (f"{column.verbose_name}：按计划办、不拖延",))]


def _line(rng: Random, member, day: date) -> RollEntry:
    attendance = rng.choice((*(Attendance.PRESENT,) * 6, *Attendance))
    if attendance == Attendance.PRESENT:
        return line(member)
    reason = rng.choice(REASONS)
    if attendance == Attendance.ABSENT and rng.random() < 0.5:
        reason = ""
    may = attendance in MAY_MAKE_UP and rng.random() < 0.5
    return line(member, attendance, reason, make_up_on=day + timedelta(days=3) if may else None)


def _item(rng: Random, people) -> AgendaItem:
    item = AgendaItem(
        title=rng.choice(TITLES),
        discussion=_text(rng),
        decision=rng.choice(("", "4月底前完成。", "一是印发通知。\n二是分组落实。")),
    )
    fill(item, (Part.MORE, Part.TASK) if item.decision else (Part.MORE,), people, Random(rng.random()).choice)
    draw = Random(item.title + item.discussion)
    item.kind = draw.choice(["", *ItemKind.values])
    item.material = draw.choice(["", "《条例》第二章：职责"])
    item.outcome = draw.choice(["", *ItemOutcome.values])
    return item


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
            record_vote(vote, tallies=given, by=cast.secretary)
        except Refused:
            continue
        return


def plain_meeting(meeting: Meeting) -> dict[str, object]:
    """Everything that is stored of a meeting, in plain words and afresh, apart from bookkeeping and signatures."""
    fresh = Meeting.objects.get(pk=meeting.pk)
    names = {one.name for one in Meeting._meta.concrete_fields} - APART
    return {
        **{name: str(getattr(fresh, name)) for name in sorted(names)},
        "kinds": [kind.value for kind in fresh.kinds],
        "roll": [_plain(entry) for entry in fresh.roll.select_related("member")],
        "agenda": [_plain_item(item) for item in fresh.agenda.select_related("responsible")],
    }


def _plain(row: Model) -> dict[str, str]:
    """The columns of a row of the meeting in plain words."""
    names = {one.name for one in row._meta.concrete_fields} - {"id", "meeting", *LINKS}
    return {name: str(getattr(row, name)) for name in sorted(names)}


def never_filled(meetings: Iterable[dict[str, object]]) -> list[str]:
    """Which fields of a meeting, its roll and its agenda are empty in all of these plain meetings."""
    filled: dict[str, bool] = {}
    for meeting in meetings:
        rows = [("", meeting), *((part, row) for part in ("roll", "agenda") for row in meeting[part])]
        for part, row in rows:
            for name, value in row.items():
                key = f"{part} {name}".strip()
                filled[key] = filled.get(key, False) or value not in ("", "None", [])
    return [key for key, is_filled in filled.items() if not is_filled]


def _plain_item(item: AgendaItem) -> dict[str, object]:
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
        **_plain(item),
        "votes": [
            [
                *(getattr(vote, name) for name in (*numbers, "ballots_valid", "seats")),
                *(line.tally for line in vote.lines.all()),
            ]
            for vote in votes
        ],
    }
