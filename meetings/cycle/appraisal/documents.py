"""民主评议党员 as content: the blank ballot, the count with the committee's verdict apart, and a member's form."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from core.dates import chinese_date
from documents.content import (
    TWO_PAIRS,
    Block,
    Contents,
    Document,
    Form,
    FormRow,
    Heading,
    Paragraph,
    Table,
    fact_row,
    numeral,
    text_row,
)
from meetings.cycle.enums import BodyGrade, Grade

from .models import AppraisalEntry, AppraisalRound
from .results import Results, Tally

# A branch of twenty fits one sheet; with the branch and its committee below, one of sixteen.
MARKING_MM = 7.5
FACT_MM = 10.0
SIGNING_MM = 14.0
SELF_MM = 70.0
WORDS_MM = 22.0
GRADES = tuple(str(label) for label in Grade.labels)
BODY_GRADES = tuple(str(label) for label in BodyGrade.labels)
BODY_WIDTHS = (5.6, 3, 3, 3, 3)


def ballot_paper(appraisal: AppraisalRound, entries: Iterable[AppraisalEntry], *, on: date) -> Document:
    """民主测评表 to vote on paper: those who are graded, a box for each grade, nobody's name to sign with."""
    branch = appraisal.branch.name
    rows = tuple(
        (str(number), entry.member.name, *("" for _ in GRADES))
        for number, entry in enumerate(entries, start=1)
    )
    members = Table(("序号", "姓名", *GRADES), rows, (1.6, 4, 3, 3, 3, 3), row_height=MARKING_MM)
    blocks: tuple[Block, ...] = (Paragraph.of("请在相应栏内打“√”，每人限选一项，弃权不填。"), members)
    if appraisal.bodies:
        asked = tuple((body.label, *("" for _ in BODY_GRADES)) for body in appraisal.bodies)
        bodies = Table(("测评对象", *BODY_GRADES), asked, BODY_WIDTHS, row_height=MARKING_MM)
        whom = "党支部和支委会的测评，每项" if len(asked) > 1 else "党支部的测评，"
        blocks = (*blocks, Paragraph.of(f"对{whom}限选一格，弃权不填。"), bodies)
    return Document(
        title=f"{branch}{appraisal.year}年度民主评议党员民主测评表",
        blocks=blocks,
        issuer=branch,
        created_on=on,
    )


def appraisal_summary(appraisal: AppraisalRound, results: Results, *, on: date) -> Document:
    """民主测评汇总表: the ballots' count, then apart from it the committee's opinion and grade."""
    branch = appraisal.branch.name
    bodies: tuple[Block, ...] = ()
    if results.bodies:
        bodies = (Heading(numeral(2, 1) + f"{_named(results)}测评结果", 1), _body_counts(results))
    return Document(
        title=f"{branch}{appraisal.year}年度民主评议党员民主测评汇总表",
        blocks=(
            Heading(numeral(1, 1) + "民主测评结果", 1),
            Paragraph.of(_papers(results)),
            _counts(results),
            *bodies,
            Heading(numeral(3 if bodies else 2, 1) + "支部委员会评定", 1),
            Paragraph.of(
                f"评定等次的党员{len(results.tallies)}人，优秀等次一般不超过{results.limited_by.of_whom}三分之一，即不超过{results.limit}人。"
                f"现评定优秀{results.excellent}人。"
            ),
            _verdicts(results.tallies),
            Form(
                (
                    fact_row(("计票人签字", ""), ("监票人签字", ""), height=SIGNING_MM),
                    fact_row(("书记签字", ""), ("日期", ""), height=SIGNING_MM),
                ),
                TWO_PAIRS,
            ),
        ),
        issuer=branch,
        created_on=on,
    )


def _named(results: Results) -> str:
    return "和".join(str(tally.body.label) for tally in results.bodies)


def _body_counts(results: Results) -> Table:
    """The marks of the branch and its committee; empty until the ballots are counted."""
    nothing = ("",) * (len(BODY_GRADES) + 1)
    rows = tuple(
        (
            str(tally.body.label),
            *((*map(str, tally.marks), str(tally.abstained)) if results.is_counted else nothing),
        )
        for tally in results.bodies
    )
    return Table(("测评对象", *BODY_GRADES, "弃权"), rows, (5.6, 2.6, 2.6, 2.6, 2.6, 2.6))


def _papers(results: Results) -> str:
    if not results.is_counted:
        return results.why_not
    head = f"发出测评票{results.issued}张，收回{results.returned}张"
    return f"{head}，其中有效{results.valid}张、无效{results.void}张。有效票中没有打“√”的计为弃权。"


