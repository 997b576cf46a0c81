"""What the demo's project branch keeps of single members: talks to remind them, one who is away. All of it made up."""

from datetime import date, timedelta

from branch.admonitions.models import Admonition
from branch.away.models import Away, ReportEvery
from branch.away.services import enter_report
from core import records

from .world import World

# (day, kind, member, by whom, account that wrote it, reason, content, follow-up, outcome)
ADMONITIONS = [
    (
        date(2025, 4, 9),
        "TALK",
        "贺小川",
        "纪检委员周立群",
        "jijian",
        "连续两次没有按时交心得",
        "问清是倒班没有时间，约定每月下旬交；班长帮助调一次班。",
        date(2025, 6, 30),
        "五月、六月按时交了心得。",
    ),
    (
        date(2025, 9, 18),
        "TALK",
        "单国强",
        "书记林松涛",
        "shuji",
        "在班前会上对安全检查说了消极的话",
        "当面讲清检查的道理，本人认识到影响了新工人。",
        date(2025, 11, 20),
        "班前会上主动讲违章案例。",
    ),
    (
        date(2026, 3, 12),
        "CRITICISM",
        "樊卫东",
        "书记林松涛",
        "shuji",
        "调度记录补记，和实际时间不符",
        "在支委会上作了检查，重新核对当月记录。",
        date(2026, 6, 12),
        "两次抽查记录都和实际相符。",
    ),
]
AWAY, AWAY_SINCE, PLACE = "钟山", date(2026, 5, 6), "岭东拌和站驻点"
REPORTS_EVERY = timedelta(days=80)
REPORTED = ("驻点工作正常，用手机参加了支部学习。", "和驻地工班一起学习，帮新工人讲了一次操作规程。")


def load(world: World) -> None:
    """As entered on the day."""
    for day, kind, name, by_whom, login, reason, content, follow_up_on, outcome in ADMONITIONS:
        if follow_up_on < world.today:
            stamp = world.stamp(day) | {"created_by": world.users[login]}
            row = Admonition(
                branch=world.branch,
                member=world.members[name],
                kind=kind,
                held_on=day,
                by_whom=by_whom,
                reason=reason,
                content=content,
                follow_up_on=follow_up_on,
                outcome=outcome,
                **stamp,
            )
            records.create(row, by=world.users[login])
    if world.today > AWAY_SINCE:
        _away(world)


def _away(world: World) -> None:
    """Away for the supply of another site, back for some meetings, reporting as agreed."""
    away = Away(
        branch=world.branch,
        member=world.members[AWAY],
        place=PLACE,
        starts_on=AWAY_SINCE,
        reason="保障兄弟项目供料，预计半年以上",
        contact="手机同名册；驻地值班室转",
        report_every=ReportEvery.QUARTER,
        **world.stamp(AWAY_SINCE),
    )
    records.create(away, by=world.secretary)
    day = AWAY_SINCE + REPORTS_EVERY
    while day < world.today:
        text = REPORTED[day.month % len(REPORTED)]
        enter_report(away=away, on=day, channel="电话", text=text, by=world.secretary)
        day += REPORTS_EVERY
