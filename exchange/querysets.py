"""Reads of tokens. `visible_to(actor)` is the one rule of sight (architecture 4.2)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from offices.actors import Actor


class ApiTokenQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "ApiTokenQuerySet":
        """One's own tokens and nobody else's."""
        return self.filter(user=actor.user_id) if actor.user_id else self.none()

    def live(self, at: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=at)

    def unused_since(self, at: datetime) -> "ApiTokenQuerySet":
        return self.filter(Q(last_used_at=None) | Q(last_used_at__lt=at))
