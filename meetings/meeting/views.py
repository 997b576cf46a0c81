"""Meetings: list, one meeting, entering and editing, what is done with a record, the calendar."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.organisations.models import PartyGroup
from branch.workspace import asked_year, branch_required
from core import panels
from core.badges import Badge
from core.editing import edit_page, refusals_in, refusals_told, whole_number
from core.pages import allow, chosen_branch, get_visible
from core.paging import ListPaginator
from core.sheets import sheet_response
from meetings.enums import OF_THE_YEAR, Attendance, MeetingKind, MeetingState

from . import adopting, faults, fields, origins, permissions, services, suggestions
from . import sheet as meeting_sheet
from .agenda_items import AgendaItem
from .calendar import CONTENT_TYPE, calendar_of, planned_ahead
from .forms.agenda import with_items
from .forms.meeting import MeetingForm
from .forms.small import SORTS, ConfirmForm, CorrectForm, DayForm, MeetingFilterForm
from .listing import columns_for, with_kinds
from .models import Meeting, RollEntry
from .proofreading import follow_remark, remarks_on

PAGE_SIZE = 50


@require_GET
@branch_required
def meeting_list(request):
    """The meetings of the chosen branch and year, newest first; `?format=xlsx` is the 会议台账."""
    branch, year = request.workspace.branch, request.workspace.year
    if not permissions.can_list_meetings(request.user, branch):
        raise PermissionDenied
    filters = MeetingFilterForm(request.GET, branch=branch, year=year)
    visible = Meeting.objects.visible_in(request.user, branch)
    is_sheet = request.GET.get("format") == "xlsx"
    found = filters.apply(visible)
    rows = found.for_list().for_sheet() if is_sheet else found.for_rows()
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") in SORTS:
        rows = rows.order_by(sort, "-pk")
    if is_sheet:
        period, counted = filters.period_label, filters.counted_year
        return sheet_response(meeting_sheet.meeting_sheet(rows, branch, period, counted, request.user))
    page = ListPaginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = with_kinds(page.object_list)
    context = {
        "page": page,
        "columns": columns_for(request.workspace),
        "filters": filters,
        "may_add": permissions.can_add_meeting(request.user, branch),
        "has_plans": visible.planned_from(timezone.localdate()).exists(),
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
    }
    return render(request, "meetings/meeting_list.html", context)


@require_GET
def meeting_detail(request, pk):
    """One meeting with its figures, roll, agenda, minutes and history."""
    rows = (
        Meeting.objects.visible_to(request.user)
        .for_list()
        .select_related("branch", "confirmed_by", "template_version__template")
    )
    meeting = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    roll = list(meeting.roll.select_related("member"))
    may_keep = permissions.can_keep_meeting(request.user, meeting)
    for entry in roll:
        entry.is_reason_shown = permissions.can_read_reason(request.user, meeting, entry)
    voters = (meeting.voting_body, meeting.voters_due_count, meeting.voters_present_count)
    rows = meeting.agenda.select_related("responsible", "carried_from__meeting", "topic")
    items = list(rows.prefetch_related("votes__lines", "carried_on__meeting"))
    steps = adopting.steps_of(items, request.user, meeting.branch) if may_keep and meeting.is_held else {}
    agenda = [
        (
            item,
            [
                (field, line)
                for field, line in fields.filled(fields.AGENDA, item)
                if field.page is fields.Show.FILLED
            ],
            Badge("已转入后续议题", "muted") if item.is_replaced else item.badge_on(today),
            item.is_followed
            and not item.done_on
            and not item.is_replaced
            and may_finish(request.user, item, meeting),
            [(vote, vote.is_outdated(*voters)) for vote in item.votes_taken],
            steps.get(item.pk),
        )
        for item in items
    ]
    context = {
        "meeting": meeting,
        "facts": meeting_sheet.facts_of(meeting),
        "figures": meeting_sheet.figures_of(meeting),
        "origins": panels.panels_of(meeting, request.user, today, place="origin"),
        "panels": panels.panels_of(meeting, request.user, today),
        "agenda_actions": panels.panels_of(meeting, request.user, today, place="agenda"),
        "roll": [(status, [e for e in roll if e.attendance == status]) for status in Attendance],
        "agenda": agenda,
        "remarks": remarks_on(meeting, items) if may_keep else [],
        "additions": meeting.additions.select_related("added_by"),
        "may_keep": may_keep,
        "may_read_back": permissions.can_change_meeting(request.user, meeting),
        "has_come": faults.day_of(meeting) <= today,
        "may_vote": bool(may_keep and meeting.voting_body and meeting.state == MeetingState.HELD),
        "may_copy": may_keep
        and permissions.can_add_meeting(request.user, meeting.branch)
        and not set(OF_THE_YEAR) & set(meeting.kinds),
        "today": today,
    }
    return render(request, "meetings/meeting_detail.html", context)


def may_finish(user, item, meeting) -> bool:
    """The permission, with the meeting at hand so that no row asks for it again."""
    item.meeting = meeting
    return permissions.can_finish_decision(user, item)


@require_http_methods(["GET", "POST"])
@branch_required
def meeting_create(request):
    """Enter a meeting; the address may name kind, month, year and group, a row of the plan, or a meeting to copy."""
    branch = request.workspace.branch
    if not permissions.can_add_meeting(request.user, branch):
        raise PermissionDenied
    if request.method == "POST":
        form = _form(request, _with_agenda(request, branch), branch=branch)
    else:
        form = _form(request, None, branch=branch, initial=_initial(request, branch))
    done = (
        "会议已排定，召开以后在这里登记到会情况。"
        if form.is_plan
        else "会议已登记，主持人和记录人签字后按“确认”。"
    )
    return _edit(request, form, done)


@require_http_methods(["GET", "POST"])
def meeting_update(request, pk):
    """Edit a meeting that is not confirmed yet."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_meeting(request.user, meeting):
        raise PermissionDenied(
            "会议记录已经签字确认，不能再改；有差错请用“补充更正”。" if meeting.is_confirmed else ""
        )
    data = _with_agenda(request, meeting.branch) if request.method == "POST" else None
    was_planned = meeting.is_planned
    form = _form(request, data, branch=meeting.branch, instance=meeting, initial=_signed(request))
    done = (
        "会议已登记，主持人和记录人签字后按“确认”。" if was_planned and not form.is_plan else "修改已保存。"
    )
    return _edit(request, form, done)


