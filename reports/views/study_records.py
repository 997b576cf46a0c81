"""A member's study record as Word and PDF."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.models import Member
from core import records

from .. import permissions
from ..content.study_record import to_document
from ..study_record import study_record as gather
from ..views.downloads import CONTENT_TYPES
from .downloads import document_response

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
    document = to_document(gather(member, year, on=localdate()))
    name = f"{member.name}{year}年度学习记录"
    return document_response(request, document, file_format, back=records.url_of(member), name=name)
