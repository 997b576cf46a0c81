"""党员名册 in: a file is read, shown row by row, mended where it stands, and entered."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch import permissions
from branch.members.models import Member
from core.editing import refusals_in, refusals_told
from core.form_tokens import digest_of, new_token, once
from core.pages import chosen_branch
from core.refusals import Refused
from core.sheets import Sheet, sheet_response

from . import services
from .filling import fill_members, fillings_of
from .forms import HEADINGS, Groups, NewGroupsForm, RosterFileForm, Unsaid, data_of, offered, row_forms
from .reading import RosterFile, read_roster

WHY = "党员名册由书记和支委登记。"


@require_http_methods(["GET", "POST"])
def member_import(request):
    """Choose a file, then mend and tick its rows; nothing is stored before the last button."""
    branch = chosen_branch(request, permissions.can_add_member, WHY)
    if request.method == "POST" and "rows" in request.POST:
        return _enter(request, branch)
    form = RosterFileForm(request.POST or None, request.FILES or None, user=request.user, branch=branch)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            upload, cleaned = form.cleaned_data["file"], form.cleaned_data
            found = read_roster(upload.read(), upload.name, first_of_month=cleaned["first_of_month"])
            unsaid = Unsaid(cleaned["status"], cleaned["since"], cleaned["posts_since"])
            data = data_of(found.rows, _names(branch), unsaid)
            return _preview(request, branch, data, found)
    return render(request, "branch/roster_import.html", {"form": form})


def _names(branch) -> set[str]:
    return set(Member.objects.attending(branch, localdate()).values_list("name", flat=True))


def _preview(request, branch, data, found: RosterFile | None = None, *, status: int = 200):
    names, new_groups = _names(branch), NewGroupsForm(data)
    groups = Groups(branch, localdate(), new_groups.founded_on)
    rows = row_forms(branch, data, groups)
    unknown = "、".join(found.unknown) if found else data.get("unknown", "")
    fillings = fillings_of(branch, rows, localdate())
    context = {
        "rows": rows,
        "missing": list(groups.missing.values()),
        "new_groups": new_groups,
        "headings": HEADINGS,
        "open": sum(bool(errors) for row in rows for _, errors in row.cells),
        "unknown": unknown,
        "is_ignored": bool(data.get("ignore_unknown")),
        "known": [row["name"].value() for row in rows if row["name"].value() in names and not row.is_taken],
        "fillings": [one for one in fillings if one.values],
        "others": [f"{one.member.name}：{'；'.join(one.others)}。" for one in fillings if one.others],
        "is_filled": found is not None or bool(data.get("fill")),
        "found": found,
        "form_token": data.get("form_token") or new_token(),
    }
    return render(request, "branch/roster_preview.html", context, status=status)


def _enter(request, branch):
    data = request.POST
    new_groups = NewGroupsForm(data)
    groups = Groups(branch, localdate(), new_groups.founded_on)
    sent = row_forms(branch, data, groups)
    rows = [row for row in sent if row.is_taken]
    fillings = (
        [one for one in fillings_of(branch, sent, localdate()) if one.values] if data.get("fill") else []
    )
    with refusals_told(request):
        if not rows and not fillings:
            raise Refused("没有勾选要导入的党员。")
        if data.get("unknown") and not data.get("ignore_unknown"):
            raise Refused(f"名册没有“{data['unknown']}”这几栏，请勾选“不导入”，或改列名以后重新选择文件。")
        if not new_groups.is_valid():
            raise Refused("新建党小组的成立日期要补全，见下面的提示。")
        if wrong := sum(not row.is_valid() for row in rows):
            raise Refused(f"还有 {wrong} 行要补全或改正，见各格下面的提示。其余各行都读懂了，一并等着保存。")

        def entered():
            with transaction.atomic():
                made = services.import_members(rows=rows, by=request.user)
                fill_members(fillings, by=request.user)
                return (made or [fillings[0].member])[0]

        once(data.get("form_token", ""), digest_of(data), entered)
        told = [f"已登入 {len(rows)} 名党员"] if rows else []
        told += [f"已补全 {len(fillings)} 名党员的空白栏"] if fillings else []
        messages.success(request, f"{'，'.join(told)}。")
        return redirect("branch:member_list")
    return _preview(request, branch, data, status=422)


@require_GET
def member_template(request):
    """An empty roster with the columns that are read, to be filled in."""
    branch = chosen_branch(request, permissions.can_add_member, WHY)
    return sheet_response(
        Sheet("党员名册模板", ("序号", *HEADINGS), [], offered=offered(branch, localdate()))
    )
