"""Who enters the pages about the whole branch, and what the others are told."""

from core.pages import chosen_branch

from . import permissions

NO_READER = "问题和原因由支委会掌握；您负责的整改事项在“整改事项”里。"
NO_RECORDER = "只有书记、副书记和支委可以登记。"


def require_reader(request):
    """The chosen branch, for someone who reads it as a whole. Raises PermissionDenied for others."""
    return chosen_branch(request, permissions.can_list_problems, NO_READER)


def require_recorder(request):
    """The chosen branch, for someone who records for it. Raises PermissionDenied for others."""
    return chosen_branch(request, permissions.can_record, NO_RECORDER)
