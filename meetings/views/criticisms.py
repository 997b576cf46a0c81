"""批评与自我批评: the list, one entry, entering and editing. Superiors see only how many there are."""

from django.template.defaultfilters import truncatechars

from branch.workspace import asked_year
from core.columns import Column, muted
from core.pages import Add, Words, detail_page, form_pages, list_page

from .. import permissions_cycle as permissions
from .. import sheets
from ..enums import MeetingKind
from ..forms.criticisms import CriticismForm
from ..models import Criticism, Meeting

HOW = "自我批评时，批评人和被批评人选同一个人；“保存并继续录入”保留会议和批评人。"


def _reply(row: Criticism) -> str:
    return truncatechars(row.reply, 40) if row.reply or row.is_self else muted("还没有写")


def _of_list(at) -> dict:
    """The number of all, for those who read the branch; the meeting, for those who keep the record."""
    may_record = permissions.can_record(at.user, at.branch)
    may_read = permissions.can_read(at.user, at.branch)
    total = Criticism.objects.of_branch(at.branch).in_year(at.year).count() if may_read else 0
    return {
        "total_words": f"登记了 {total} 条批评与自我批评",
        "counts_only": may_read and not may_record,
        "meeting": _life_meeting(at.branch, at.year) if may_record else None,
    }


def _life_meeting(branch, year: int) -> Meeting | None:
    """The newest 组织生活会 of a year that took place."""
    rows = Meeting.objects.of_branch(branch).held().of_kind(MeetingKind.LIFE, year)
    return rows.order_by("-starts_at").first()


def _first_values(request) -> dict:
    """Meeting and people that the address names, else the year's newest 组织生活会."""
    named = {
        name: value[:18]
        for name in ("meeting", "critic", "criticised")
        if (value := request.GET.get(name, "")).isdecimal()
    }
    if "meeting" in named:
        return named
    return named | {"meeting": _life_meeting(request.workspace.branch, asked_year(request))}


criticism_list = list_page(
    Criticism,
    [
        Column("被批评人", "criticised", is_main=True),
        Column("批评人", lambda row: "自我批评" if row.is_self else row.critic),
        Column("意见", lambda row: truncatechars(row.opinion, 80)),
        Column("本人态度", _reply),
    ],
    may_open=permissions.can_list_own,
    year=asked_year,
    sheet=lambda at: sheets.criticism_sheet(at.found, f"{at.branch.short_name}{at.year}年度"),
    add=Add(
        "登记一条",
        permissions.can_record,
        "组织生活会以后，把每个人的自我批评和相互批评记下来。",
        query="?year={year}",
    ),
    empty=("这一年没有与您有关的批评意见", ""),
    tabs=("meetings/_tabs.html", "criticisms"),
    template="meetings/criticism_list.html",
    context=_of_list,
)
criticism_detail = detail_page(
    Criticism,
    "meetings/criticism_detail.html",
    rows=lambda rows: rows.select_related("meeting", "branch", "created_by"),
    context=lambda request, criticism: {"may_reply": permissions.can_reply(request.user, criticism)},
)
# “保存并继续录入” stays on the form, with the same meeting and critic.
criticism_create, criticism_update = form_pages(
    CriticismForm,
    Words("登记批评与自我批评", "批评意见已登记。", HOW, again="保存并继续录入"),
    Words("编辑批评意见", "修改已保存。", HOW),
    may_add=permissions.can_record,
    initial=_first_values,
    keep=("meeting", "critic"),
)