@require_GET
@branch_required
def roll_partial(request):
    """The roll for the kinds, group and date typed so far; what was chosen for a member stays."""
    branch, meeting = request.workspace.branch, None
    if pk := whole_number(request.GET.get("meeting", "")):
        meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
        branch = meeting.branch
    may = permissions.can_change_meeting(request.user, meeting) if meeting else None
    if not (may if meeting else permissions.can_add_meeting(request.user, branch)):
        raise PermissionDenied
    form = _form(request, request.GET, branch=branch, instance=meeting)
    context = {"form": form, "roll": form.roll, "fresh": form.fresh_defaults()}
    return render(request, "meetings/_roll_update.html", context)


def _form(request, data, *, branch, instance=None, initial=None) -> MeetingForm:
    return MeetingForm(
        data,
        instance=instance,
        initial=initial,
        user=request.user,
        branch=branch,
        today=timezone.localdate(),
    )


def _signed(request) -> dict[str, set[int]]:
    """Who has signed the sheet that was read before, as its page hands it on (`?signed=1&present=…`)."""
    if "signed" not in request.GET:
        return {}
    return {"signed": {pk for text in request.GET.getlist("present") if (pk := whole_number(text))}}


def _edit(request, form, done: str):
    if request.method == "POST" and ("refresh" in request.POST or _pressed(request)):
        form.forget_errors()
        return render(request, "meetings/meeting_form.html", {"form": form})
    return edit_page(request, form, template="meetings/meeting_form.html", done=done)


def _pressed(request) -> origins.Origin | None:
    """The origin whose button beside the agenda was pressed."""
    return next((one for one in origins.registered() if one.items and one.name in request.POST), None)


def _with_agenda(request, branch):
    """What was typed, with the agenda of the template whose button was pressed, if one was."""
    origin = _pressed(request)
    if origin is None or origin.items is None:
        return request.POST
    record = origin.find(request.user, branch, whole_number(request.POST[origin.name]) or 0)
    data = with_items(request.POST, origin.items(record))
    if origin.field:
        data[origin.field] = str(record.pk)
    return data


def _initial(request, branch) -> dict[str, object]:
    """Initial values of a new meeting, from all that the address names: a row of the plan, a template, a copy, a cell."""
    now, named = timezone.now(), {}
    for origin in origins.registered():
        if pk := whole_number(request.GET.get(origin.name, "")):
            named |= origin.initial(origin.find(request.user, branch, pk), now)
    return named if "kinds" in named else _initial_meeting(request, branch, now) | named


def _initial_meeting(request, branch, now) -> dict[str, object]:
    if copied := whole_number(request.GET.get("copy", "")):
        visible = Meeting.objects.visible_to(request.user).of_branch(branch)
        return suggestions.initial_for_copy(get_object_or_404(visible, pk=copied), now)
    kinds = [kind for kind in request.GET.getlist("kind") if kind in MeetingKind.values]
    groups = PartyGroup.objects.alive().filter(branch=branch)
    group = groups.filter(pk=whole_number(request.GET.get("group", ""))).first()
    if group is None and not request.workspace.can_write:
        group = groups.filter(pk__in=request.workspace.grants.led_group_ids).first()
        kinds = kinds or [MeetingKind.GROUP]
    on = suggestions.day_from(request.GET.get("on", ""))
    month = suggestions.month_from(request.GET.get("month", ""))
    initial = suggestions.initial_for_new(branch, kinds, group, month, now, on)
    if year := asked_year(request, 0):
        initial |= suggestions.for_year(kinds, group, year, on or timezone.localtime(now).date())
    return initial


