"""Planned meetings that are still ahead: which a person may see, and at which the person will be due."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q

from branch.models import Member

from .enums import MeetingKind, MeetingState
from .models import Meeting, MeetingKindLink
from .models.meeting import MeetingQuerySet


def planned_ahead(user: AbstractBaseUser, on: date) -> MeetingQuerySet:
    """Planned meetings from a day on that the user may see, the next one first, with all that a calendar tells."""
    rows = Meeting.objects.visible_to(user).filter(state=MeetingState.PLANNED, starts_at__date__gte=on)
    return (
        rows.select_related("branch", "group", "chair")
        .prefetch_related("kind_links")
        .order_by("starts_at", "pk")
    )


def due_ahead(user: AbstractBaseUser, on: date) -> MeetingQuerySet:
    """Those of `planned_ahead` at which the user will be due, as status, group and posts stand on that day."""
    rows = planned_ahead(user, on)
    member = user.member
    if member is None:
        return rows.none()
    of_committee = MeetingKindLink.objects.filter(meeting=OuterRef("pk"), kind=MeetingKind.COMMITTEE)
    belongs = Member.objects.on_roll(member.branch_id, on).filter(pk=member.pk)
    in_committee = Member.objects.committee(member.branch_id, on).filter(pk=member.pk)
    return rows.filter(
        Exists(belongs),
        Q(group__isnull=True) | Q(group=member.group_id),
        ~Q(Exists(of_committee)) | Q(Exists(in_committee)),
        branch=member.branch_id,
    )
