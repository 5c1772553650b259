"""The one settings file. Each value that differs between a laptop and an instance is read from the environment.

With nothing set, everything lives in `var/` and the local Spotify stands in for the real one.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from cryptography.fernet import Fernet

from discoverdaily import env
from discoverdaily.keys import key, sealing_keys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # so small are our sums that its threads would only wait, and busily

django_stubs_ext.monkeypatch()  # lets Django's generic classes be subscripted where the program runs, too

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))
"""What is kept where nothing else is set: database, keys, broker, e-mails, collected static files."""
DATA_DIR.mkdir(parents=True, exist_ok=True)

PORT = env.integer("PORT", 8000, at_least=1, at_most=65535)
SANDBOX_PORT = env.integer("SANDBOX_PORT", 8901, at_least=1, at_most=65535)
SITE_URL = env.address("SITE_URL", f"http://127.0.0.1:{PORT}")
"""The address people use, for e-mails and for the redirect back from Spotify."""

DEBUG = env.boolean("DEBUG")
SECRET_KEY = key("SECRET_KEY", DATA_DIR / "secret_key", lambda: secrets.token_urlsafe(50))
TOKEN_KEYS = sealing_keys(key("TOKEN_KEYS", DATA_DIR / "token_keys", lambda: Fernet.generate_key().decode()))
"""Fernet keys, separated by commas, for Spotify's tokens at rest: the first encrypts, all decrypt (rotation)."""
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "[::1]", "localhost", urlsplit(SITE_URL).hostname or ""])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- The outside -----------------------------------------------------------------------------------------------------

SPOTIFY_CLIENT_ID = env.text("SPOTIFY_CLIENT_ID")
SPOTIFY_CLIENT_SECRET = env.text("SPOTIFY_CLIENT_SECRET")
SANDBOX = not SPOTIFY_CLIENT_ID
"""Whether the local Spotify stands in for the real one."""
_sandbox_url = env.address("SANDBOX_URL", f"http://127.0.0.1:{SANDBOX_PORT}")
SANDBOX_URL = _sandbox_url if SANDBOX else ""
if SANDBOX:
    SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET = "demo-client", "demo-secret"


def _outside(name: str, real: str, in_sandbox: str) -> str:
    return env.address(name, SANDBOX_URL + in_sandbox if SANDBOX else real)


SPOTIFY_ACCOUNTS_URL = _outside("SPOTIFY_ACCOUNTS_URL", "https://accounts.spotify.com", "")
SPOTIFY_API_URL = _outside("SPOTIFY_API_URL", "https://api.spotify.com/v1", "/v1")
SPOTIFY_EMBED_URL = _outside("SPOTIFY_EMBED_URL", "https://open.spotify.com/embed", "/embed")
SPOTIFY_OPEN_URL = _outside("SPOTIFY_OPEN_URL", "https://open.spotify.com", "/open")
SPOTIFY_SDK_URL = _outside("SPOTIFY_SDK_URL", "https://sdk.scdn.co/spotify-player.js", "/sdk/spotify-player.js")
"""The script that makes a browser a player; loaded only where somebody chose that."""
SPOTIFY_IMAGE_URL = _outside("SPOTIFY_IMAGE_URL", "https://i.scdn.co/image", "/image")
SPOTIFY_PRIVACY_URL = "https://www.spotify.com/account/privacy/"
"""Where a person asks Spotify for their data: a link, in the demo too."""
SPOTIFY_DASHBOARD_URL = "https://developer.spotify.com/dashboard"
"""Where a person registers an app of their own: likewise."""
RECCOBEATS_URL = _outside("RECCOBEATS_URL", "https://api.reccobeats.com/v1", "/reccobeats/v1")
SPOTIFY_CALLS_IN_30_SECONDS = env.integer(
    "SPOTIFY_CALLS_IN_30_SECONDS", 10_000 if SANDBOX else 90, at_least=20, at_most=10_000
)
"""Our own budget for each client id. Spotify publishes no number and bans for a day, so it is kept modest; the local
Spotify bans nobody of itself, and days there pass at a press."""
SPOTIFY_LOOKUPS_A_DAY = env.integer("SPOTIFY_LOOKUPS_A_DAY", 2_000 if SANDBOX else 100, at_least=0, at_most=2_000)
"""How many tracks an app may ask for one by one in the background. Spotify was seen to ban for a day after some 600."""
SPOTIFY_TIMEOUT = 10.0
"""Seconds to wait for each part of an answer of Spotify's, or of anybody else's."""
SPOTIFY_USERS = env.integer("SPOTIFY_USERS", 0 if SANDBOX else 5, at_least=0, at_most=1_000_000)
"""How many people Spotify lets the app serve; 0: as many as come. When so many are connected, pages say so."""
RECCOBEATS_CALLS_IN_30_SECONDS = env.integer(
    "RECCOBEATS_CALLS_IN_30_SECONDS", 10_000 if SANDBOX else 30, at_least=2, at_most=10_000
)
"""Our own budget there; it publishes no number either."""

