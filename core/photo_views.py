"""Small pictures for galleries, handed out as their files are: only through a record that the person may see."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from . import photos
from .views import _attachment_or_404


@require_GET
@cache_control(private=True, max_age=3600)
def attachment_small(request, pk):
    """A picture on a record as a small JPEG; other files have none."""
    attachment, _ = _attachment_or_404(request, pk)
    if not photos.is_photo(attachment.media_type):
        raise Http404
    with default_storage.open(attachment.storage_name) as stored:
        content = photos.small(stored.read())
    return HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})
