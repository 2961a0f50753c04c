"""One settings file, driven by the environment; a bad or missing value stops the start with a word on what to do.

Without DATABASE_URL this is an *embedded* installation: the servers, the keys and all state live under DESK_VAR.
With DATABASE_URL it is *production*: it refuses debugging, default or short secrets and plain cookies.
"""

import base64
import hashlib
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.openapi import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ


def flag(name: str, default: bool = False) -> bool:
    value = ENV.get(name, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return default if value == "" else False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise ImproperlyConfigured(f"{name}={value!r}: use 1 or 0.")


EMBEDDED = not ENV.get("DATABASE_URL")
TESTING = "pytest" in sys.modules
VAR = Path(ENV.get("DESK_VAR") or BASE_DIR / "var").absolute()
DEBUG = flag("DESK_DEBUG")
INSECURE_HTTP = flag("DESK_INSECURE_HTTP")


def kept(name: str, make) -> str:
    """A secret of the embedded installation: made once, kept under VAR, readable by its owner alone."""
    path = VAR / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_suffix(f".{os.getpid()}")
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_text().strip()


def parse_keys(text: str) -> dict[str, bytes]:
    """`id:base64,...`, newest first; each key 32 bytes. The last one also makes the search hashes."""
    keys = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _colon, value = part.partition(":")
        try:
            keys[name] = base64.b64decode(value, validate=True)
        except ValueError as error:
            raise ImproperlyConfigured("DESK_KEYS: write id:base64,id:base64") from error
        if len(keys[name]) != 32 or not name:
            raise ImproperlyConfigured("DESK_KEYS: each key has an id and 32 bytes (base64).")
    if not keys:
        raise ImproperlyConfigured(
            "DESK_KEYS is missing. Make one: python -c \"import os,base64;print('k1:'+base64.b64encode(os.urandom(32)).decode())\""
        )
    return keys


if TESTING:
    SECRET_KEY = "t" * 50
    DESK_KEYS = {"t1": hashlib.sha256(b"test").digest()}
elif EMBEDDED:
    SECRET_KEY = ENV.get("DESK_SECRET_KEY") or kept("secret", lambda: secrets.token_urlsafe(50))
    DESK_KEYS = parse_keys(
        ENV.get("DESK_KEYS") or kept("fields", lambda: "k1:" + base64.b64encode(secrets.token_bytes(32)).decode())
    )
else:
    SECRET_KEY = ENV.get("DESK_SECRET_KEY", "")
    DESK_KEYS = parse_keys(ENV.get("DESK_KEYS", ""))
    if len(SECRET_KEY) < 40 or len(set(SECRET_KEY)) < 10:
        raise ImproperlyConfigured("DESK_SECRET_KEY: set a random value of at least 40 characters.")
    if DEBUG:
        raise ImproperlyConfigured("DESK_DEBUG=1 is refused with DATABASE_URL: debugging shows petitioners' data.")

SECURE = not EMBEDDED and not INSECURE_HTTP
ALLOWED_HOSTS = [h.strip() for h in ENV.get("DESK_ALLOWED_HOSTS", "").split(",") if h.strip()]
if not ALLOWED_HOSTS:
    if not EMBEDDED:
        raise ImproperlyConfigured("DESK_ALLOWED_HOSTS: name the hosts of this desk, separated by commas.")
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if SECURE and "*" not in host]

# --- demo -------------------------------------------------------------------------------------------------------
DEMO = flag("DESK_DEMO")
DEMO_LOGINS = DEBUG or DEMO or TESTING

INSTALLED_APPS = [
    "config.apps.DeskConfig",
    "offices",
    "petitions",
    "caseflow",
    "oversight",
    "exchange",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "bs_icon_templates",
    "django.forms",
    "django_include_bootstrap",
]
MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "config.middleware.MethodsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "offices.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "offices.middleware.ActorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
if TESTING:  # a request that asks row by row for what it could read at once fails its test
    INSTALLED_APPS.append("zeal")
    MIDDLEWARE.insert(0, "zeal.middleware.zeal_middleware")
    # of two requests with one key at once the later looks again for the row that the first wrote: `get_or_create` itself
    ZEAL_ALLOWLIST = [{"model": "exchange.DoneRequest", "field": "get()"}]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "offices.context.desk",
            ],
            "builtins": ["django.templatetags.i18n", "offices.templatetags.desk", "caseflow.templatetags.cases"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


# A database that is away is told within five seconds; a pool that gave up begins anew at the next request, so that it is
# found again at once and not after a pause that grew with the outage.
POOL = {"min_size": 0, "max_size": 8, "timeout": 5, "reconnect_timeout": 3}


# --- database and broker ----------------------------------------------------------------------------------------
def database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL: only postgresql:// is supported.")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "DISABLE_SERVER_SIDE_CURSORS": True,  # transaction pooling works
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, "pool": False if TESTING else POOL},
    }


def embedded_urls() -> tuple[str, str]:
    """Where the embedded servers of this VAR listen; written by whoever started them."""
    if TESTING:
        return ENV.get("DESK_TEST_DATABASE_URL", "postgresql://app@/test?host=/nowhere"), "unix:///nowhere"
    path = VAR / "servers"
    if path.exists():
        first, second, *_rest = path.read_text().split("\n")
        return first, second
    return "postgresql://app@/desk?host=/nowhere", "unix:///nowhere"


