from __future__ import annotations

import os
from pathlib import Path

from booking_site.environment import Environment
from booking_site.languages import LANGUAGES as LANGUAGES
from booking_site.reports import report_to

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = Environment(os.environ)

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = ENVIRONMENT.secret_key_fallbacks
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts

ALTEGIO_API_URL = ENVIRONMENT.api_url
ALTEGIO_ACCEPT = ENVIRONMENT.accept
ALTEGIO_PARTNER_TOKEN = ENVIRONMENT.partner_token
ALTEGIO_USER_TOKEN = ENVIRONMENT.user_token  # without it no booking can be moved
ALTEGIO_TIMEOUT = ENVIRONMENT.timeout
ALTEGIO_DEADLINE = ENVIRONMENT.deadline
ALTEGIO_CALLS_PER_SECOND = 3
ALTEGIO_BURST = 2
ALTEGIO_FAILURE_KEPT = 2.0  # seconds for which a call that failed is not made again
ALTEGIO_FIRST_REST = 2.0  # seconds without a call once several have failed
REDIS_URL = ENVIRONMENT.redis_url
PROCESSES = ENVIRONMENT.processes
LOCATIONS = ENVIRONMENT.locations
EMBED_ALLOWED_ORIGINS = ENVIRONMENT.allowed_origins
IMAGE_HOSTS = ENVIRONMENT.image_hosts
BOOKING_ENABLED = ENVIRONMENT.is_booking_enabled
BOOKING_DEADLINE = 14.0  # seconds for book_record, connecting included; with what goes before it 22 in all
BOOKING_WHOLE_DEADLINE = 22.0
MINIMUM_FILL = 2.0  # seconds: a form that comes back sooner was filled in by no hand, and is held for so long
TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies
METRICS_TOKEN = ENVIRONMENT.metrics_token

INSTALLED_APPS = ["django.contrib.staticfiles", "widget", "booking_site"]
ROOT_URLCONF = "booking_site.urls"
WSGI_APPLICATION = "booking_site.wsgi.application"
DATABASES: dict[str, dict[str, object]] = {}

MIDDLEWARE = [
    "widget.middleware.HeadMiddleware",
    "widget.embed.frame_policy.FramePolicyMiddleware",  # outermost: error pages and files obey it too
    "booking_site.logs.RequestIdMiddleware",
    "booking_site.health.HealthMiddleware",  # before host checks and redirects: probes know neither
    "widget.middleware.NoCookiesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # around the files too: uncollected ones are not compressed yet
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "booking_site.request_log.RequestLogMiddleware",  # inside: files are not worth a line
    "widget.middleware.NotIndexedMiddleware",
    "widget.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "widget.middleware.WholeBodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "widget.middleware.UpstreamErrorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "widget.language.page_language",
                "widget.theme.page_theme",
                "widget.typed.typed_text",
            ]
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {"staticfiles": {"BACKEND": "booking_site.static_files.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_ALLOW_ALL_ORIGINS = False

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "widget" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_SSL_REDIRECT = ENVIRONMENT.redirects_to_https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_SECURE = True  # none is ever set
CSRF_FAILURE_VIEW = "widget.views.errors.cross_site"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: the operator's domain has other tenants than us
    "security.W021",  # HSTS preload: nothing an app should decide for a whole domain
]

DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 0  # no form has any
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "booking_site.logs.JsonLines"},
        "plain": {"()": "booking_site.logs.PlainLines", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain" if DEBUG else "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own loggers write addresses, and an address can hold a secret. What fails is logged by the
        # route's name in widget/middleware.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        # Names all that a template was given, as soon as one variable of it is missing.
        "django.template": {"level": "INFO"},
    },
}

report_to(ENVIRONMENT.sentry_dsn)