@require_http_methods(["GET", "POST"])
def meeting_confirm(request, pk):
    """Lock the record once chair and recorder signed it."""
    meeting = get_visible(request, Meeting, pk, permissions.can_confirm_meeting)
    form = ConfirmForm(request.POST or None, user=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.confirm_meeting(meeting=meeting, by=request.user, on=form.cleaned_data["on"])
            messages.success(request, "会议记录已确认并锁定。")
            return redirect("meetings:meeting_detail", pk=pk)
    context = {
        "form": form,
        "meeting": meeting,
        "missing": faults.missing_for_signing(meeting),
        "remarks": remarks_on(meeting, meeting.agenda.all()),
    }
    return render(request, "meetings/meeting_confirm.html", context)


@require_POST
def meeting_advice(request, pk):
    """Follow one remark of proof-reading by one click."""
    meeting = get_visible(request, Meeting, pk, permissions.can_keep_meeting)
    asked = {name: request.POST.get(name, "") for name in ("place", "excerpt", "suggestion")}
    with refusals_told(request):
        follow_remark(meeting=meeting, by=request.user, **asked)
        messages.success(request, f"{asked['place']}已改为“{asked['suggestion']}”。")
    return redirect("meetings:meeting_detail", pk=pk)


@require_http_methods(["GET", "POST"])
def meeting_correct(request, pk):
    """Add to a confirmed record, with the reason; the record itself stays."""
    meeting = get_visible(request, Meeting, pk, permissions.can_keep_meeting)
    form = CorrectForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_in(form):
            form.once(
                lambda: services.correct_meeting(
                    meeting=meeting, text=data["text"], reason=data["reason"], by=request.user
                )
            )
            messages.success(request, "补充更正已记入会议记录。")
            return redirect("meetings:meeting_detail", pk=pk)
    return render(request, "meetings/meeting_correct.html", {"form": form, "meeting": meeting})


@require_POST
def decision_done(request, pk):
    """Note that a decision was carried out; `next` names the page to return to."""
    visible = Meeting.objects.visible_to(request.user)
    items = AgendaItem.objects.select_related("meeting__branch", "meeting__group", "responsible")
    item = get_object_or_404(items.filter(meeting__in=visible), pk=pk)
    allow(permissions.can_finish_decision(request.user, item))
    form = DayForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, form.fault)
        return _back(request, item.meeting_id)
    with refusals_told(request):
        services.finish_decision(item=item, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, f"已办结：{item.title}。")
    return _back(request, item.meeting_id)


@require_POST
def decision_drop(request, pk):
    """Note why a decision or a matter put off is no longer to be dealt with: it comes back no more."""
    visible = Meeting.objects.visible_to(request.user)
    items = AgendaItem.objects.select_related("meeting__branch", "meeting__group", "responsible")
    item = get_object_or_404(items.filter(meeting__in=visible), pk=pk)
    allow(permissions.can_keep_meeting(request.user, item.meeting))
    reason = request.POST.get("reason", "").strip()
    most = AgendaItem._meta.get_field("dropped_reason").max_length
    if not reason or len(reason) > most:
        fault = f"原因有 {len(reason)} 字，请缩短到 {most} 字以内。" if reason else "请写明不再办理的原因。"
        messages.error(request, fault)
        return _back(request, item.meeting_id)
    with refusals_told(request):
        services.finish_decision(item=item, on=timezone.localdate(), by=request.user, dropped=reason)
        messages.success(request, f"不再办理：{item.title}。")
    return _back(request, item.meeting_id)


@require_POST
def roll_make_up(request, pk):
    """Note the day on which an absent member made up for the meeting."""
    visible = Meeting.objects.visible_to(request.user)
    entries = RollEntry.objects.select_related("meeting__branch", "meeting__group", "member")
    entry = get_object_or_404(entries.filter(meeting__in=visible), pk=pk)
    allow(permissions.can_keep_meeting(request.user, entry.meeting))
    form = DayForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, form.fault)
        return _back(request, entry.meeting_id)
    with refusals_told(request):
        services.make_up(entry=entry, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, f"已登记{entry.member}补学。")
    return _back(request, entry.meeting_id)


def _back(request, meeting_pk: int):
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure()):
        return redirect(target)
    return redirect("meetings:meeting_detail", pk=meeting_pk)


@require_GET
def calendar_file(request):
    """The planned meetings of the chosen branch from today on that this person sees, as one file."""
    branch = chosen_branch(request, permissions.can_list_meetings)
    rows = planned_ahead(request.user, timezone.localdate()).of_branch(branch)
    return _download(calendar_of(rows, f"{branch.short_name}会议"), f"{branch.short_name}近期会议")


@require_GET
def meeting_calendar(request, pk):
    """One planned meeting as a file."""
    meeting = get_visible(request, Meeting, pk)
    allow(meeting.is_planned, "这次会议已经召开，只有计划中的会议可以加入日历。")
    return _download(calendar_of([meeting], f"{meeting.branch.short_name}会议"), meeting.title)


def _download(content: bytes, name: str) -> HttpResponse:
    """A file that phones open with their calendar; never kept by a cache between, as each person sees other meetings."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.ics")
    response["Content-Disposition"] = disposition or "attachment"
    return response
