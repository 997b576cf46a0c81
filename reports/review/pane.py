"""The tab 批注 of the pane: the comments in the order of the text, each leading to its place."""

from core.form_tokens import new_token
from reports.pane.tabs import Pane

from . import permissions
from .models import Comment
from .shown import comment_rows


def count(pane: Pane) -> int:
    """How many wait for an answer."""
    return Comment.objects.visible_to(pane.user).filter(report=pane.report).open().count()


def context(pane: Pane) -> dict:
    """What the tab shows."""
    return {
        "comments": comment_rows(pane.user, pane.report, pane.shown),
        "may_comment": permissions.can_comment(pane.user, pane.report),
        "form_token": new_token(),
    }
