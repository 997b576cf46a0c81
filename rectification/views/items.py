"""Rectification items: table and board, the item with its timeline, entering and editing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import branch_required
from core.dates import chinese_date
from core.editing import edit_page

from .. import permissions, pointers
from ..enums import ItemAction, ItemState
from ..forms.filters import ItemFilter
from ..forms.items import ItemForm, MoveForm, ProgressForm
from ..ledger.columns import facts_of
from ..ledger.sheet import item_sheet
from ..models.items import RectificationItem
from ..models.problems import Problem
from ..timeline import timeline_of
from .listing import list_page, require_recorder, sorted_rows

SORTS = {
    "due_on": ("due_on",),
    "state": ("state", "due_on"),
    "responsible": ("responsible__name_sort",),
    "problem": ("year", "problem__order"),
}
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


@require_GET
@branch_required
def item_list(request):
    """Items of the year and those carried into it: a table, or with `?view=board` a board by state."""
    branch, year, today = request.workspace.branch, request.workspace.year, localdate()
    if not permissions.can_list_items(request.user, branch):
        raise PermissionDenied
    form = ItemFilter(request.GET, branch=branch, year=year, user=request.user, today=today)
    visible = RectificationItem.objects.visible_to(request.user).of_branch(branch)
    rows = sorted_rows(request, form.apply(visible).for_list().in_working_order(), SORTS)
    is_board = request.GET.get("view") == "board"
    context = {
        "year": year,
        "is_board": is_board,
        "overdue_count": form.apply(visible).overdue(today).count(),
    }
    if is_board:
        context["columns"] = _board(rows)
    return list_page(
        request,
        rows,
        form=form,
        template="rectification/item_board.html" if is_board else "rectification/item_list.html",
        sheet=lambda found: item_sheet(found.for_ledger(), branch=branch, year=year),
        context=context,
    )


def _board(rows) -> list[dict]:
    columns = {state: [] for state in ItemState}
    for item in rows[:BOARD_MOST]:
        columns[ItemState(item.state)].append(item)
    return [{"state": state, "items": items} for state, items in columns.items()]


@require_GET
def item_detail(request, pk):
    """One item: what is to be done, how far it is, what proves it, and what this person may do now."""
    item = get_object_or_404(RectificationItem.objects.visible_to(request.user).for_ledger(), pk=pk)
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
        "is_overdue": item.is_overdue(localdate()),
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


@require_http_methods(["GET", "POST"])
@branch_required
def item_create(request):
    """Enter an item; `?problem=` and `?measure=` choose what it answers."""
    branch, year = require_recorder(request), request.workspace.year
    form = ItemForm(
        request.POST or None,
        instance=RectificationItem(branch=branch, year=year),
        initial={name: request.GET[name] for name in ("problem", "measure") if name in request.GET},
        user=request.user,
        branch=branch,
        today=localdate(),
    )
    return edit_page(
        request,
        form,
        template="rectification/item_form.html",
        done="整改事项已登记。",
        context={"year": year, "has_problems": Problem.objects.of_branch(branch).exists()},
    )


@require_http_methods(["GET", "POST"])
def item_update(request, pk):
    """Edit an item that is not closed."""
    item = get_object_or_404(RectificationItem.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_item(request.user, item):
        raise PermissionDenied("整改事项由书记、副书记和支委编辑；已销号的要先重新整改。")
    form = ItemForm(
        request.POST or None, instance=item, user=request.user, branch=item.branch, today=localdate()
    )
    return edit_page(
        request,
        form,
        template="rectification/item_form.html",
        done="整改事项已保存。",
        context={"item": item, "year": item.year, "has_problems": True},
    )
