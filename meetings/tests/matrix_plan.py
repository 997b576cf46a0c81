"""Who gets which answer from the pages of the year's plan and of agenda templates; part of the app's matrix."""

from django.utils.timezone import localdate

from meetings.plan import services
from meetings.plan.models import AgendaTemplate, MeetingPlanItem
from meetings.plan.services import TemplateLine
from meetings.topics.models import AgendaTopic

from .matrix_cycle import ALL_OF_BRANCH, KEEPERS, OUTSIDE, OWN_SECTION, WRITERS_ONLY

# A group leader words the rows of the own group; the row in the matrix is one of the branch.
ENTER_MEETINGS = WRITERS_ONLY | {"group_leader": 200}
WRITERS_AND_BACK = WRITERS_ONLY | dict.fromkeys(KEEPERS, 302) | OWN_SECTION | {"outsider": 302}
READERS_AND_LEADERS = ENTER_MEETINGS | {"superior": 200}
HIDDEN = {"member": 404, "probationary": 404}

MATRIX = {
    "meetings:topic_list": READERS_AND_LEADERS | OWN_SECTION,
    "meetings:topic_create": ENTER_MEETINGS | OWN_SECTION,
    # The topic in the matrix is one of the branch: not of the leader's group.
    "meetings:topic_detail": WRITERS_ONLY | {"superior": 200, "group_leader": 404} | HIDDEN | OUTSIDE,
    "meetings:topic_update": WRITERS_ONLY | {"group_leader": 404} | HIDDEN | OUTSIDE,
    "meetings:plan_list": ALL_OF_BRANCH | OWN_SECTION,
    "meetings:plan_create": WRITERS_ONLY | OWN_SECTION,
    "meetings:plan_themes": ENTER_MEETINGS | OWN_SECTION,
    # POST only: whoever may do it is led back to the plan with a message.
    "meetings:plan_fill": WRITERS_AND_BACK,
    "meetings:plan_copy": WRITERS_AND_BACK,
    "meetings:plan_detail": ALL_OF_BRANCH | OUTSIDE,
    "meetings:plan_update": WRITERS_ONLY | OUTSIDE,
    "meetings:template_list": READERS_AND_LEADERS | OWN_SECTION,
    "meetings:template_create": WRITERS_ONLY | OWN_SECTION,
    "meetings:template_detail": READERS_AND_LEADERS | HIDDEN | OUTSIDE,
    "meetings:template_update": WRITERS_ONLY | HIDDEN | OUTSIDE,
}
POST_ONLY = {"meetings:plan_fill", "meetings:plan_copy"}


def make_objects(cast) -> dict[str, dict[str, int]]:
    """A row of the branch's plan and a template; url kwargs by URL name."""
    # Of this year, so that the browser's pages, opened in it, show a row.
    year = localdate().year
    item = MeetingPlanItem.objects.create(branch=cast.branch, year=year, month=3, kind="ASSEMBLY")
    template = services.create_template(
        AgendaTemplate(branch=cast.branch, name="月度支委会", kind="COMMITTEE"),
        lines=[TemplateLine("研究本月工作")],
        by=cast.secretary,
    )
    topic = AgendaTopic.objects.create(branch=cast.branch, title="研究议事规则", from_on=localdate())
    pks = {"plan": item.pk, "template": template.pk, "topic": topic.pk}
    return {
        name: {"pk": pks[kind]} if page in {"detail", "update"} else {}
        for name in MATRIX
        for kind, _, page in [name.removeprefix("meetings:").partition("_")]
    }
