"""组织关系转接: list, printed table, one transfer; sending out, taking in, what another branch sent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import can_read_branch, is_secretary
from core import records
from core.columns import Column, late
from core.editing import refusals_in
from core.pages import Add, Words, chosen_branch, detail_page, form_page, form_pages, get_visible, list_page
from core.sheets import Sheet
from documents.downloads import document_response

from . import documents, services
from .forms import ReceiveForm, SendOutForm, TakeInForm, TransferFilter, TransferForm
from .models import Transfer
from .permissions import can_receive, can_transfer

FACTS = [
    Column("方向", "get_direction_display"),
    Column("对方党组织", "other_party"),
    Column("介绍信编号", "letter_number"),
    Column("介绍信日期", "letter_on", sort="letter_on"),
    Column("有效期至", "valid_until"),
    Column("接收日期", "received_on"),
    Column("回执日期", "receipt_on", sort="receipt_on"),
]


def _awaited(at) -> dict:
    """What is on the way to the branch, for its secretary; and whether members may be entered."""
    waiting = Transfer.objects.none()
    if is_secretary(at.user, at.branch):
        waiting = Transfer.objects.on_the_way().filter(other_branch=at.branch).for_list()
    return {"waiting": waiting, "may_transfer": can_transfer(at.user, at.branch)}


transfer_list = list_page(
    Transfer,
    lambda at: [
        Column("党员", "member.name", sort="member__name_sort", is_main=True, after=late),
        *FACTS,
        Column("状态", lambda row: row.state_badge_on(at.today)),
    ],
    may_open=can_read_branch,
    filters=TransferFilter,
    unit="人次",
    sheet=lambda at: transfer_sheet(at),
    add=Add("登记转出", can_transfer, "党员转出、转入时登记介绍信；回执没有到的会提醒。"),
    subtitle="{year} 年 · 按介绍信日期；打印的登记表也在这里",
    tabs=("branch/_tabs.html", "transfers"),
    template="branch/transfer_list.html",
    context=_awaited,
)
transfer_detail = detail_page(
    Transfer,
    "branch/transfer_detail.html",
    facts=[
        Column("党员", "member.name"),
        *FACTS,
        Column("备注", "note"),
        Column("退回原因", "returned_because"),
    ],
    context=lambda request, row: {
        "badge": row.state_badge_on(localdate()),
        "may_receive": can_receive(request.user, row),
        "is_ours": can_read_branch(request.user, row.branch),
    },
)
transfer_create, transfer_update = form_pages(
    TransferForm,
    Words("登记组织关系转出", "转出已登记。"),
    Words("编辑组织关系转接", "修改已保存。"),
    may_add=can_transfer,
    create_form=SendOutForm,
    initial=lambda _request: {"letter_on": localdate()},
    given=("member",),
)


@require_http_methods(["GET", "POST"])
def transfer_in(request):
    """A member comes from elsewhere."""
    branch = chosen_branch(request, can_transfer)
    form = TakeInForm(
        request.POST or None,
        instance=Transfer(),
        initial={"received_on": localdate()},
        user=request.user,
        branch=branch,
        today=localdate(),
    )
    words = Words(
        "登记组织关系转入",
        "转入已登记；出生日期、联系方式等请到党员页面补全。",
        "本系统内党支部转来的，不在这里登记，由书记在转接列表里接收。",
        again="",
    )
    return form_page(request, form, words)


@require_http_methods(["GET", "POST"])
def transfer_receive(request, pk):
    """Take in a member whom another branch of this system has sent, or send the letter back."""
    transfer = get_visible(request, Transfer, pk, can_receive, rows=lambda rows: rows.for_list())
    form = ReceiveForm(
        request.POST or None, initial={"on": localdate()}, user=request.user, today=localdate()
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        with refusals_in(form):
            if cleaned["decision"] == "return":
                services.send_back(transfer=transfer, reason=cleaned["reason"], by=request.user)
                messages.success(request, f"已退回{transfer.branch}，对方会看到原因。")
                return redirect("branch:transfer_list")
            taken = services.receive(transfer=transfer, on=cleaned["on"], by=request.user)
            messages.success(request, f"已接收{taken.member}，列入党员名册；党小组、职务请到党员页面补全。")
            return redirect(records.url_of(taken))
    return render(request, "branch/transfer_receive.html", {"form": form, "transfer": transfer})


def transfer_sheet(at) -> Sheet:
    """The transfers found."""
    rows = [(number, *row) for number, row in enumerate(documents.rows_of(at.found), start=1)]
    return Sheet(f"{at.branch.short_name}{at.year}年党员组织关系转接登记表", documents.COLUMNS, rows)


@require_GET
def transfer_register(request, file_format):
    """The year's table on paper."""
    branch, year = chosen_branch(request, can_read_branch), request.workspace.year
    rows = Transfer.objects.of_branch(branch).in_year(year).for_list().order_by("letter_on", "pk")
    document = documents.transfer_register(rows, issuer=branch.name, year=year, on=localdate())
    return document_response(request, document, file_format, back=reverse("branch:transfer_list"))
