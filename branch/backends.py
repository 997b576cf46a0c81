"""Signing in by account and password; demo accounts only from this machine."""

import ipaddress

from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Django's backend (a disabled account ends its sessions), closed to demo accounts from other machines."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The account, or None. A demo account is refused unless the request comes from a loopback address."""
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None and user.is_demo and not is_loopback(request):
            return None
        return user


def is_loopback(request) -> bool:
    """Whether a request comes from this machine itself."""
    if request is None:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
