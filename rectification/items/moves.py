"""What may be done with an item, one line each in `MOVES`: its right, form, service and words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from branch.accounts.models import User
from core import records
from core.editing import made_before, refusals_in, refusals_told
from core.pages import get_visible
from rectification import permissions
from rectification.enums import VERIFYING_ACTIONS, ItemAction

from . import pointers
from .forms import (
    CloseForm,
    EffectForm,
    ExtendForm,
    KeepForm,
    MoveForm,
    ProgressForm,
    ReopenForm,
    ReturnForm,
    SubmitForm,
)
from .models import Evidence, RectificationItem
from .services import (
    answer_effect,
    close_item,
    extend_due,
    keep_item,
    log_progress,
    remove_evidence,
    reopen_item,
    return_item,
    start_item,
    submit_item,
)
from .views import item_page


@dataclass(frozen=True)
class Move:
    """One act on an item. `why` tells those who may not who may.

    `action` is its line in the table of states (`enums.MOVES`); extension and effect question have none.
    """

    title: str
    may: Callable[[User, RectificationItem], bool]
    form: type[MoveForm]
    service: Callable[..., object]
    done: str
    action: ItemAction | None = None
    why: str = ""


def _along(
    action: ItemAction, form: type[MoveForm], service: Callable[..., object], done: str, title: str = ""
) -> Move:
    """A move along the table of states."""
    why = "复核人须是书记、副书记或支委，并且不能是责任人或提交人。" if action in VERIFYING_ACTIONS else ""
    may = partial(permissions.can_act, action=action)
    return Move(title or action.label, may, form, service, done, action, why)


MOVES: dict[str, Move] = {
    "start": _along(ItemAction.START, MoveForm, start_item, "已开始整改，请随时登记进展。"),
    "log": _along(ItemAction.LOG, ProgressForm, log_progress, "进展已登记。"),
    "submit": _along(ItemAction.SUBMIT, SubmitForm, submit_item, "整改材料已提交，等待复核。"),
    "close": _along(ItemAction.CLOSE, CloseForm, close_item, "已销号。"),
    "return": _along(ItemAction.RETURN, ReturnForm, return_item, "已退回，由责任人继续整改。", "退回整改"),
    "keep": _along(
        ItemAction.KEEP, KeepForm, keep_item, "已转为长期坚持，到检查日期再复核。", "转为长期坚持"
    ),
    "reopen": _along(ItemAction.REOPEN, ReopenForm, reopen_item, "已重新整改。"),
    "extend": Move(
        "延期",
        permissions.can_change_item,
        ExtendForm,
        extend_due,
        "已延期，原时限和原因留在办理过程里。",
        why="延期由书记、副书记和支委办理。",
    ),
    "effect": Move(
        "回答成效",
        permissions.can_verify,
        EffectForm,
        answer_effect,
        "成效回访已登记。",
        why="成效由书记、副书记或支委回答，并且不能是责任人或提交人。",
    ),
}


@require_http_methods(["GET", "POST"])
def item_move(request, pk, name: str):
    """The page of one move; progress is typed on the item's own page."""
    move, today = MOVES[name], localdate()
    item = get_visible(request, RectificationItem, pk, move.may, move.why)
    if made_before(request):
        return redirect(records.url_of(item))
    if request.method == "GET" and move.action is not None and not item.allows(move.action):
        messages.error(request, f"这项整改现在是“{item.get_state_display()}”，不能{move.action.label}。")
        return redirect(records.url_of(item))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = move.form(*sent, user=request.user, branch=item.branch, today=today)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            form.once(lambda: _make(move, item, request.user, form, today))
            messages.success(request, move.done)
            return redirect(records.url_of(item))
        item.refresh_from_db()  # what a service set before it refused
    if name == "log":
        fresh = get_visible(request, RectificationItem, pk, rows=lambda rows: rows.for_ledger())
        return item_page(request, fresh, form)
    context = {
        "item": item,
        "form": form,
        "move": move,
        "evidence": pointers.shown_evidence(item.evidence.all(), request.user),
        "is_submit": name == "submit",
    }
    return render(request, "rectification/item_move.html", context)


def _make(move: Move, item: RectificationItem, by: User, form: MoveForm, today: date) -> RectificationItem:
    move.service(item=item, by=by, **{"on": today, **form.arguments()})
    return item


@require_POST
def item_start(request, pk):
    """A button without a page: what is refused is told as a message."""
    move = MOVES["start"]
    item = get_visible(request, RectificationItem, pk, move.may, move.why)
    with refusals_told(request):
        move.service(item=item, by=request.user, on=localdate())
        messages.success(request, move.done)
    return redirect(records.url_of(item))


@require_POST
def evidence_remove(request, pk):
    """Take a pointer back."""
    visible = RectificationItem.objects.visible_to(request.user)
    evidence = get_object_or_404(Evidence.objects.filter(item__in=visible).select_related("item"), pk=pk)
    if not permissions.can_work(request.user, evidence.item):
        raise PermissionDenied
    with refusals_told(request):
        remove_evidence(evidence=evidence, by=request.user)
        messages.success(request, f"已移除佐证“{evidence.label}”，原记录没有变动。")
    return redirect("rectification:item_detail", pk=evidence.item_id)
