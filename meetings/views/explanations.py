"""The written reasons that answer a missed 一般 rule."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import can_read_branch
from branch.models import RuleExplanation
from branch.workspace import branch_required
from core.editing import edit_page

from .. import permissions, reasons
from ..forms.small import ExplanationForm


@require_GET
@branch_required
def explanation_list(request):
    """The reasons given in the chosen branch and year."""
    branch, year = request.workspace.branch, request.workspace.year
    if not can_read_branch(request.user, branch):
        raise PermissionDenied
    rows = RuleExplanation.objects.visible_to(request.user).of_branch(branch).in_year(year)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"page": page, "rows": reasons.described(page.object_list, branch)}
    return render(request, "meetings/explanation_list.html", context)


@require_GET
def explanation_detail(request, pk):
    """One reason with its rule and period."""
    explanation = get_object_or_404(
        RuleExplanation.objects.visible_to(request.user).select_related("branch"), pk=pk
    )
    return render(request, "meetings/explanation_detail.html", {"row": _described_or_404(explanation)})


@require_http_methods(["GET", "POST"])
@branch_required
def explanation_create(request):
    """Give the reason for a rule and period named in the address; an existing one is opened for editing."""
    branch = request.workspace.branch
    if not permissions.can_explain(request.user, branch):
        raise PermissionDenied
    try:
        subject = reasons.subject_of(request.GET, branch)
    except reasons.UnknownSubject as error:
        raise Http404 from error
    existing = reasons.existing(subject, branch)
    if existing and request.method == "GET":
        return redirect("meetings:explanation_update", pk=existing.pk)
    form = ExplanationForm(
        request.POST or None,
        instance=existing or reasons.new(subject, branch),
        user=request.user,
        branch=branch,
    )
    context = {"subject": subject, "record_url": subject.record_url(timezone.localdate())}
    return edit_page(
        request, form, template="meetings/explanation_form.html", done="情况说明已保存。", context=context
    )


@require_http_methods(["GET", "POST"])
def explanation_update(request, pk):
    """Edit a reason."""
    explanation = get_object_or_404(
        RuleExplanation.objects.visible_to(request.user).select_related("branch"), pk=pk
    )
    if not permissions.can_change_explanation(request.user, explanation):
        raise PermissionDenied
    form = ExplanationForm(request.POST or None, instance=explanation, user=request.user)
    subject = _described_or_404(explanation).subject
    context = {"subject": subject, "record_url": subject.record_url(timezone.localdate())}
    return edit_page(
        request, form, template="meetings/explanation_form.html", done="情况说明已保存。", context=context
    )


def _described_or_404(explanation: RuleExplanation) -> reasons.Described:
    rows = reasons.described([explanation], explanation.branch)
    if not rows:
        raise Http404
    return rows[0]
