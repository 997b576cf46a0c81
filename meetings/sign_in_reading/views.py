"""A signed 签到表 back in: photos, what was seen beside each name, and from there into the roll."""

from base64 import b64encode

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from core.editing import refusals_in
from documents.reading import photos
from documents.reading.apart import apart
from documents.render.pdf import render_pdf
from meetings.documents import sign_in
from meetings.meeting import permissions
from meetings.meeting.models import Meeting

from .forms import SheetPhotosForm
from .reading import Signed, read_photos


@require_http_methods(["GET", "POST"])
def sign_in_photo(request, pk):
    """Choose the photos, then look at what they say of each person; the roll is saved by the meeting's own form."""
    rows = Meeting.objects.visible_to(request.user).select_related("branch", "group", "chair")
    meeting = get_object_or_404(rows.prefetch_related("kind_links"), pk=pk)
    if not permissions.can_change_meeting(request.user, meeting):
        raise PermissionDenied("到会情况由支部和党小组长登记；签字确认以后不能再改。")
    form = SheetPhotosForm(
        request.POST or None, request.FILES or None, user=request.user, branch=meeting.branch
    )
    context = {"meeting": meeting, "form": form, "is_available": photos.is_available()}
    if request.method == "POST" and context["is_available"] and form.is_valid():
        with refusals_in(form):
            lines = _read(request, meeting, [upload.read() for upload in form.cleaned_data["photos"]])
            return render(request, "meetings/sign_in_read.html", context | {"lines": lines})
    return render(request, "meetings/sign_in_photo.html", context)


def _read(request, meeting: Meeting, pictures: list[bytes]) -> list[dict[str, object]]:
    sheet = sign_in.sign_in_sheet(meeting, is_filled=False, reader=request.user, on=localdate())
    members = sign_in.members_to_sign(meeting)
    read = apart(
        read_photos, pictures, render_pdf(sign_in.to_document(sheet)), [member.name for member in members]
    )
    return [
        {
            "member": member,
            "signed": line.signed,
            "doubts": line.doubts,
            "is_present": line.signed is Signed.YES and line.is_sure,
            "picture": b64encode(line.picture).decode() if line.picture else "",
        }
        for member, line in zip(members, read, strict=True)
    ]
