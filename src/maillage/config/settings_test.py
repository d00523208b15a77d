"""The product's settings, with what makes a suite fast and blind to the operator's environment."""

import os
import tempfile

os.environ["MAILLAGE_SECRET_KEY"] = "for the tests only, long enough to please the checks of the framework"
os.environ["MAILLAGE_DEMO"] = "0"
os.environ["MAILLAGE_DEBUG"] = "0"
os.environ["EMAIL_URL"] = "memorymail://"
for name in (
    "PROCONNECT_SERVER",
    "MAILLAGE_ALLOWED_HOSTS",
    "MAILLAGE_BASE_URL",
    "MAILLAGE_OPEN_REGISTRATION",
    "MAILLAGE_INBOX",
    "MAILLAGE_INBOX_URL",
    "MAILLAGE_MAIL_PER_SECOND",
    "MAILLAGE_MAIL_HOOK_SECRET",
    "MAILLAGE_DKIM_SELECTORS",
    "MAILLAGE_DNS",
):
    os.environ.pop(name, None)

from maillage.config.settings import *

SECURE_SSL_REDIRECT = False
MAIL_MARKS = Path(
    tempfile.mkdtemp(prefix="maillage-marks-")
)  # of this process: workers of pytest share nothing
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
MAIL_DNS, MAIL_DNS_SECONDS = ["127.0.0.1:9"], 0.2  # nobody answers there: no test asks the world
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # nothing is collected for the tests
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
JOBS_IN_PROCESS = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] = ":memory:"
    DATABASES["default"]["OPTIONS"] = {}
