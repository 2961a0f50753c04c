"""The heartbeat: beat sends it, a worker runs it; `/readyz` looks at both times."""

import time

from celery import shared_task
from celery.signals import beat_init, before_task_publish
from django.core.cache import cache

from offices.later import ask

TTL = 120


@shared_task
def heartbeat() -> None:
    cache.set("heartbeat:worker", time.time(), TTL)


@before_task_publish.connect(sender="config.tasks.heartbeat")
def beat_sent(**_) -> None:
    cache.set("heartbeat:beat", time.time(), TTL)


@beat_init.connect
def beat_begins(**_) -> None:
    """The first heartbeat at once: a desk that was started again is ready ten seconds sooner."""
    ask(heartbeat, expires=30)
