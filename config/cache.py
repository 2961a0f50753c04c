"""The cache is a help, never a must: one that is away is an empty one, and after a failure nobody waits for it."""

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PAUSE = 2.0  # seconds in which it is not asked again after a failure


class PatientCache(RedisCache):
    """Django's Redis cache without its errors: reads give the default, writes are let go."""

    _until = 0.0

    def _tried(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < PatientCache._until:
            return otherwise
        try:
            return ask()
        except (RedisError, OSError):
            PatientCache._until = time.monotonic() + PAUSE
            return otherwise

    def get(self, key, default=None, version=None):
        return self._tried(lambda: RedisCache.get(self, key, default, version), default)

    def set(self, *args, **more):
        return self._tried(lambda: RedisCache.set(self, *args, **more), None)

    def add(self, *args, **more):
        """True while it is away: who locks by it goes on without waiting (logins are still counted in the database)."""
        return self._tried(lambda: RedisCache.add(self, *args, **more), True)

    def touch(self, *args, **more):
        return self._tried(lambda: RedisCache.touch(self, *args, **more), False)

    def delete(self, *args, **more):
        return self._tried(lambda: RedisCache.delete(self, *args, **more), False)

    def has_key(self, *args, **more):
        return self._tried(lambda: RedisCache.has_key(self, *args, **more), False)

    def incr(self, key, delta=1, version=None):
        return self._tried(lambda: RedisCache.incr(self, key, delta, version), delta)

    def get_many(self, *args, **more):
        return self._tried(lambda: RedisCache.get_many(self, *args, **more), {})

    def set_many(self, *args, **more):
        return self._tried(lambda: RedisCache.set_many(self, *args, **more), [])

    def delete_many(self, *args, **more):
        return self._tried(lambda: RedisCache.delete_many(self, *args, **more), None)
