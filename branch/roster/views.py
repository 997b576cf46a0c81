"""党员名册 in: a file is read, shown row by row, mended where it stands, and entered."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch import permissions
from branch.members.models import Member
from core.editing import refusals_in
from core.form_tokens import digest_of, new_token, once
from core.pages import chosen_branch
from core.refusals import Refused
from core.sheets import Sheet, sheet_response

from . import services
from .forms import HEADINGS, RosterFileForm, data_of, row_forms
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
            names = _names(branch)
            data = data_of(found.rows, names, since=cleaned["since"], status=cleaned["status"])
            return _preview(request, branch, data, found)
    return render(request, "branch/roster_import.html", {"form": form})


def _names(branch) -> set[str]:
    return set(Member.objects.on_roll(branch, localdate()).values_list("name", flat=True))


def _preview(request, branch, data, found: RosterFile | None = None, *, status: int = 200):
    rows, names = row_forms(branch, data, localdate()), _names(branch)
    unknown = "、".join(found.unknown) if found else data.get("unknown", "")
    context = {
        "rows": rows,
        "headings": HEADINGS,
        "open": sum(bool(errors) for row in rows for _, errors in row.cells),
        "unknown": unknown,
        "is_ignored": bool(data.get("ignore_unknown")),
        "known": [row["name"].value() for row in rows if row["name"].value() in names and not row.is_taken],
        "found": found,
        "form_token": data.get("form_token") or new_token(),
    }
    return render(request, "branch/roster_preview.html", context, status=status)


def _enter(request, branch):
    data = request.POST
    rows = [row for row in row_forms(branch, data, localdate()) if row.is_taken]
    try:
        if not rows:
            raise Refused("没有勾选要导入的党员。")
        if data.get("unknown") and not data.get("ignore_unknown"):
            raise Refused(f"名册没有“{data['unknown']}”这几栏，请勾选“不导入”，或改列名以后重新选择文件。")
        if wrong := sum(not row.is_valid() for row in rows):
            raise Refused(f"还有 {wrong} 行要补全或改正，见各格下面的提示。其余各行都读懂了，一并等着保存。")
        first = once(
            data.get("form_token", ""),
            digest_of(data),
            lambda: services.import_members(rows=rows, by=request.user)[0],
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _preview(request, branch, data, status=422)
    messages.success(request, f"已登入 {len(rows)} 名党员，第一名是{first}。")
    return redirect("branch:member_list")


@require_GET
def member_template(request):
    """An empty roster with the columns that are read, to be filled in."""
    chosen_branch(request, permissions.can_add_member, WHY)
    return sheet_response(Sheet("党员名册模板", ("序号", *HEADINGS), []))
