"""Who gets which answer from every page of this app; the whole site's matrix collects it."""

from rectification.enums import ItemState

from . import factory

READERS = ("secretary", "committee", "discipline", "superior")
WRITERS = ("secretary", "committee", "discipline")
MEMBERS = ("group_leader", "member", "probationary")
EVERYBODY = (*READERS, *MEMBERS, "outsider", "administrator", "anonymous")
OTHERS = {"anonymous": 302}


def _roles(**groups: int) -> dict[str, int]:
    """Status per role from status per group, later groups over earlier ones."""
    named = {"readers": READERS, "writers": WRITERS, "members": MEMBERS, "everybody": EVERYBODY}
    table: dict[str, int] = {}
    for group, status in groups.items():
        table |= dict.fromkeys(named.get(group, (group,)), status)
    return table | OTHERS


# Lists about the chosen branch: an outsider sees the list of the own branch.
READ_LIST = _roles(everybody=403, readers=200, outsider=200)
READ_ONE = _roles(everybody=404, readers=200)
CREATE = _roles(everybody=403, writers=200, outsider=200)
CHANGE_ONE = _roles(everybody=404, superior=403, writers=200)
# The item of the matrix belongs to the plain member.
OWN_ONE = _roles(everybody=404, readers=200, member=200)
WORK_ON_OWN = _roles(everybody=404, superior=403, member=200, writers=200)
# POST without data: refused by the form (200), or done and sent on (302).
POST_WORK = _roles(everybody=404, superior=403, member=200, writers=200)
POST_DONE_BY_OWN = _roles(everybody=404, superior=403, member=302, writers=302)
# The secretary handed the item in, and so may not judge it.
JUDGE = _roles(everybody=404, superior=403, member=403, writers=200, secretary=403)
DECIDE = _roles(everybody=404, superior=403, member=403, writers=200)
POST_CHANGE = _roles(everybody=404, superior=403, writers=302)

MATRIX: dict[str, dict[str, int]] = {
    "rectification:item_list": _roles(everybody=200, administrator=403),
    "rectification:item_create": CREATE,
    "rectification:item_detail": OWN_ONE,
    "rectification:item_update": DECIDE,
    "rectification:item_start": POST_DONE_BY_OWN,
    "rectification:item_log": POST_WORK,
    "rectification:item_submit": WORK_ON_OWN,
    "rectification:item_close": JUDGE,
    "rectification:item_return": JUDGE,
    "rectification:item_keep": JUDGE,
    "rectification:item_reopen": DECIDE,
    "rectification:item_extend": DECIDE,
    "rectification:item_effect": JUDGE,
    "rectification:evidence_add": WORK_ON_OWN,
    "rectification:evidence_remove": POST_DONE_BY_OWN,
    "rectification:problem_list": READ_LIST,
    "rectification:problem_create": CREATE,
    "rectification:problem_detail": READ_ONE,
    "rectification:problem_update": CHANGE_ONE,
    "rectification:problem_life": READ_ONE,
    "rectification:item_figures": READ_LIST,
    "rectification:problem_repeat": POST_CHANGE,
    "rectification:cause_list": READ_LIST,
    "rectification:cause_create": CREATE,
    "rectification:cause_detail": READ_ONE,
    "rectification:cause_update": CHANGE_ONE,
    "rectification:measure_list": READ_LIST,
    "rectification:measure_create": CREATE,
    "rectification:measure_detail": READ_ONE,
    "rectification:measure_update": CHANGE_ONE,
    "rectification:opinion_list": READ_LIST,
    "rectification:opinion_create": CREATE,
    "rectification:opinion_detail": READ_ONE,
    "rectification:opinion_update": CHANGE_ONE,
    "rectification:ledger_import": CREATE,
    "rectification:ledger_template": CREATE,
    "rectification:round_list": READ_LIST,
    "rectification:round_create": CREATE,
    "rectification:round_detail": READ_ONE,
    "rectification:round_update": CHANGE_ONE,
    "rectification:round_collect": POST_CHANGE,
    "rectification:round_count_in": POST_CHANGE,
    # The link is for everybody who has it.
    "rectification:opinion_give": dict.fromkeys(EVERYBODY, 200),
    "rectification:notice_list": READ_LIST,
    "rectification:notice_create": CREATE,
    "rectification:notice_detail": READ_ONE,
    "rectification:notice_update": CHANGE_ONE,
    "rectification:framework_list": READ_LIST,
    "rectification:framework_update": CREATE,
    "rectification:framework_copy": _roles(everybody=403, writers=302, outsider=302),
    "rectification:framework_item_detail": READ_ONE,
    "rectification:checks": READ_LIST,
}

WITHOUT_OBJECT = {"checks", "item_figures", "ledger_import", "ledger_template"}
POST_ONLY = {
    "rectification:item_start",
    "rectification:item_log",
    "rectification:evidence_remove",
    "rectification:problem_repeat",
    "rectification:round_collect",
    "rectification:round_count_in",
    "rectification:framework_copy",
}


def make_objects(cast) -> dict[str, dict[str, object]]:
    """One object of each kind in the cast's branch, and the arguments of every address."""
    framework = factory.make_framework(cast)
    problem = factory.make_problem(cast, framework_item=framework)
    pending = factory.make_item(cast, problem=problem)
    active = factory.make_item(cast, problem=problem, state=ItemState.ACTIVE)
    review = factory.make_item(cast, problem=problem, state=ItemState.REVIEW)
    closed = factory.make_item(cast, problem=problem, state=ItemState.CLOSED)
    evidence = active.evidence.create(
        object_type="meetings.meeting", object_id=1, label="试验会议", by_name="试验"
    )
    cause, measure = factory.make_cause(cast, problem), factory.make_measure(cast, problem)
    opinion, round_ = factory.make_opinion(cast), factory.make_round(cast)
    notice = factory.make_notice(cast, closed)
    item_of = {
        "item_start": pending,
        "item_submit": active,
        "item_close": review,
        "item_return": review,
        "item_keep": review,
        "item_reopen": closed,
        "item_effect": closed,
    }
    arguments: dict[str, dict[str, object]] = {}
    for name in MATRIX:
        short = name.partition(":")[2]
        kind = short.partition("_")[0]
        target = {
            "problem": problem,
            "cause": cause,
            "measure": measure,
            "opinion": opinion,
            "round": round_,
            "notice": notice,
        }.get(kind, active)
        arguments[name] = {"pk": item_of.get(short, target).pk}
        if short.endswith(("_list", "_create")) or short in WITHOUT_OBJECT:
            arguments[name] = {}
    arguments["rectification:opinion_give"] = {"token": round_.token}
    arguments["rectification:evidence_remove"] = {"pk": evidence.pk}
    arguments["rectification:framework_item_detail"] = {"pk": framework.pk}
    for short in ("framework_update", "framework_copy"):
        arguments[f"rectification:{short}"] = {"audience": "COMMITTEE"}
    return arguments
