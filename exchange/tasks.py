"""Housekeeping of the exchange. Idempotent, safe when run twice or a week late."""

from celery import shared_task
from django.utils import timezone

from exchange.services.once import drop_old


@shared_task
def drop_old_answers() -> int:
    return drop_old(timezone.now())
