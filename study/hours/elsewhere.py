"""Hours that a guest gained in the branch where the guest takes part, and their way to the branch of the 组织关系.

They are reported on paper (`certificate.py`); where the home branch is in the system, it is offered them as training
elsewhere, which a person takes over: never silently.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Sum

from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations.models import Organisation
from core import attachments, records
from core.refusals import Refused
from documents.downloads import render_document
from meetings.enums import StudyForm
from study.enums import TrainingKind, TrainingState
from study.tasks.models import StudyAssignment
from study.trainings.models import Training
from study.trainings.services import review_training

from .certificate import certificate_of
from .reckoning import plain


@dataclass(frozen=True)
class Gained:
    """A guest with the hours of a year here, and whether a 集中培训 was among them."""

    member: Member
    hours: Decimal
    has_training: bool


def hours_of_guests(guests: list[Member], year: int) -> list[Gained]:
    """The hours of these guests in the branches where they take part, whether they still do or have returned."""
    mine = {"member__in": guests}
    done = StudyAssignment.objects.filter(
        deleted_at__isnull=True,
        completed_on__isnull=False,
        task__deleted_at__isnull=True,
        task__year=year,
        **mine,
    )
    trained = Training.objects.alive().in_year(year).approved().filter(**mine)
    sums: Counter[int] = Counter()
    for rows, name in ((done, "hours_done"), (trained, "hours")):
        sums.update(dict(rows.order_by().values_list("member").annotate(hours=Sum(name))))
    intensive = {*done.filter(task__is_training=True).values_list("member_id", flat=True)}
    intensive |= {*trained.filter(is_intensive=True).values_list("member_id", flat=True)}
    return [Gained(one, Decimal(sums[one.pk]), one.pk in intensive) for one in guests]


def guests_here(branch: Organisation) -> list[Member]:
    """Everyone who takes or took part in the branch with the 组织关系 elsewhere."""
    rows = Member.objects.of_branch(branch).guests().select_related("branch", "home_branch")
    return list(rows.in_pinyin_order())


@dataclass(frozen=True)
class Offer:
    """Hours that one of the own members gained in another branch, and what of them is not taken over yet."""

    gained: Gained
    member: Member | None
    taken: Decimal

    @property
    def open_hours(self) -> Decimal:
        """What can be taken over."""
        return max(self.gained.hours - self.taken, Decimal(0))

    @property
    def why_not(self) -> str:
        """Why it cannot be taken over here; empty where it can."""
        if self.member is None:
            return "名册上没有同名党员，或同名不止一人，请在“外出培训”里登记"
        return "" if self.open_hours else "已登记"


def offers_for(home: Organisation, year: int, today: date) -> list[Offer]:
    """What the branches where own members take part report of a year; those with no hours are left out."""
    guests = list(Member.objects.alive().filter(home_branch=home).select_related("branch").in_pinyin_order())
    found = [one for one in hours_of_guests(guests, year) if one.hours]
    if not found:
        return []
    own: dict[str, list[Member]] = {}
    for member in Member.objects.on_roll(home, today).select_related("branch"):
        own.setdefault(member.name, []).append(member)
    rows = Training.objects.of_branch(home).in_year(year).filter(from_branch__isnull=False).order_by()
    taken = {
        (member, branch): hours
        for member, branch, hours in rows.values_list("member", "from_branch").annotate(hours=Sum("hours"))
    }
    offers = []
    for one in found:
        same = own.get(one.member.name, [])
        member = same[0] if len(same) == 1 else None
        key = (member.pk if member else 0, one.member.branch_id)
        offers.append(Offer(one, member, taken.get(key, Decimal(0))))
    return offers


@transaction.atomic
def take_over(*, home: Organisation, guest_id: int, year: int, by: User, on: date) -> Training:
    """Enter the open hours of one offer as training elsewhere, with the certificate as proof; approved by who takes it.

    Nobody approves the own hours: those wait for another. Raises Refused where there is nothing to take over.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=home.pk)
    offer = next((one for one in offers_for(home, year, on) if one.gained.member.pk == guest_id), None)
    if offer is None:
        raise Refused("这名党员在其他支部没有可以登记的学时。")
    if offer.why_not or offer.member is None:
        raise Refused(f"{offer.gained.member.name}：{offer.why_not}。")
    guest, here = offer.gained.member, offer.gained.member.branch
    first = date(year, 1, 1)
    training = Training(
        branch=home,
        member=offer.member,
        title=f"{here.short_name}学习（{year}年）",
        kind=TrainingKind.EXTERNAL,
        organiser=here.name,
        form=StudyForm.ONSITE,
        is_intensive=offer.gained.has_training,
        starts_on=max(first, here.founded_on or first),
        ends_on=max(min(on, date(year, 12, 31)), first),
        hours=min(offer.open_hours, Decimal(200)),
        summary=f"{here.name}报来的学时，全年共 {plain(offer.gained.hours)} 学时。",
        from_branch=here,
        created_by=by,
    )
    records.create(training, by=by, reason=f"由{here.short_name}报来")
    proof = render_document(certificate_of(guest, year, on=on), "docx")
    attachments.add(record=training, upload=SimpleUploadedFile(f"{guest.name}学时证明.docx", proof), by=by)
    if by.member_id != offer.member.pk:
        review_training(training=training, to=TrainingState.APPROVED, comment="", on=on, by=by)
    return training
