"""What must hold in the tree of organisations: each path is that of the organisation above and the own id."""

from collections.abc import Iterator

from core.keeping.checking import StoreCheck

from .models import Organisation
from .paths import part_of


def misplaced() -> Iterator[str]:
    """Organisations whose path is not the way down to them: whoever reads by it would read too much or too little."""
    rows = Organisation.objects.order_by("pk").values_list("pk", "parent_id", "parent__path", "path")
    for pk, parent, above, path in rows:
        right = f"{above if parent else ''}{part_of(pk)}"
        if path != right:
            yield f"组织 {pk} 的路径是“{path}”，按上级应是“{right}”"


CHECK = StoreCheck("organisation_paths", "组织的路径与上下级不符", misplaced)
