"""What every page gets: actor, postings, navigation. Lazy: a page that shows none of it pays for none of it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from offices.models import Posting
from offices.nav import entries_for


def desk(request) -> dict[str, object]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}

    def nav() -> list[dict[str, object]]:
        entries = [(e, reverse(e.url_name)) for e in entries_for(actor)]
        here = max((url for _e, url in entries if request.path.startswith(url)), key=len, default="")
        return [
            {"entry": e, "url": url, "active": url == here, "count": e.counter(actor) if e.counter else None}
            for e, url in entries
        ]

    def postings() -> list[Posting]:
        rows = Posting.objects.in_force(timezone.localdate()).filter(user=request.user)
        return list(rows.select_related("office"))

    return {
        "actor": actor,
        "may_read": SimpleLazyObject(lambda: actor.may("read")),
        "nav": SimpleLazyObject(nav),
        "postings": SimpleLazyObject(postings),
        "today": timezone.localdate(),
        "unread": SimpleLazyObject(lambda: UNREAD[0](actor) if UNREAD else 0),
    }


UNREAD: list = []  # the bell's counter, given by the room that has the reminders
