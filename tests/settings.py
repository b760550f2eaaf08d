"""The product's settings, with what only tests need: no HTTPS, quick passwords, a database of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.pop("DECIDER_LOCAL", None)
os.environ.pop("DEBUG", None)

from decider.settings import *  # noqa: F403
from decider.settings import DATABASES

SECRET_KEY = "only-for-tests-and-long-enough-to-be-accepted-0123456789"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

# Static files straight from their folders: nothing has to be collected before a test.
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Uploads of tests go to a folder of this test process's own.
EVIDENCE_DIR = Path(tempfile.mkdtemp(prefix="decider-evidence-"))
atexit.register(shutil.rmtree, EVIDENCE_DIR, ignore_errors=True)

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: two connections behave as they do in production (WAL, one writer at
    # a time). Each test process has its own folder.
    _folder = tempfile.mkdtemp(prefix="decider-tests-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
