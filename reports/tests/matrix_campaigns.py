"""Who gets which answer from the pages of study campaigns."""

from branch.campaigns.models import CampaignRow
from branch.campaigns.tests.factory import make_campaign

WRITERS = ("secretary", "committee", "discipline")
MEMBERS = ("group_leader", "member", "probationary")
EVERYBODY = (*WRITERS, *MEMBERS, "superior", "outsider", "administrator")


def _roles(default: int, *, writers: int, **named: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, default) | dict.fromkeys(WRITERS, writers) | named | {"anonymous": 302}


# Plan and reading list are for everyone of the branch; what is counted and written is for its readers and writers.
OWN = dict.fromkeys(MEMBERS, 200)
NOT_MINE = dict.fromkeys(MEMBERS, 403)

MATRIX: dict[str, dict[str, int]] = {
    "reports:campaign_list": _roles(200, writers=200, administrator=403),
    "reports:campaign_create": _roles(403, writers=200, outsider=200),
    "reports:campaign_branches": _roles(403, writers=403, superior=200),
    "reports:campaign_detail": _roles(404, writers=200, superior=200, administrator=403, **OWN),
    "reports:campaign_update": _roles(404, writers=200, superior=403, administrator=403, **NOT_MINE),
    "reports:campaign_plan": _roles(404, writers=200, superior=403, **NOT_MINE),
    # Addresses from before the 总结 was a paper of its own lead to it.
    "reports:campaign_paper": _roles(404, writers=302, superior=302, administrator=403, **NOT_MINE),
    "reports:campaign_summary": _roles(404, writers=403, secretary=302, superior=403, **NOT_MINE),
    "reports:campaign_row_done": _roles(404, writers=302, superior=403, **NOT_MINE),
}
POST_ONLY = {"reports:campaign_row_done", "reports:campaign_summary"}


def make_objects(cast) -> dict[str, dict]:
    """Arguments of every page."""
    campaign = make_campaign(cast.branch, name=f"学习教育{CampaignRow.objects.count()}")
    row = CampaignRow.objects.get(part__campaign=campaign, done_on=None)
    pages: dict[str, dict] = {name: {"pk": campaign.pk} for name in MATRIX}
    for name in ("campaign_list", "campaign_create", "campaign_branches"):
        pages[f"reports:{name}"] = {}
    pages["reports:campaign_paper"] = {"pk": campaign.pk, "file_format": "docx"}
    pages["reports:campaign_row_done"] = {"pk": row.pk}
    return pages
