"""The one optional select with which meetings, study, activities and problems are tagged where they are entered."""

from datetime import date
from functools import partial

from django import forms
from django.db.models import Q

from branch.organisations.models import Organisation

from .models import Campaign

FIELD = "campaign"


class CampaignSelect(forms.Select):
    """Each choice says from when to when it runs: the page proposes the one that runs on the day typed in `day_field`."""

    def __init__(self, attrs=None, *, day_field: str = ""):
        super().__init__({**({"data-campaign-of": day_field} if day_field else {}), **(attrs or {})})

    def create_option(self, name, value, *args, **kwargs):
        """With the days of the campaign behind the choice."""
        option = super().create_option(name, value, *args, **kwargs)
        if campaign := getattr(value, "instance", None):
            option["attrs"] |= {
                "data-from": campaign.starts_on.isoformat(),
                "data-to": campaign.ends_on.isoformat(),
            }
        return option


def offer_campaigns(
    form: forms.ModelForm, branch: Organisation, *, on: date | None, day_field: str = ""
) -> None:
    """Let a form ask for the campaign of its record; not where the branch has none.

    A new record is proposed the one that runs on `on`; the page proposes anew when another day is typed in `day_field`.
    """
    offer = partial(_offer, form, branch, on, day_field)
    is_chosen = form.instance.campaign_id or form.data.get(form.add_prefix(FIELD))
    if form.is_bound and not is_chosen:
        # None stays none, whatever there is to choose from.
        form.when_shown(offer)
    else:
        offer()


def _offer(form: forms.ModelForm, branch: Organisation, on: date | None, day_field: str) -> None:
    field = form.fields[FIELD]
    chosen = form.instance.campaign_id
    rows = Campaign.objects.filter(Q(branch=branch, deleted_at__isnull=True) | Q(pk=chosen))
    found = list(rows)
    if not found:
        del form.fields[FIELD]
        return
    is_new = form.instance.pk is None
    field.queryset, field.empty_label = rows, "不属于"
    field.widget = CampaignSelect(day_field=day_field if is_new else "")
    field.widget.choices = field.choices
    running = [one for one in found if on and one.starts_on <= on <= one.ends_on]
    if is_new and running and not form.initial.get(FIELD):
        form.initial[FIELD] = max(running, key=lambda one: one.starts_on).pk
