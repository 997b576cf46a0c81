"""Enters the members of a roster."""

from collections.abc import Sequence

from django.db import transaction

from branch.accounts.models import User
from branch.members.models import Member
from branch.members.services import add_member, appoint
from branch.organisations.services import add_group

from .forms import RosterRowForm


@transaction.atomic
def import_members(*, rows: Sequence[RosterRowForm], by: User | None) -> list[Member]:
    """Put the members of these valid rows on the register with their posts and new groups, all or none."""
    made = []
    for row in rows:
        cleaned, member = row.cleaned_data, row.member()
        if member.group and member.group.pk is None:
            member.group = add_group(member.group, by=by)
        member.created_by = by
        made.append(add_member(member, status=cleaned["status"], since=cleaned["since"], by=by))
        for post in row.new_posts():
            appoint(post, by=by)
    return made
