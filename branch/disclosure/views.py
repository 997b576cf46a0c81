"""党务公开: all that a year published and what it should have; one 公示, its form and its paper."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch, can_write_branch
from branch.workspace import asked_year
from core import records
from core.badges import Badge
from core.columns import Column, span
from core.pages import Words, chosen_branch, detail_page, form_pages
from core.sheets import sheet_response
from documents.downloads import document_response

from . import documents, permissions
from .enums import DisclosureKind
from .forms import DisclosureForm
from .models import Disclosure
from .registry import body_of, openness_of

NOT_OURS = "党务公开清单给本支部的党员和上级看。"
FACTS = [
    Column("类别", "get_kind_display"),
    Column("公示时间", lambda row: span(row.starts_on, row.ends_on)),
    Column("公示地点", "place"),
    Column("意见反映方式", "contact"),
    Column("公示内容", "text"),
    Column("公示期间的反映", "feedback"),
]


@require_GET
def openness(request):
    """One list over every 公示 of the year, and what is due to be published and is not."""
    branch = chosen_branch(request, permissions.can_read_openness, NOT_OURS)
    year, today = request.workspace.year, localdate()
    found = openness_of(branch, year, today)
    reads, writes = can_read_branch(request.user, branch), can_write_branch(request.user, branch)
    rows = [
        {
            "posting": one,
            "url": one.url if reads or one.is_open else "",
            "days": documents.days_of(one),
            "badge": Badge(state, "info" if state == "公示中" else "wait" if state == "未开始" else "good"),
        }
        for one in found.postings
        for state in [documents.state_of(one, today)]
    ]
    context = {
        "year": year,
        "rows": rows,
        "unposted": found.unposted if reads else (),
        "can_write": writes,
        "add_url": reverse("branch:disclosure_create") if writes else "",
    }
    return render(request, "branch/openness.html", context)


@require_GET
def openness_file(request, file_format):
    """The list as Word, PDF or Excel; of what is still to be published only readers of the branch are told."""
    branch = chosen_branch(request, permissions.can_read_openness, NOT_OURS)
    year, today = request.workspace.year, localdate()
    found = openness_of(branch, year, today)
    if not can_read_branch(request.user, branch):
        found = documents.Openness(found.postings, ())
    if file_format == "xlsx":
        return sheet_response(documents.list_sheet(found, branch.name, year, today))
    paper = documents.list_paper(found, branch.name, year, today)
    return document_response(request, paper, file_format, back="branch:openness")


@require_GET
def disclosure_file(request, pk, file_format):
    """The paper of a 公示, to hang up."""
    found = Disclosure.objects.visible_to(request.user).select_related("branch")
    disclosure = get_object_or_404(found, pk=pk)
    paper = documents.disclosure_paper(disclosure, body_of(disclosure))
    return document_response(request, paper, file_format, back=records.url_of(disclosure))


def _begun(request) -> dict:
    """What the address says of it, from today."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in DisclosureKind.values else ""
    return {"kind": kind, "subject": request.GET.get("subject", "")[:100], "starts_on": localdate()}


disclosure_detail = detail_page(
    Disclosure,
    "branch/disclosure_detail.html",
    facts=FACTS,
    context=lambda request, disclosure: {
        "badge": disclosure.badge(localdate()),
        "body": body_of(disclosure),
        "shown": [(fact.label, cell) for fact in FACTS if (cell := fact.cell(disclosure))],
    },
)
disclosure_create, disclosure_update = form_pages(
    DisclosureForm,
    Words("登记公示", "公示已登记，可以打印公示单。", "{year} 年度"),
    Words("编辑公示", "公示已保存。", "{year} 年度"),
    may_add=can_write_branch,
    year=asked_year,
    initial=_begun,
)
