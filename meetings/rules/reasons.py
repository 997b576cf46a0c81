"""What a written reason is about: a rule, a period, and the branch or one of its groups; and its form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from branch.organisations.models import Organisation, PartyGroup
from branch.rules.models import RuleExplanation
from core import records, rules
from core.enums import RuleState, Severity
from core.forms import BaseModelForm

from .rules import KIND_OF, new_url, subject_key


class ExplanationForm(BaseModelForm):
    """The written reason for one rule, period and subject, which the address names; a new one may answer others too.

    `others`: further periods of the same rule and subject that are overdue.
    """

    fieldsets = [("情况说明", ["reason", "also"])]
    is_as_edited = False

    also = forms.MultipleChoiceField(
        label="同样的原因也用于",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选的每一格都单独保存一份，以后可以分别修改。",
    )

    class Meta:
        model = RuleExplanation
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, others: Sequence[rules.Period] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["also"].choices = [(period.key, period.label) for period in others]
        if self.instance.pk or not others:
            del self.fields["also"]

    def write_links(self) -> None:
        """The reasons of the other periods, each with its own entry."""
        super().write_links()
        for key in self.cleaned_data.get("also", ()):
            made = self.instance
            other = RuleExplanation(
                branch=made.branch,
                year=made.year,
                rule_id=made.rule_id,
                period_key=key,
                subject_key=made.subject_key,
                reason=made.reason,
                created_by=self.user,
            )
            records.create(other, by=self.user)


class UnknownSubject(Exception):
    """The address names no rule that a reason can answer, no period or no group of the branch."""


@dataclass(frozen=True)
class Subject:
    """A rule in a period, for the branch or a group."""

    rule: rules.Rule[Any]
    period: rules.Period
    group: PartyGroup | None

    @property
    def label(self) -> str:
        """2025年3月 第一党小组 党小组会."""
        year = "" if self.period.months == 12 else f"{self.period.starts_on.year}年"
        parts = [f"{year}{self.period.label}", str(self.group) if self.group else "", self.rule.label]
        return " ".join(part for part in parts if part)

    def record_url(self, today: date) -> str:
        """The form of the meeting or talk that is missing; empty for a rule that asks for neither."""
        if self.rule.form_url:
            return self.rule.form_url(self.period)
        kind = KIND_OF.get(self.rule.id)
        return new_url(kind, self.period, today, self.group) if kind else ""


@dataclass(frozen=True)
class Described:
    """A stored reason with what it is about."""

    explanation: RuleExplanation
    subject: Subject


def subject_of(query: Mapping[str, str], branch: Organisation) -> Subject:
    """The subject of `?rule=M2&period=2025-03&subject=`. Raises UnknownSubject, also for a rule worded 应当."""
    rule = rules.rule_of(query.get("rule", ""))
    period = rules.period_of(query.get("period", ""))
    if rule is None or period is None or rule.severity != Severity.USUAL:
        raise UnknownSubject
    key = query.get("subject", "")
    groups = {subject_key(group): group for group in PartyGroup.objects.alive().filter(branch=branch)}
    if key and key not in groups:
        raise UnknownSubject
    return Subject(rule, period, groups.get(key))


def stored_reason(subject: Subject, branch: Organisation) -> RuleExplanation | None:
    """The reason already given for a subject."""
    return (
        RuleExplanation.objects.of_branch(branch)
        .filter(
            rule_id=subject.rule.id, period_key=subject.period.key, subject_key=subject_key(subject.group)
        )
        .first()
    )


def overdue_besides(subject: Subject, branch: Organisation, today: date) -> list[rules.Period]:
    """Other periods of the same year in which the rule is overdue for the same subject and no reason stands."""
    year, key = subject.period.starts_on.year, subject_key(subject.group)
    reasons = RuleExplanation.objects.of_branch(branch).in_year(year)
    given = frozenset(reasons.values_list("rule_id", "period_key", "subject_key"))
    return [
        result.period
        for line in rules.evaluate(branch, year, today, given)
        if line.rule.id == subject.rule.id and line.subject_key == key
        for result in line.results
        if result.state == RuleState.OVERDUE and result.period.key != subject.period.key
    ]


def new(subject: Subject, branch: Organisation) -> RuleExplanation:
    """An unsaved reason for a subject."""
    return RuleExplanation(
        branch=branch,
        year=subject.period.starts_on.year,
        rule_id=subject.rule.id,
        period_key=subject.period.key,
        subject_key=subject_key(subject.group),
    )


def described(explanations: Iterable[RuleExplanation], branch: Organisation) -> list[Described]:
    """Stored reasons with what they are about, in one query; those whose rule is gone are left out."""
    groups = {subject_key(group): group for group in PartyGroup.objects.filter(branch=branch)}
    rows = []
    for explanation in explanations:
        rule, period = rules.rule_of(explanation.rule_id), rules.period_of(explanation.period_key)
        if rule and period:
            rows.append(Described(explanation, Subject(rule, period, groups.get(explanation.subject_key))))
    return rows