# --- Apps ------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "social_django",
    "axes",
    "discoverdaily",
    "discoverdaily.spotify",
    "discoverdaily.listening",
    "accounts",
    "mood",
    "playlists",
    "timer",
]

if SANDBOX:
    INSTALLED_APPS.append("discoverdaily.demo")

MIDDLEWARE = [
    "discoverdaily.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "discoverdaily.middleware.LoopbackAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "discoverdaily.uploads.FilesWhereTheyBelong",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SeenDevices",
    "accounts.middleware.PersonsOwnTime",
    "accounts.middleware.SignInProblems",
    "accounts.middleware.SwitchedOff",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "discoverdaily.urls"
WSGI_APPLICATION = "discoverdaily.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "discoverdaily.context.frame",
                "accounts.announcing.announced",
                "accounts.switching.told",
            ]
        },
    }
]

# --- Database, cache, broker -----------------------------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'discoverdaily.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers pass a writer; IMMEDIATE takes the write lock at the start, where waiting for it is safe. Sixteen
    # megabytes (not two) of pages in memory: an import writes to as many before it commits.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.text("REDIS_URL")
CACHES: dict[str, dict[str, object]]
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": 2_000},  # each search keeps one; beyond, whatever sorts first is thrown out
        }
    }
    CELERY_BROKER_URL = "filesystem://127.0.0.1"
    CELERY_BROKER_TRANSPORT = "discoverdaily.broker:Transport"
    _broker = DATA_DIR / "broker"
    for _folder in ("messages", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "control_folder": str(_broker / "control"),
        "polling_interval": 0.05,
    }

CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # Each ring expires before the next, so that rings never pile up while no worker listens.
    "refresh_due_playlists": {
        "task": "playlists.tasks.refresh_due_playlists",
        "schedule": 10.0,
        "options": {"expires": 9.0},
    },
    "remind_of_exports": {
        "task": "discoverdaily.listening.tasks.remind_of_exports",
        "schedule": 600.0,
        "options": {"expires": 590.0},
    },
    "work_due_removals": {
        "task": "discoverdaily.listening.tasks.work_due_removals",
        "schedule": 3.0,
        "options": {"expires": 2.9},
    },
    "work_due_imports": {
        "task": "discoverdaily.listening.tasks.work_due_imports",
        "schedule": 3.0,
        "options": {"expires": 2.9},
    },
    "look_for_plays": {
        "task": "discoverdaily.listening.tasks.look_for_plays",
        "schedule": 10.0,
        "options": {"expires": 9.0},
    },
    "recount_due": {
        "task": "discoverdaily.listening.tasks.recount_due",
        "schedule": 10.0,
        "options": {"expires": 9.0},
    },
    "learn_features": {
        "task": "discoverdaily.listening.tasks.learn_features",
        "schedule": 10.0,
        "options": {"expires": 9.0},
    },
    "learn_details": {
        "task": "discoverdaily.listening.tasks.learn_details",
        "schedule": 10.0,
        "options": {"expires": 9.0},
    },
    "look_up_tracks": {
        "task": "discoverdaily.listening.tasks.look_up_tracks",
        "schedule": 30.0,  # as lookups.py has it
        "options": {"expires": 29.0},
    },
    "score_ended_days": {
        "task": "mood.tasks.score_ended_days",
        "schedule": 5.0,
        "options": {"expires": 4.9},
    },
    "train_own_models": {
        "task": "mood.tasks.train_own_models",
        "schedule": 10.0,
        "options": {"expires": 9.0},
    },
    "work_due_downloads": {
        "task": "accounts.tasks.work_due_downloads",
        "schedule": 3.0,
        "options": {"expires": 2.9},
    },
    "work_due_erasures": {
        "task": "accounts.tasks.work_due_erasures",
        "schedule": 5.0,
        "options": {"expires": 4.9},
    },
    "look_after_connections": {
        "task": "accounts.tasks.look_after_connections",
        "schedule": 10.0,
        "options": {"expires": 9.0},
    },
    "forget_old_plays": {
        "task": "discoverdaily.listening.tasks.forget_old_plays",
        "schedule": 3600.0,
        "options": {"expires": 3500.0},
    },
    "forget_old_lists": {
        "task": "playlists.tasks.forget_old_lists",
        "schedule": 3600.0,
        "options": {"expires": 3500.0},
    },
    "forget_what_ended": {
        "task": "accounts.tasks.forget_what_ended",
        "schedule": 3600.0,
        "options": {"expires": 3500.0},
    },
}

