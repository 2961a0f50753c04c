"""Ask a worker for a task without ever waiting for a broker that is dead or deaf: what is not asked for, a sweep does."""

import logging
import time
from typing import Any

log = logging.getLogger("desk.broker")
PAUSE = 10.0  # seconds in which nobody asks again after a failure
_until = 0.0


def ask(task: Any, *arguments: Any, **options: Any) -> bool:
    """Send a Celery task; False where the broker did not take it, at once while it is known to be away."""
    global _until
    if time.monotonic() < _until:
        return False
    try:
        task.apply_async(arguments, **options)
    except Exception as problem:  # kombu, redis and socket each have their own
        _until = time.monotonic() + PAUSE
        log.warning("the broker took no task: %s", type(problem).__name__)
        return False
    return True
