"""发文字号: the numbers of a branch in a year, given one after the other when a paper is finalised, and never again."""

from django.db.models import Max

from branch.organisations.models import Organisation
from core.refusals import Refused
from reports.report.models import AnnualReport


def last_code(branch: Organisation) -> str:
    """The 发文代字 that the branch used last."""
    used = AnnualReport.objects.of_branch(branch).exclude(code="").order_by("-pk")
    return used.values_list("code", flat=True).first() or ""


def give_number(report: AnnualReport) -> None:
    """Give the next number of the branch and year, inside the transaction that finalises the paper.

    One that was revised keeps its own. No number is left out or given twice: a finalised paper is never deleted.
    Raises Refused without a 发文代字.
    """
    if report.number is not None:
        return
    if not report.code.strip():
        raise Refused("还没有填写发文代字，请先在“版头与落款”里填写，例如“某项目党支”。")
    # Two papers of one branch are numbered one after the other.
    Organisation.objects.select_for_update().get(pk=report.branch_id)
    given = AnnualReport.objects.filter(branch=report.branch_id, year=report.year)
    report.number = (given.aggregate(last=Max("number"))["last"] or 0) + 1
    # The version that is frozen next is read from what is stored.
    AnnualReport.objects.filter(pk=report.pk).update(number=report.number)
