"""谈心谈话: the form of one talk, and the year's table, as Word and PDF."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch
from branch.workspace import asked_year, branch_required
from core import records
from meetings.models import Talk
from meetings.permissions_cycle import can_read_talk
from meetings.talk_matrix import matrix_of

from ..content import talks
from .downloads import document_response


@require_GET
def talk_form(request, pk, file_format):
    """谈心谈话记录, for those who may read what was said."""
    talk = get_object_or_404(Talk.objects.visible_to(request.user).for_list(), pk=pk)
    if not can_read_talk(request.user, talk):
        raise PermissionDenied("谈话内容只有谈话双方、书记和登记人能看到，请由他们打印。")
    document = talks.talk_form(talk, on=localdate())
    name = f"{talk.one}与{talk.other}谈心谈话记录"
    return document_response(request, document, file_format, back=records.url_of(talk), name=name)


@require_GET
@branch_required
def talk_overview(request, file_format):
    """The year's talks and which are missing, without a word of what was said."""
    branch, year, today = request.workspace.branch, asked_year(request), localdate()
    if not can_read_branch(request.user, branch):
        raise PermissionDenied
    rows = Talk.objects.of_branch(branch).in_year(year).for_list().order_by("held_on", "pk")
    document = talks.talk_overview(
        matrix_of(branch, year, today), rows, issuer=branch.name, year=year, on=today
    )
    return document_response(request, document, file_format, back="meetings:talk_list")
