"""Which part of the hours was 领读, 自学, 研讨, 现场 and 网络."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from branch.models import Organisation

from .enums import StudyForm
from .models import StudyAssignment, Training


@dataclass(frozen=True)
class FormShare:
    """Hours of all members together in one form, and their part of all hours in per cent with one decimal."""

    form: StudyForm
    hours: Decimal
    percent: Decimal


def form_shares(hours: Iterable[tuple[str, Decimal]]) -> list[FormShare]:
    """The share of every form, in the order of StudyForm, from (form, hours) of whatever was completed."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for form, gained in hours:
        sums[form] += gained
    total = sum(sums.values(), Decimal(0))
    return [FormShare(form, sums[form], _percent(sums[form], total)) for form in StudyForm]


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else Decimal(0)


def shares_of_year(
    branch: Organisation, year: int, *, member_ids: Collection[int] | None = None
) -> list[FormShare]:
    """The shares in completed tasks and approved training of a year, of all members or of those named."""
    done = StudyAssignment.objects.of_branch(branch, year).completed()
    elsewhere = Training.objects.of_branch(branch).in_year(year).approved()
    if member_ids is not None:
        done, elsewhere = done.filter(member__in=member_ids), elsewhere.filter(member__in=member_ids)
    return form_shares(
        [*done.values_list("task__form", "hours_done"), *elsewhere.values_list("form", "hours")]
    )
