"""Moving an item through its states, its progress log and its evidence."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import saved_by_token, use_token
from core.records import StaleRecord

from .. import permissions, pointers, services
from ..enums import VERIFYING_ACTIONS, ItemAction
from ..forms.follow_up import EffectForm, ExtendForm
from ..forms.items import CloseForm, KeepForm, MoveForm, ProgressForm, ReopenForm, ReturnForm, SubmitForm
from ..models import Evidence, RectificationItem
from .items import item_page


@dataclass(frozen=True)
class MovePage:
    """The page of one move: its form, its service, its words."""

    action: ItemAction | None
    form: type[MoveForm]
    service: Callable
    title: str
    done: str


SUBMIT = MovePage(
    ItemAction.SUBMIT, SubmitForm, services.submit_item, "提交复核", "整改材料已提交，等待复核。"
)
CLOSE = MovePage(ItemAction.CLOSE, CloseForm, services.close_item, "同意销号", "已销号。")
RETURN = MovePage(
    ItemAction.RETURN, ReturnForm, services.return_item, "退回整改", "已退回，由责任人继续整改。"
)
KEEP = MovePage(
    ItemAction.KEEP, KeepForm, services.keep_item, "转为长期坚持", "已转为长期坚持，到检查日期再复核。"
)
REOPEN = MovePage(ItemAction.REOPEN, ReopenForm, services.reopen_item, "重新整改", "已重新整改。")


REFUSALS = (services.MoveRefused, services.ExtendRefused, services.EffectRefused)
EXTEND = MovePage(None, ExtendForm, services.extend_due, "延期", "已延期，原时限和原因留在办理过程里。")
EFFECT = MovePage(None, EffectForm, services.answer_effect, "回答成效", "成效回访已登记。")


def _item_or_404(request, pk: int, action: ItemAction) -> RectificationItem:
    item = get_object_or_404(RectificationItem.objects.visible_to(request.user), pk=pk)
    if not permissions.can_act(request.user, item, action):
        why = (
            "复核人须是书记、副书记或支委，并且不能是责任人或提交人。" if action in VERIFYING_ACTIONS else ""
        )
        raise PermissionDenied(why)
    return item


def _move(request, pk: int, page: MovePage):
    action = page.action
    assert action is not None  # noqa: S101 - told to mypy: pages of follow-up have none and do not come here
    item = _item_or_404(request, pk, action)
    if saved_by_token(request.POST.get("form_token", "")):
        return redirect("rectification:item_detail", pk=item.pk)
    if not item.allows(action):
        messages.error(request, f"这项整改现在是“{item.get_state_display()}”，不能{action.label}。")
        return redirect("rectification:item_detail", pk=item.pk)
    return _answer(request, item, page)


def _answer(request, item: RectificationItem, page: MovePage):
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = page.form(*sent, user=request.user, branch=item.branch)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                page.service(item=item, by=request.user, on=localdate(), **form.arguments())
                use_token(form.cleaned_data["form_token"], item)
        except (*REFUSALS, StaleRecord) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, page.done)
            return redirect("rectification:item_detail", pk=item.pk)
    return _move_page(request, item, page, form)


def _follow_up(request, pk: int, page: MovePage, may: Callable, why: str):
    item = get_object_or_404(RectificationItem.objects.visible_to(request.user), pk=pk)
    if not may(request.user, item):
        raise PermissionDenied(why)
    if saved_by_token(request.POST.get("form_token", "")):
        return redirect("rectification:item_detail", pk=item.pk)
    return _answer(request, item, page)


def _move_page(request, item: RectificationItem, page: MovePage, form: forms.Form):
    context = {
        "item": item,
        "form": form,
        "page": page,
        "evidence": pointers.shown_evidence(item.evidence.all(), request.user),
        "is_submit": page is SUBMIT,
    }
    return render(request, "rectification/item_move.html", context)


@require_POST
def item_start(request, pk):
    """Start work."""
    item = _item_or_404(request, pk, ItemAction.START)
    try:
        services.start_item(item=item, by=request.user, on=localdate())
    except (services.MoveRefused, StaleRecord) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已开始整改，请随时登记进展。")
    return redirect("rectification:item_detail", pk=pk)


@require_http_methods(["GET", "POST"])
def item_submit(request, pk):
    """Hand the item in with its result and evidence."""
    return _move(request, pk, SUBMIT)


@require_http_methods(["GET", "POST"])
def item_close(request, pk):
    """Close the item, by another person than the one responsible."""
    return _move(request, pk, CLOSE)


@require_http_methods(["GET", "POST"])
def item_return(request, pk):
    """Send the item back with what is missing."""
    return _move(request, pk, RETURN)


@require_http_methods(["GET", "POST"])
def item_keep(request, pk):
    """Keep the item up for good, with a review date."""
    return _move(request, pk, KEEP)


@require_http_methods(["GET", "POST"])
def item_reopen(request, pk):
    """Take a closed or kept-up item up again."""
    return _move(request, pk, REOPEN)


@require_http_methods(["GET", "POST"])
def item_extend(request, pk):
    """Give the item a later time limit; the old one is kept."""
    return _follow_up(request, pk, EXTEND, permissions.can_change_item, "延期由书记、副书记和支委办理。")


@require_http_methods(["GET", "POST"])
def item_effect(request, pk):
    """Answer, 90 days after closing, whether it helped."""
    why = "成效由书记、副书记或支委回答，并且不能是责任人或提交人。"
    return _follow_up(request, pk, EFFECT, permissions.can_verify, why)


@require_POST
def item_log(request, pk):
    """Add a line of progress; what was typed stays when it is refused."""
    item = _item_or_404(request, pk, ItemAction.LOG)
    if saved_by_token(request.POST.get("form_token", "")):
        return redirect("rectification:item_detail", pk=item.pk)
    form = ProgressForm(request.POST, user=request.user, branch=item.branch, today=localdate())
    if form.is_valid():
        try:
            with transaction.atomic():
                services.log_progress(
                    item=item, text=form.cleaned_data["text"], on=form.cleaned_data["on"], by=request.user
                )
                use_token(form.cleaned_data["form_token"], item)
        except (services.MoveRefused, StaleRecord) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "进展已登记。")
            return redirect("rectification:item_detail", pk=item.pk)
    fresh = get_object_or_404(RectificationItem.objects.visible_to(request.user).for_ledger(), pk=pk)
    return item_page(request, fresh, form)


@require_POST
def evidence_remove(request, pk):
    """Take a pointer back."""
    visible = RectificationItem.objects.visible_to(request.user)
    evidence = get_object_or_404(Evidence.objects.filter(item__in=visible).select_related("item"), pk=pk)
    if not permissions.can_work(request.user, evidence.item):
        raise PermissionDenied
    try:
        services.remove_evidence(evidence=evidence, by=request.user)
    except services.EvidenceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已移除佐证“{evidence.label}”，原记录没有变动。")
    return redirect("rectification:item_detail", pk=evidence.item_id)
