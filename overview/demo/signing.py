"""Signs the meetings of the past year, once everything else of the demo has been entered on them."""

from datetime import timedelta

from meetings import services
from meetings.checks import day_of
from meetings.enums import MeetingState
from meetings.models import Meeting

from .world import World

# What is older lies in the archive, and the newest records still wait for their signatures.
SINCE, UNTIL = timedelta(days=370), timedelta(days=20)


def sign_meetings(world: World) -> None:
    """Chair and recorder signed two days after the meeting."""
    held = Meeting.objects.of_branch(world.branch).filter(state=MeetingState.HELD)
    for meeting in held.between(world.today - SINCE, world.today - UNTIL).order_by("starts_at", "pk"):
        services.confirm_meeting(meeting=meeting, by=world.secretary, on=day_of(meeting) + timedelta(days=2))
