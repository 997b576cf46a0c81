"""发文字号: the numbers of a unit's 发文代字 in a year, given one after the other when a paper is finalised, and never again."""

from django.db.models import Max

from branch.organisations.models import Organisation
from core.refusals import Refused
from reports.report.models import AnnualReport

from .models import OutsideNumber


def last_code(branch: Organisation) -> str:
    """The 发文代字 that the unit used last: for a paper, else in its register."""
    used = AnnualReport.objects.of_branch(branch).exclude(code="").order_by("-pk")
    noted = OutsideNumber.objects.of_branch(branch).order_by("-pk")
    return next(
        (
            rows[0]
            for rows in (used.values_list("code", flat=True)[:1], noted.values_list("code", flat=True)[:1])
            if rows
        ),
        "",
    )


def next_number(branch: Organisation, year: int, code: str) -> int:
    """One more than the highest that a paper here or one outside has."""
    given = AnnualReport.objects.filter(branch=branch, year=year, code=code)
    noted = OutsideNumber.objects.of_series(branch, year, code)
    highest = (rows.aggregate(last=Max("number"))["last"] or 0 for rows in (given, noted))
    return max(highest) + 1


def give_number(report: AnnualReport) -> None:
    """Give the next number of its series, inside the transaction that finalises the paper.

    One that was revised keeps its own. No number is left out or given twice: a finalised paper is never deleted.
    Raises Refused without a 发文代字.
    """
    if report.number is not None:
        return
    report.code = report.code.strip()
    if not report.code:
        raise Refused("还没有填写发文代字，请先在“版头与落款”里填写，例如“某项目党支”。")
    # Two papers of one unit are numbered one after the other.
    branch = Organisation.objects.select_for_update().get(pk=report.branch_id)
    report.number = next_number(branch, report.year, report.code)
    # The version that is frozen next is read from what is stored.
    AnnualReport.objects.filter(pk=report.pk).update(number=report.number, code=report.code)
