"""The heartbeat: beat sends it, a worker runs it; `/readyz` looks at both times."""

import time

from celery import shared_task
from celery.signals import before_task_publish
from django.core.cache import cache

TTL = 120


@shared_task
def heartbeat() -> None:
    cache.set("heartbeat:worker", time.time(), TTL)


@before_task_publish.connect(sender="config.tasks.heartbeat")
def beat_sent(**_) -> None:
    cache.set("heartbeat:beat", time.time(), TTL)
