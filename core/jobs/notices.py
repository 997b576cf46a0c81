"""Tells a person on whichever page comes next that a file is made, until it was looked at."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from .models import Job, JobState

SEEN = "jobs_seen"
TELL_FOR = timedelta(days=1)


def notices(request) -> QuerySet[Job]:
    """What has ended today and was not looked at in this session."""
    return (
        Job.objects.visible_to(request.user)
        .filter(state__in=[JobState.DONE, JobState.FAILED], ended_at__gt=timezone.now() - TELL_FOR)
        .exclude(pk__in=request.session.get(SEEN, []))[:3]
    )


def note_seen(request, job: Job) -> None:
    """The person has seen how the job ended."""
    seen = request.session.get(SEEN, [])
    if job.pk not in seen:
        request.session[SEEN] = [*seen, job.pk][-50:]
