"""The papers of an election: letters to the superior, rules, ballots, the tellers' report, and the report on its result."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from branch.enums import MembershipStatus, PostTitle
from branch.members.models import Member
from branch.members.name_order import stroke_key
from branch.office_terms.services import present_term
from branch.rules.rules import REGULATION
from core.dates import chinese_date
from documents.content import (
    TWO_PAIRS,
    Attachment,
    Block,
    Document,
    Form,
    Paragraph,
    Role,
    Signature,
    Table,
    fact_row,
    numeral,
)
from meetings.meeting.faults import day_of
from meetings.votes.models import Vote
from meetings.votes.quorum import ELECTION_REGULATION, FOUR_FIFTHS

from .enums import RenewalStep
from .models import Candidate, Renewal
from .results import LEADERS, Elected, Result, result_of

MARK_MM = 11.0
SIGNING_MM = 14.0
# Empty lines for somebody who stands on no list.
WRITE_IN = 2
BY_STROKES = "候选人以姓氏笔画为序"
HOW_TO_MARK = "同意的画“○”，不同意的画“×”，弃权的空着；另选他人的，在空格内写上姓名并画“○”。"


@dataclass(frozen=True)
class Paper:
    """One kind of paper: the step it belongs to, its name on the page, how it is made, and which elections have it."""

    key: str
    step: str
    label: str
    make: Callable[[Renewal, date], Document]
    suits: Callable[[Renewal], bool] = lambda _renewal: True


def _to_superior(
    renewal: Renewal, title: str, blocks: Iterable[Block], on: date, attachments: tuple[Attachment, ...] = ()
) -> Document:
    """An official letter: recipient, text, signature and date (GB/T 9704)."""
    branch = renewal.branch
    return Document(
        title=title,
        blocks=tuple(blocks),
        issuer=branch.name,
        created_on=on,
        recipient=branch.parent.name if branch.parent else "",
        signature=Signature(branch.name, on),
        attachments=attachments,
    )


def _numbered(parts: Iterable[tuple[str, str]]) -> Iterable[Block]:
    """一、 headings that run into their paragraphs, so that such a letter is one page."""
    for number, (heading, text) in enumerate(parts, start=1):
        yield Paragraph.of(text, lead=f"{numeral(number, 1)}{heading}。", lead_role=Role.HEI)


def _voters(renewal: Renewal, on: date) -> str:
    counts: dict[str, int] = {}
    for status in (
        Member.objects.on_roll(renewal.branch, on).with_status(on).values_list("status_on", flat=True)
    ):
        counts[status] = counts.get(status, 0) + 1
    voters = Member.objects.voters(renewal.branch, on).count()
    told = "、".join(
        f"{MembershipStatus(status).label}{counts[status]}名"
        for status in MembershipStatus.values
        if status in counts
    )
    return f"支部现有党员{sum(counts.values())}名（{told}），其中有选举权的{voters}名，到会{FOUR_FIFTHS.least(voters)}名以上方可进行选举。"


def _seats(renewal: Renewal) -> str:
    if renewal.has_committee:
        return (
            f"{renewal.body}拟设委员{renewal.seats}名，候选人不少于{renewal.least_candidates}名，差额比例不低于应选人数的20%。"
            "书记、副书记由新一届支部委员会第一次会议从委员中选举产生。"
        )
    deputy = "，副书记1名" if renewal.seats > 1 else ""
    return f"支部正式党员不足7名，不设支部委员会，拟设书记1名{deputy}，由党员大会直接选举产生。"


def _request(renewal: Renewal, today: date) -> Document:
    on = renewal.requested_on or today
    term = present_term(renewal.branch, on)
    ends = "任期已于" if term and term.due_on < on else "任期将于"
    now = (
        f"现任{'支部委员会' if renewal.has_committee else '支部书记'}于{chinese_date(term.starts_on)}产生，"
        f"{term.moved_words or f'{ends}{chinese_date(term.due_on)}届满'}。"
        if term
        else ""
    )
    parts = [
        ("会议时间", f"拟于{chinese_date(renewal.planned_on)}召开支部党员大会。"),
        ("参加人员", _voters(renewal, on)),
        ("名额和候选人", _seats(renewal)),
        ("选举办法", "由支部党员大会以无记名投票方式进行选举，选举办法提交大会通过。"),
    ]
    head = f"{now}根据{REGULATION}和{ELECTION_REGULATION}，我支部拟进行换届选举，产生{renewal.body}。现将有关事项请示如下："
    blocks = [Paragraph.of(head), *_numbered(parts), Paragraph.of("妥否，请批示。")]
    return _to_superior(renewal, f"{renewal.branch.name}关于召开党员大会进行换届选举的请示", blocks, on)


def _candidates_request(renewal: Renewal, today: date) -> Document:
    on = renewal.candidates_requested_on or today
    rows = renewal.in_ballot_order()
    reply = _by_reply(renewal)
    what = "委员候选人" if renewal.has_committee else "书记（副书记）候选人"
    text = (
        f"{reply}经支部党员酝酿提名、支部委员会讨论，确定{renewal.body}{what}预备人选{len(rows)}名，"
        f"应选{renewal.seats}名。名单见附件。"
    )
    annex = Attachment(
        "附件", f"{renewal.body}{what}预备人选名单", (_people_table(rows), Paragraph.of(f"（{BY_STROKES}）"))
    )
    blocks = [Paragraph.of(text), Paragraph.of("妥否，请批示。")]
    title = f"{renewal.branch.name}关于{renewal.body}{what}预备人选的请示"
    return _to_superior(renewal, title, blocks, on, attachments=(annex,))


def _by_reply(renewal: Renewal) -> str:
    if not renewal.replied_on:
        return ""
    number = f"（{renewal.reply_number}）" if renewal.reply_number else ""
    return f"根据{renewal.approved_by or '上级党组织'}批复{number}，"


def _people_table(rows: list[Candidate]) -> Table:
    body = tuple(
        (
            str(number),
            row.member.name,
            row.member.get_gender_display(),
            _month(row.member.birth_date),
            _month(row.member.joined_on),
            row.member.job,
            row.label,
        )
        for number, row in enumerate(rows, start=1)
    )
    header = ("序号", "姓名", "性别", "出生年月", "入党时间", "现任职务", "拟任职务")
    return Table(header, body, (1.5, 2.6, 1.5, 3, 3, 4.4, 3), row_height=MARK_MM)


def _month(day: date | None) -> str:
    return f"{day.year}年{day.month}月" if day else ""


def _rules(renewal: Renewal, today: date) -> Document:
    seats, what = renewal.seats, "委员" if renewal.has_committee else "书记（副书记）"
    articles = [
        f"根据{ELECTION_REGULATION}和上级批复，制定本办法。",
        "选举工作由上届支部委员会主持。" if renewal.has_committee else "选举工作由上届支部书记主持。",
        "正式党员有选举权、被选举权和表决权；预备党员和受留党察看处分期间的党员没有。",
        "有选举权的到会党员达到应到会人数的五分之四，会议有效，可以进行选举。",
        f"应选{what}{seats}名，候选人{len(renewal.candidates.all()) or renewal.least_candidates}名"
        + ("，实行差额选举。" if renewal.has_committee else "。"),
        f"选举采用无记名投票。选票上的{BY_STROKES}。{HOW_TO_MARK}",
        f"每张选票所选人数等于或少于{seats}名的有效，多于{seats}名的无效。",
        "收回的选票等于或少于发出的选票，选举有效；多于发出的选票，选举无效，重新投票。",
        "被选举人得到的赞成票超过实到会有选举权人数的一半，始得当选。得赞成票过半数的多于应选名额时，以得票多的当选；"
        "票数相等不能确定当选人时，就票数相等的被选举人重新投票。当选人少于应选名额的，对不足的名额另行选举。",
        "设监票人、计票人，由到会党员从不是候选人的党员中推选，经大会通过；计票人在监票人监督下工作。",
        "计票完毕，由监票人报告被选举人的得票情况，会议主持人宣布当选名单。",
    ]
    if renewal.has_committee:
        articles.append(
            "书记、副书记由新一届支部委员会第一次会议以无记名投票方式等额选举产生，并报上级党组织批准。"
        )
    articles.append("本办法经支部党员大会通过后生效。")
    blocks = [Paragraph.of(f"{numeral(number, 1)}{text}") for number, text in enumerate(articles, start=1)]
    title = f"{renewal.branch.name}换届选举办法（草案）"
    return Document(title, tuple(blocks), renewal.branch.name, renewal.rules_agreed_on or today)


def _ballot(renewal: Renewal, today: date) -> Document:
    if renewal.has_committee:
        return _ballot_paper(renewal, f"{renewal.body}委员", renewal.in_ballot_order(), renewal.seats, today)
    return _ballot_paper(renewal, renewal.body, renewal.in_ballot_order(), renewal.seats, today)


def _leader_ballot(renewal: Renewal, today: date) -> Document:
    rows = [row for row in renewal.in_ballot_order() if row.title in LEADERS]
    return _ballot_paper(renewal, f"{renewal.body}书记（副书记）", rows, len(rows), today)


def _ballot_paper(renewal: Renewal, what: str, rows: list[Candidate], seats: int, today: date) -> Document:
    """Names by strokes alone, a box for the mark, empty lines, nobody's name to sign with."""
    shows_post = not renewal.has_committee or all(row.title in LEADERS for row in rows)
    body = [
        (str(number), f"{row.member.name}{f'（{row.label}）' if shows_post else ''}", "")
        for number, row in enumerate(rows, start=1)
    ]
    body += [("另选人", "", "")] * WRITE_IN
    return Document(
        title=f"{renewal.branch.name}{what}选举选票",
        blocks=(
            Paragraph.of(
                f"应选{seats}名，候选人{len(rows)}名，{BY_STROKES}。{HOW_TO_MARK}所选人数多于{seats}名的选票无效。"
            ),
            Table(("序号", "姓名", "符号"), tuple(body), (2.4, 6, 4), row_height=MARK_MM),
        ),
        issuer=renewal.branch.name,
        created_on=renewal.elected_on or today,
    )


