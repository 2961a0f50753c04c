"""Background work and its housekeeping; safe when run twice, late or killed."""

from celery import shared_task
from django.utils import timezone

from offices import jobs


@shared_task
def run_job(uid: str) -> str:
    return jobs.run(uid, timezone.now())


@shared_task
def sweep_jobs() -> int:
    return jobs.sweep_jobs()


@shared_task
def drop_expired_files() -> int:
    return jobs.drop_expired(timezone.now())
