"""Parts and plan of a campaign: rows that are written with it, and a row that is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from core import records
from core.refusals import Refused

from .models import Campaign, CampaignPart, CampaignRow


@dataclass(frozen=True)
class PartLine:
    """A part as it is entered; `pk` of one that is stored."""

    name: str
    role: str
    pk: int | None = None


def create_campaign(
    campaign: Campaign,
    *,
    parts: Sequence[PartLine],
    plan: Sequence[CampaignRow] = (),
    by: AbstractBaseUser | None,
) -> Campaign:
    """Save a new campaign with its parts, and the rows of its plan, each with one of these parts by its place."""
    with records.audited(campaign, by=by):
        write_parts(campaign, parts)
        write_plan(campaign, plan)
    return campaign


def write_parts(campaign: Campaign, lines: Sequence[PartLine]) -> None:
    """Give a campaign these parts in this order, inside its audited block. Raises Refused where a plan hangs on one left out."""
    stored = {part.pk: part for part in campaign.parts.prefetch_related("rows")}
    kept = {line.pk for line in lines if line.pk in stored}
    for pk in stored.keys() - kept:
        if rows := len(stored[pk].rows.all()):
            raise Refused(f"“{stored[pk].name}”还有 {rows} 项计划，请先在计划里改归其他环节，再移除。")
        stored[pk].delete()
    for order, line in enumerate(lines, start=1):
        part = stored.get(line.pk or 0) or CampaignPart(campaign=campaign)
        part.order, part.name, part.role = order, line.name, line.role
        part.save()


def write_plan(campaign: Campaign, rows: Sequence[CampaignRow]) -> None:
    """Make these the rows of the plan, inside the campaign's audited block; a row with a number is one that is stored."""
    stored = {row.pk for row in CampaignRow.objects.filter(part__campaign=campaign)}
    CampaignRow.objects.filter(pk__in=stored - {row.pk for row in rows}).delete()
    for row in rows:
        if row.pk not in stored:
            row.pk = None
        row.save()


def finish_row(row: CampaignRow, *, by: AbstractBaseUser, on: date) -> None:
    """Note that a row of the plan was done. Raises Refused where it was before."""
    if row.done_on:
        raise Refused("这一项已经登记完成。")
    campaign = row.part.campaign
    with records.audited(campaign, by=by):
        row.done_on = on
        row.save(update_fields=["done_on"])
