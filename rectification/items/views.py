"""Rectification items: table and board, the item with its timeline, entering and editing, evidence, 公示."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.template.defaultfilters import truncatechars
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from core.columns import Column, span, two_lines
from core.dates import chinese_date
from core.editing import refusals_told, whole_number
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page
from rectification import permissions
from rectification.enums import ItemAction, ItemState
from rectification.filters import ItemFilter
from rectification.forms.notices import NoticeForm
from rectification.gate import NO_READER, NO_RECORDER
from rectification.ledger.columns import facts_of
from rectification.ledger.sheet import item_sheet
from rectification.problems.models import Problem

from . import pointers
from .forms import ItemForm, MoveForm, ProgressForm
from .models import PublicNotice, RectificationItem
from .services import add_evidence
from .timeline import timeline_of

BOARD_MOST = 300
# Icon, and whether the button is the main one of the page.
ACTION_LOOKS = {
    ItemAction.START: ("play", True),
    ItemAction.SUBMIT: ("send", True),
    ItemAction.CLOSE: ("circle-check", True),
    ItemAction.RETURN: ("undo-2", False),
    ItemAction.KEEP: ("repeat", False),
    ItemAction.REOPEN: ("rotate-ccw", False),
}


def _columns(at) -> list[Column]:
    return [
        Column("整改措施", lambda item: truncatechars(item.content, 60), is_main=True),
        Column("存在问题", _problem, sort="problem", by=("year", "problem__order")),
        Column("责任人", _people, sort="responsible", by=("responsible__name_sort",), css="text-nowrap"),
        Column("时限", lambda item: _deadline(item, at.today), sort="due_on", css="text-nowrap"),
        Column("状态", "state_badge", sort="state", by=("state", "due_on")),
    ]


def _problem(item: RectificationItem) -> str:
    problem, year = item.problem, f"{item.year} 年度"
    if problem is None:
        return two_lines("未对应问题", year)
    framework = problem.framework_item
    place = f"{year} · {truncatechars(framework.text, 24)}" if framework else year
    return two_lines(truncatechars(problem.title, 40), place)


def _people(item: RectificationItem) -> str:
    return two_lines(item.people_told or "未定", f"领导：{item.leader}" if item.leader else "")


def _deadline(item: RectificationItem, today: date) -> str:
    shown = render_to_string("rectification/_deadline.html", {"item": item, "today": today})
    return format_html("<div>{}</div>", shown)


def _list_as(template: str):
    """Items of the year and those carried into it."""
    return list_page(
        RectificationItem,
        _columns,
        may_open=permissions.can_list_items,
        of_year=False,
        rows=lambda rows, at: rows.for_list().in_working_order(),
        filters=ItemFilter,
        unit="项",
        sheet=lambda at: item_sheet(at.found.for_ledger(), branch=at.branch, year=at.year),
        may_export=permissions.can_list_problems,
        add=Add("登记整改事项", permissions.can_record, "先登记问题，再为每个问题写明措施、责任人和时限。"),
        empty=("没有由您负责的整改事项", "支委会把整改事项交给您以后，会在这里显示。"),
        template=template,
        context=lambda at: {
            "today": at.today,
            "can_read": permissions.can_list_problems(at.user, at.branch),
            "overdue_count": at.found.overdue(at.today).count(),
            "states": _by_state(at.found[:BOARD_MOST]),
        },
    )


def _by_state(items) -> Iterable[tuple[ItemState, list[RectificationItem]]]:
    """For the board alone: asked for when it is shown."""
    columns: dict[ItemState, list[RectificationItem]] = {state: [] for state in ItemState}
    for item in items:
        columns[ItemState(item.state)].append(item)
    yield from columns.items()


_table, _board = _list_as("rectification/item_list.html"), _list_as("rectification/item_board.html")


def item_list(request):
    """A table, or with `?view=board` a board by state."""
    return (_board if request.GET.get("view") == "board" else _table)(request)


@require_GET
def item_detail(request, pk):
    """One item: what is to be done, how far it is, what proves it, and what this person may do now."""
    item = get_visible(request, RectificationItem, pk, rows=lambda rows: rows.for_ledger())
    return item_page(request, item, ProgressForm(today=localdate()))


def item_page(request, item: RectificationItem, progress_form: MoveForm, status: int = 200):
    """The item's page around a progress form, empty or with what was typed."""
    user = request.user
    context = {
        "item": item,
        "facts": _facts(item),
        "events": timeline_of(item),
        "extensions": item.extensions.all(),
        "asks_effect": _asks_effect(item),
        "doubled_files": pointers.doubled_files(item, user),
        "evidence": pointers.shown_evidence(item.evidence.all(), user),
        "buttons": _buttons(user, item),
        "is_overdue": item.is_overdue(localdate()) and not item.branch.is_closed,
        "can_log": item.allows(ItemAction.LOG) and permissions.can_act(user, item, ItemAction.LOG),
        "can_attach": permissions.can_attach(user, item),
        "can_read": permissions.can_list_problems(user, item.branch),
        "waits_for_another": item.state == ItemState.REVIEW and not permissions.can_verify(user, item),
        "progress_form": progress_form,
    }
    return render(request, "rectification/item_detail.html", context, status=status)


