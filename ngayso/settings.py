"""One settings file. Everything that differs between places comes from the environment; docs/operate.md lists it."""

import json
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env.str("NGAYSO_VAR", default=str(ROOT / "var"))).resolve()


def _secret_key() -> str:
    """The key of this place: from the environment, else made once and kept where only its owner can read it."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return str(given)
    kept = VAR / "secret-key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        try:
            with open(kept, "x", opener=_private) as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # another process of this place was first
    return kept.read_text("utf-8").strip()


def _private(path: str, flags: int) -> int:
    import os

    return os.open(path, flags, 0o600)


SECRET_KEY = _secret_key()
DEBUG = False

PORT = env.int("PORT", default=8000)
BIND = env.str("BIND", default="127.0.0.1")
WEB_PROCESSES = env.int("WEB_PROCESSES", default=2)
WEB_THREADS = env.int("WEB_THREADS", default=4)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{PORT}").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if _public.scheme not in ("http", "https") or not _public.hostname:
    raise ImproperlyConfigured("PUBLIC_URL phải là một địa chỉ như https://ngayso.tiengiang.gov.vn.")
SECURE = _public.scheme == "https"
ALLOWED_HOSTS = [_public.hostname, *(("localhost", "127.0.0.1", "[::1]") if not SECURE else ("localhost",))]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ngayso.core",
    "ngayso.people",
    "ngayso.office",
    "ngayso.plans",
    "ngayso.desks",
    "ngayso.follow",
    "ngayso.intake",
    "ngayso.reports",
    "ngayso.portal",
]

MIDDLEWARE = [
    "ngayso.core.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages with pictures are bulky; pads answers against BREACH
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ngayso.core.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ngayso.core.middleware.KnowWhere",
    "ngayso.core.middleware.NoNulls",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ngayso.core.middleware.Refusals",
]

ROOT_URLCONF = "ngayso.urls"
WSGI_APPLICATION = "ngayso.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ngayso.shell.shell",
            ],
            "builtins": ["ngayso.core.templatetags.look", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR / "ngayso.sqlite3")}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write waits at its start, so none fails half-way. FULL: what was
        # acknowledged survives a power cut.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["ngayso.people.signin.PasswordOrLink"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "ngayso.people.signin.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "start"

SESSION_COOKIE_NAME = "ngayso"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ngayso.core.views.csrf_failed"
SECURE_SSL_REDIRECT = False  # the proxy before us does it; behind it every request looks like http
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = False
# The two above are meant: the proxy redirects, and a place decides for itself whether browsers preload its name.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "ngayso" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [VAR / "built"]  # fonts, cut at set-up
(VAR / "built").mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 600
FILES = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["ngayso.core.uploads.Bounded", "django.core.files.uploadhandler.TemporaryFileUploadHandler"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "reading"]}}
TIMETABLE = [
    "ngayso.core.timetable.TIMETABLE",
    "ngayso.people.tasks.TIMETABLE",
    "ngayso.office.tasks.TIMETABLE",
    "ngayso.follow.tasks.TIMETABLE",
]

TODOS = [
    "ngayso.desks.questions.question_todos",
    "ngayso.desks.hand_overs.hand_over_todos",
    "ngayso.follow.todos.letter_todos",
    "ngayso.reports.todos.reports_due",
]
MEASURES = ["ngayso.desks.measures.day_figures"]
KINDS = [
    "ngayso.plans.kinds.Contest",
    "ngayso.plans.kinds.Campaign",
    "ngayso.plans.kinds.Exercise",
    "ngayso.plans.kinds.Event",
    "ngayso.plans.kinds.Publicity",
    "ngayso.plans.kinds.Promotion",
    "ngayso.plans.kinds.Pilot",
]

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = (
    env.str("EMAIL_FROM", default="")
    or (EMAIL_CONFIG.get("EMAIL_HOST_USER") if "@" in (EMAIL_CONFIG.get("EMAIL_HOST_USER") or "") else "")
    or f"ngayso@{_public.hostname}"
)

# Zalo Notification Service; a channel whose settings are empty is not configured and its messages stay in the outbox.
ZALO_APP_ID = env.str("ZALO_APP_ID", default="")
ZALO_SECRET_KEY = env.str("ZALO_SECRET_KEY", default="")
ZALO_REFRESH_TOKEN = env.str("ZALO_REFRESH_TOKEN", default="")
ZALO_TEMPLATE_ID = env.str("ZALO_TEMPLATE_ID", default="")
ZALO_URL = env.str("ZALO_URL", default="https://business.openapi.zalo.me/message/template")
ZALO_TOKEN_URL = env.str("ZALO_TOKEN_URL", default="https://oauth.zaloapp.com/v4/oa/access_token")

# A gateway for SMS: {phone}, {text}, {id} in the address and in the body are filled in.
SMS_URL = env.str("SMS_URL", default="")
SMS_METHOD = env.str("SMS_METHOD", default="POST")
try:
    SMS_HEADERS: dict[str, str] = json.loads(
        env.str("SMS_HEADERS", default="") or '{"Content-Type": "application/json"}'
    )
except ValueError as error:
    raise ImproperlyConfigured('SMS_HEADERS phải là một đối tượng JSON, như {"Authorization": "Bearer …"}.') from error
SMS_BODY = env.str("SMS_BODY", default='{"phone": "{phone}", "text": "{text}", "id": "{id}"}')
SMS_SUCCESS = env.str("SMS_SUCCESS", default="")
try:
    re.compile(SMS_SUCCESS)
except re.error as error:
    raise ImproperlyConfigured("SMS_SUCCESS phải là một biểu thức chính quy đọc được.") from error
SMS_PLAIN = env.bool("SMS_PLAIN", default=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "ngayso.core.logs.Json"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        # A refusal is an answer, not an error of ours.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
