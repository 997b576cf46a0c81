"""The papers there are: each a declaration in a module of its own, named here once."""

from . import (
    annual,
    campaign_summary,
    committee_check,
    half_year,
    life_report,
    rectification_plan,
    request,
    ruling,
    secretary_report,
    statement,
)

PAPERS = (
    half_year.PAPER,
    campaign_summary.PAPER,
    committee_check.PAPER,
    statement.PAPER,
    annual.PAPER,
    secretary_report.PAPER,
    life_report.PAPER,
    rectification_plan.PAPER,
    request.PAPER,
    ruling.PAPER,
)