def _facts(item: RectificationItem) -> list[tuple[str, str]]:
    facts = facts_of(item)
    if item.review_on:
        facts.append(("下次检查日期", chinese_date(item.review_on)))
    if answers := item.effects.all():
        said = "；".join(f"{row.get_effect_display()}（{chinese_date(row.on)}）" for row in answers)
        facts.append(("成效回访", said))
    return facts


def _buttons(user, item: RectificationItem) -> list[dict]:
    buttons = [
        {
            "label": action.label,
            "url": reverse(f"rectification:item_{action.value.lower()}", args=[item.pk]),
            "icon": icon,
            "is_primary": is_primary,
            "is_direct": action == ItemAction.START,
        }
        for action, (icon, is_primary) in ACTION_LOOKS.items()
        if item.allows(action) and permissions.can_act(user, item, action)
    ]
    if _asks_effect(item) and permissions.can_verify(user, item):
        buttons.insert(0, _follow_up_button("回答成效", "item_effect", item, "circle-question-mark", True))
    has_limit = item.is_working and item.due_on and item.state != ItemState.LONG_TERM
    if has_limit and permissions.can_change_item(user, item):
        buttons.append(_follow_up_button("延期", "item_extend", item, "calendar-plus", False))
    return buttons


def _follow_up_button(label: str, name: str, item: RectificationItem, icon: str, is_primary: bool) -> dict:
    url = reverse(f"rectification:{name}", args=[item.pk])
    return {"label": label, "url": url, "icon": icon, "is_primary": is_primary, "is_direct": False}


def _asks_effect(item: RectificationItem) -> bool:
    closed_on = item.closed_on
    if closed_on is None or item.effect_due_on is None or item.effect_due_on > localdate():
        return False
    return not any(answer.on >= closed_on for answer in item.effects.all())


item_create, item_update = form_pages(
    ItemForm,
    Words("登记整改事项", "整改事项已登记。"),
    Words("编辑整改事项", "整改事项已保存。"),
    may_add=permissions.can_record,
    why=NO_RECORDER,
    why_not_change="整改事项由书记、副书记和支委编辑；已销号的要先重新整改。",
    given=("problem", "measure"),
    template="rectification/item_form.html",
    context=lambda request, item: {
        "has_problems": item or Problem.objects.of_branch(request.workspace.branch).exists()
    },
)


