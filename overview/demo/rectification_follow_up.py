"""Demo rows around the items: a round of 征求意见 by link, 公示, answers on effects, an extended limit."""

from datetime import date, timedelta

from core import records
from rectification.enums import EFFECT_AFTER, ItemEffect
from rectification.models.items import RectificationItem
from rectification.models.notices import PublicNotice
from rectification.models.rounds import OpinionRound, RoundReply
from rectification.services.items import answer_effect, extend_due

from .world import World

# What people wrote through the link so far.
REPLIES = (
    ("COMMITTEE", "支委下现场比去年多了，希望夜班也能常见到。"),
    ("BRANCH", "党课结合断层施工讲，听得进去，建议再多几次。"),
    ("BRANCH", "宿舍热水晚上十点就停，下夜班赶不上。"),
)
# Beginning of the item's text -> how it worked, and what was found.
EFFECTS = {
    "印发学习考核办法": (ItemEffect.EFFECTIVE, "连续三个月到会率在九成以上。"),
    "支委每人联系一个班组": (ItemEffect.PARTIAL, "拌和站班组谈心间隔偏长，已提醒联系人。"),
    "对物资采购和食堂": (ItemEffect.EFFECTIVE, "抽查没有再发现补签。"),
}


def load(world: World) -> None:
    """Everything that has happened before the demo's today."""
    _effects(world)
    _round(world)
    _notice(world)


def extend(world: World, item: RectificationItem, on: date, until: date, reason: str) -> None:
    """A later limit for an item, decided on a day before the demo's today."""
    if on < world.today:
        extend_due(item=item, due_on=until, reason=reason, by=world.secretary, on=on)


def _effects(world: World) -> None:
    for item in RectificationItem.objects.of_branch(world.branch).filter(closed_by__isnull=False):
        found = next((answer for start, answer in EFFECTS.items() if item.content.startswith(start)), None)
        asked = item.closed_on + EFFECT_AFTER + timedelta(days=2)
        if found and asked < world.today:
            answer_effect(item=item, effect=found[0], note=found[1], by=item.closed_by, on=asked)


def _round(world: World) -> None:
    opens = world.today - timedelta(days=6)
    found = OpinionRound(
        branch=world.branch,
        year=world.today.year,
        title=f"{world.today.year}年度组织生活会征求意见",
        introduction="对支委会、支部的学习、作风、服务施工生产有什么意见和建议，请直说。",
        opens_on=opens,
        closes_on=world.today + timedelta(days=8),
        **world.stamp(opens),
    )
    records.create(found, by=world.secretary)
    RoundReply.objects.bulk_create(
        RoundReply(round=found, about=about, text=text, received_on=opens + timedelta(days=place + 1))
        for place, (about, text) in enumerate(REPLIES)
    )


def _notice(world: World) -> None:
    starts = date(2026, 1, 20)
    notice = PublicNotice(
        branch=world.branch,
        year=2025,
        place="项目部党务公开栏",
        starts_on=starts,
        ends_on=starts + timedelta(days=7),
        contact="支部办公室意见箱",
        feedback="无",
        **world.stamp(starts),
    )
    items = RectificationItem.objects.of_branch(world.branch).in_year(2025)
    with records.audited(notice, by=world.secretary):
        notice.items.set(items)
