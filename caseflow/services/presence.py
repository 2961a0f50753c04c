"""Who is looking at a case: names in the cache for a minute; nothing is locked and nothing is kept."""

import time

from django.core.cache import cache

SECONDS = 60


def seen(case_uid: str, user_id: int, name: str) -> list[str]:
    """Note that the user looks at the case; the names of the others who did within the last minute."""
    now, key = time.time(), f"looking:{case_uid}"
    try:
        lookers: dict[int, tuple[float, str]] = cache.get(key) or {}
        lookers = {u: v for u, v in lookers.items() if now - v[0] < SECONDS}
        lookers[user_id] = (now, name)
        cache.set(key, lookers, SECONDS)
    except Exception:  # the cache may be away; the page works without
        return []
    return [v[1] for u, v in lookers.items() if u != user_id]
