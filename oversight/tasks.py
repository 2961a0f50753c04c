"""Celery tasks of oversight: each idempotent, retried with backoff, safe when run twice, late or killed."""

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from oversight.services.reception.late import remind_late

RETRY = {"autoretry_for": (DatabaseError, OSError), "retry_backoff": True, "max_retries": 5}


@shared_task(**RETRY)
def remind_of_receptions() -> int:
    """Reminds of what leaders' receptions and charges owe, once for each day that was promised."""
    return remind_late(timezone.now())
