"""The season's other papers of the demo, drafted from its own records; and members' outlines, one handed in."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from branch.accounts.models import User
from branch.campaigns.models import Campaign
from reports.papers.registry import CAMPAIGN
from reports.report import services
from reports.report.enums import ReportAction
from reports.report.models import AnnualReport, Paragraph

from .world import World

YEAR = 2025
# Kind of paper, and the day on which it was drafted.
DRAFTED = (
    ("half_year", date(2025, 7, 4)),
    ("committee_check", date(2026, 1, 16)),
    ("secretary_report", date(2026, 1, 12)),
    ("life_report", date(2026, 2, 4)),
    ("rectification_plan", date(2026, 1, 26)),
)
OUTLINED = date(2026, 1, 15)
SUMMED_UP_AFTER = timedelta(days=4)
HANDED_IN, BEGUN = "dangyuan", "zuzhang"
# What the member wrote in place of the gaps, by the kind of the section.
OWN_WORDS = {
    "last_year": "会后改了发言照稿念的毛病，每次研讨先说一件班里的事。",
    "findings": "遇到工友图快省步骤，我有时碍于情面没有当场制止；学习多靠集中，自己翻书少。",
    "causes": "根子在怕伤和气，把好人缘看得比规矩重；下班以后容易松劲，没有给自己定学习的硬任务。",
    "measures": "班前会上把当天的险点说清，见到违章当场叫停；每周留一个晚上读书，记下能用到班里的一条。",
}


def load(world: World, today: date) -> None:
    """Those whose day has come."""
    for paper, on in DRAFTED:
        if on <= today:
            new = AnnualReport(branch=world.branch, year=YEAR, paper=paper)
            services.draft_paper(report=new, by=world.secretary, on=on)
    for campaign in Campaign.objects.of_branch(world.branch).filter(ends_on__year=YEAR):
        new = AnnualReport(branch=world.branch, year=YEAR, paper=CAMPAIGN, subject=campaign.name)
        new.campaign = campaign
        services.draft_paper(report=new, by=world.secretary, on=campaign.ends_on + SUMMED_UP_AFTER)
    if today < OUTLINED:
        return
    for username in (HANDED_IN, BEGUN):
        user = User.objects.get(username=username)
        own = AnnualReport(branch=world.branch, year=YEAR, paper="statement", member=user.member)
        report = services.draft_paper(report=own, by=user, on=OUTLINED)
        if username == HANDED_IN:
            _hand_in(report, user)


def _hand_in(report: AnnualReport, user: User) -> None:
    """With every gap filled in the member's own words."""
    for paragraph in Paragraph.objects.filter(section__report=report).select_related("section"):
        if "【待补充" in (text := paragraph.text):
            own = f"{text.partition('【待补充')[0]}{OWN_WORDS[paragraph.section.kind]}"
            services.save_paragraph(
                paragraph=paragraph, text=own, lock_version=paragraph.lock_version, by=user, on=OUTLINED
            )
    for hour, action in enumerate((ReportAction.FINALISE, ReportAction.SEND), start=19):
        at = make_aware(datetime.combine(OUTLINED, time(hour)))
        services.move_report(report=report, action=action, by=user, at=at)
