"""Serving for real: `script/server` and every deployment. DEBUG is off; https is on where SITE_URL says so."""

import os

from .env_file import read_env_file

read_env_file()  # before base, which reads the environment

from .base import *  # noqa: E402, F403
from .base import IS_HTTPS, SILENCED_SYSTEM_CHECKS  # noqa: E402

if IS_HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # A day by default: browsers cannot be told otherwise before it is over, and what else the domain serves is not ours.
    SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", str(24 * 3600)))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("HSTS_SUBDOMAINS") == "1"
    SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
