"""Settings, read from the environment. See docs/operations.md for every variable."""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def _database(url: str) -> dict[str, Any]:
    """Django's settings for a `postgresql://` address; `?host=/folder` names a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        # Statements are bound and, from their third time on, prepared by the server. Behind a PgBouncer that pools
        # transactions this takes version 1.21 with prepared statements on.
        "OPTIONS": {"application_name": "claimdesk", "server_side_binding": True, "prepare_threshold": 3, **query},
    }


DATA_DIR = Path(os.environ.get("CLAIMDESK_DATA_DIR") or BASE_DIR / "data")
"""The folder of the laptop mode: secret key, embedded database, collected static files."""

DEBUG = _flag("CLAIMDESK_DEBUG", False)
LOCAL = _flag("CLAIMDESK_LOCAL", "DATABASE_URL" not in os.environ)
"""True on a laptop: plain HTTP on this machine, a secret key of its own making."""

_BUILD_COMMANDS = {"makemigrations", "collectstatic", "spectacular", "compilemessages", "makemessages"}


def _secret_key() -> str:
    key = os.environ.get("CLAIMDESK_SECRET_KEY", "")
    if key:
        return key
    stored = DATA_DIR / "secret_key"
    if stored.is_file():
        return stored.read_text().strip()
    if len(sys.argv) > 1 and sys.argv[1] in _BUILD_COMMANDS:
        return "not-used-these-commands-sign-nothing"
    raise ImproperlyConfigured("CLAIMDESK_SECRET_KEY is not set, and there is no secret key in the data folder.")


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = _list("CLAIMDESK_OLD_SECRET_KEYS")
ALLOWED_HOSTS = _list("CLAIMDESK_ALLOWED_HOSTS") or (["127.0.0.1", "localhost", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = _list("CLAIMDESK_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "django.contrib.humanize",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "newsapp",
    "annotations",
]

MIDDLEWARE = [
    "newsapp.web.middleware.security_headers",
    "newsapp.web.middleware.probes",
    "newsapp.web.middleware.compress_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "newsapp.web.middleware.refuse_bad_requests",
    "newsapp.web.middleware.lead_to_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsapp.web.middleware.presence",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsapp.web.middleware.refusals",
]

ROOT_URLCONF = "newsapp.urls"
WSGI_APPLICATION = "newsapp.wsgi.application"
ASGI_APPLICATION = "newsapp.asgi.application"

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
        },
    },
]

# A command that only reads the code (makemigrations --check, the schema) needs no server behind the address.
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///claimdesk"))}
_pool_size = int(os.environ.get("CLAIMDESK_DATABASE_POOL", "20"))
if _pool_size:  # a command has one connection and no pool: see newsapp.runtime.command_line
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": _pool_size, "timeout": 20}
DATABASE_DIRECT_URL = os.environ.get("DATABASE_DIRECT_URL", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "newsapp.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "newsapp.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "add_email": "newsapp.web.account_forms.AddEmailForm",
    "change_password": "newsapp.web.account_forms.ChangePasswordForm",
    "set_password": "newsapp.web.account_forms.SetPasswordForm",
    "reset_password": "newsapp.web.account_forms.ResetPasswordForm",
    "reset_password_from_key": "newsapp.web.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "newsapp.web.account_forms.ReauthenticateForm",
}
# Besides allauth's own: trying links that strangers hold, and letters and links that members make.
ACCOUNT_RATE_LIMITS = {"open_link": "30/m/ip", "invite": "30/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("CLAIMDESK_TRUSTED_PROXIES", "0"))

CACHES = {
    # In the database, so that allauth's rate limits hold over all processes.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "newsapp_cache"},
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("uk", _("Ukrainian")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_SOURCES = BASE_DIR / "static"
PACKED_STATIC = Path(os.environ.get("CLAIMDESK_PACKED_STATIC") or BASE_DIR / "packed")
"""Scripts and style sheets with all that they import in one file, under the same names: see `newsapp/static_files.py`."""
# Next to an editor nothing is packed.
STATICFILES_DIRS = [STATIC_SOURCES if LOCAL or not PACKED_STATIC.is_dir() else PACKED_STATIC]
STATIC_ROOT = Path(os.environ.get("CLAIMDESK_STATIC_ROOT") or DATA_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads are rows, nothing is kept in files
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "newsapp.static_files.ModuleAwareStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are large, and only whoever looks for a fault in somebody else's script asks for one.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("CLAIMDESK_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("CLAIMDESK_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("CLAIMDESK_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CLAIMDESK_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = _flag("CLAIMDESK_EMAIL_STARTTLS", False)
EMAIL_USE_SSL = _flag("CLAIMDESK_EMAIL_TLS", False)
EMAIL_TIMEOUT = 10
HAS_MAIL = bool(EMAIL_HOST)
"""Whether pages offer to send mail; without it, people hand links over themselves."""
DEFAULT_FROM_EMAIL = os.environ.get("CLAIMDESK_EMAIL_FROM", "claimdesk@localhost")
PUBLIC_ADDRESS = os.environ.get("CLAIMDESK_ADDRESS", "").rstrip("/")
"""Where people find the site, `https://claims.example`: letters that nobody's request causes lead there; "" sends none."""
if LOCAL and not HAS_MAIL:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SECURE_SSL_REDIRECT = _flag("CLAIMDESK_SSL_REDIRECT", not LOCAL)
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _flag("CLAIMDESK_BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS: list[str] = []

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

SIGN_IN_LINK_HOURS = 24

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "newsapp.api.authentication.TokenAuthentication",
        "newsapp.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["newsapp.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["newsapp.api.parsing.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "newsapp.api.rendering.AlwaysJSON",
    "DEFAULT_SCHEMA_CLASS": "newsapp.api.schema.ContractSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "newsapp.api.problems.answer_exception",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Claimdesk",
    "DESCRIPTION": "Articles, highlights and exports. Offsets are Unicode code points, half-open.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    # Choices that several components have under one name, or under several.
    "ENUM_NAME_OVERRIDES": {
        "BlockKindEnum": "newsapp.domain.blocks.KINDS",
        "ClaimStatusEnum": "annotations.api.claim_shapes.STATUSES",
        "ComparedStatusEnum": "annotations.api.comparison_shapes.STATUSES",
        "DisputeKindEnum": "annotations.domain.disputes.KINDS",
        "DisputeTransitionEnum": "annotations.domain.disputes.TRANSITIONS",
        "GoldKindEnum": "annotations.api.comparison_shapes.KINDS",
    },
}

from newsapp.logs import LOGGING  # noqa: E402, F401
