"""What every role gets from every address of the app: the table and the objects it is about."""

from activities.tests.helpers import make_activity, make_area, make_duty

WRITERS = ("secretary", "committee", "discipline")
OWN_ONLY = ("group_leader", "member", "probationary")


def _row(*, writers: int, own: int, superior: int, outsider: int, administrator: int) -> dict[str, int]:
    return (
        dict.fromkeys(WRITERS, writers)
        | dict.fromkeys(OWN_ONLY, own)
        | {"superior": superior, "outsider": outsider, "administrator": administrator, "anonymous": 302}
    )


# The outsider is the secretary of another branch: section pages show that branch, objects of this one do not exist.
MATRIX = {
    "activities:activity_list": _row(writers=200, own=200, superior=200, outsider=200, administrator=403),
    "activities:activity_create": _row(writers=200, own=403, superior=403, outsider=200, administrator=403),
    "activities:activity_import": _row(writers=200, own=403, superior=403, outsider=200, administrator=403),
    "activities:activity_template": _row(writers=200, own=403, superior=403, outsider=200, administrator=403),
    "activities:activity_detail": _row(writers=200, own=404, superior=200, outsider=404, administrator=404),
    "activities:activity_update": _row(writers=200, own=404, superior=403, outsider=404, administrator=404),
    "activities:activity_fill": _row(writers=302, own=404, superior=403, outsider=404, administrator=404),
    "activities:pledge_update": _row(writers=200, own=200, superior=403, outsider=200, administrator=403),
    "activities:timeline": _row(writers=200, own=200, superior=200, outsider=200, administrator=403),
    "activities:calendar": _row(writers=200, own=200, superior=200, outsider=200, administrator=403),
    "activities:statistics": _row(writers=200, own=403, superior=200, outsider=200, administrator=403),
    "activities:duty_list": _row(writers=200, own=403, superior=200, outsider=200, administrator=403),
    "activities:duty_create": _row(writers=200, own=403, superior=403, outsider=200, administrator=403),
    "activities:duty_detail": _row(writers=200, own=404, superior=200, outsider=404, administrator=404),
    "activities:duty_update": _row(writers=200, own=404, superior=403, outsider=404, administrator=404),
    "activities:area_list": _row(writers=200, own=403, superior=200, outsider=200, administrator=403),
    "activities:area_create": _row(writers=200, own=403, superior=403, outsider=200, administrator=403),
    "activities:area_copy": _row(writers=302, own=403, superior=403, outsider=302, administrator=403),
    "activities:area_assign": _row(writers=302, own=403, superior=403, outsider=302, administrator=403),
    "activities:area_detail": _row(writers=200, own=404, superior=200, outsider=404, administrator=404),
    "activities:area_update": _row(writers=200, own=404, superior=403, outsider=404, administrator=404),
    "activities:area_move": _row(writers=302, own=404, superior=403, outsider=404, administrator=404),
}
POST_ONLY = {
    "activities:activity_fill",
    "activities:area_copy",
    "activities:area_assign",
    "activities:area_move",
}


def make_objects(cast) -> dict[str, dict]:
    """The address arguments of the objects the table is about: an activity of the secretary's, and an area."""
    activity = make_activity(cast)
    of_kind = {"activity": activity, "area": make_area(cast), "duty": make_duty(cast)}
    return {
        name: {"pk": of_kind[name.partition(":")[2].partition("_")[0]].pk}
        for name in MATRIX
        if name.rpartition("_")[2] in {"detail", "update", "move", "fill"} and ":pledge_" not in name
    }
