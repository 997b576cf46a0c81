"""For working on the code: DEBUG pages and unhashed static files, never reachable beyond this machine."""

from .env_file import read_env_file

read_env_file()  # before base, which reads the environment

from .base import *  # noqa: E402, F403
from .base import LOOPBACK_HOSTS, STORAGES  # noqa: E402

DEBUG = True
ALLOWED_HOSTS = LOOPBACK_HOSTS
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
