"""The 总结 of a study campaign as the records would say it now, for tests."""

from datetime import date

from branch.campaigns.models import Campaign
from reports.facts import book_of
from reports.papers.material import draft_of
from reports.papers.registry import CAMPAIGN
from reports.report.models import AnnualReport
from reports.report.tree import fill


def summed_up(campaign: Campaign, on: date) -> list[str]:
    """Its paragraphs in their order, facts filled in."""
    report = AnnualReport(
        branch=campaign.branch, year=campaign.ends_on.year, paper=CAMPAIGN, subject=campaign.name
    )
    report.campaign = campaign
    book = book_of(report, on)
    drafted = [one for section in draft_of(report, book.records) for one in section.paragraphs]
    return [fill(one.text, lambda name: book.text(name) or f"{{{name}}}") for one in drafted]