def _counts(results: Results) -> Table:
    """The marks of each member; empty until the ballots are counted."""
    nothing = ("",) * (len(GRADES) + 1)
    rows = tuple(
        (
            str(number),
            tally.entry.member.name,
            *((*map(str, tally.marks), str(tally.abstained)) if results.is_counted else nothing),
        )
        for number, tally in enumerate(results.tallies, start=1)
    )
    return Table(("序号", "姓名", *GRADES, "弃权"), rows, (1.6, 4, 2.6, 2.6, 2.6, 2.6, 2.6))


def _verdicts(tallies: Sequence[Tally]) -> Table:
    rows = tuple(
        (
            str(number),
            tally.entry.member.name,
            _label(tally.entry.self_grade),
            tally.entry.opinion,
            _label(tally.entry.grade),
            _day(tally.entry.feedback_on),
        )
        for number, tally in enumerate(tallies, start=1)
    )
    header = ("序号", "姓名", "自评等次", "支委会意见", "评定等次", "反馈日期")
    return Table(header, rows, (1.6, 3, 2.6, 7, 2.6, 4.4))


def member_form(
    entry: AppraisalEntry, *, tally: Tally | None, is_counted: bool, shows_verdict: bool, on: date
) -> Document:
    """民主评议党员登记表 of one member. Peers and ballots stand in it where a `tally` is given: without any name."""
    form = _member_form(entry, tally, is_counted, shows_verdict)
    return Document("民主评议党员登记表", (form,), entry.appraisal.branch.name, on)


def member_forms(
    appraisal: AppraisalRound, entries: Iterable[AppraisalEntry], results: Results, *, on: date
) -> Document:
    """The forms of everybody who took part, bound with a list of contents."""
    tallies = {tally.entry.pk: tally for tally in results.tallies}
    branch = appraisal.branch.name
    blocks: list[Block] = []
    headings: list[Heading] = []
    for entry in entries:
        headings.append(Heading(f"民主评议党员登记表（{entry.member.name}）", 1, on_new_page=True))
        form = _member_form(entry, tallies.get(entry.pk), results.is_counted, shows_verdict=True)
        blocks += [headings[-1], form]
    title = f"{branch}{appraisal.year}年度民主评议党员登记表"
    return Document(title, (Contents(tuple(headings)), *blocks), branch, on)


def _member_form(entry: AppraisalEntry, tally: Tally | None, is_counted: bool, shows_verdict: bool) -> Form:
    member, appraisal = entry.member, entry.appraisal
    rows = [
        fact_row(("姓名", member.name), ("性别", member.get_gender_display()), height=FACT_MM),
        fact_row(("入党日期", _day(member.joined_on)), ("党员状态", entry.status_label), height=FACT_MM),
        fact_row(("党支部", appraisal.branch.name), ("所属年度", f"{appraisal.year}年度"), height=FACT_MM),
        text_row("自评", entry.self_assessment, height=SELF_MM),
    ]
    if entry.is_graded:
        rows += _grade_rows(entry, tally, is_counted, shows_verdict)
    else:
        rows.append(text_row("评定等次", f"{entry.status_label}参加评议，不评定等次。", height=FACT_MM))
    rows.append(fact_row(("本人签字", ""), ("书记签字", ""), height=SIGNING_MM))
    return Form(tuple(rows), TWO_PAIRS)


def _grade_rows(
    entry: AppraisalEntry, tally: Tally | None, is_counted: bool, shows_verdict: bool
) -> Iterator[FormRow]:
    verdict, told = (entry.grade, entry.feedback_on) if shows_verdict else ("", None)
    yield text_row("自评等次", _label(entry.self_grade), height=FACT_MM)
    if tally:
        yield text_row("互评", _marks(tally.peers, "人"), height=FACT_MM)
        yield text_row("测评结果", _ballots(tally) if is_counted else "", height=FACT_MM)
    yield text_row("支委会意见", entry.opinion if shows_verdict else "", height=WORDS_MM)
    yield fact_row(("评定等次", _label(verdict)), ("反馈日期", _day(told)), height=FACT_MM)


def _marks(numbers: tuple[int, ...], unit: str) -> str:
    return "，".join(f"{label}{number}{unit}" for label, number in zip(GRADES, numbers, strict=True))


def _ballots(tally: Tally) -> str:
    return f"{_marks(tally.marks, '票')}，弃权{tally.abstained}票"


def _label(grade: str) -> str:
    return str(Grade(grade).label) if grade else ""


def _day(day: date | None) -> str:
    return chinese_date(day) if day else ""
