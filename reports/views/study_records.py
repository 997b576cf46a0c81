"""A member's study record as Word and PDF."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.models import Member

from .. import permissions
from ..content.study_record import to_document
from ..exporting import CONTENT_TYPES, render_document
from ..render.fonts import RenderError
from ..study_record import study_record as gather

YEARS = range(1921, 2101)


@require_GET
def study_record(request, pk, year, file_format):
    """The record of one member and one year, for the member and whoever reads the branch."""
    if file_format not in CONTENT_TYPES or year not in YEARS:
        raise Http404
    people = Member.objects.visible_to(request.user).select_related("branch", "group")
    member = get_object_or_404(people, pk=pk)
    if not permissions.can_see_study_record(request.user, member):
        raise PermissionDenied("个人学习记录由本人和支部导出。")
    try:
        data = render_document(to_document(gather(member, year, on=localdate())), file_format)
    except RenderError as error:
        messages.error(request, f"没有导出：{error}")
        return redirect("branch:member_detail", pk=member.pk)
    name = f"{member.name}{year}年度学习记录.{file_format}"
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES[file_format],
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
