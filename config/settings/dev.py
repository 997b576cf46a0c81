"""For working on the code: DEBUG pages and unhashed static files, never reachable beyond this machine."""

from .base import *  # noqa: F403
from .base import LOOPBACK_HOSTS, STORAGES

DEBUG = True
ALLOWED_HOSTS = LOOPBACK_HOSTS
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
