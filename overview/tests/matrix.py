"""Who gets which answer from every page of this app; the whole site's matrix collects it."""

from core.testing import ROLE_NAMES

ANONYMOUS = {"anonymous": 302}
ALL = dict.fromkeys(ROLE_NAMES, 200) | ANONYMOUS

MATRIX: dict[str, dict[str, int]] = {
    # A superior officer's work bench is the view of the branches below.
    "overview:home": ALL | {"superior": 302},
    "overview:cycle": dict.fromkeys(ROLE_NAMES, 403)
    | dict.fromkeys(("secretary", "committee", "discipline", "superior", "outsider"), 200)
    | ANONYMOUS,
    "overview:search": ALL,
    "overview:data_safety": dict.fromkeys(ROLE_NAMES, 403) | {"administrator": 200} | ANONYMOUS,
    "overview:data_safety_ask": dict.fromkeys(ROLE_NAMES, 403) | {"administrator": 302} | ANONYMOUS,
    "overview:oversight": dict.fromkeys(ROLE_NAMES, 403) | {"superior": 200} | ANONYMOUS,
}

POST_ONLY: set[str] = {"overview:data_safety_ask"}

# What the browser looks at besides: other roles' work benches, and what a search finds.
MORE_PAGES = [
    *((role, "/") for role in ("group_leader", "member", "administrator")),
    ("superior", "/oversight/"),
    ("secretary", "/search/?q=%E8%AF%95"),
]


def make_objects(_cast) -> dict[str, dict]:
    """None of these pages is about one object."""
    return {name: {} for name in MATRIX}
