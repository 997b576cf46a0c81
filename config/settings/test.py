"""For the tests: a throw-away DATA_DIR, fast password hashing, unhashed static files."""

import os
import tempfile
from pathlib import Path

# Each process of a parallel run keeps its files to itself.
_DATA_DIR = os.environ.get("DATA_DIR") or tempfile.mkdtemp(prefix="zhibu-test-")
os.environ["DATA_DIR"] = str(Path(_DATA_DIR) / os.environ.get("PYTEST_XDIST_WORKER", ""))
os.environ.setdefault("SECRET_KEY", "test-only")

from .base import *  # noqa: E402, F403
from .base import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing folder; the files come from the finders

if not os.environ.get("ZHIBU_LIVE_URL"):  # servers beside the tests hash as they are to
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Nobody waits for the disk to keep what a test wrote.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
