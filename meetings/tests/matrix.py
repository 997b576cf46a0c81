"""Who gets which answer from the pages of organisation life; config/tests collects it for the whole site."""

from branch.rules.models import RuleExplanation
from meetings.votes.models import Vote

from . import matrix_calendar, matrix_cycle, matrix_plan
from .helpers import hold, item

KEEPERS = {"secretary": 200, "committee": 200, "discipline": 200}
EVERYONE_OF_THE_BRANCH = KEEPERS | {"group_leader": 200, "member": 200, "probationary": 200, "superior": 200}
FORBIDDEN_TO_THE_REST = {
    "group_leader": 403,
    "member": 403,
    "probationary": 403,
    "superior": 403,
}
OUTSIDE = {"outsider": 404, "administrator": 404, "anonymous": 302}
OWN_SECTION = {"outsider": 200, "administrator": 403, "anonymous": 302}
HIDDEN_FROM_MEMBERS = {"group_leader": 404, "member": 404, "probationary": 404}

MATRIX = {
    "meetings:meeting_list": EVERYONE_OF_THE_BRANCH | OWN_SECTION,
    "meetings:meeting_create": KEEPERS | FORBIDDEN_TO_THE_REST | {"group_leader": 200} | OWN_SECTION,
    "meetings:roll_partial": KEEPERS | FORBIDDEN_TO_THE_REST | {"group_leader": 200} | OWN_SECTION,
    "meetings:meeting_detail": EVERYONE_OF_THE_BRANCH | OUTSIDE,
    "meetings:sign_in_photo": KEEPERS | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:meeting_update": KEEPERS | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:meeting_confirm": KEEPERS | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:meeting_correct": KEEPERS | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:meeting_advice": dict.fromkeys(KEEPERS, 302) | FORBIDDEN_TO_THE_REST | OUTSIDE,
    # POST only, sent without data: whoever may do it is led back with a message.
    "meetings:decision_done": dict.fromkeys(KEEPERS, 302) | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:decision_drop": dict.fromkeys(KEEPERS, 302) | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:roll_make_up": dict.fromkeys(KEEPERS, 302) | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:vote_create": KEEPERS | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:vote_update": KEEPERS | FORBIDDEN_TO_THE_REST | OUTSIDE,
    "meetings:vote_detail": EVERYONE_OF_THE_BRANCH | OUTSIDE,
    "meetings:explanation_list": KEEPERS | FORBIDDEN_TO_THE_REST | {"superior": 200} | OWN_SECTION,
    # Without a rule in its address the page is not found, for those who may write one.
    "meetings:explanation_create": dict.fromkeys(KEEPERS, 404)
    | FORBIDDEN_TO_THE_REST
    | {"outsider": 404, "administrator": 403, "anonymous": 302},
    "meetings:explanation_detail": KEEPERS | HIDDEN_FROM_MEMBERS | {"superior": 200} | OUTSIDE,
    "meetings:explanation_update": KEEPERS | HIDDEN_FROM_MEMBERS | {"superior": 403} | OUTSIDE,
}
MATRIX |= matrix_cycle.MATRIX | matrix_calendar.MATRIX | matrix_plan.MATRIX
POST_ONLY = {
    "meetings:meeting_advice",
    "meetings:decision_done",
    "meetings:decision_drop",
    "meetings:roll_make_up",
} | matrix_plan.POST_ONLY


def make_objects(cast) -> dict[str, dict[str, int]]:
    """A meeting at which everyone was due, with a decision and a vote, and a reason; url kwargs by URL name."""
    meeting = hold(
        cast.branch,
        "2025-03-07",
        "ASSEMBLY",
        agenda=[item(decision="照办", responsible=cast.people.committee)],
        by=cast.secretary,
        chair=cast.people.secretary,
    )
    reason = RuleExplanation.objects.create(
        branch=cast.branch, year=2025, rule_id="M2", period_key="2025-01", reason="全体出差。"
    )
    vote = Vote.objects.create(
        branch=cast.branch, item=meeting.agenda.get(), body="ASSEMBLY", voters_due=9, voters_present=9
    )
    of_meeting, of_reason = {"pk": meeting.pk}, {"pk": reason.pk}
    return {
        "meetings:meeting_list": {},
        "meetings:meeting_create": {},
        "meetings:roll_partial": {},
        "meetings:meeting_detail": of_meeting,
        "meetings:sign_in_photo": of_meeting,
        "meetings:meeting_update": of_meeting,
        "meetings:meeting_confirm": of_meeting,
        "meetings:meeting_correct": of_meeting,
        "meetings:meeting_advice": of_meeting,
        "meetings:decision_done": {"pk": meeting.agenda.get().pk},
        "meetings:decision_drop": {"pk": meeting.agenda.get().pk},
        "meetings:roll_make_up": {"pk": meeting.roll.get(member=cast.people.member).pk},
        "meetings:vote_create": {"pk": vote.item_id},
        "meetings:vote_detail": {"pk": vote.pk},
        "meetings:vote_update": {"pk": vote.pk},
        "meetings:explanation_list": {},
        "meetings:explanation_create": {},
        "meetings:explanation_detail": of_reason,
        "meetings:explanation_update": of_reason,
        **matrix_cycle.make_objects(cast, meeting),
        **matrix_calendar.make_objects(cast),
        **matrix_plan.make_objects(cast),
    }
