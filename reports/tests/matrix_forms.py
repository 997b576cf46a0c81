"""Who gets which answer from the paper forms of organisation life; part of the app's matrix."""

from datetime import date

from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.models import AppraisalRound
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.talks.models import Talk
from meetings.tests.helpers import hold

WRITERS = {"secretary": 200, "committee": 200, "discipline": 200}
OUTSIDE = {"outsider": 404, "administrator": 404, "anonymous": 302}
OWN_SECTION = {"outsider": 200, "administrator": 403, "anonymous": 302}
MEMBERS = ("group_leader", "member", "probationary")
READERS = WRITERS | {"superior": 200} | dict.fromkeys(MEMBERS, 403)
HIDDEN = dict.fromkeys(MEMBERS, 404)

MATRIX = {
    "reports:sign_in_sheet": READERS | OUTSIDE,
    "reports:meeting_statistics": READERS | OWN_SECTION,
    # Between the secretary and the member, as the talk.
    "reports:criticism_sheet": READERS | HIDDEN | {"member": 200, "superior": 403} | OUTSIDE,
    "reports:talk_form": READERS
    | HIDDEN
    | {"committee": 403, "discipline": 403, "member": 200, "superior": 403}
    | OUTSIDE,
    "reports:talk_overview": READERS | OWN_SECTION,
    "reports:ballot_paper": READERS | OUTSIDE,
    "reports:appraisal_summary": READERS | OUTSIDE,
    "reports:appraisal_member_forms": READERS | OUTSIDE,
    # The member's own form.
    "reports:appraisal_member_form": READERS | HIDDEN | {"member": 200} | OUTSIDE,
}


def make_objects(cast) -> dict[str, dict]:
    """A 组织生活会 with a criticism, a talk and a round, of a year of their own; url kwargs by URL name."""
    people = cast.people
    shared = {"branch": cast.branch, "created_by": cast.secretary}
    meeting = hold(cast.branch, "2023-12-20", "LIFE", by=cast.secretary)
    Criticism.objects.create(
        meeting=meeting, critic=people.secretary, criticised=people.member, opinion="再细些。", **shared
    )
    talk = Talk.objects.create(
        year=2023, held_on=date(2023, 12, 1), one=people.secretary, other=people.member, **shared
    )
    appraisal = services.open_round(
        AppraisalRound(
            branch=cast.branch, year=2023, opens_on=date(2023, 12, 1), closes_on=date(2023, 12, 5)
        ),
        by=cast.secretary,
    )
    pks = {
        "reports:sign_in_sheet": meeting.pk,
        "reports:criticism_sheet": meeting.pk,
        "reports:talk_form": talk.pk,
        "reports:ballot_paper": appraisal.pk,
        "reports:appraisal_summary": appraisal.pk,
        "reports:appraisal_member_forms": appraisal.pk,
        "reports:appraisal_member_form": appraisal.entries.get(member=people.member).pk,
    }
    pages = {name: {"file_format": "docx"} for name in MATRIX}
    return pages | {name: {"pk": pk, "file_format": "docx"} for name, pk in pks.items()}