def _count_report(renewal: Renewal, today: date) -> Document:
    """计票结果报告单 of the assembly: to be filled in there, or with what its votes say."""
    return _count_paper(renewal, result_of(renewal).votes, renewal.in_ballot_order(), renewal.seats, today)


def _leader_count(renewal: Renewal, today: date) -> Document:
    """The same of the new committee's first meeting."""
    rows = [row for row in renewal.in_ballot_order() if row.title in LEADERS]
    return _count_paper(renewal, result_of(renewal).first_votes, rows, len(rows), today)


def _count_paper(
    renewal: Renewal, votes: tuple[Vote, ...], rows: list[Candidate], seats: int, today: date
) -> Document:
    blocks: list[Block] = []
    for vote in votes or (None,):
        blocks += _count_blocks(renewal, vote, rows, seats)
    signing = (("监票人签名", ""), ("计票人签名", "")), (("主持人签名", ""), ("日期", ""))
    blocks.append(Form(tuple(fact_row(*row, height=SIGNING_MM) for row in signing), TWO_PAIRS))
    on = renewal.elected_on or today
    return Document(f"{renewal.branch.name}换届选举计票结果报告单", tuple(blocks), renewal.branch.name, on)


def _count_blocks(renewal: Renewal, vote: Vote | None, standing: list[Candidate], seats: int) -> list[Block]:
    def told(value: object) -> str:
        return "" if vote is None or value is None else str(value)

    seats = (vote.seats if vote else None) or seats
    facts = (
        (
            ("应到有选举权", told(vote and vote.voters_due)),
            ("实到有选举权", told(vote and vote.voters_present)),
        ),
        (
            ("发出选票", told(vote and vote.ballots_issued)),
            ("收回选票", told(vote and vote.ballots_returned)),
        ),
        (("有效票", told(vote and vote.ballots_valid)), ("无效票", _void(vote))),
    )
    if vote:
        rows = [
            (
                str(number),
                outcome.tally.candidate,
                *(
                    str(value)
                    for value in (outcome.tally.in_favour, outcome.tally.against, outcome.tally.abstained)
                ),
                "当选" if outcome.is_carried else "",
            )
            for number, outcome in enumerate(vote.outcomes, start=1)
        ]
    else:
        rows = [
            (str(number), row.member.name, "", "", "", "") for number, row in enumerate(standing, start=1)
        ]
        rows += [("另选人", "", "", "", "", "")] * WRITE_IN
    head = f"{vote.item}：应选{seats}名。" if vote else f"{renewal.body}：应选{seats}名。"
    table = Table(
        ("序号", "姓名", "赞成", "反对", "弃权", "是否当选"),
        tuple(rows),
        (1.8, 4, 2.2, 2.2, 2.2, 3),
        row_height=MARK_MM,
    )
    opening = [Paragraph.of(f"{vote.opening}。")] if vote else []
    return [
        Paragraph.of(head),
        Form(tuple(fact_row(*row, height=MARK_MM) for row in facts), TWO_PAIRS),
        *opening,
        table,
    ]


