"""The addresses that the editor asks: what it typed is stored, what others typed is told, facts are found."""

import json
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from core.editing import whole_number
from core.form_tokens import is_token
from core.pages import get_visible
from core.refusals import Refused
from reports.report import permissions, structure
from reports.report.models import AnnualReport, Paragraph

from . import services, telling
from .services import TypedPage, TypedParagraph

# A report has some hundred paragraphs; what is longer did not come from the editor.
MOST_PARAGRAPHS, LONGEST = 2000, 50_000
FROZEN = "定稿后的报告不能修改，需要修改时请先“修订”。"


def _report(request: HttpRequest, pk: int) -> AnnualReport:
    return get_visible(request, AnnualReport, pk, permissions.can_change_report, FROZEN)


def _refused(words: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)


def _posted(request: HttpRequest) -> dict[str, Any]:
    """What the editor sent. Raises Refused for anything else."""
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Refused("没有看懂发来的内容，没有保存。请刷新页面再试。")
    return data


def _page(data: dict[str, Any]) -> TypedPage:
    """Raises Refused for what the editor never sends."""
    try:
        paragraphs = tuple(
            TypedParagraph(
                id=_name(one["id"]),
                text=str(one["text"]),
                marker=str(one["marker"]),
                section=int(one["section"]),
                lock=int(one.get("lock") or 0),
                origin=str(one.get("origin") or ""),
            )
            for one in data.get("paragraphs", [])
        )
        page = TypedPage(
            paragraphs,
            {_name(name): int(lock) for name, lock in data.get("removed", {}).items()},
            {int(section): [_name(one) for one in ids] for section, ids in data.get("orders", {}).items()},
            {int(number): (str(was), str(now)) for number, (was, now) in data.get("headings", {}).items()},
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        raise Refused("没有看懂发来的内容，没有保存。请刷新页面再试。") from None
    if len(paragraphs) > MOST_PARAGRAPHS or any(len(one.text) > LONGEST for one in paragraphs):
        raise Refused(f"一段最多 {LONGEST} 字，没有保存。请分成几段。")
    return page


def _name(value: object) -> str:
    name = str(value)
    if not is_token(name) or (name.isdigit() and len(name) > 18):
        raise ValueError(name)
    return name


@require_POST
def studio_save(request, pk):
    """Store what changed; answers with the paragraphs as they are stored now, and with what was not stored and why."""
    report, today = _report(request, pk), timezone.localdate()
    try:
        page = _page(_posted(request))
        saved = services.save_page(report=report, page=page, by=request.user, on=today)
    except Refused as refusal:
        return _refused(str(refusal))
    wanted = {one.id for one in page.paragraphs} - saved.refused.keys() | {*saved.conflicts}
    names = {saved.rows[name].pk: name for name in wanted if name in saved.rows}
    told = telling.told_paragraphs(report, names.keys(), on=today)
    return JsonResponse(
        {
            "at": f"{localtime():%H:%M}",
            "paragraphs": [
                {**one, "id": names[one["pk"]]} for one in told if names[one["pk"]] not in saved.conflicts
            ],
            "conflicts": [
                {**one, "id": names[one["pk"]]} for one in told if names[one["pk"]] in saved.conflicts
            ],
            "refused": saved.refused,
        }
    )


@require_POST
def studio_presence(request, pk):
    """Note where the person is; answers who else is there, and the order of the text as it is stored."""
    report = _report(request, pk)
    try:
        paragraph = whole_number(str(_posted(request).get("paragraph") or ""))
    except Refused as refusal:
        return _refused(str(refusal))
    others = services.note_presence(report=report, user=request.user, paragraph=paragraph, at=timezone.now())
    headings = {section.pk: section.heading for section in report.sections.all()}
    people = [{"name": str(one.user), "paragraph": one.paragraph_id} for one in others]
    return JsonResponse({"people": people, "order": telling.order_of(report), "headings": headings})


@require_GET
def studio_paragraphs(request, pk):
    """Paragraphs as they are stored (`?pk=1&pk=2`)."""
    report = _report(request, pk)
    wanted = telling.numbers_in(request.GET.getlist("pk")[:MOST_PARAGRAPHS])
    return JsonResponse({"paragraphs": telling.told_paragraphs(report, wanted, on=timezone.localdate())})


@require_GET
def studio_facts(request, pk):
    """The facts that may be put in; with `?name=` one of them, with the rows that it counted."""
    report, today = _report(request, pk), timezone.localdate()
    if name := request.GET.get("name"):
        told = telling.told_fact(report, name, to=request.user, on=today)
        if told is None:
            raise Http404
        return JsonResponse(told)
    return JsonResponse({"facts": telling.told_facts(report, today)})


@require_POST
def studio_restore(request, pk):
    """Let a paragraph say again what was drafted; the editor then asks for what changed."""
    report = _report(request, pk)
    try:
        number = whole_number(str(_posted(request).get("paragraph") or ""))
        row = Paragraph.objects.filter(section__report=report, pk=number).first()
        if row is None:
            raise Refused(structure.MOVED_ON)
        structure.restore_draft(paragraph=row, by=request.user, on=timezone.localdate())
    except Refused as refusal:
        return _refused(str(refusal))
    return JsonResponse({})
