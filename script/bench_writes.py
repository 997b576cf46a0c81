"""A meeting saved as the page saves it, and the same rows written by nothing but the ORM, to measure one against the other."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial, wraps
from time import process_time
from uuid import uuid4

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from branch.accounts.models import User
from branch.members.models import Member
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.forms.meeting import MeetingForm
from meetings.meeting.models import Meeting, MeetingKindLink, RollEntry
from script.bench_measure import RUNS, Measure, in_turn, ms

# The last of its year: no later record is numbered anew.
DAY = date(2025, 12, 30)
SAVED_TIMES = 2.5
TITLES = ("学习《党章》总纲", "通报上月工作", "研究发展对象名单")


def undone(save: Callable[[User, int], Meeting]) -> Callable[[User, int], None]:
    """The same, taken back at once: what is measured does not grow with the number of runs."""

    @wraps(save)
    def run(by: User, number: int) -> None:
        with transaction.atomic():
            save(by, number)
            transaction.set_rollback(True)

    return run


@undone
def saved_through_form(by: User, number: int) -> Meeting:
    """What is posted, checked by the form and written by its service: kinds, roll, three matters, audit entry."""
    branch = by.member.branch
    data = QueryDict(mutable=True)
    data.setlist("kinds", ["ASSEMBLY"])
    data.update(
        {
            "title": f"年末党员大会（{number}）",
            "state": "HELD",
            "starts_at": f"{DAY}T09:00",
            "place": "会议室",
            "chair": str(by.member_id),
            "recorder": str(by.member_id),
            "year": str(DAY.year),
            "minutes": "会议记录。",
            "form_token": str(uuid4()),
            "agenda-TOTAL_FORMS": str(len(TITLES)),
            "agenda-INITIAL_FORMS": "0",
        }
    )
    for place, title in enumerate(TITLES):
        data.update({f"agenda-{place}-title": title, f"agenda-{place}-decision": "同意。"})
    for member in Member.objects.attending(branch, DAY):
        data[f"roll-{member.pk}"] = "PRESENT"
    form = MeetingForm(data, user=by, branch=branch, today=DAY)
    if not form.is_valid():
        raise RuntimeError(str(form.errors))
    return form.save()


@undone
def saved_bare(by: User, number: int) -> Meeting:
    """The same rows, checked by nobody and told to nobody."""
    branch = by.member.branch
    members = list(Member.objects.attending(branch, DAY))
    meeting = Meeting.objects.create(
        branch=branch,
        title=f"年末党员大会（{number}）",
        year=DAY.year,
        starts_at=timezone.make_aware(datetime(DAY.year, DAY.month, DAY.day, 9)),
        place="会议室",
        chair=by.member,
        recorder=by.member,
        minutes="会议记录。",
        created_by=by,
    )
    MeetingKindLink.objects.create(meeting=meeting, kind="ASSEMBLY")
    for member in members:
        RollEntry.objects.create(meeting=meeting, member=member, may_vote=True, status_label="正式党员")
    for place, title in enumerate(TITLES, start=1):
        AgendaItem.objects.create(meeting=meeting, order=place, title=title, decision="同意。")
    return meeting


def measure_saving(by: User) -> Measure:
    """A meeting saved through form and service against the same rows written by the ORM alone."""
    ours, bare = in_turn(
        partial(saved_through_form, by, 1),
        partial(saved_bare, by, 1),
        runs=6 * RUNS,
        clock=process_time,
    )
    return Measure(
        "会议经表单和服务保存，与只用 ORM 写同样各行之比",
        ours / bare,
        f"保存 {ms(ours)}，只用 ORM {ms(bare)}",
        f"≤ {SAVED_TIMES:g} 倍",
        ours / bare <= SAVED_TIMES,
    )
