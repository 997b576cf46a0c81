"""Jobs as tests begin with them."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from core.jobs.models import Job, JobState

CONTENT = b"made up"


def made_job(user, *, title: str = "甲项目党支部2025年度会议记录.pdf", content: bytes = CONTENT) -> Job:
    """A job of a person that is done, with its file."""
    job = Job.objects.create(
        person_id=user.pk,
        person_name=str(user),
        title=title,
        address="/reports/meetings/book/pdf/",
        state=JobState.DONE,
        ended_at=timezone.now(),
        file_name=title,
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    storage = storages["made"]
    if not storage.exists(job.storage_name):
        storage.save(job.storage_name, ContentFile(content))
    return job
