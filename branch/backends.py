"""Signing in by account and password; demo accounts only from this machine, members as long as they are of the branch."""

from django.contrib.auth.backends import ModelBackend
from django.utils.timezone import localdate

from core.client_address import is_local

from .accounts.models import User


class AccountBackend(ModelBackend):
    """Django's backend (a disabled account ends its sessions), closed to demo accounts from other machines.

    An account is closed too once its member was transferred out, struck off or died: nobody signs in to it, and its
    sessions end with the next request.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The account, or None. A demo account is refused unless the request comes from this machine, past no proxy.

        Whoever knows the password of a closed account is told why: the request keeps it as `sign_in_refusal`.
        """
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None and user.is_demo and not is_local(request):
            return None
        if user is not None and (closing := user.closing_status(localdate())):
            if request is not None:
                request.sign_in_refusal = closing.closes_account
            return None
        return user

    def get_user(self, user_id):
        """The account of a session, or None: that ends it."""
        user = User.objects.open_on(localdate()).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
