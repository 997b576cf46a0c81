"""Who gets which answer from every page of this app; the whole site's matrix collects it."""

from datetime import date

from core.testing import ROLE_NAMES
from overview.closing.models import BranchClosing
from overview.handover.models import Handover
from overview.renewal.models import Renewal

ANONYMOUS = {"anonymous": 302}
ALL = dict.fromkeys(ROLE_NAMES, 200) | ANONYMOUS
READERS = (
    dict.fromkeys(ROLE_NAMES, 403)
    | dict.fromkeys(("secretary", "committee", "discipline", "superior", "outsider"), 200)
    | ANONYMOUS
)
OTHERS_404 = dict.fromkeys(("group_leader", "member", "probationary", "outsider", "administrator"), 404)

MATRIX: dict[str, dict[str, int]] = {
    # A superior officer's work bench is the view of the branches below.
    "overview:home": ALL | {"superior": 302},
    "overview:cycle": READERS,
    "overview:search": ALL,
    "overview:help_index": ALL,
    "overview:help_chapter": ALL,
    "overview:help_about": dict.fromkeys(ROLE_NAMES, 302) | ANONYMOUS,
    "overview:help_picture": ALL,
    "overview:data_safety": dict.fromkeys(ROLE_NAMES, 403) | {"administrator": 200} | ANONYMOUS,
    "overview:data_safety_ask": dict.fromkeys(ROLE_NAMES, 403) | {"administrator": 302} | ANONYMOUS,
    "overview:handover_list": READERS,
    "overview:handover_create": dict.fromkeys(ROLE_NAMES, 403)
    | dict.fromkeys(("secretary", "superior"), 200)
    # No secretary's term is registered there: it leads to the posts.
    | {"outsider": 302}
    | ANONYMOUS,
    "overview:handover_detail": READERS | OTHERS_404,
    "reports:handover_paper": READERS | OTHERS_404,
    "overview:renewal_list": READERS,
    "overview:renewal_create": READERS | {"superior": 403},
    "overview:renewal_detail": READERS | OTHERS_404,
    "overview:renewal_update": READERS | OTHERS_404 | {"superior": 403},
    "overview:renewal_candidates": READERS | OTHERS_404 | {"superior": 403},
    "overview:renewal_step": READERS | OTHERS_404 | {"superior": 403},
    # Nobody is elected yet: it leads back to the steps.
    "overview:renewal_finish": READERS
    | OTHERS_404
    | {"committee": 403, "discipline": 403, "secretary": 302, "superior": 302},
    "reports:renewal_paper": READERS | OTHERS_404,
    "overview:closing_list": READERS,
    # No branch of the cast was sent out.
    "overview:closing_create": dict.fromkeys(ROLE_NAMES, 403) | ANONYMOUS,
    "overview:closing_detail": READERS | OTHERS_404,
    "reports:closing_paper": READERS | OTHERS_404,
    "overview:oversight": dict.fromkeys(ROLE_NAMES, 403) | {"superior": 200} | ANONYMOUS,
}

POST_ONLY: set[str] = {"overview:data_safety_ask"}

# What the browser looks at besides: other roles' work benches, and what a search finds.
MORE_PAGES = [
    *((role, "/") for role in ("group_leader", "member", "administrator")),
    ("superior", "/oversight/"),
    ("secretary", "/search/?q=%E8%AF%95"),
]


def make_objects(cast) -> dict[str, dict]:
    """A hand-over of the branch in the past; the other pages are about no object."""
    handover = Handover.objects.create(
        branch=cast.branch,
        leaving=cast.people.extra1,
        taking=cast.people.secretary,
        starts_on=date(2023, 1, 1),
        listing=[
            {"title": "在办事项", "header": ["类别"], "rows": [["主持会议"]], "widths": [], "empty": ""}
        ],
    )
    closing = BranchClosing.objects.create(
        branch=cast.branch,
        closed_on=date(2023, 1, 1),
        document="试验发〔2023〕1号",
        received_by="试验公司党委",
    )
    found: dict[str, dict] = {name: {} for name in MATRIX}
    renewal = Renewal.objects.create(branch=cast.branch, number=3, seats=3, planned_on=date(2026, 1, 10))
    for name in ("detail", "update", "candidates", "finish"):
        found[f"overview:renewal_{name}"] = {"pk": renewal.pk}
    found["overview:renewal_step"] = {"pk": renewal.pk, "step": "reply"}
    found["reports:renewal_paper"] = {"pk": renewal.pk, "paper": "request", "file_format": "pdf"}
    found["overview:closing_detail"] = {"pk": closing.pk}
    found["reports:closing_paper"] = {"pk": closing.pk, "file_format": "pdf"}
    found["overview:handover_detail"] = {"pk": handover.pk}
    found["reports:handover_paper"] = {"pk": handover.pk, "file_format": "pdf"}
    found["overview:help_chapter"] = {"slug": "start"}
    found["overview:help_about"] = {"page": "overview:home"}
    found["overview:help_picture"] = {"name": "workbench"}
    return found
