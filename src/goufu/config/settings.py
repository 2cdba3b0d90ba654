"""Settings of an installation, with overrides from the environment; see the README."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

import goufu
from goufu.config import rooms
from goufu.config.database_url import database_settings
from goufu.config.folders import data_folder, is_demonstration, log_key, personal_keys, secret_key
from goufu.config.sign_in import *  # noqa: F403
from goufu.config.sign_in import BEHIND_TLS_PROXY, HTTPS, PROVIDER_ORIGINS
from goufu.files import own_settings
from goufu.files.environment import whole_number

DATA = data_folder()
own_settings.folder = DATA
DEMONSTRATION = is_demonstration(DATA)
DEBUG = False
SECRET_KEY = os.environ.get("GOUFU_SECRET_KEY") or secret_key(DATA)
PERSONAL_KEYS = os.environ.get("GOUFU_PERSONAL_KEYS", "").split() or personal_keys(DATA)
LOG_KEY = os.environ.get("GOUFU_LOG_KEY") or log_key(DATA)
LOG_WITNESSES = os.environ.get("GOUFU_LOG_WITNESSES", "").split()
_hosts = os.environ.get("GOUFU_HOSTS", "").split(",")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, _hosts)]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    *rooms.apps(is_demonstration=DEMONSTRATION),
    "allauth",  # below ours, whose templates are found first
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # What it brings to speak to providers takes a tenth of each start.
    *(["allauth.socialaccount.providers.openid_connect"] if PROVIDER_ORIGINS else []),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "goufu.config.middleware.chosen_language",
    "goufu.config.middleware.take_known_methods",
    "goufu.config.middleware.refuse_large_uploads",
    "goufu.config.middleware.RefuseNul",
    "goufu.config.middleware.AddSlash",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "goufu.accounts.kept_forms.KeepForms",
    "goufu.accounts.sessions.end_old_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "goufu.accounts.middleware.set_agent",
    "goufu.accounts.sessions.RequireSetUp",
    "goufu.core.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "goufu.config.urls"
FORM_RENDERER = "goufu.ui.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "goufu.core.rooms.navigation",
                "goufu.guide.help.help_link",
            ],
        },
    }
]

# Without DATABASE_URL (the launcher sets it) these are libpq's own defaults.
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""))}
PROCRASTINATE_IMPORT_PATHS = ["goufu.config.tasks"]
PGHISTORY_CREATED_AT_FUNCTION = "core_now()"
AUTH_USER_MODEL = "registry.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if DEMONSTRATION:
    PASSWORD_HASHERS = ["goufu.demo.hashers.QuickHasher"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# A folder given in the environment is a share and must exist; our own is created.
DOCUMENTS_ARE_SHARED = bool(os.environ.get("GOUFU_DOCUMENTS"))
DOCUMENTS = os.environ.get("GOUFU_DOCUMENTS") or DATA / "documents"
PAPER_FONTS = os.environ.get(
    "GOUFU_FONTS", ""
)  # a folder with better fonts than those that come with the program

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
# of a package that knows no Django
STATICFILES_DIRS = [Path(goufu.__path__[0]) / "sealing/static"]
LOCALE_PATHS = [Path(goufu.__path__[0]) / "sealing/locale"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
# Of all lists to check, and their results.
LISTS_LIMIT_BYTES = whole_number("GOUFU_LISTS_MB", 10_240) * 1024 * 1024
API_PER_MINUTE = whole_number("GOUFU_API_PER_MINUTE", 3_000)  # requests of one key in each process
# A client that sends or takes no 64 KiB meanwhile.
STALLED_AFTER_SECONDS = whole_number("GOUFU_STALLED_SECONDS", 20)

# Scripts and styles come from our own files, never from within a page. Bootstrap draws with data: pictures.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *PROVIDER_ORIGINS],  # a form may redirect to a body's own sign-in
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
HOUSE_TLS = os.environ.get("GOUFU_SPEAKS_TLS") == "house"  # set by the launcher
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if HTTPS:
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
    # Whoever has removed the house's own authority again must be able to get past the browser's warning.
    SECURE_HSTS_SECONDS = 0 if HOUSE_TLS else 365 * 24 * 3600

METRICS = os.environ.get("GOUFU_METRICS") == "1"
METRICS_TOKEN = os.environ.get("GOUFU_METRICS_TOKEN", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"once_per_minute": {"()": "goufu.config.logs.OncePerMinute"}},
    "formatters": {"lines": {"()": "goufu.config.logs.formatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["once_per_minute"],
            "formatter": "lines",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # 404s are not logged
        "psycopg.pool": {"level": "ERROR"},  # every attempt to connect: the caller logs the outage
    },
}
