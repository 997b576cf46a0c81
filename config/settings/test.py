"""For the tests: a throw-away DATA_DIR, fast password hashing, unhashed static files."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="zhibu-test-"))
os.environ.setdefault("SECRET_KEY", "test-only")

from .base import *  # noqa: F403
from .base import DATABASES, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing folder; the files come from the finders

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False  # the throttling test switches it on
DATABASES["default"]["CONN_MAX_AGE"] = 0
