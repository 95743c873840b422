"""Settings; everything a machine may change comes from the environment (docs/operations.md lists it)."""

import contextlib
import os
import secrets
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from dxtracker import pages, services
from dxtracker.environment import (
    day,
    flag,
    folder,
    gettext,
    hosts,
    level,
    mail_addresses,
    mail_backend,
    number,
    one_of,
    origins,
    read,
    text,
)  # fmt: skip
from dxtracker.requests.addresses import networks_of

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = folder("DX_VAR", BASE_DIR / text("DX_VAR", "var"))


def secret_key() -> str:
    """The key from the environment, or one made once and kept in a file only its owner can read."""
    if given := text("SECRET_KEY"):
        return given
    path = VAR / "secret_key"
    if not path.exists():
        draft = VAR / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        # Of two processes that start together one wins, and neither reads half a key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


# -- the demonstration, and the day it lives on -----------------------------
DX_DEMONSTRATION = flag("DX_DEMO")
DX_TODAY = day("DX_TODAY")
DX_IDLE_MINUTES = number("DX_IDLE_MINUTES", "30")
DX_LOGINS_KEPT_MONTHS = number("DX_LOGINS_KEPT_MONTHS", "24")
DX_BACKUP_KEY = Path(text("DX_BACKUP_KEY")) if text("DX_BACKUP_KEY") else None
DX_METRICS_TOKEN = text("DX_METRICS_TOKEN")
if DX_METRICS_TOKEN:  # all processes of this machine count in one folder; the library reads where when it is loaded
    (VAR / "metrics").mkdir(exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR / "metrics"))
DX_HTTPS = flag("DX_HTTPS")
DX_SECOND_FACTOR_REQUIRED = flag("DX_SECOND_FACTOR", "0" if DX_DEMONSTRATION else "1")

DEBUG = flag("DX_DEBUG")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
DX_TRUSTED_PROXIES = read(
    "DX_TRUSTED_PROXIES", "127.0.0.1,::1", lambda said: networks_of(said.split(",")), gettext("addresses or networks")
)
CSRF_TRUSTED_ORIGINS = origins("CSRF_TRUSTED_ORIGINS")

# What only builds and measures brings commands, no models: a system that is deployed without it serves as well.
WORKSHOP = [name for name in ("benchmarks", "tools") if (BASE_DIR / name / "__init__.py").exists()]
INSTALLED_APPS = [
    *WORKSHOP,
    "dxtracker",
    "machines",
    "reports",
    "dashboards",
    "steering",
    "workbooks",
    "commitments",
    "kpis",
    "agencies",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "dxtracker.requests.incoming.Incoming",
    "dxtracker.requests.public.Public",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dxtracker.requests.middleware.Language",
    "dxtracker.requests.middleware.LeadOn",
    "dxtracker.frame.staying.Staying",
    "dxtracker.requests.middleware.KeepTyped",
    "dxtracker.requests.middleware.IdleTimeout",
    "dxtracker.requests.middleware.SecondFactor",
    "dxtracker.requests.middleware.OwnPassword",
    "axes.middleware.AxesMiddleware",
    "dxtracker.requests.middleware.Reading",
    "dxtracker.requests.middleware.NothingYetPage",
    "dxtracker.requests.middleware.TooOftenPage",
    "dxtracker.requests.middleware.CollidedPage",
]

ROOT_URLCONF = "dxtracker.urls"
ABSOLUTE_URL_OVERRIDES = pages.PAGES
WSGI_APPLICATION = "dxtracker.wsgi.application"

# -- pages ------------------------------------------------------------------
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "dxtracker.frame.context.frame",
]
LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": CONTEXT_PROCESSORS,
            "loaders": LOADERS if DEBUG else [("django.template.loaders.cached.Loader", LOADERS)],
        },
    },
]

