"""A study campaign for tests: of the cast's branch, with the standard parts and a plan of two rows."""

from datetime import date

from branch.campaigns.models import STANDARD_PARTS, Campaign, CampaignPart, CampaignRow

NAME = "树立和践行正确政绩观学习教育"


def make_campaign(
    branch, *, name: str = NAME, starts_on=date(2025, 3, 3), ends_on=date(2025, 7, 31)
) -> Campaign:
    """The campaign; its first row was done on 20 March 2025, the second is due on 30 June."""
    campaign = Campaign.objects.create(
        branch=branch, name=name, starts_on=starts_on, ends_on=ends_on, document="关于开展学习教育的通知"
    )
    parts = [
        CampaignPart.objects.create(campaign=campaign, order=order, name=part, role=role)
        for order, (part, role) in enumerate(STANDARD_PARTS, start=1)
    ]
    CampaignRow.objects.create(
        part=parts[0],
        what="开展专题学习",
        due_on=date(2025, 3, 31),
        who="宣传委员",
        done_on=date(2025, 3, 20),
    )
    CampaignRow.objects.create(part=parts[4], what="到工班听意见", due_on=date(2025, 6, 30), who="书记")
    return campaign
