"""Serving for real: `script/server` and every deployment. DEBUG is off; https is on where SITE_URL says so."""

from .base import *  # noqa: F403
from .base import IS_HTTPS

if IS_HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
