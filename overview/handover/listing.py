"""移交清单: its sections as words, gathered on the day of the hand-over, and the paper made from them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.timezone import localtime

from branch.access import Grants
from branch.accounts.models import RoleAssignment, User
from branch.enums import MembershipStatus
from branch.members.models import Member, Post
from branch.organisations.models import Organisation
from core import records
from core.dates import chinese_date
from core.models import Attachment
from documents.content import (
    TWO_PAIRS,
    Document,
    Form,
    Heading,
    Paragraph,
    Table,
    fact_row,
    numeral,
    text_row,
)
from meetings.enums import MeetingState
from meetings.meeting.models import Meeting
from overview.compliance import lines_of
from overview.todo import todos_for

from .models import Handover
from .open_work import OpenWork

# What no record holds, to be counted and written in by hand.
BY_HAND = (
    "党支部印章",
    "纸质档案（会议记录本、台账）",
    "党员发展材料",
    "党费收缴账目",
    "活动经费",
    "图书、党旗等物品",
)
SIGNING_MM = 14.0
HAND_MM = 9.2


@dataclass(frozen=True)
class Section:
    """A titled table of words; `widths` are the columns' shares, `empty` stands in place of no row."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    empty: str = "没有。"

    def as_data(self) -> dict[str, Any]:
        """As it is frozen in the record."""
        return {
            "title": self.title,
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "widths": list(self.widths),
            "empty": self.empty,
        }

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Section":
        """A section out of the record."""
        return cls(
            data["title"],
            tuple(data["header"]),
            tuple(tuple(row) for row in data["rows"]),
            tuple(data["widths"]),
            data["empty"],
        )


def _span(one: Post | RoleAssignment) -> str:
    until = f"至{chinese_date(one.ends_on)}" if one.ends_on else "起"
    return f"{chinese_date(one.starts_on)}{until}"


def posts_and_roles(posts: Iterable[Post], roles: Iterable[RoleAssignment]) -> Section:
    """Terms that ended and began, and what became of the accounts."""
    rows = [("任职", str(post.member), post.label, _span(post)) for post in posts]
    rows += [
        ("系统角色", f"{role.user}（{role.user.username}）", role.get_role_display(), _span(role))
        for role in roles
    ]
    return Section("任职和系统角色", ("类别", "姓名", "职务或角色", "起止"), tuple(rows), (2, 4, 3, 6))


def given_work(given: Iterable[tuple[OpenWork, Member]]) -> Section:
    """Work by name: what, by when, and who has it from now on."""
    rows = tuple((piece.kind, piece.title, piece.due, to.name) for piece, to in given)
    return Section("在办事项", ("类别", "事项", "期限", "接手人"), rows, (3, 7, 3.4, 2.6))


def inventory(branch: Organisation, on: date) -> list[Section]:
    """To-dos that go with the post, members, meetings by year, and how many records of each kind there are."""
    return [_todos(branch, on), _members(branch, on), *kept_records(branch)]


def kept_records(branch: Organisation) -> list[Section]:
    """Meetings by year, and how many records of each kind there are, with their files."""
    return [_meetings(branch), _records(branch)]


def _the_post_itself(branch: Organisation) -> User:
    """A reader with the secretary's rights and without a person: its to-dos are nobody's own study or reply."""
    reader = User(pk=0)
    ids = frozenset([branch.pk])
    reader._grants = Grants(secretary_ids=ids, writer_ids=ids)  # type: ignore[attr-defined]  # as grants_of keeps it
    return reader


def _todos(branch: Organisation, on: date) -> Section:
    todos = todos_for(_the_post_itself(branch), branch, on, lines_of(branch, on.year, on))
    rows = tuple((todo.title, todo.when or todo.waiting) for todo in todos)
    return Section("随职务移交的待办", ("待办", "期限"), rows, (11, 4))


def _members(branch: Organisation, on: date) -> Section:
    statuses = Counter(Member.objects.on_roll(branch, on).with_status(on).values_list("status_on", flat=True))
    rows = tuple(
        (str(MembershipStatus(status).label), f"{number} 人") for status, number in sorted(statuses.items())
    )
    return Section("党员名册", ("党籍状态", "人数"), rows, (11, 4))


def _meetings(branch: Organisation) -> Section:
    years: dict[int, Counter[str]] = {}
    for moment, state in Meeting.objects.of_branch(branch).values_list("starts_at", "state"):
        years.setdefault(localtime(moment).year, Counter())[state] += 1
    rows = tuple(
        (f"{year} 年", *(f"{count[state]} 次" for state in MeetingState.values))
        for year, count in sorted(years.items(), reverse=True)
    )
    return Section("组织生活记录", ("年度", *(str(state.label) for state in MeetingState)), rows)


def _records(branch: Organisation) -> Section:
    """Every kind of record of the branch, with its files."""
    rows = []
    for kind in records.all_types():
        if not any(field.name == "branch" for field in kind.model._meta.concrete_fields):
            continue
        pks = kind.model._base_manager.filter(branch=branch, deleted_at__isnull=True).values_list(
            "pk", flat=True
        )
        files = Attachment.objects.filter(
            content_type=ContentType.objects.get_for_model(kind.model),
            object_id__in=pks,
            removed_at__isnull=True,
        )
        if number := pks.count():
            rows.append((kind.heading, f"{number} 条", f"{files.count()} 件"))
    return Section("系统内的记录", ("类别", "记录", "附件"), tuple(rows), (9, 3, 3))


def listed(sections: Iterable[Section]) -> Iterator[Heading | Paragraph | Table]:
    """The sections as numbered headings with their tables."""
    for number, section in enumerate(sections, start=1):
        yield Heading(numeral(number, 1) + section.title, 1)
        yield (
            Table(section.header, section.rows, section.widths)
            if section.rows
            else Paragraph.of(section.empty)
        )


def written_in(number: int, names: Iterable[str] = BY_HAND) -> Iterator[Heading | Table]:
    """The section of this number: what is counted and written in by hand."""
    yield Heading(numeral(number, 1) + "印章、档案和物品（手工填写）", 1)
    rows = tuple((name, "", "") for name in names)
    yield Table(("名称", "数量", "备注"), rows, (7, 3, 5), row_height=HAND_MM)


def to_document(handover: Handover) -> Document:
    """The list to print: who and when, its sections as they were, what is written in by hand, signatures."""
    facts = Form(
        (
            fact_row(("党支部", handover.branch.name), ("接任日期", chinese_date(handover.starts_on))),
            fact_row(("移交人", str(handover.leaving)), ("接任人", str(handover.taking))),
            text_row("监交人", handover.witness),
            text_row("说明", handover.note),
        ),
        TWO_PAIRS,
    )
    sections = [Section.of(data) for data in handover.listing]
    blocks: list[Form | Heading | Paragraph | Table] = [
        facts,
        *listed(sections),
        *written_in(len(sections) + 1),
    ]
    signing = (("移交人签名", ""), ("接任人签名", "")), (("监交人签名", ""), ("日期", ""))
    blocks.append(Paragraph.of("以上各项已当面核对，移交完毕。"))
    blocks.append(Form(tuple(fact_row(*row, height=SIGNING_MM) for row in signing), TWO_PAIRS))
    return Document(
        title="党支部书记工作移交清单",
        blocks=tuple(blocks),
        issuer=handover.branch.name,
        created_on=handover.created_at.date(),
    )
