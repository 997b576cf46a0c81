"""The duty list of the demo's committee, with the activities of 2025 that carry the items out."""

from datetime import date

from activities.models.activity import Activity
from activities.models.duty import DutyItem
from core import records

from .world import World

ADOPTED_ON, ADOPTED_AT = date(2025, 1, 8), "2025年1月支委会"
# (post, duty, kind of the activities that carry it out; none: not done yet)
DUTIES = [
    ("SECRETARY", "传达上级文件并逐件盯落实", "relay"),
    ("SECRETARY", "检查支委履行一岗双责", "double_duty"),
    ("ORGANISATION", "组织季度好党员评选", "quarter_star"),
    ("PUBLICITY", "每月发布宣传内容", "publicity"),
    ("DISCIPLINE", "每季度研判廉政风险", "risk"),
    ("DISCIPLINE", "节日前提醒廉洁纪律", "reminder"),
    ("YOUTH", "组织青年志愿服务", ""),
]


def load(world: World) -> None:
    """The items, as entered on the day they were adopted."""
    of_year = list(Activity.objects.of_branch(world.branch).in_year(ADOPTED_ON.year))
    for post, text, kind in DUTIES:
        duty = DutyItem(
            branch=world.branch,
            post_title=post,
            text=text,
            adopted_on=ADOPTED_ON,
            adopted_at=ADOPTED_AT,
            **world.stamp(ADOPTED_ON),
        )
        done = [activity for activity in of_year if activity.kind == kind]
        with records.audited(duty, by=world.secretary):
            duty.activities.set(done)
