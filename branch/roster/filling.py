"""What a roster says of members who are on the register already: what is empty there can be filled, the rest stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from branch.accounts.models import User
from branch.enums import TechnicalTitle
from branch.members.models import Member
from branch.members.register import label_of
from branch.organisations.models import Organisation, PartyGroup
from core import records
from core.dates import chinese_date
from core.refusals import Refused

from .forms import BESIDE, COLUMNS, RosterRowForm

# A group that the register lacks counts as empty, too; status and posts change by acts of their own.
FILLED = [*(name for name in COLUMNS if name not in BESIDE | {"name"}), "group"]
# How the register says that it does not know.
_UNKNOWN = (None, "", TechnicalTitle.NONE)


@dataclass
class Filling:
    """A member, what the row would fill in, and where the register says something else."""

    row: RosterRowForm
    member: Member
    values: dict[str, Any] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """民族：汉族, for each field that would be filled."""
        return [f"{label_of(name)}：{_shown(name, value)}" for name, value in self.values.items()]


def fillings_of(branch: Organisation, rows: Iterable[RosterRowForm], on: date) -> list[Filling]:
    """A filling for each row that is one member of the roll by name, and by day of birth where both sides have it.

    Of two people with one name nobody can be told apart: they have none.
    """
    people: dict[str, list[Member]] = {}
    for member in Member.objects.on_roll(branch, on).select_related("group"):
        people.setdefault(member.name, []).append(member)
    found = []
    for row in rows:
        cleaned = row.cleaned_data if row.errors is not None else {}
        same = [
            one for one in people.get(cleaned.get("name", ""), ()) if _may_be(one, cleaned.get("birth_date"))
        ]
        if not row.is_taken and len(same) == 1:
            found.append(_filling(row, same[0], cleaned))
    return found


def _may_be(member: Member, birth_date: date | None) -> bool:
    return birth_date is None or member.birth_date in (None, birth_date)


def _filling(row: RosterRowForm, member: Member, cleaned: dict[str, Any]) -> Filling:
    filling = Filling(row, member)
    for name in FILLED:
        said, known = cleaned.get(name), getattr(member, name)
        if said in _UNKNOWN or name in row.errors or (isinstance(said, PartyGroup) and said.pk is None):
            continue
        if known in _UNKNOWN:
            filling.values[name] = said
        elif known != said and name in member.restricted_fields:
            filling.others.append(
                f"{label_of(name)}和登记的不一样"
            )  # what is registered not everybody may read
        elif known != said:
            filling.others.append(
                f"{label_of(name)}登记的是“{_shown(name, known)}”，名册写“{_shown(name, said)}”"
            )
    return filling


def _shown(name: str, value: Any) -> str:
    choices = dict(getattr(Member._meta.get_field(name), "flatchoices", ()) or ())
    return chinese_date(value) if isinstance(value, date) else str(choices.get(value, value))


@transaction.atomic
def fill_members(fillings: Sequence[Filling], *, by: User | None) -> int:
    """Fill in what is empty; returns how many fields were filled.

    Raises Refused where what is filled does not go with what the register has (a confirmation before the admission).
    """
    for filling in fillings:
        if not filling.values:
            continue
        member = Member.objects.get(pk=filling.member.pk)
        with records.audited(member, by=by, reason="按导入的名册补空白栏"):
            for name, value in filling.values.items():
                if getattr(member, name) in _UNKNOWN:
                    setattr(member, name, value)
            _refuse_wrong_order(member)
            try:
                member.full_clean()
            except ValidationError as error:
                raise Refused(f"{member.name}：{'；'.join(error.messages)}") from error
    return sum(len(filling.values) for filling in fillings)


def _refuse_wrong_order(member: Member) -> None:
    names = [name for name in ("birth_date", "joined_on", "confirmed_on") if getattr(member, name)]
    days = [getattr(member, name) for name in names]
    if days != sorted(days):
        order = "、".join(f"{label_of(name)} {getattr(member, name):%Y-%m-%d}" for name in names)
        raise Refused(f"{member.name}的日期先后不对：{order}。请先在党员页面改正登记的那一个。")
