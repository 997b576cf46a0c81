"""Loads the conversion table of the demo branch and training that its members had elsewhere."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from branch.models import User
from core import attachments, records
from study import services
from study.enums import TrainingState
from study.models import HourUnit, Training
from study.units import converted

from .world import World

SOURCE = "岭岳建设公司党委党员教育培训管理办法"
UNITS = [("小时", "1"), ("半天", "4"), ("天", "8")]

# (member, title, kind, organiser, form, year, month, day, days, is it 集中培训, state, comment)
TRAININGS = [
    ("郑长河", "基层党务骨干培训班", "PARTY_SCHOOL", "公司党校", "ONSITE", 2025, 9, 15, 2, True, "APPROVED", ""),
    ("林松涛", "党支部书记轮训班", "SUPERIOR", "公司党委", "DISCUSSION", 2025, 5, 20, 3, True, "APPROVED", ""),
    ("林松涛", "党支部书记轮训班", "SUPERIOR", "公司党委", "DISCUSSION", 2026, 5, 19, 3, True, "APPROVED", ""),
    ("郑长河", "党员骨干理论培训班", "PARTY_SCHOOL", "公司党校", "ONSITE", 2026, 9, 1, 1, False, "SUBMITTED", ""),
    ("陈喆", "安全管理网络课程", "ONLINE", "市培训中心", "ONLINE", 2026, 6, 8, 1, False, "RETURNED",
     "照片看不清课程名称，请重新上传。"),
]  # fmt: skip


def load(world: World) -> None:
    """Units first: the hours of a training are reckoned by them. Nothing after the demo's today."""
    units = {}
    for name, hours in UNITS:
        stamp = world.stamp(date(2024, 1, 5))
        unit = HourUnit(branch=world.branch, name=name, hours=Decimal(hours), source=SOURCE, **stamp)
        units[name] = records.create(unit, by=world.secretary)
    for row in TRAININGS:
        if date(*row[5:8]) + timedelta(days=20) < world.today:
            _training(world, units["天"], *row)


def _training(
    world: World,
    unit: HourUnit,
    name: str,
    title: str,
    kind: str,
    organiser: str,
    form: str,
    year: int,
    month: int,
    day: int,
    days: int,
    is_intensive: bool,
    state: str,
    comment: str,
) -> None:
    first = date(year, month, day)
    last = first + timedelta(days=days - 1)
    hours, basis = converted(unit, Decimal(days))
    training = Training(
        branch=world.branch,
        member=world.members[name],
        title=title,
        kind=kind,
        organiser=organiser,
        form=form,
        starts_on=first,
        ends_on=last,
        hours=hours,
        hours_basis=basis,
        is_intensive=is_intensive,
        **world.stamp(last),
    )
    records.create(training, by=world.secretary)
    proof = f"{organiser}\n兹证明{name}同志参加“{title}”，考核合格。\n（演示数据）"
    upload = SimpleUploadedFile("结业证明.txt", proof.encode(), "text/plain")
    attachments.add(record=training, upload=upload, by=world.secretary)
    if state != TrainingState.SUBMITTED:
        services.review_training(
            training=training,
            to=TrainingState(state),
            comment=comment,
            on=last + timedelta(days=3),
            by=_reviewer(world, training),
        )


def _reviewer(world: World, training: Training) -> User:
    """The secretary, and for the secretary's own training the organisation officer."""
    is_own = world.secretary.member_id == training.member_id
    return world.users["zuzhi"] if is_own else world.secretary
