"""Gives every request its workspace, and sends people with a fresh password to change it."""

from django.shortcuts import redirect
from django.urls import reverse

from .workspace import Workspace


class WorkspaceMiddleware:
    """Sets `request.workspace`; holds an account that must change its password to that page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.workspace = Workspace(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Redirect to the password page while the account must change its password."""
        user = request.user
        if not (user.is_authenticated and user.must_change_password):
            return None
        free = {reverse("branch:password_change"), reverse("branch:sign_out")}
        return None if request.path in free else redirect("branch:password_change")
