"""Django's settings. The workspace's folder and the database come from the environment; `setup.start` puts them there."""

from __future__ import annotations

import os
from pathlib import Path

from regulars.web.databases import database

WORKSPACE = Path(os.environ.get("REGULARS_WORKSPACE", ".")).absolute()
DATABASES = {"default": database(os.environ.get("DATABASE_URL"), WORKSPACE)}
INSTALLED_APPS = ["regulars.web.workspace"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
SECRET_KEY = os.environ.get("REGULARS_SECRET_KEY", "no pages are served by this version")
