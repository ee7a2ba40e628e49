"""Django's settings of the pages and of the application database. What differs between workspaces comes from the environment:
`setup.start` puts the folder there, `regulars serve` the rest."""

from __future__ import annotations

import os
from pathlib import Path

from regulars.web.databases import database
from regulars.web.served import Served, secret_key

WORKSPACE = Path(os.environ.get("REGULARS_WORKSPACE", ".")).absolute()
SERVED = Served.from_environment(os.environ)
DATABASES = {"default": database(os.environ.get("DATABASE_URL"), WORKSPACE)}

# a page's app and the prefix of its addresses; each has urls.py, and is in the navigation as its NAVIGATION says
PAGES = {
    "overview": "",
    "segments": "segments/",
    "movement": "movement/",
    "scoring": "scoring/",
    "data": "data/",
    "accounts": "",
    "jobs": "jobs/",
    "api": "api/",
    "builder": "segments/",
    "customers": "customers/",
    "exports": "exports/",
    "experiments": "experiments/",
    "budget": "budget/",
}
# apps with tables only
LEDGERS = ("workspace",)
INSTALLED_APPS = [
    *(f"regulars.web.{name}" for name in LEDGERS),
    *(f"regulars.web.{name}" for name in PAGES),
    "regulars.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "regulars.web.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "regulars.web.access.Gate",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "regulars.web.problems.PlainProblems",
]
ROOT_URLCONF = "regulars.web.urls"
ASGI_APPLICATION = "regulars.web.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "regulars.web.shell.shell",
            ],
            "builtins": ["regulars.web.templatetags.show"],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en"

STATIC_URL = "/static/"
# the bundle's files have their hash in the name, and whitenoise finds the compressed ones beside them
STATIC_ROOT = Path(__file__).parent / "static"
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9A-Z]{8}\.[a-z]+$"
WHITENOISE_AUTOREFRESH = False

# empty where no pages are served; Django refuses to sign anything with it then
SECRET_KEY = secret_key(os.environ, WORKSPACE)
DEBUG = False
ALLOWED_HOSTS = list(SERVED.hosts)
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
# what an engine of this process may take where the workspace's settings leave it open; None: DuckDB's own, most of the machine
ENGINE_MEMORY = os.environ.get("REGULARS_ENGINE_MEMORY") or None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_NAME = "regulars_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "regulars_csrf"
CSRF_COOKIE_HTTPONLY = True  # the token is in the page
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "regulars.web.problems.missing_token"
CSRF_TRUSTED_ORIGINS = list(SERVED.origins)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# over https everything is; on the machine itself, where browsers speak http, nothing can be
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SERVED.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SERVED.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVED.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SERVED.https else None

MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * MEGABYTE
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["regulars.web.jobs.uploads.IntoWorkspace"]
UPLOAD_LIMIT = int(os.environ.get("REGULARS_UPLOAD_LIMIT_MB", "1024")) * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# seconds that a page waits for an answer that may take long, before it says that it is being worked out
ANSWER_WITHIN = 1.0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "regulars": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