def _void(vote: Vote | None) -> str:
    if vote is None or vote.ballots_returned is None or vote.ballots_valid is None:
        return ""
    return str(vote.ballots_returned - vote.ballots_valid)


def _result_report(renewal: Renewal, today: date) -> Document:
    result, on = result_of(renewal), renewal.reported_on or today
    meeting = renewal.held_assembly
    if meeting is None or not result.votes:
        blocks: list[Block] = [Paragraph.of("【待补充：选举大会和票数还没有登记，登记以后再打印。】")]
        return _to_superior(renewal, f"{renewal.branch.name}关于换届选举结果的报告", blocks, on)
    vote = result.votes[0]
    opened = (
        f"{_by_reply(renewal)}我支部于{chinese_date(day_of(meeting))}召开支部党员大会进行换届选举。"
        f"大会应到有选举权的党员{vote.voters_due}名，实到{vote.voters_present}名，达到五分之四，符合规定。"
    )
    blocks = [Paragraph.of(opened), Paragraph.of(_chosen(renewal, result, vote))]
    if renewal.has_committee and result.leaders and renewal.held_first_meeting:
        day = chinese_date(day_of(renewal.held_first_meeting))
        leaders = "，".join(f"{one.name}同志为{PostTitle(one.title).label}" for one in result.leaders)
        blocks.append(Paragraph.of(f"新一届支部委员会于{day}召开第一次会议，以无记名投票方式选举{leaders}。"))
    blocks.append(Paragraph.of("特此报告。"))
    annex = Attachment(
        "附件",
        f"{renewal.body}成员名册" if renewal.has_committee else "支部书记（副书记）名册",
        (_elected_table(result.elected),),
    )
    return _to_superior(
        renewal, f"{renewal.branch.name}关于换届选举结果的报告", blocks, on, attachments=(annex,)
    )


