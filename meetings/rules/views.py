"""The written reasons that answer a missed 一般 rule."""

from functools import cache

from django.http import Http404
from django.shortcuts import redirect, render
from django.template.defaultfilters import truncatechars
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import can_read_branch
from branch.rules.models import RuleExplanation
from core import rules
from core.columns import Column
from core.pages import Words, chosen_branch, form_page, get_visible, list_page

from . import permissions, reasons
from .reasons import ExplanationForm


def _columns(at) -> list[Column]:
    @cache
    def subjects() -> dict[int, str]:
        return {row.explanation.pk: row.subject.label for row in reasons.described(at.found, at.branch)}

    return [
        Column("事项", lambda row: subjects()[row.pk], is_main=True),
        Column("原因", lambda row: truncatechars(row.reason, 60)),
        Column("登记", lambda row: localtime(row.created_at).date()),
    ]


def _of_known_rules(rows):
    ids = set(rows.order_by().values_list("rule_id", flat=True))
    return rows.filter(rule_id__in=[rule_id for rule_id in ids if rules.rule_of(rule_id)])


explanation_list = list_page(
    RuleExplanation,
    _columns,
    may_open=can_read_branch,
    rows=lambda rows, at: _of_known_rules(rows),
    empty=("这一年没有情况说明", "工作台的年度表里出现“逾期”时，支部从那一格写情况说明。"),
    subtitle="“一般”应开而没有按期召开的，写明原因；上级可以看到。",
    tabs=("meetings/_tabs.html", "explanations"),
)


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
    existing = reasons.stored_reason(subject, branch)
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
    branch, today = explanation.branch, localdate()
    others = [] if explanation.pk else reasons.overdue_besides(subject, branch, today)
    form = ExplanationForm(
        request.POST or None, instance=explanation, user=request.user, branch=branch, others=others
    )
    words = Words(
        f"情况说明：{subject.label}",
        "情况说明已保存。",
        f"{subject.rule.wording}（{subject.rule.source}）。写明原因以后，这一格由“逾期”变为“已说明”。",
        again="",
    )
    context = {"subject": subject, "record_url": subject.record_url(today)}
    return form_page(request, form, words, template="meetings/explanation_form.html", context=context)


def _described_or_404(explanation: RuleExplanation) -> reasons.Described:
    rows = reasons.described([explanation], explanation.branch)
    if not rows:
        raise Http404
    return rows[0]
