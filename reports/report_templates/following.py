"""A report takes over what its template says."""

from datetime import date

from reports.report.models import AnnualReport

from .enums import PaperForm
from .models import ReportTemplate
from .plan import STANDARD, ReportPlan


def follow(report: AnnualReport, template: ReportTemplate | None, *, on: date) -> ReportPlan:
    """Let a report that is not saved yet say what a template says (the usual six sections without one); its plan.

    主送机关 and 称呼 that a person typed stay. A report that is sent in is signed with a date.
    """
    plan = template.plan() if template else STANDARD
    before = report.template.addressee_for(report.branch) if report.template else ""
    if report.salutation == before:
        report.salutation = template.addressee_for(report.branch) if template else ""
    if plan.form == PaperForm.SUBMITTED and not report.signed_on:
        report.signed_on = report.read_on or on
    report.template, report.form = template, plan.form
    report.house = template.house if template else None
    report.opening, report.closing = plan.opening, plan.closing
    report.annexes = [str(one) for one in plan.annexes]
    return plan
