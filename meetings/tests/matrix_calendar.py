"""Who gets which answer from the calendar files; part of the app's matrix."""

from meetings.meeting import services

from .helpers import build
from .matrix_cycle import ALL_OF_BRANCH, OUTSIDE, OWN_SECTION

MATRIX = {
    "meetings:calendar_file": ALL_OF_BRANCH | OWN_SECTION,
    "meetings:meeting_calendar": ALL_OF_BRANCH | OUTSIDE,
}


def make_objects(cast) -> dict[str, dict[str, int]]:
    """A planned meeting of the whole branch; url kwargs by URL name."""
    planned = services.plan_meeting(
        build(cast.branch, "2025-12-18", title="十二月主题党日"), kinds=["THEME_DAY"], by=cast.secretary
    )
    return {"meetings:calendar_file": {}, "meetings:meeting_calendar": {"pk": planned.pk}}
