"""The two pages of a table's way in, made from what is said of it: choose the file, mend its rows, enter them; an empty table."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from core.editing import refusals_in, refusals_told, whole_number
from core.form_tokens import digest_of, new_token, once
from core.pages import allow, chosen_branch
from core.refusals import Refused
from core.sheets import Sheet, sheet_response

from .forms import TableFileForm
from .table import (
    NUMBER,
    ROWS_MOST,
    Entry,
    RecordTable,
    Row,
    TableFile,
    labels_shown,
    offers,
    read_pasted,
    read_table,
    rows_of,
    save_rows,
    with_day_year,
)

View = Callable[[HttpRequest], HttpResponse]


def import_pages(table: RecordTable) -> tuple[View, View]:
    """The page that reads such a table, and the one that gives an empty one to fill in."""

    @require_http_methods(["GET", "POST"])
    def table_import(request: HttpRequest) -> HttpResponse:
        entry = _entry(request, table)
        if request.method == "POST" and "rows" in request.POST:
            return _enter(request, table, entry)
        form = TableFileForm(
            request.POST or None,
            request.FILES or None,
            table=table,
            entry=entry,
            user=request.user,
            branch=entry.branch,
        )
        if request.method == "POST" and form.is_valid():
            with refusals_in(form):
                upload = form.cleaned_data["file"]
                entry = with_day_year(entry, form.cleaned_data["day_year"])
                file = (
                    read_table(upload.read(), upload.name, table, entry, form.said())
                    if upload
                    else read_pasted(form.cleaned_data["pasted"], table, form.said())
                )
                return _preview(
                    request, table, entry, rows_of(table, entry, file.rows, is_pasted=not upload), file
                )
        of = f"?{urlencode({'of': entry.chosen})}" if entry.chosen else ""
        context = _context(table, entry) | {"form": form, "template_url": f"{request.path}template/{of}"}
        return render(request, "branch/table_import.html", context)

    @require_GET
    def table_template(request: HttpRequest) -> HttpResponse:
        entry = _entry(request, table)
        labels = table.template(entry)
        offered = {label: words for label in labels if (words := table.offered(entry, label))}
        return sheet_response(Sheet(f"{table.name}模板", (NUMBER, *labels), [], offered=offered))

    return table_import, table_template


def _entry(request: HttpRequest, table: RecordTable) -> Entry:
    branch = chosen_branch(request)
    user: Any = request.user
    workspace: Any = request.workspace  # type: ignore[attr-defined]
    allow(table.may_import(user, branch), f"{table.name}由书记和支委导入。")
    chosen = request.GET.get("of", "") or request.POST.get("of", "")
    return Entry(branch, user, localdate(), workspace.year, chosen=table.of(chosen))


def _context(table: RecordTable, entry: Entry) -> dict[str, object]:
    return {"table": table, "entry": entry, "list_url": reverse(table.list_page)}


def _preview(
    request: HttpRequest,
    table: RecordTable,
    entry: Entry,
    rows: list[Row],
    file: TableFile | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    data = request.POST if "rows" in request.POST else {}
    labels = labels_shown(table, entry, rows)
    told = [(row, row.cells(labels)) for row in rows]
    offered = offers(rows, labels)
    numbers = {label: number for number, label in enumerate(offered, start=1)}
    for cell in (cell for _, cells in told for cell in cells):
        cell.offer = numbers.get(cell.label, 0)
    context = _context(table, entry) | {
        "rows": told,
        "labels": labels,
        "offers": list(offered.values()),
        "open": sum(bool(cell.errors) for _, cells in told for cell in cells),
        "left": [row.number for row in rows if not row.is_taken],
        "unknown": "、".join(file.found.unknown) if file else data.get("unknown", ""),
        "is_ignored": bool(data.get("ignore_unknown")),
        "found": file.found if file else None,
        "beside": table.beside() if table.beside else None,
        "form_token": data.get("form_token") or new_token(),
        "is_first": file is not None,
        "is_private": any(row.form.is_private for row in rows),
    }
    return render(request, "branch/table_preview.html", context, status=status)


def _enter(request: HttpRequest, table: RecordTable, entry: Entry) -> HttpResponse:
    data = request.POST
    entry = with_day_year(entry, whole_number(data.get("day_year", "")))
    rows = _posted_rows(request, table, entry)
    taken = [row for row in rows if row.is_taken]
    with refusals_told(request):
        if not taken:
            raise Refused("没有勾选要登记的行。")
        if data.get("unknown") and not data.get("ignore_unknown"):
            raise Refused(
                f"{table.name}没有“{data['unknown']}”这几栏，请勾选“不导入”，或改列名以后重新选择文件。"
            )
        if wrong := sum(not row.is_valid for row in taken):
            raise Refused(f"还有 {wrong} 行要补全或改正，见各格下面的提示。其余各行都读懂了，一并等着保存。")
        digest = digest_of(data, request.FILES)
        once(data.get("form_token", ""), digest, lambda: save_rows(taken)[0])
        messages.success(request, f"已登记 {len(taken)} {table.unit}。")
        return redirect(table.list_page)
    return _preview(request, table, entry, rows, status=422)


def _posted_rows(request: HttpRequest, table: RecordTable, entry: Entry) -> list[Row]:
    """The rows as the page sent them. Files beside them go to each."""
    data = request.POST
    labels = data.getlist("label")[:100]
    beside = {name: request.FILES.getlist(name) for name in request.FILES}
    count = min(whole_number(data.get("rows", "")) or 0, ROWS_MOST)
    return [
        Row(
            table,
            entry,
            {label: data.get(f"{place}-{label}", "") for label in labels},
            number=data.get(f"{place}-number", "")[:60],
            is_taken=f"{place}-take" in data,
            beside=beside,
        )
        for place in range(count)
    ]
