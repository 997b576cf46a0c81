"""Taking over the usual conversion table."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.models import Organisation
from core import records

from ..models import HourUnit
from ..units import standard_units


@transaction.atomic
def adopt_standard_units(*, branch: Organisation, by: AbstractBaseUser) -> list[HourUnit]:
    """Store the usual table as the branch's own, to be changed from there; nothing when it has one already."""
    Organisation.objects.select_for_update().get(pk=branch.pk)
    if HourUnit.objects.of_branch(branch).exists():
        return []
    units = standard_units(branch)
    for unit in units:
        unit.created_by_id = by.pk
        records.create(unit, by=by)
    return units