class EvidenceFilter(forms.Form):
    """Which records to choose from; what the address does not say takes the first choice."""

    kind = forms.ChoiceField(label="记录类别", required=False)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int)
    q = forms.CharField(label="文字", required=False, max_length=60)

    def __init__(self, data, *, item: RectificationItem, this_year: int):
        kinds = pointers.evidence_types()
        years = range(max(this_year, item.year), item.year - 1, -1)
        given = {
            "kind": kinds[0].key if kinds else "",
            "year": years[0],
            **{k: v for k, v in data.items() if v},
        }
        super().__init__(given)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds]
        self.fields["year"].choices = [(year, f"{year}年度") for year in years]

    def kind_chosen(self):
        """The record type, or None for a kind that is no choice."""
        key = self.cleaned_data.get("kind") if self.is_valid() else ""
        return next((kind for kind in pointers.evidence_types() if kind.key == key), None)


@require_http_methods(["GET", "POST"])
def evidence_add(request, pk):
    """Show the branch's records that this person may see; the ticked ones become evidence."""
    item = get_visible(request, RectificationItem, pk, permissions.can_work)
    form = EvidenceFilter(request.GET, item=item, this_year=localdate().year)
    kind = form.kind_chosen()
    rows = _rows(request, item, form, kind)
    if request.method == "POST":
        return _add(request, item, kind)
    context = {
        "item": item,
        "form": form,
        "kind": kind,
        "count": rows.count() if kind else 0,
        "most": pointers.CANDIDATES_MOST,
        "candidates": pointers.candidates(item, kind, rows) if kind else [],
        "can_attach": permissions.can_attach(request.user, item),
    }
    return render(request, "rectification/evidence_form.html", context)


def _rows(request, item: RectificationItem, form: EvidenceFilter, kind):
    if kind is None:
        return RectificationItem.objects.none()
    chosen = form.cleaned_data
    return pointers.rows_to_choose(
        kind,
        user=request.user,
        branch=item.branch,
        on=localdate(),
        year=chosen.get("year"),
        text=chosen.get("q", ""),
    )


def _add(request, item: RectificationItem, kind):
    wanted = [pk for pk in request.POST.getlist("record") if whole_number(pk) is not None]
    found = []
    if kind:
        rows = pointers.happened(kind, user=request.user, branch=item.branch, on=localdate())
        found = rows.filter(pk__in=wanted)
    if not found:
        messages.error(request, "请先勾选要作佐证的记录。")
        return redirect(request.get_full_path())
    with refusals_told(request):
        add_evidence(item=item, objects=list(found), by=request.user)
        messages.success(request, f"已添加 {len(found)} 条佐证。")
    return redirect("rectification:item_detail", pk=item.pk)


notice_list = list_page(
    PublicNotice,
    lambda at: [
        Column("公示地点", "place", is_main=True),
        Column("起止", lambda notice: span(notice.starts_on, notice.ends_on)),
        Column("整改事项", lambda notice: f"{len(notice.items.all())} 项", css="num"),
        Column("状态", lambda notice: notice.badge(at.today)),
    ],
    may_open=permissions.can_list_problems,
    why=NO_READER,
    rows=lambda rows, at: rows.prefetch_related("items"),
    add=Add("登记公示", permissions.can_record, "整改清单要公示：登记地点和起止日期，打印公示单贴出去。"),
    subtitle="{year} 年度",
    tabs=("rectification/_tabs.html", "notices"),
)
notice_detail = detail_page(
    PublicNotice,
    "rectification/notice_detail.html",
    context=lambda request, notice: {
        "badge": notice.badge(localdate()),
        "items": notice.items.alive().for_list().order_by("year", "pk"),
        "today": localdate(),
    },
)
notice_create, notice_update = form_pages(
    NoticeForm,
    Words("登记公示", "公示已登记，可以打印公示单。", "{year} 年度"),
    Words("编辑公示", "公示已保存。", "{year} 年度"),
    may_add=permissions.can_record,
    why=NO_RECORDER,
    initial=lambda request: {"starts_on": localdate()},
)
