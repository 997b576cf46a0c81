"""Who gets which answer from 会议记录, 纪要 and the bound records; part of the app's matrix."""

from meetings.tests.helpers import hold, item
from meetings.tests.matrix import EVERYONE_OF_THE_BRANCH, OUTSIDE, OWN_SECTION

# As the page of the meeting, and as the list.
MATRIX = {
    "reports:meeting_record": EVERYONE_OF_THE_BRANCH | OUTSIDE,
    "reports:meeting_summary": EVERYONE_OF_THE_BRANCH | OUTSIDE,
    "reports:meeting_book": EVERYONE_OF_THE_BRANCH | OWN_SECTION,
}


def make_objects(cast) -> dict[str, dict]:
    """A meeting at which everyone was due; url kwargs by URL name."""
    meeting = hold(cast.branch, "2024-03-08", "ASSEMBLY", agenda=[item(decision="照办")], by=cast.secretary)
    of_meeting = {"pk": meeting.pk, "file_format": "docx"}
    return {
        "reports:meeting_record": of_meeting,
        "reports:meeting_summary": of_meeting,
        "reports:meeting_book": {"file_format": "docx"},
    }
