"""Drafts: what one typed and did not send. Encrypted, one's own, gone 30 days after the last change."""

from datetime import datetime, timedelta

from django.http import QueryDict

from petitions.models import Draft
from petitions.sealing import seal, unseal

KEPT = timedelta(days=30)
NEVER = {"csrfmiddlewaretoken", "save_draft", "add_person", "password"}
LIMIT = 2_000_000  # characters; a longer text is no draft


def save_draft(user_id: int, form: str, key: str, data: QueryDict, at: datetime) -> Draft | None:
    """Keep the posted fields (no files) under the user's own key; None where there is nothing to keep."""
    fields = {name: data.getlist(name) for name in data if name not in NEVER}
    size = sum(len(v) for values in fields.values() for v in values)
    if not key or len(key) > 64 or not 0 < size <= LIMIT:
        return None
    draft, _made = Draft.objects.update_or_create(
        user_id=user_id, form=form, key=key, defaults={"payload": seal(fields), "changed_at": at}
    )
    return draft


def read_draft(draft: Draft) -> QueryDict:
    """The fields as they were posted."""
    query = QueryDict(mutable=True)
    for name, values in (unseal(draft.payload) or {}).items():
        query.setlist(name, values)
    return query


def drop_draft(user_id: int, form: str, key: str) -> None:
    Draft.objects.filter(user_id=user_id, form=form, key=key).delete()


def drop_stale(at: datetime) -> int:
    """Delete drafts without a change for 30 days; returns how many."""
    return Draft.objects.stale(at - KEPT).delete()[0]
