"""Celery tasks of oversight: each idempotent, retried with backoff, safe when run twice, late or killed."""

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from oversight.services import hot_issues
from oversight.services.reception.late import remind_late
from oversight.services.reception.succession import move_to_successors

RETRY = {"autoretry_for": (DatabaseError, OSError), "retry_backoff": True, "max_retries": 5}


@shared_task(**RETRY)
def remind_of_receptions() -> int:
    """What ended offices held goes on at their successors; then reminds of what receptions and charges owe, once a promised day."""
    now = timezone.now()
    return move_to_successors(now) + remind_late(now)


@shared_task(**RETRY)
def find_hot_issues() -> int:
    return hot_issues.nightly(timezone.now())
