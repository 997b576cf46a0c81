"""Settings shared by every environment; what differs comes from environment variables.

`DATA_DIR` (default `var/` of the checkout) holds the database, attachments, the generated secret key, collected
static files and logs: everything that a backup must keep stands below it.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from branch.accounts.password_profiles import read_profile
from branch.company_sign_in.configured import read_company_sign_in
from core.client_address import read_proxy_count
from core.database_url import read_database_url
from core.mail import read_mail_settings
from core.storage_url import directory, read_storage_url

BASE_DIR = Path(__file__).resolve().parent.parent.parent
os.umask(0o077)  # whatever is written is for this account alone
DATA_DIR = (BASE_DIR / (os.environ.get("DATA_DIR") or "var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
# Keys of sealed ballots and opinions (core.seal_keys): beside the data, so that no copy of the data holds them; or in a
# bucket of their own that several servers share.
SEAL_DIR = Path(os.environ.get("SEAL_DIR") or DATA_DIR.with_name(f"{DATA_DIR.name}-seals")).resolve()
SEAL_URL = os.environ.get("SEAL_URL", "")
# The worker backs up every day; so many of these backups are kept.
BACKUPS_KEPT = int(os.environ.get("BACKUPS_KEPT", "14"))
BACKUP_DIR = (BASE_DIR / (os.environ.get("BACKUP_DIR") or DATA_DIR / "backups")).resolve()


def _secret_key() -> str:
    """The key from the environment, or one generated once and kept in `DATA_DIR/secret_key` (mode 600)."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = False

# The public address decides which hosts answer and whether cookies need https.
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")
_SITE_HOST = SITE_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
# Where script/server listens; known here so that a check can keep demo accounts on this machine.
BIND = os.environ.get("BIND", "127.0.0.1:8000")
# Signs the audit chain where it is set; it must lie outside DATA_DIR, or whoever copies the data has it too.
AUDIT_KEY = os.environ.get("AUDIT_KEY", "")
# How many proxies stand in front: the address of a request is that many entries from the right (core.client_address).
PROXY_COUNT = read_proxy_count(os.environ)
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()
] or sorted({*LOOPBACK_HOSTS, _SITE_HOST})
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_linear_migrations",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
    "lucide",
    "core",
    "documents",
    "branch",
    "meetings",
    "study",
    "activities",
    "rectification",
    "reports",
    "overview",
]
FIRST_PARTY_APPS = [
    "core",
    "documents",
    "branch",
    "meetings",
    "study",
    "activities",
    "rectification",
    "reports",
    "overview",
]

MIDDLEWARE = [
    "core.frames.pages_with_room",
    "core.client_address.ClientAddressMiddleware",
    "core.health.HeadAsGet",
    "core.health.FullDisk",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.compression.CompressPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.private_pages.PrivatePages",
    "branch.accounts.gate.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.saved_drafts.SavedDrafts",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "branch.workspace.WorkspaceMiddleware",
    "core.exports.ExportsLeaveEntries",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["core.templatetags.house"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

DATABASES = {
    "default": read_database_url(os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'zhibu.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "branch.User"
AUTHENTICATION_BACKENDS = ["branch.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# What passwords must be like: branch/accounts/passwords.py, by the profile of the unit.
AUTH_PASSWORD_VALIDATORS = [{"NAME": "branch.accounts.passwords.PasswordRules"}]
# How often a code may be tried is counted by core.throttle, against the guesser and not the account.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
PASSWORD_RESET_TIMEOUT = 30 * 60  # seconds that the link to a new password is good for
PASSWORD_PROFILE = read_profile(os.environ)
# Sign-in by the company's own service; nothing where nothing is set.
COMPANY_SIGN_IN = read_company_sign_in(os.environ)
LOGIN_URL = "branch:sign_in"
LOGIN_REDIRECT_URL = "overview:home"
LOGOUT_REDIRECT_URL = "branch:sign_in"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A session ends when it is not used for so long, and in any case so long after the sign-in.
SESSION_IDLE_MINUTES = max(5, int(os.environ.get("SESSION_IDLE_MINUTES") or 120))
SESSION_MAX_HOURS = max(1, int(os.environ.get("SESSION_MAX_HOURS") or 12))
# A member may stay signed in on a device of the own for so long.
DEVICE_DAYS = 30
SESSION_COOKIE_AGE = SESSION_MAX_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the report editor shows the PDF of this site in a frame
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # asks for DENY
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# Outgoing mail. Without EMAIL_HOST, or set up by half, nothing leaves: see core.mail and core.checks.
MAIL = read_mail_settings(os.environ)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL.is_ready else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.use_tls, MAIL.use_ssl
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.vendor_files.VendorFinder",
]
# Static path -> file below node_modules: only what pages use, so that collecting stays quick.
VENDOR_FILES = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/tabler.min.js.map": "@tabler/core/dist/js/tabler.min.js.map",
    # Made by script/bootstrap (ADR 19).
    "vendor/prosemirror.js": ".bundles/prosemirror.js",
}
STORAGE_URL = os.environ.get("STORAGE_URL", "")
STORAGES = {
    # Attachments: in the data directory, or in a store that several servers share.
    "default": read_storage_url(STORAGE_URL) if STORAGE_URL else directory(DATA_DIR / "attachments"),
    # Results of jobs and finalised documents: made from records, so a backup can do without them.
    "made": read_storage_url(STORAGE_URL, below="made") if STORAGE_URL else directory(DATA_DIR / "made"),
    "staticfiles": {"BACKEND": "core.static_storage.StaticStorage"},
}
# Long documents are made by `manage.py work`, which script/server starts.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# A worker that has given no sign of life for so long is dead, and its work goes to another.
JOB_LEASE_SECONDS = float(os.environ.get("JOB_LEASE_SECONDS", "20"))
# What one job may take; its file is kept for so many days.
JOB_SECONDS = float(os.environ.get("JOB_SECONDS", "900"))
JOB_MEGABYTES = int(os.environ.get("JOB_MEGABYTES", "3000"))
JOB_FILE_DAYS = int(os.environ.get("JOB_FILE_DAYS", "7"))
# One attachment may be this large, in bytes; everything else in a form stays small.
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOG_DIR = DATA_DIR / "logs"
LOG_DIR.mkdir(exist_ok=True)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "file": {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": LOG_DIR / "zhibu.log",
            "formatter": "line",
            "encoding": "utf-8",
            "delay": True,
        },
        "console": {"class": "logging.StreamHandler", "formatter": "line", "level": "ERROR"},
    },
    "root": {"handlers": ["file", "console"], "level": "INFO"},
}
