"""The application of Celery is loaded with Django, so that `.delay()` finds its broker."""

import os

if os.environ.get("DESK_BARE") != "1":
    from config.celery import app as celery_app

    __all__ = ["celery_app"]
