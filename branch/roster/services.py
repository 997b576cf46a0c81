"""Enters the members of a roster."""

from collections.abc import Sequence

from django.db import transaction

from branch.accounts.models import User
from branch.members.models import Member
from branch.members.services import add_member

from .forms import RosterRowForm


@transaction.atomic
def import_members(*, rows: Sequence[RosterRowForm], by: User | None) -> list[Member]:
    """Put the members of these valid rows on the register, all or none."""
    made = []
    for row in rows:
        member = row.member()
        member.created_by = by
        cleaned = row.cleaned_data
        made.append(add_member(member, status=cleaned["status"], since=cleaned["since"], by=by))
    return made
