"""A member's study record of a year (学习记录) as content: what was studied, what hours it gave, what was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.dates import chinese_date

from .document import Block, Document, Heading, Paragraph, Signature, Table, numeral


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
