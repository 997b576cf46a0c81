"""What a written reason is about: a rule, a period, and the branch or one of its groups; and its form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from branch.organisations.models import Organisation, PartyGroup
from branch.rules.models import RuleExplanation
from core import rules
from core.enums import Severity
from core.forms import BaseModelForm

from .rules import KIND_OF, new_url, subject_key


class ExplanationForm(BaseModelForm):
    """The written reason for one rule, period and subject, which the address names."""

    fieldsets = [("情况说明", ["reason"])]

    class Meta:
        model = RuleExplanation
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 5})}


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
