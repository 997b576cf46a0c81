"""The written reasons that answer a missed 一般 rule."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import can_read_branch
from branch.models import RuleExplanation
from core.pages import Words, chosen_branch, form_page, get_visible

from .. import permissions, reasons
from ..forms.small import ExplanationForm


@require_GET
def explanation_list(request):
    """The reasons given in the chosen branch and year."""
    branch, year = chosen_branch(request, can_read_branch), request.workspace.year
    rows = RuleExplanation.objects.visible_to(request.user).of_branch(branch).in_year(year)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"page": page, "rows": reasons.described(page.object_list, branch)}
    return render(request, "meetings/explanation_list.html", context)


@require_GET
def explanation_detail(request, pk):
    """One reason with its rule and period."""
    explanation = get_visible(request, RuleExplanation, pk)
    return render(request, "meetings/explanation_detail.html", {"row": _described_or_404(explanation)})


@require_http_methods(["GET", "POST"])
def explanation_create(request):
    """Give the reason for a rule and period named in the address; an existing one is opened for editing."""
    branch = chosen_branch(request, permissions.can_explain)
    try:
        subject = reasons.subject_of(request.GET, branch)
    except reasons.UnknownSubject as error:
        raise Http404 from error
    existing = reasons.existing(subject, branch)
    if existing and request.method == "GET":
        return redirect("meetings:explanation_update", pk=existing.pk)
    explanation = existing or reasons.new(subject, branch)
    return _form_page(request, explanation, subject)


@require_http_methods(["GET", "POST"])
def explanation_update(request, pk):
    """Edit a reason."""
    explanation = get_visible(request, RuleExplanation, pk, permissions.can_change_explanation)
    return _form_page(request, explanation, _described_or_404(explanation).subject)


def _form_page(request, explanation: RuleExplanation, subject: reasons.Subject):
    form = ExplanationForm(
        request.POST or None, instance=explanation, user=request.user, branch=explanation.branch
    )
    words = Words(
        f"情况说明：{subject.label}",
        "情况说明已保存。",
        f"{subject.rule.wording}（{subject.rule.source}）。写明原因以后，这一格由“逾期”变为“已说明”。",
    )
    context = {"record_url": subject.record_url(timezone.localdate())}
    return form_page(request, form, words, template="meetings/explanation_form.html", context=context)


def _described_or_404(explanation: RuleExplanation) -> reasons.Described:
    rows = reasons.described([explanation], explanation.branch)
    if not rows:
        raise Http404
    return rows[0]