SILENCED_SYSTEM_CHECKS = ["templates.W003"]  # our `i18n` stands in place of Django's and holds all of it

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", VAR / "fonts")]
STORAGES = {
    "default": services.storage(text("STORAGE_URL")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = VAR / "media"

# -- data -------------------------------------------------------------------
DATABASE_URL = text("DATABASE_URL") or f"sqlite:///{VAR / 'db.sqlite3'}"
DATABASES = {"default": services.database(DATABASE_URL, is_pooled=flag("DATABASE_POOLED"))}
if replica_url := text("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = services.replica(replica_url, DATABASES["default"], is_pooled=flag("DATABASE_POOLED"))
DATABASE_ROUTERS = ["agencies.databases.reading.Router"]
CACHES = {"default": services.cache(text("CACHE_URL"))}
MONTHS_ROOT = VAR / "months"  # closed months unpacked to be read; made again when it is gone
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# -- work that takes long ---------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- language, numbers, days ------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "dxtracker.formats"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# -- who may come in --------------------------------------------------------
AUTH_USER_MODEL = "agencies.User"
LOGIN_URL = "agencies:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "agencies:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "agencies.people.accounts.Accounts",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": VALIDATORS + "UserAttributeSimilarityValidator"},
    {"NAME": "agencies.people.forms.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": VALIDATORS + "CommonPasswordValidator"},
    {"NAME": VALIDATORS + "NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "login_locked.html"
AXES_ENABLE_ADMIN = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = 10_000  # `forget_logins` ends them by age
OTP_TOTP_ISSUER = "Chuyển đổi số"

# Single sign-on: beside local accounts, and only where a client's name is given.
DX_OIDC_CLIENT_ID = text("DX_OIDC_CLIENT_ID")
DX_OIDC_NAME = text("DX_OIDC_NAME")
DX_OIDC_MATCH = one_of("DX_OIDC_MATCH", "email", {"email": "email", "username": "username"})
OIDC_RP_CLIENT_ID = DX_OIDC_CLIENT_ID
OIDC_RP_CLIENT_SECRET = text("DX_OIDC_CLIENT_SECRET")
OIDC_OP_AUTHORIZATION_ENDPOINT = text("DX_OIDC_AUTHORIZE_URL")
OIDC_OP_TOKEN_ENDPOINT = text("DX_OIDC_TOKEN_URL")
OIDC_OP_USER_ENDPOINT = text("DX_OIDC_USERINFO_URL")
OIDC_OP_JWKS_ENDPOINT = text("DX_OIDC_JWKS_URL")
if DX_OIDC_CLIENT_ID and not all(
    (OIDC_OP_AUTHORIZATION_ENDPOINT, OIDC_OP_TOKEN_ENDPOINT, OIDC_OP_USER_ENDPOINT, OIDC_OP_JWKS_ENDPOINT)
):
    raise ImproperlyConfigured(
        gettext("DX_OIDC_CLIENT_ID wants DX_OIDC_AUTHORIZE_URL, _TOKEN_URL, _USERINFO_URL and _JWKS_URL.")
    )
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid email profile"
OIDC_CREATE_USER = False
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
OIDC_AUTHENTICATION_CALLBACK_URL = "agencies:sign-on-back"

# -- what the browser is told -----------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = DX_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # a watcher asks the process itself, beside the proxy
SECURE_HSTS_SECONDS = 31536000 if DX_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DX_HTTPS else None
SESSION_ENGINE = "agencies.sessions.store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = DX_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = DX_HTTPS

CSRF_FAILURE_VIEW = "dxtracker.views.csrf_failure"

# -- how much a form may carry ----------------------------------------------
# A month of an agency is one form without a script: a dozen fields a row, several hundred rows with their notes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20

# -- letters and logs -------------------------------------------------------
EMAIL_BACKEND = mail_backend("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "dxtracker@localhost")
EMAIL_HOST = text("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", "25")
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = EMAIL_PORT == 465  # the port where a connection is encrypted from its first byte (RFC 8314)
EMAIL_USE_TLS = flag("EMAIL_USE_TLS") and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DX_ERRORS_TO = mail_addresses("DX_ERRORS_TO")
HANDLERS = ["stderr", "letter"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "dxtracker.watch.logs.Line"}},
    "filters": {
        "whose": {"()": "dxtracker.watch.logs.Whose"},
        "refusals": {"()": "dxtracker.watch.logs.RefusalsAreLines"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["whose", "refusals"]},
        "letter": {
            "class": "dxtracker.watch.logs.Letter", "level": "ERROR", "formatter": "line", "filters": ["whose"],
        },
    },
    "root": {"handlers": HANDLERS, "level": level("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": HANDLERS, "level": "WARNING", "propagate": False},
        "dxtracker": {"level": level("LOG_LEVEL", "INFO")},
    },
}  # fmt: skip
