"""Settings of sign-in and sessions. guide/chapters/administrators.md lists the environment variables."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from goufu import os_errors
from goufu.files.environment import whole_number


def body_providers(file: str) -> list[dict[str, Any]]:
    """The bodies' own sign-ins (OIDC) of the JSON file, as allauth's APPS; none without a file.

    Raises ImproperlyConfigured with a Chinese message.
    """
    if not file:
        return []
    try:
        found = [_provider(each) for each in json.loads(Path(file).read_text(encoding="utf-8"))]
        if len({each["provider_id"] for each in found}) < len(found):
            raise ValueError("两项的 id 相同")
        return found
    except OSError as error:
        raise ImproperlyConfigured(
            f"GOUFU_OIDC={file}：读不到这个文件（{os_errors.why(error)}）。"
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise ImproperlyConfigured(
            f"GOUFU_OIDC={file}：应当是一个 JSON 列表，每一项写明 id、name、server_url、client_id、secret，"
            f"以及它管哪些单位：bodies（统一社会信用代码）或 places（区划代码）（{error!r}）。"
        ) from error


def origin(address: str) -> str:
    """The origin of an address: https://id.example of https://id.example/realms/1. Raises ValueError."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.netloc:
        raise ValueError(f"server_url={address} 不是网址")
    return f"{parts.scheme}://{parts.netloc}"


def _provider(said: dict[str, Any]) -> dict[str, Any]:
    if not re.fullmatch(r"[a-zA-Z0-9_-]+", said["id"]):
        raise ValueError(f"id={said['id']} 里只能有字母、数字、_ 和 -")
    origin(said["server_url"])
    bodies, places = _codes(said, "bodies"), _codes(said, "places")
    if not bodies and not places:
        raise ValueError("bodies 和 places 都没有写")
    return {
        "provider_id": said["id"],
        "name": said["name"],
        "client_id": said["client_id"],
        "secret": said["secret"],
        "settings": {
            "server_url": said["server_url"],
            "username_claim": said.get("username_claim", "preferred_username"),
            "second_factor": said.get("second_factor", False) is True,
            "bodies": bodies,
            "places": places,
        },
    }


def _codes(said: dict[str, Any], name: str) -> list[str]:
    codes: list[str] = said.get(name, [])
    if not isinstance(codes, list) or not all(isinstance(code, str) and code for code in codes):
        raise ValueError(f"{name} 应当是代码的列表，写在引号里")
    return codes


BEHIND_TLS_PROXY = os.environ.get("GOUFU_HTTPS") == "1"  # which sets X-Forwarded-Proto itself
HTTPS = BEHIND_TLS_PROXY or bool(os.environ.get("GOUFU_SPEAKS_TLS"))  # the latter is set by the launcher

# A session ends with the browser, after some minutes without a page, and after some hours whatever happens.
SESSION_IDLE_SECONDS = 60 * whole_number("GOUFU_IDLE_MINUTES", 30)
SESSION_COOKIE_AGE = 3600 * whole_number("GOUFU_SESSION_HOURS", 12)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose it on the way back from a body's own sign-in
SESSION_COOKIE_SECURE = HTTPS
ACCOUNT_SESSION_REMEMBER = False

SESSION_ENGINE = "goufu.accounts.session_store"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": whole_number("GOUFU_PASSWORD_LENGTH", 10, least=8)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "goufu.accounts.sign_in.SignIn"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

# After that many failures a name is locked in that place until so many minutes after the first (accounts/lockout.py).
SIGN_IN_TRIES = whole_number("GOUFU_SIGN_IN_TRIES", 5)
SIGN_IN_LOCK_SECONDS = 60 * whole_number("GOUFU_LOCK_MINUTES", 15)
# allauth's own limits lock everybody behind one address.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}
MFA_RATE_LIMITS = {"webauthn_login": ""}
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("GOUFU_PROXIES", 1 if BEHIND_TLS_PROXY else 0, least=0)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

MFA_ADAPTER = "goufu.accounts.sign_in.SecondFactor"
MFA_FORMS = {
    "authenticate": "goufu.accounts.sign_in.CodeForm",
    "reauthenticate": "goufu.accounts.sign_in.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "购服"
MFA_TOTP_TOLERANCE = 1  # half a minute that a phone's clock may be wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow it on localhost only

_PROVIDERS = body_providers(os.environ.get("GOUFU_OIDC", ""))
PROVIDER_ORIGINS = sorted({origin(each["settings"]["server_url"]) for each in _PROVIDERS})
PROVIDERS_WITH_SECOND_FACTOR = {
    each["provider_id"] for each in _PROVIDERS if each["settings"]["second_factor"]
}
SOCIALACCOUNT_ADAPTER = "goufu.accounts.body_sign_in.BodySignIn"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": _PROVIDERS,
        "OAUTH_PKCE_ENABLED": True,
        "provider_class": "goufu.accounts.body_sign_in.OpenId",
    }
}
SOCIALACCOUNT_STORE_TOKENS = False
