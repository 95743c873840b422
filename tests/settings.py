"""The product's settings, with what a test run needs: no files to collect, no slow hashes."""

import os

from dxtracker.settings import *  # noqa: F403
from dxtracker.settings import DATABASES

DEBUG = False
DX_TODAY = None
DX_DEMONSTRATION = False
DX_SECOND_FACTOR_REQUIRED = False
SECRET_KEY = "only-for-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if template := os.environ.get("DX_TEST_TEMPLATE"):  # a database of PostgreSQL that is migrated already
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}
