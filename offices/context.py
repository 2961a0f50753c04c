"""What every page gets: actor, postings, navigation. Lazy: a page that shows none of it pays for none of it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from offices.nav import entries_for
from offices.paging import Count, capped_counts


def desk(request) -> dict[str, object]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}

    entries = SimpleLazyObject(lambda: entries_for(actor))

    def counters() -> dict[str, Count]:
        """The bell's and the navigation's numbers, in one statement."""
        wanted = {e.url_name: e.counter(actor) for e in entries if e.counter}
        return capped_counts({"": UNREAD[0](actor), **wanted}) if actor.office_id and UNREAD else {}

    counts = SimpleLazyObject(counters)

    def nav() -> list[dict[str, object]]:
        links = [(e, reverse(e.url_name)) for e in entries]
        here = max((url for _e, url in links if request.path.startswith(url)), key=len, default="")
        return [{"entry": e, "url": url, "active": url == here, "count": counts.get(e.url_name)} for e, url in links]

    return {
        "actor": actor,
        "may_read": SimpleLazyObject(lambda: actor.may("read")),
        "nav": SimpleLazyObject(nav),
        "postings": SimpleLazyObject(lambda: list(request.postings)),
        "today": timezone.localdate(),
        "unread": SimpleLazyObject(lambda: counts.get("", Count(0))),
    }


UNREAD: list = []  # the bell's counter, given by the room that has the reminders
