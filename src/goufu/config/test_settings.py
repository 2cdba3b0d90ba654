"""Settings for tests: static files from the rooms' folders, a fast password hasher, and bodies' own sign-in."""

from __future__ import annotations

from goufu.config.settings import *  # noqa: F403
from goufu.config.settings import INSTALLED_APPS, STORAGES

_OIDC = "allauth.socialaccount.providers.openid_connect"
INSTALLED_APPS = [*(each for each in INSTALLED_APPS if each != _OIDC), _OIDC]

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
