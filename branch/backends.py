"""Signing in by account and password; demo accounts only from this machine."""

from django.contrib.auth.backends import ModelBackend

from core.client_address import is_local


class AccountBackend(ModelBackend):
    """Django's backend (a disabled account ends its sessions), closed to demo accounts from other machines."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The account, or None. A demo account is refused unless the request comes from this machine, past no proxy."""
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None and user.is_demo and not is_local(request):
            return None
        return user
