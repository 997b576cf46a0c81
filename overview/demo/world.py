"""What the demo's loaders share: the branch, its people and accounts, and entry on the day of the event."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from branch.models import Member, Organisation, PartyGroup, User
from meetings.models import Meeting


@dataclass
class World:
    """One demo branch while it is being loaded."""

    branch: Organisation
    secretary: User
    today: date
    groups: list[PartyGroup] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def people(self, *names: str) -> list[Member]:
        """Members by name."""
        return [self.members[name] for name in names]

    def person(self, name: str) -> Member | None:
        """One member; None for an empty name."""
        return self.members[name] if name else None

    def stamp(self, day: date, *, late: int = 0) -> dict:
        """When and by whom an event was entered: at six in the evening of its day, or `late` days after it."""
        entered = datetime.combine(date.fromordinal(day.toordinal() + late), time(18, 5))
        return {"created_at": timezone.make_aware(entered), "created_by": self.secretary}

    def evidence_for(self, item, day: date) -> list[Meeting]:
        """Records that an item can rest on: the committee meetings of the two months before a day."""
        held = Meeting.objects.of_branch(self.branch).held().of_kind("COMMITTEE")
        since = date.fromordinal(day.toordinal() - 62)
        return list(held.between(since, day).order_by("starts_at"))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day, local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
