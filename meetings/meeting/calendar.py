"""Planned meetings that are still ahead, for each person, and the calendar file (RFC 5545) that tells them."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from branch.members.models import Member
from core.dates import on_days
from meetings.enums import MeetingKind, MeetingState

from .models import Meeting, MeetingKindLink, MeetingQuerySet


def planned_ahead(user: AbstractBaseUser, on: date) -> MeetingQuerySet:
    """Planned meetings from a day on that the user may see, the next one first, with all that a calendar tells."""
    rows = Meeting.objects.visible_to(user).filter(on_days("starts_at", on), state=MeetingState.PLANNED)
    return (
        rows.select_related("branch", "group", "chair")
        .prefetch_related("kind_links")
        .order_by("starts_at", "pk")
    )


def due_ahead(user: AbstractBaseUser, on: date) -> MeetingQuerySet:
    """Those of `planned_ahead` at which the user will be due, as status, group and posts stand on that day."""
    rows = planned_ahead(user, on)
    member = user.member
    if member is None:
        return rows.none()
    of_committee = MeetingKindLink.objects.filter(meeting=OuterRef("pk"), kind=MeetingKind.COMMITTEE)
    belongs = Member.objects.attending(member.branch_id, on).filter(pk=member.pk)
    in_committee = Member.objects.committee(member.branch_id, on).filter(pk=member.pk)
    return rows.filter(
        Exists(belongs),
        Q(group__isnull=True) | Q(group=member.group_id),
        ~Q(Exists(of_committee)) | Q(Exists(in_committee)),
        branch=member.branch_id,
    )


CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Zhibu Jishi//Meetings//ZH"
# A plan without an end takes this long.
USUAL_LENGTH = timedelta(hours=1)
REMIND_BEFORE = timedelta(days=1)
# China has kept UTC+8 without summer time since this change; planned meetings are all later.
UNCHANGED_SINCE = datetime(1991, 9, 15, 2)  # local time, as the format wants it
OFFSET = timedelta(hours=8)


def calendar_of(meetings: Iterable[Meeting], name: str) -> bytes:
    """The meetings as one calendar called `name`; each with `branch`, `group`, `chair` and `kind_links` at hand.

    A meeting without an end, or with an end equal to its start, is entered for one hour.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _plain(name))
    calendar.add_component(_time_zone())
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return bytes(calendar.to_ical())


def uid_of(meeting: Meeting) -> str:
    """The same for good, also when the site moves to another address, and no other site's."""
    made = meeting.created_at.astimezone(UTC).isoformat()
    return str(uuid5(NAMESPACE_URL, f"zhibu-jishi/meeting/{meeting.pk}/{made}"))


def _event(meeting: Meeting) -> Event:
    starts = timezone.localtime(meeting.starts_at)
    ends = timezone.localtime(meeting.ends_at) if meeting.ends_at else starts
    url = settings.SITE_URL + reverse("meetings:meeting_detail", args=[meeting.pk])
    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("dtstamp", meeting.updated_at.astimezone(UTC))
    event.add("last-modified", meeting.updated_at.astimezone(UTC))
    event.add("sequence", meeting.lock_version - 1)
    event.add("dtstart", starts)
    event.add("dtend", ends if ends > starts else starts + USUAL_LENGTH)
    event.add("summary", _plain(meeting.title))
    if meeting.place:
        event.add("location", _plain(meeting.place))
    event.add("description", _plain(_description(meeting, url)))
    event.add("url", url)
    event.add_component(_alarm(meeting))
    return event


def _description(meeting: Meeting, url: str) -> str:
    lines = [meeting.branch.short_name, f"类别：{meeting.kind_labels}"]
    if meeting.group:
        lines.append(f"党小组：{meeting.group.name}")
    if meeting.chair:
        lines.append(f"主持人：{meeting.chair.name}")
    return "\n".join([*lines, url])


def _alarm(meeting: Meeting) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMIND_BEFORE)
    alarm.add("description", _plain(f"明天：{meeting.title}"))
    return alarm


def _time_zone() -> Timezone:
    standard = TimezoneStandard()
    standard.add("dtstart", UNCHANGED_SINCE)
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    zone.add_component(standard)
    return zone


def _plain(text: str) -> str:
    """Without control characters, which the format does not allow; line ends stay."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