_EMBEDDED = embedded_urls() if EMBEDDED else ("", "")
DATABASES = {"default": database(_EMBEDDED[0] if EMBEDDED else ENV["DATABASE_URL"])}
REDIS_URL = ENV.get("REDIS_URL") or _EMBEDDED[1]
if not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL: set the address of the Redis-compatible server.")


def redis_urls(url: str) -> tuple[str, str]:
    """(broker, cache): database 0 carries the tasks, database 1 the cache."""
    if url.startswith("unix://"):
        path = url.removeprefix("unix://")
        return f"redis+socket://{path}?virtual_host=0", f"unix://{path}?db=1"
    stem = url.rstrip("/")
    if stem.rsplit("/", 1)[-1].isdigit():
        stem = stem.rsplit("/", 1)[0]
    return f"{stem}/0", f"{stem}/1"


CELERY_BROKER_URL, _CACHE_URL = redis_urls(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ROUTES = {"offices.tasks.run_job": {"queue": "jobs"}}  # an export never holds up the clocks
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 1, "socket_connect_timeout": 1, "visibility_timeout": 3600,
    "max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2,  # without them a channel tries for ever
}  # fmt: skip
CELERY_TASK_ALWAYS_EAGER = TESTING
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {
        "BACKEND": "config.cache.PatientCache",
        "LOCATION": _CACHE_URL,
        "OPTIONS": {"socket_timeout": 1},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- login ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "offices.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "offices.auth.DeskBackend"]
ACCOUNT_ADAPTER = "offices.auth.DeskAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,20/h/key",
    "login": "60/m/ip",
}  # below them, axes locks one name at one address
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_ENABLED = not TESTING
AXES_VERBOSE = False
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-desk" if SECURE else "desk"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "offices.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE and not flag("DESK_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("DESK_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"],
        "connect-src": [SELF], "form-action": [SELF], "base-uri": [NONE], "frame-ancestors": [NONE],
    }
}  # fmt: skip

# --- language, time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "desk_language"
USE_I18N = USE_TZ = True
TIME_ZONE = ENV.get("DESK_TIME_ZONE", "Asia/Shanghai")
try:
    ZoneInfo(TIME_ZONE)
except Exception as error:
    raise ImproperlyConfigured(f"DESK_TIME_ZONE={TIME_ZONE!r} is no time zone.") from error
FORMAT_MODULE_PATH = "config.formats"

# --- files, mail, logs ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(ENV.get("DESK_STATIC") or VAR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
FILES_ROOT = Path(ENV.get("DESK_FILES") or VAR / "files")
WHITENOISE_USE_FINDERS = TESTING or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_ROOT}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "petitions.uploads.SparingUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
IMPORT_MAX_BYTES = 50 * 1024 * 1024
EMAIL_HOST = ENV.get("DESK_EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_PORT = int(ENV.get("DESK_EMAIL_PORT", "25"))
EMAIL_HOST_USER = ENV.get("DESK_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = ENV.get("DESK_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("DESK_EMAIL_TLS")
DEFAULT_FROM_EMAIL = ENV.get("DESK_EMAIL_FROM", "petition-desk@localhost")


def numbers(name: str, default: str) -> dict[str, int]:
    """`name:number,...`; the names are those of the default, one that is not given keeps its number."""
    found = {key: int(value) for key, _colon, value in (part.partition(":") for part in default.split(","))}
    for part in filter(None, (p.strip() for p in ENV.get(name, "").split(","))):
        key, _colon, value = part.partition(":")
        if key not in found or not value.isdigit() or int(value) == 0:
            raise ImproperlyConfigured(f"{name}: write {default}, each with a number above 0.")
        found[key] = int(value)
    return found


def days(name: str, default: int) -> int:
    value = ENV.get(name, "").strip() or str(default)
    if not value.isdigit() or int(value) == 0:
        raise ImproperlyConfigured(f"{name}={value!r}: give a number of days above 0.")
    return int(value)


# --- the installation's own numbers where the law gives none; shown on the pages that use them ----------------------
EMERGENCY_HOURS = numbers("DESK_EMERGENCY_HOURS", "government:2,department:2,joint:2,upper:4,national:12")
EMERGENCY_DAYS = days("DESK_EMERGENCY_DAYS", 30)  # after its end a report's text is shut
EVENT_NOTE_DAYS = days("DESK_EVENT_NOTE_DAYS", 365)  # then a note of the reception desk is deleted
FIRST_TIME_DAYS = days("DESK_FIRST_TIME_DAYS", 90)  # no further petition within them: settled the first time
DATA_REQUEST_DAYS = days("DESK_DATA_REQUEST_DAYS", 15)  # working days to answer a petitioner about her data
SUPERVISION_DAYS = numbers(
    "DESK_SUPERVISION_DAYS", "idle:30,again:15,answer:15,back:180"
)  # README; R22 Art. 40 has none

SITE_URL = ENV.get("DESK_URL", f"http://127.0.0.1:{ENV.get('PORT', '8000')}").rstrip("/")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "config.logs.RequestFilter"}},
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": ENV.get("DESK_LOG_LEVEL", "WARNING")},
    "loggers": {"desk": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["exchange.auth.TokenAuthentication", "exchange.auth.DeskSession"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["exchange.parsers.DeskJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["exchange.throttles.TokenThrottle"],
    "DEFAULT_SCHEMA_CLASS": "exchange.schema.DeskSchema",
    "EXCEPTION_HANDLER": "exchange.problems.handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
API_REQUESTS_PER_MINUTE = 1200  # for one token; answered with 429 beyond