def _chosen(renewal: Renewal, result: Result, vote: Vote) -> str:
    papers = (
        f"发出选票{vote.ballots_issued}张，收回{vote.ballots_returned}张，其中有效票{vote.ballots_valid}张。"
    )
    if not renewal.has_committee:
        leaders = "，".join(f"{one.name}同志当选{PostTitle(one.title).label}" for one in result.leaders)
        return f"{papers}经无记名投票，{leaders}。"
    names = {one.name: one for one in result.elected}
    votes = {
        outcome.tally.candidate: outcome.tally.in_favour for each in result.votes for outcome in each.outcomes
    }
    told = "、".join(f"{name}（{votes[name]}票）" for name in sorted(names, key=stroke_key))
    return f"{papers}经无记名投票、差额选举，{told}等{len(names)}名同志当选{renewal.body}委员（以姓氏笔画为序）。"


def _elected_table(elected: tuple[Elected, ...]) -> Table:
    rows = []
    for number, one in enumerate(elected, start=1):
        member, title = (
            one.member,
            "委员" if one.title == PostTitle.OTHER_MEMBER else str(PostTitle(one.title).label),
        )
        rows.append(
            (
                str(number),
                one.name,
                title,
                member.get_gender_display() if member else "",
                _month(member.birth_date if member else None),
                _month(member.joined_on if member else None),
                member.job if member else "",
            )
        )
    header = ("序号", "姓名", "党内职务", "性别", "出生年月", "入党时间", "行政职务")
    return Table(header, tuple(rows), (1.5, 2.6, 3, 1.5, 3, 3, 4.4), row_height=MARK_MM)


PAPERS = {
    paper.key: paper
    for paper in (
        Paper("request", RenewalStep.REQUEST, "请示", _request),
        Paper("candidates-request", RenewalStep.CANDIDATES_REPLY, "候选人请示", _candidates_request),
        Paper("rules", RenewalStep.RULES, "选举办法", _rules),
        Paper("ballot", RenewalStep.BALLOTS, "选票", _ballot),
        Paper("count", RenewalStep.COUNT, "报告单", _count_report),
        Paper(
            "leader-ballot",
            RenewalStep.FIRST_MEETING,
            "书记选票",
            _leader_ballot,
            lambda renewal: renewal.has_committee,
        ),
        Paper(
            "leader-count",
            RenewalStep.FIRST_MEETING,
            "书记报告单",
            _leader_count,
            lambda renewal: renewal.has_committee,
        ),
        Paper("report", RenewalStep.REPORT, "选举结果报告", _result_report),
    )
}
