"""Nightly work of oversight: safe when run twice, late or killed."""

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from oversight.services import hot_issues

RETRY = {"autoretry_for": (DatabaseError, OSError), "retry_backoff": True, "max_retries": 5}


@shared_task(**RETRY)
def find_hot_issues() -> int:
    return hot_issues.nightly(timezone.now())
