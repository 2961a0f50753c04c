"""Housekeeping of what was received. Idempotent, safe when run twice or a week late."""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from petitions.services.drafts import drop_stale
from petitions.services.files import named
from petitions.services.notes import drop_old_notes

DAY = 86400


@shared_task
def drop_stale_drafts() -> int:
    return drop_stale(timezone.now())


@shared_task
def drop_event_notes() -> int:
    return drop_old_notes(timezone.now())


@shared_task
def drop_orphan_files() -> int:
    """Files that no row names and that are older than a day: a form that was never sent."""
    root, dropped = settings.FILES_ROOT, 0
    if not root.exists():
        return 0
    for path in root.glob("??/??/*"):
        old = path.stat().st_mtime < time.time() - DAY
        is_piece = len(path.name) > 64  # of a write that was killed
        if old and (is_piece or not named(path.name)):
            path.unlink(missing_ok=True)
            dropped += 1
    return dropped
