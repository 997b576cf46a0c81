"""移交清单 of a branch that ends: where its members return, what is still open, its records; and the paper made from it."""

from collections.abc import Sequence
from datetime import date

from branch.enums import MembershipStatus
from branch.members.models import Member
from branch.organisations.models import Organisation
from core.dates import chinese_date
from documents.content import TWO_PAIRS, Document, Form, Heading, Paragraph, Table, fact_row, text_row
from meetings.meeting.agenda_items import AgendaItem
from overview.handover.listing import SIGNING_MM, Section, kept_records, listed, written_in
from rectification.items.models import RectificationItem

from .models import BranchClosing

# Admission and dues stay with the sending branches: there is nothing of them to hand over.
BY_HAND = ("党支部印章", "纸质档案（会议记录本、台账）", "活动经费", "图书、党旗等物品")


def sections_of(branch: Organisation, people: Sequence[Member], on: date) -> list[Section]:
    """What is handed over on the last day."""
    return [_people(people, on), _items(branch), _decisions(branch), *kept_records(branch)]


def _people(people: Sequence[Member], on: date) -> Section:
    statuses = {
        member.pk: member.status_on
        for member in Member.objects.filter(pk__in=[one.pk for one in people]).with_status(on)
    }
    rows = tuple(
        (member.name, str(MembershipStatus(statuses[member.pk]).label), member.home or "未登记，请手工填写")
        for member in people
    )
    return Section("党员去向", ("姓名", "党籍状态", "返回的支部"), rows, (3, 3, 9), "没有党员。")


def _items(branch: Organisation) -> Section:
    items = RectificationItem.objects.of_branch(branch).open().select_related("responsible")
    rows = tuple(
        (
            str(item),
            str(item.responsible or ""),
            chinese_date(item.due_on) if item.due_on else "",
            item.get_state_display(),
        )
        for item in items.order_by("due_on", "pk")
    )
    return Section("没有办完的整改", ("整改事项", "责任人", "时限", "现状"), rows, (7, 2.6, 3.4, 2.4))


def _decisions(branch: Organisation) -> Section:
    items = AgendaItem.objects.open().filter(meeting__branch=branch)
    rows = tuple(
        (
            item.decision,
            str(item.responsible or ""),
            chinese_date(item.due_on) if item.due_on else "",
            str(item.meeting),
        )
        for item in items
    )
    return Section("没有落实的决定", ("决定", "责任人", "时限", "会议"), rows, (7, 2.6, 3.4, 4))


def to_document(closing: BranchClosing) -> Document:
    """The list to print: which branch, when and why, its sections as they were, what is written in by hand, signatures."""
    branch = closing.branch
    facts = Form(
        (
            fact_row(("党支部", branch.name), ("撤销日期", chinese_date(closing.closed_on))),
            text_row("派出组织", branch.sender),
            text_row("撤销文件", closing.document),
            text_row("接收单位", closing.received_by),
            text_row("说明", closing.note),
        ),
        TWO_PAIRS,
    )
    sections = [Section.of(data) for data in closing.listing]
    blocks: list[Form | Heading | Paragraph | Table] = [
        facts,
        *listed(sections),
        *written_in(len(sections) + 1, BY_HAND),
    ]
    blocks.append(Paragraph.of("以上各项已当面核对，移交完毕。"))
    signing = (("移交人签名", ""), ("接收人签名", "")), (("监交人签名", ""), ("日期", ""))
    blocks.append(Form(tuple(fact_row(*row, height=SIGNING_MM) for row in signing), TWO_PAIRS))
    return Document(
        title=f"{branch.get_branch_kind_display()}撤销移交清单",
        blocks=tuple(blocks),
        issuer=branch.name,
        created_on=closing.created_at.date(),
    )
