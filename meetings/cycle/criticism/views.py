"""批评与自我批评: list, one entry, all that a person was told, sheets. Superiors see only how many there are."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import asked_year
from core import records
from core.columns import Column, muted
from core.editing import edit_page, refusals_in, whole_number
from core.pages import Add, Words, allow, detail_page, form_pages, get_visible, list_page
from core.sheets import Sheet
from documents.downloads import document_response
from meetings.cycle.permissions import can_list_own, can_read, can_record
from meetings.documents.views import _meeting_or_404
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting

from . import documents, services
from .forms import SAID, CriticismForm, ReplyForm, ToldForm
from .models import Criticism
from .permissions import can_reply
from .services import criticisms_at

HOW = "自我批评时，批评人和被批评人选同一个人；“保存并继续录入”保留会议和批评人。"


def _reply(row: Criticism) -> str:
    return truncatechars(row.reply, 40) if row.reply or row.is_self else muted("还没有写")


def _of_list(at) -> dict:
    """The number of all, for those who read the branch; the meeting, for those who keep the record."""
    may_record = can_record(at.user, at.branch)
    may_read = can_read(at.user, at.branch)
    total = Criticism.objects.of_branch(at.branch).in_year(at.year).count() if may_read else 0
    return {
        "total_words": f"登记了 {total} 条批评与自我批评",
        "counts_only": may_read and not may_record,
        "meeting": _life_meeting(at.branch, at.year) if may_record else None,
    }


def _life_meeting(branch, year: int) -> Meeting | None:
    """The newest 组织生活会 of a year that took place."""
    rows = Meeting.objects.of_branch(branch).held().of_kind(MeetingKind.LIFE, year)
    return rows.order_by("-starts_at").first()


def _first_values(request) -> dict:
    """Meeting and people that the address names, else the year's newest 组织生活会."""
    named = {
        name: value[:18]
        for name in ("meeting", "critic", "criticised")
        if (value := request.GET.get(name, "")).isdecimal()
    }
    if "meeting" in named:
        return named
    return named | {"meeting": _life_meeting(request.workspace.branch, asked_year(request))}


criticism_list = list_page(
    Criticism,
    [
        Column("被批评人", "criticised", is_main=True),
        Column("批评人", lambda row: "自我批评" if row.is_self else row.critic),
        Column("意见", lambda row: truncatechars(row.opinion, 80)),
        Column("本人态度", _reply),
    ],
    may_open=can_list_own,
    year=asked_year,
    sheet=lambda at: criticisms_sheet(at.found, f"{at.branch.short_name}{at.year}年度"),
    add=Add(
        "登记一条",
        can_record,
        "组织生活会以后，把每个人的自我批评和相互批评记下来。",
        query="?year={year}",
    ),
    empty=("这一年没有与您有关的批评意见", ""),
    tabs=("meetings/_tabs.html", "criticisms"),
    template="meetings/criticism_list.html",
    context=_of_list,
)

criticism_detail = detail_page(
    Criticism,
    "meetings/criticism_detail.html",
    rows=lambda rows: rows.select_related("meeting", "branch", "created_by"),
    context=lambda request, criticism: {"may_reply": can_reply(request.user, criticism)},
)

# “保存并继续录入” stays on the form, with the same meeting and critic.
criticism_create, criticism_update = form_pages(
    CriticismForm,
    Words("登记批评与自我批评", "批评意见已登记。", HOW, again="保存并继续录入"),
    Words("编辑批评意见", "修改已保存。", HOW),
    may_add=can_record,
    initial=_first_values,
    keep=("meeting", "critic"),
)


@require_http_methods(["GET", "POST"])
def criticism_reply(request, pk):
    """本人态度 on one criticism, by the person criticised or by those who keep the record."""
    why = "本人态度由被批评人自己写，或由支委代为登记。"
    criticism = get_visible(request, Criticism, pk, can_reply, why)
    form = ReplyForm(request.POST or None, instance=criticism, user=request.user)
    context = {"criticism": criticism}
    done = "本人态度已保存。"
    return edit_page(request, form, template="meetings/criticism_reply.html", done=done, context=context)


@require_http_methods(["GET", "POST"])
def criticism_person(request, pk):
    """All that one of those present was told at an 组织生活会 (`?member=`): a line for each who was there."""
    meeting = get_visible(request, Meeting, pk, rows=lambda rows: rows.of_kind(MeetingKind.LIFE).held())
    allow(can_record(request.user, meeting.branch))
    sitters = services.with_absent(services.sitters_of(meeting), meeting, _named(request))
    told = _asked(request, sitters)
    form = ToldForm(request.POST or None, sitters=sitters, told=told, user=request.user) if told else None
    if request.method == "POST" and form and form.is_valid():
        with refusals_in(form):
            form.once(
                lambda: services.record_criticisms(
                    meeting=meeting, criticised=told.member, said=form.said(), by=request.user
                )[-1],
            )
            messages.success(request, f"{told.member}听到的意见已登记。")
            return redirect(_next_url(request, meeting, sitters, told))
    context = {"meeting": meeting, "sitters": sitters, "told": told, "form": form}
    return render(request, "meetings/criticism_person.html", context)


def _named(request) -> set[int]:
    """The numbers of the people whom a sent page is about: whose words came, and to whom they were said."""
    if request.method != "POST":
        return set()
    texts = [name.removeprefix(SAID) for name, text in request.POST.items() if name.startswith(SAID) and text]
    numbers = map(whole_number, [*texts, request.GET.get("member", "")])
    return {number for number in numbers if number}


def _asked(request, sitters: list[services.Sitter]) -> services.Sitter | None:
    """Whom the page is about: as the address says, else the first of whom nothing is recorded yet."""
    asked = request.GET.get("member", "")
    if asked:
        found = next((sitter for sitter in sitters if str(sitter.member.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    return next((sitter for sitter in sitters if not sitter.received), sitters[0] if sitters else None)


def _next_url(request, meeting: Meeting, sitters: list[services.Sitter], told: services.Sitter) -> str:
    """The page of the next person on the roll, or the list when this was the last one or enough."""
    place = sitters.index(told) + 1
    if "next" in request.POST and place < len(sitters):
        url = reverse("meetings:criticism_person", args=[meeting.pk])
        return f"{url}?member={sitters[place].member.pk}"
    return f"{reverse('meetings:criticism_list')}?year={meeting.year}"


CRITICISM_COLUMNS = ("序号", "组织生活会", "批评人", "被批评人", "意见", "本人态度")


def criticisms_sheet(criticisms: Iterable[Criticism], prefix: str) -> Sheet:
    """Criticism and self-criticism, for those who see the rows."""
    rows = [
        (number, str(row.meeting), str(row.critic), str(row.criticised), row.opinion, row.reply)
        for number, row in enumerate(criticisms, start=1)
    ]
    return Sheet(f"{prefix}批评与自我批评记录", CRITICISM_COLUMNS, rows)


@require_GET
def criticism_sheet(request, pk, file_format):
    """批评与自我批评 of one 组织生活会: the rows that the person reads on its page."""
    meeting = _meeting_or_404(request, pk)
    shown = criticisms_at(request.user, meeting)
    if shown is None:
        raise Http404
    if not shown["rows"] and not shown["may_record"]:
        raise PermissionDenied("批评与自我批评的具体内容由支委会和双方掌握。")
    document = documents.criticism_sheet(meeting, shown["rows"], span=meeting.span, on=localdate())
    return document_response(request, document, file_format, back=records.url_of(meeting))
