"""What must hold among stored items: none was closed here without anything that proves it."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef

from core.keeping.checking import StoreCheck
from core.models import Attachment
from rectification.enums import ItemState

from .models import Evidence, RectificationItem


def closed_without_evidence() -> Iterator[str]:
    """Items closed in this system, without a record or a file that proves them; by number, without their words."""
    kind = ContentType.objects.get_for_model(RectificationItem)
    files = Attachment.objects.filter(content_type=kind, object_id=OuterRef("pk"), removed_at=None)
    items = RectificationItem.objects.alive().filter(
        ~Exists(Evidence.objects.filter(item=OuterRef("pk"))),
        ~Exists(files),
        state=ItemState.CLOSED,
        closed_by__isnull=False,  # an imported ledger brings items that were closed on paper
    )
    for item in items.select_related("branch").order_by("pk"):
        yield f"{item.branch} {item.year} 年的整改事项 {item.pk}，{item.closed_on} 销号"


CHECK = StoreCheck("evidence", "已销号但没有佐证", closed_without_evidence)