if SANDBOX:
    CELERY_BEAT_SCHEDULE["bring_exports"] = {
        "task": "discoverdaily.demo.tasks.bring_exports",
        "schedule": 5.0,
        "options": {"expires": 4.0},
    }

# --- People ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
REGISTRATION = env.choice("REGISTRATION", "open", among=("open", "invite", "closed"))
"""Who may make an account, unless staff said otherwise in the admin."""
AUTHENTICATION_BACKENDS = [
    "accounts.backends.LockOut",
    "accounts.backends.AddressAndPassword",
    "discoverdaily.spotify.backend.SpotifySignIn",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
"""How many wrong passwords for one account from one network address are too many, and how long they count."""
AXES_HANDLER = "accounts.guessing.Handler"  # which counts by each alone, too
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "accounts.views.doors.locked_out"
AXES_USERNAME_CALLABLE = "accounts.guessing.account_named"
AXES_CLIENT_IP_CALLABLE = "accounts.limits.network_address_of"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True  # who comes in is told by the list of their devices
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = 3600
"""Seconds that the link of a letter is good with which somebody chooses a new password."""
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

SOCIAL_AUTH_URL_NAMESPACE = "social"
SOCIAL_AUTH_SPOTIFY_EXTRA_DATA = ["expires_in", "scope"]
SOCIAL_AUTH_PIPELINE = ["accounts.pipeline.enter"]

PLAYS_KEPT_DAYS = env.integer("PLAYS_KEPT_DAYS", 0, at_least=0, at_most=36_500)
"""How long plays are kept, with what is counted of them; 0: for good, for they are their person's."""
LISTS_KEPT_DAYS = env.integer("LISTS_KEPT_DAYS", 730, at_least=0, at_most=36_500)
"""How long a saved playlist's earlier lists can be looked at and restored; 0: for good. The latest one stays."""
LOOKS_KEPT_DAYS = env.integer("LOOKS_KEPT_DAYS", 90, at_least=0, at_most=36_500)
"""How long it is told what became of each look at Spotify for a saved playlist; 0: for good. The last one stays."""

# --- Web -------------------------------------------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
"""Bytes of a form: the largest of ours holds a few names. What strangers send is kept in their session at most."""
IMPORTS_WAITING_GB = env.integer("IMPORTS_WAITING_GB", 10, at_least=1, at_most=10_000)
"""How much of what people handed in may lie in the database until it is read, everybody's together."""
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
"""More than any page takes, so that the page can say so."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # the redirect back from Spotify must carry the session
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # a name's other subdomains are not ours to bind to HTTPS
    "security.W008",  # the proxy that holds the certificate redirects
    "security.W021",  # as W005, for ever
]
BEHIND_PROXY = env.boolean("BEHIND_PROXY")
"""Whether to believe what the proxy in front says of how it was asked, and from where."""
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

_accounts = "{0.scheme}://{0.netloc}".format(urlsplit(SPOTIFY_ACCOUNTS_URL))
_embed = "{0.scheme}://{0.netloc}".format(urlsplit(SPOTIFY_EMBED_URL))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": [_embed],  # Spotify's embed, loaded only when somebody presses play
        "form-action": ["'self'", _accounts],  # a form's redirects count: signing in ends at Spotify
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- E-mail and logs -------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "DiscoverDaily <noreply@127.0.0.1>")
if env.text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("EMAIL_HOST")
    EMAIL_PORT = env.integer("EMAIL_PORT", 587, at_least=1, at_most=65535)
    EMAIL_HOST_USER = env.text("EMAIL_USER")
    EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
    EMAIL_USE_TLS = env.boolean("EMAIL_TLS", True)
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "accounts.mailbox.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "emails"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(asked)s]: %(message)s"},
        "json": {"()": "discoverdaily.logs.JsonLines"},
    },
    "filters": {
        "without_secrets": {"()": "discoverdaily.logs.WithoutSecrets"},
        "of_what": {"()": "discoverdaily.logs.OfWhat"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("LOG_FORMAT", "line", among=("line", "json")),
            "filters": ["without_secrets", "of_what"],
        },
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {name: {"level": "WARNING"} for name in ("httpx2", "httpcore2", "axes")},
}
