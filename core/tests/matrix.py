"""What every role gets from the pages that all record types share, looked at on a member with a file."""

from base64 import b64decode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import attachments
from core.jobs.tests.made import made_job

KEY = "branch.member"
# A white PNG of one pixel.
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
WRITERS = ("secretary", "committee", "discipline")


def _row(*, readers: int, writers: int, **others) -> dict[str, int]:
    """`readers` are those who may see the member: leader of the group, the member, the superior officer."""
    return (
        dict.fromkeys(("group_leader", "member", "superior"), readers)
        | dict.fromkeys(WRITERS, writers)
        | dict.fromkeys(("probationary", "outsider", "administrator"), 404)
        | {"anonymous": 302}
        | others
    )


def _anybody(status: int) -> dict[str, int]:
    return dict.fromkeys(_row(readers=0, writers=0), status) | {"anonymous": 302}


MATRIX = {
    # For whoever watches the service.
    "healthz": _anybody(200) | {"anonymous": 200},
    "core:trash_list": _anybody(200),
    "core:record_history": _row(readers=200, writers=200),
    # A member leaves the register by the secretary alone.
    "core:record_delete": _row(readers=403, writers=403, secretary=200),
    # A deleted record does not exist for those who may not restore it.
    "core:record_restore": _row(readers=404, writers=404, secretary=302),
    "core:attachment_add": _row(readers=403, writers=302),
    "core:attachment_open": _row(readers=200, writers=200),
    "core:attachment_small": _row(readers=200, writers=200),
    "core:attachment_remove": _row(readers=403, writers=302),
    "core:job_list": _anybody(200),
    # Sent without what a page offered: back to the list with a message.
    "core:job_start": _anybody(302),
    # A job of the secretary.
    "core:job_detail": _anybody(404) | {"secretary": 200},
    "core:job_state": _anybody(404) | {"secretary": 200},
    "core:job_file": _anybody(404) | {"secretary": 200},
    "core:job_cancel": _anybody(404) | {"secretary": 302},
}
POST_ONLY = {
    "core:record_restore",
    "core:attachment_add",
    "core:attachment_remove",
    "core:job_start",
    "core:job_cancel",
}


def make_objects(cast) -> dict[str, dict]:
    """A member with a file, and a deleted one."""
    member, deleted = cast.people.member, cast.people.extra1
    upload = SimpleUploadedFile("入党材料.txt", "个人自传".encode())
    file = attachments.add(record=member, upload=upload, by=cast.secretary)
    picture = attachments.add(
        record=member, upload=SimpleUploadedFile("证件照.png", PIXEL), by=cast.secretary
    )
    type(deleted).objects.filter(pk=deleted.pk).update(deleted_at=timezone.now(), deletion_reason="重复登记")
    job = {"pk": made_job(cast.secretary).pk}
    alive, gone = {"key": KEY, "pk": member.pk}, {"key": KEY, "pk": deleted.pk}
    return {
        "healthz": {},
        "core:record_history": alive,
        "core:record_delete": alive,
        "core:record_restore": gone,
        "core:attachment_add": alive,
        "core:attachment_open": {"pk": file.pk},
        "core:attachment_small": {"pk": picture.pk},
        "core:attachment_remove": {"pk": file.pk},
        "core:job_detail": job,
        "core:job_state": job,
        "core:job_file": job,
        "core:job_cancel": job,
    }
