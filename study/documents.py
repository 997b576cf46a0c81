"""A member's study record of a year (学习记录): what was studied, what hours it gave, what was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from branch.members.models import Member
from core.dates import chinese_date
from documents.content import Block, Document, Heading, Paragraph, Signature, Table, numeral

from .hours.reckoning import Standing, plain, standings
from .reading.models import Reflection
from .tasks.models import StudyAssignment
from .trainings.models import Training


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A completed task; `hours` are printed as they stand."""

    completed_on: date
    title: str
    form: str
    hours: str
    has_reflection: bool


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """An approved training elsewhere."""

    span: str
    title: str
    organiser: str
    form: str
    hours: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A task that is not completed."""

    due_on: date
    title: str
    hours: str


@dataclass(frozen=True, slots=True)
class ReflectionText:
    """A 心得 with its paragraphs, in the member's own words."""

    title: str
    written_on: date
    channel: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """Everything that the record of one member and one year says."""

    member_name: str
    branch_name: str
    group_name: str
    year: int
    hours: str
    needed: str
    standing: str
    intensive: str
    tasks: tuple[TaskLine, ...]
    trainings: tuple[TrainingLine, ...]
    open_tasks: tuple[OpenLine, ...]
    reflections: tuple[ReflectionText, ...]
    made_on: date


def to_document(record: StudyRecord) -> Document:
    """The official document: the figures first, then tasks, training, what is open, and every 心得."""
    return Document(
        title=f"{record.member_name}同志{record.year}年度学习记录",
        blocks=tuple(_blocks(record)),
        issuer=record.branch_name,
        created_on=record.made_on,
        signature=Signature(record.branch_name, record.made_on),
    )


def _blocks(record: StudyRecord) -> Iterator[Block]:
    yield _figures(record)
    sections = [("学习任务", _tasks(record)), ("外出培训", _trainings(record))]
    if record.open_tasks:
        sections.append(("还没有完成的任务", _open(record)))
    sections.append(("学习心得", _reflections(record)))
    for number, (heading, blocks) in enumerate(sections, start=1):
        yield Heading(numeral(number, 1) + heading, 1)
        yield from blocks


def _figures(record: StudyRecord) -> Table:
    return Table(
        header=("姓名", "党小组", "已记学时", "应达学时", "是否达到", "集中培训"),
        rows=(
            (
                record.member_name,
                record.group_name or "未编组",
                record.hours,
                record.needed,
                record.standing,
                record.intensive,
            ),
        ),
        widths=(3, 4, 3, 3, 5, 3),
    )


def _tasks(record: StudyRecord) -> Iterator[Block]:
    if not record.tasks:
        yield Paragraph.of(f"{record.year}年度没有完成的学习任务。")
        return
    yield Paragraph.of(f"共完成{len(record.tasks)}项。")
    rows = [
        (
            str(number),
            chinese_date(line.completed_on),
            line.title,
            line.form,
            line.hours,
            "已写" if line.has_reflection else "",
        )
        for number, line in enumerate(record.tasks, start=1)
    ]
    yield Table(
        header=("序号", "完成日期", "学习内容", "形式", "学时", "心得"),
        rows=tuple(rows),
        widths=(2, 5, 9, 2.4, 2, 2),
    )


def _trainings(record: StudyRecord) -> Iterator[Block]:
    if not record.trainings:
        yield Paragraph.of(f"{record.year}年度没有认定的外出培训。")
        return
    yield Paragraph.of(f"共认定{len(record.trainings)}次。")
    rows = [
        (str(number), line.span, line.title, line.organiser, line.form, line.hours, line.approved_by)
        for number, line in enumerate(record.trainings, start=1)
    ]
    yield Table(
        header=("序号", "时间", "培训名称", "主办单位", "形式", "学时", "审核人"),
        rows=tuple(rows),
        widths=(1.9, 6.6, 5.4, 4.2, 2, 2, 2.8),
    )


def _open(record: StudyRecord) -> Iterator[Block]:
    rows = [
        (str(number), line.title, chinese_date(line.due_on), line.hours)
        for number, line in enumerate(record.open_tasks, start=1)
    ]
    yield Table(header=("序号", "学习内容", "截止日期", "学时"), rows=tuple(rows), widths=(2, 11, 5, 2))


def _reflections(record: StudyRecord) -> Iterator[Block]:
    if not record.reflections:
        yield Paragraph.of(f"{record.year}年度没有写下心得。")
        return
    for number, one in enumerate(record.reflections, start=1):
        label = numeral(number, 2) if number < 100 else f"（{number}）"
        yield Heading(label + one.title, 2)
        yield Paragraph.of(f"{chinese_date(one.written_on)}，{one.channel}")
        yield from (Paragraph.of(text) for text in one.paragraphs)


def study_record(member: Member, year: int, *, on: date) -> StudyRecord:
    """The record as it stands on a day; the branch is the member's own.

    Someone who was not on the roll has hours but no number to reach.
    """
    branch = member.branch
    found = standings(branch, year, on, member_ids=[member.pk])
    shares = StudyAssignment.objects.of_branch(branch, year).filter(member=member).select_related("task")
    written = Reflection.objects.of_branch(branch).in_year(year).filter(member=member).for_list()
    reflections = list(written.order_by("written_on", "pk"))
    approved = Training.objects.of_branch(branch).in_year(year).approved().filter(member=member)
    trainings = list(approved.for_list().order_by("ends_on", "pk"))
    done = list(shares.completed().order_by("completed_on", "pk"))
    hours = sum((row.hours_done for row in done), start=sum((row.hours for row in trainings), start=0))
    topics = {one.task_id for one in reflections}
    return StudyRecord(
        member_name=member.name,
        branch_name=branch.name,
        group_name=member.group.name if member.group else "",
        year=year,
        hours=plain(hours),
        needed=plain(found[0].needed) if found else "—",
        standing=_standing(found[0]) if found else "—",
        intensive=_intensive(found[0]) if found else "—",
        tasks=tuple(
            TaskLine(
                row.completed_on,
                row.task.title,
                row.task.get_form_display(),
                plain(row.hours_done),
                row.task_id in topics,
            )
            for row in done
        ),
        trainings=tuple(_training(row) for row in trainings),
        open_tasks=tuple(
            OpenLine(row.task.due_on, row.task.title, plain(row.task.hours))
            for row in shares.pending().order_by("task__due_on", "pk")
        ),
        reflections=tuple(_reflection(one) for one in reflections),
        made_on=on,
    )


def _standing(standing: Standing) -> str:
    return "达到" if standing.is_reached else standing.missing


def _intensive(standing: Standing) -> str:
    return "已参加" if standing.has_training else "未参加"


def _training(row: Training) -> TrainingLine:
    return TrainingLine(
        row.span,
        row.title,
        row.organiser,
        row.get_form_display(),
        plain(row.hours),
        str(row.reviewed_by),
    )


def _reflection(one: Reflection) -> ReflectionText:
    return ReflectionText(one.topic, one.written_on, one.get_channel_display(), tuple(one.paragraphs))
