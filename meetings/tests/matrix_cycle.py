"""Who gets which answer from the pages of talks, criticism, the appraisal and the notes; part of the app's matrix."""

from datetime import date

from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.models import AppraisalRound
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.models import CycleNote
from meetings.cycle.talks.models import Talk

from .helpers import hold

KEEPERS = {"secretary": 200, "committee": 200, "discipline": 200}
MEMBERS = ("group_leader", "member", "probationary")
ALL_OF_BRANCH = KEEPERS | dict.fromkeys(MEMBERS, 200) | {"superior": 200}
OUTSIDE = {"outsider": 404, "administrator": 404, "anonymous": 302}
OWN_SECTION = {"outsider": 200, "administrator": 403, "anonymous": 302}
WRITERS_ONLY = KEEPERS | dict.fromkeys((*MEMBERS, "superior"), 403)
READERS_ONLY = WRITERS_ONLY | {"superior": 200}
NOT_FOR_MEMBERS = dict.fromkeys(MEMBERS, 404)
# The talk and the criticism are between the secretary and the member.
BETWEEN_TWO = {"group_leader": 404, "probationary": 404}
TAKES_PART = ALL_OF_BRANCH | {"superior": 403} | OUTSIDE

MATRIX = {
    "meetings:talk_list": ALL_OF_BRANCH | OWN_SECTION,
    "meetings:talk_matrix": READERS_ONLY | OWN_SECTION,
    "meetings:talk_create": ALL_OF_BRANCH | {"superior": 403} | OWN_SECTION,
    "meetings:talk_import": WRITERS_ONLY | OWN_SECTION,
    "meetings:talk_template": WRITERS_ONLY | OWN_SECTION,
    "meetings:talk_round": WRITERS_ONLY | OWN_SECTION,
    "meetings:talk_detail": ALL_OF_BRANCH | BETWEEN_TWO | OUTSIDE,
    # Whoever may not read what was said cannot change it, not even on the committee.
    "meetings:talk_update": WRITERS_ONLY | {"committee": 403, "discipline": 403} | BETWEEN_TWO | OUTSIDE,
    "meetings:appraisal_list": ALL_OF_BRANCH | OWN_SECTION,
    "meetings:appraisal_create": WRITERS_ONLY | OWN_SECTION,
    "meetings:appraisal_detail": KEEPERS | dict.fromkeys(MEMBERS, 302) | {"superior": 200} | OUTSIDE,
    "meetings:appraisal_update": WRITERS_ONLY | OUTSIDE,
    "meetings:appraisal_close": WRITERS_ONLY | OUTSIDE,
    # Its box opens: there is nothing to vote anew on.
    "meetings:appraisal_vote_again": WRITERS_ONLY | dict.fromkeys(KEEPERS, 302) | OUTSIDE,
    # The round of the cast votes online: there is no paper to type in, and its keepers are led back.
    "meetings:appraisal_paper": WRITERS_ONLY | dict.fromkeys(KEEPERS, 302) | OUTSIDE,
    "meetings:appraisal_decide": WRITERS_ONLY | OUTSIDE,
    "meetings:appraisal_own": TAKES_PART,
    "meetings:appraisal_self": TAKES_PART,
    "meetings:appraisal_peers": TAKES_PART,
    "meetings:appraisal_vote": TAKES_PART,
    "meetings:criticism_list": ALL_OF_BRANCH | OWN_SECTION,
    "meetings:criticism_create": WRITERS_ONLY | OWN_SECTION,
    "meetings:criticism_detail": ALL_OF_BRANCH | BETWEEN_TWO | {"superior": 404} | OUTSIDE,
    "meetings:criticism_update": WRITERS_ONLY | BETWEEN_TWO | {"superior": 404} | OUTSIDE,
    "meetings:criticism_reply": ALL_OF_BRANCH | BETWEEN_TWO | {"superior": 404} | OUTSIDE,
    "meetings:criticism_person": WRITERS_ONLY | OUTSIDE,
    "meetings:note_list": READERS_ONLY | OWN_SECTION,
    "meetings:note_create": WRITERS_ONLY | OWN_SECTION,
    "meetings:note_detail": READERS_ONLY | NOT_FOR_MEMBERS | OUTSIDE,
    "meetings:note_update": WRITERS_ONLY | NOT_FOR_MEMBERS | OUTSIDE,
}


def make_objects(cast, meeting) -> dict[str, dict[str, int]]:
    """A talk and a criticism between secretary and member, a round for all, a note; url kwargs by URL name."""
    people = cast.people
    shared = {"branch": cast.branch, "created_by": cast.secretary}
    talk = Talk.objects.create(
        year=2025, held_on=date(2025, 3, 7), one=people.secretary, other=people.member, **shared
    )
    criticism = Criticism.objects.create(
        meeting=meeting, critic=people.secretary, criticised=people.member, opinion="再深入些。", **shared
    )
    note = CycleNote.objects.create(
        year=2025, step="NOTICE", on=date(2025, 12, 1), text="印发方案。", **shared
    )
    appraisal = services.open_round(
        AppraisalRound(
            branch=cast.branch, year=2025, opens_on=date(2025, 12, 1), closes_on=date(2025, 12, 5)
        ),
        by=cast.secretary,
    )
    rows = {"talk": talk, "criticism": criticism, "note": note, "appraisal": appraisal}
    life = hold(cast.branch, "2025-03-08", "LIFE", by=cast.secretary)
    return {name: _kwargs(name, rows) for name in MATRIX} | {"meetings:criticism_person": {"pk": life.pk}}


def _kwargs(name: str, rows: dict) -> dict[str, int]:
    kind, _, page = name.removeprefix("meetings:").partition("_")
    return (
        {} if page in {"list", "create", "matrix", "round", "import", "template"} else {"pk": rows[kind].pk}
    )
