"""One settings file. Every value that an operator may change comes from the environment (docs/exploitation.md)."""

import os
import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = Path(env.str("MAILLAGE_DATA", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEMO = env.bool("MAILLAGE_DEMO", default=False)
DEBUG = env.bool("MAILLAGE_DEBUG", default=False)
LOCAL = DEMO or DEBUG


def own_secret_key() -> str:
    """A key drawn at the first start and kept beside the data, readable by its owner alone."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = env.str("MAILLAGE_SECRET_KEY", default="") or own_secret_key()
BASE_URL = env.str("MAILLAGE_BASE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}").rstrip(
    "/"
)
ALLOWED_HOSTS = env.list("MAILLAGE_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("MAILLAGE_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "maillage.config.urls"
WSGI_APPLICATION = "maillage.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rules.apps.AutodiscoverRulesConfig",
    "django_htmx",
    "template_partials",
    "django_scopes",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "maillage.common",
    "maillage.law",
    "maillage.journal",
    "maillage.territories",
    "maillage.accounts",
    "maillage.partners",
    "maillage.work",
    "maillage.library",
    "maillage.governance",
    "maillage.outreach",
    "maillage.plan",
    "maillage.workspace",
    "maillage.portal",
    "maillage.demo",
    # after ours, so that our templates come first
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "maillage.config.middleware.without_nul",
    "maillage.config.middleware.portal_domain",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "maillage.config.middleware.Tenancy",
]

FORM_RENDERER = "maillage.common.forms.HouseRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maillage.config.context.house",
            ],
            "builtins": ["maillage.common.templatetags.maillage"],
        },
    },
]

# Databases: SQLite is the embedded default; PostgreSQL is the same code for many machines.
DATABASES = {
    "default": env.db_url(
        "DATABASE_URL",
        default=f"sqlite:///{DATA_DIR / 'maillage.sqlite3'}",
    ),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("MAILLAGE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # the limits on tries live here: they must not be culled early
    },
}

# Deferred work: in the same process for the demo, in `maillage worker` otherwise. common/jobs.py hides the rest.
JOBS_IN_PROCESS = env.bool("MAILLAGE_JOBS_IN_PROCESS", default=LOCAL)
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if JOBS_IN_PROCESS
        else "django_tasks_db.DatabaseBackend",
    },
}

# Mail leaves by one gate (accounts.emails.gate.post) and nowhere else: Django's own door is walled up.
EMAIL_BACKEND = "maillage.common.mail.ClosedDoor"
# « anymail://brevo » sends by the API of a provider, whose keys come as ANYMAIL_BREVO_API_KEY and the like.
EMAIL_URL = env.str("EMAIL_URL", default="") or ("dummymail://" if DEMO else "smtp://localhost:25")
MAIL_TRANSPORT = (
    {"EMAIL_BACKEND": f"anymail.backends.{EMAIL_URL.partition('://')[2].strip('/')}.EmailBackend"}
    if EMAIL_URL.startswith("anymail://")
    else env.email_url_config(EMAIL_URL)
)
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name[:8] == "ANYMAIL_"
}
MAIL_MARKS = DATA_DIR / "mail"  # what each running worker has done with its letters: accounts/domain/marks.py
MAIL_PER_SECOND = env.float("MAILLAGE_MAIL_PER_SECOND", default=0)  # 0: no limit of ours
# One mailbox of our own for what comes back and for answers; all optional
MAIL_INBOX = env.str("MAILLAGE_INBOX", default="")
MAIL_INBOX_URL = env.str("MAILLAGE_INBOX_URL", default="")  # imaps://name:password@host/folder
MAIL_HOOK_SECRET = env.str("MAILLAGE_MAIL_HOOK_SECRET", default="")
MAIL_DKIM_SELECTORS = env.list("MAILLAGE_DKIM_SELECTORS", default=[])
MAIL_DNS = env.list("MAILLAGE_DNS", default=[])  # host or host:port; empty: the machine's own
MAIL_DNS_SECONDS = 4.0  # for one question
MAIL_KEEPS_TEXT = DEMO  # outside the demo, the text of a mail is wiped once it has left
DEFAULT_FROM_EMAIL = env.str("MAILLAGE_FROM_EMAIL", default="Maillage <ne-pas-repondre@maillage.example>")

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:home"
PARTNERS_HOME = "workspace:space"  # where the personal link of a contact leads
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

ACCOUNT_ADAPTER = "maillage.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = False  # the one sign-in page asks for a code already, for want of passwords
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,12/h/key"}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": True, "length": 8}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "maillage.accounts.forms.signin.SignInForm",
    "signup": "maillage.accounts.forms.signin.OpenAccountForm",
    "confirm_login_code": "maillage.accounts.forms.signin.MailedCodeForm",
    "confirm_email_verification_code": "maillage.accounts.forms.signin.AddressCodeForm",
}
MFA_ADAPTER = "maillage.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "40/m/ip"}  # two requests per sign-in, one address per town hall
MFA_TOTP_ISSUER = "Maillage"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_FORMS = {
    "authenticate": "maillage.accounts.forms.signin.SecondFactorForm",
    "reauthenticate": "maillage.accounts.forms.signin.ConfirmIdentityForm",
    "activate_totp": "maillage.accounts.forms.signin.ActivateCodesForm",
    "add_webauthn": "maillage.accounts.forms.signin.AddPasskeyForm",
    "edit_webauthn": "maillage.accounts.forms.signin.RenamePasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "maillage.accounts.adapters.ProConnectAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # ProConnect vouches for the professional address
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
PROCONNECT_SERVER = env.str("PROCONNECT_SERVER", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        # ProConnect refuses any parameter that it does not list: no PKCE, no acr_values
        "OAUTH_PKCE_ENABLED": False,
        "SCOPE": ["openid", "email", "given_name", "usual_name"],
        "APPS": [
            {
                "provider_id": "proconnect",
                "name": "ProConnect",
                "client_id": env.str("PROCONNECT_CLIENT_ID", default=""),
                "secret": env.str("PROCONNECT_CLIENT_SECRET", default=""),
                "settings": {"server_url": PROCONNECT_SERVER},
            },
        ]
        if PROCONNECT_SERVER
        else [],
    },
}
OPEN_REGISTRATION = env.bool("MAILLAGE_OPEN_REGISTRATION", default=True)

# Language, time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Files that the browser asks for: ours, and those of npm's lockfile
NODE_MODULES = Path(env.str("MAILLAGE_NODE_MODULES", default=str(BASE_DIR / "node_modules")))
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("vendor/bricolage", NODE_MODULES / "@fontsource-variable/bricolage-grotesque/files"),
    ("vendor/atkinson", NODE_MODULES / "@fontsource-variable/atkinson-hyperlegible-next/files"),
    ("vendor/squire", NODE_MODULES / "squire-rte/dist"),
    ("vendor/dompurify", NODE_MODULES / "dompurify/dist"),
]
# Files that people bring: never served as they stand, only as attachments, by views that know who may have them
MEDIA_ROOT = DATA_DIR / "files"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "ts", "woff2", "woff")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "maillage.common.assets.Storage"},
}

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *([PROCONNECT_SERVER.split("/api")[0]] if PROCONNECT_SERVER else [])],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not LOCAL:
    SECURE_SSL_REDIRECT = env.bool("MAILLAGE_HTTPS_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = env.int("MAILLAGE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if env.bool("MAILLAGE_BEHIND_PROXY", default=True):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = env.int("MAILLAGE_PROXIES", default=1)

# Who runs this machine: printed on the legal pages of every portal
HOST_NAME = env.str("MAILLAGE_HOST_NAME", default="")
HOST_ADDRESS = env.str("MAILLAGE_HOST_ADDRESS", default="")
SECURITY_CONTACT = env.str("MAILLAGE_SECURITY_CONTACT", default="")
SOURCE_URL = env.str("MAILLAGE_SOURCE_URL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("MAILLAGE_LOG_LEVEL", default="WARNING")},
}
