"""Reads of the offices' rows. Reference rows end by date, so every read says as at which day."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from offices.actors import Actor


def in_force(day: date) -> Q:
    """Rows whose period holds `day`; both ends inclusive."""
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))


class RegionQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "RegionQuerySet":
        """The map is public to whoever is logged in."""
        return self

    def below(self, path: str) -> "RegionQuerySet":
        return self.filter(path__startswith=path)

    def set_by(self, actor: "Actor") -> "RegionQuerySet":
        """Regions whose rows the actor may set: all, or those below the own region."""
        if actor.may("system"):
            return self
        own = self.filter(pk=actor.region_id).first() if actor.may("settings") else None
        return self.below(own.path) if own else self.none()


class OfficeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "OfficeQuerySet":
        """Names and addresses of offices are public to whoever is logged in."""
        return self

    def in_force(self, day: date) -> "OfficeQuerySet":
        return self.filter(in_force(day))

    def superior_ended(self, day: date) -> "OfficeQuerySet":
        """Offices in force below one that has ended (R22 Art. 24 ¶2)."""
        return self.in_force(day).filter(superior__valid_until__lt=day)

    def published(self, day: date, words: str = "") -> "OfficeQuerySet":
        """Petition offices as R22 Art. 18 ¶1 has them published to everybody, of a place where one is named."""
        rows = self.in_force(day).filter(kind="petition")
        if words:
            rows = rows.filter(
                Q(name__icontains=words) | Q(name_en__icontains=words) | Q(region__name__icontains=words) | Q(region__name_en__icontains=words)
            )  # fmt: skip
        return rows

    def set_by(self, actor: "Actor") -> "OfficeQuerySet":
        """Offices whose rows the actor may set: all, or the own office and those below it."""
        if actor.may("system"):
            return self
        return self.filter(pk__in=actor.office_ids) if actor.may("settings") else self.none()

    def below(self, office_id: int) -> "OfficeQuerySet":
        """The office and all below it, by the closure table."""
        return self.filter(closure_above__above=office_id)


class UserQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "UserQuerySet":
        """Accounts are the system administrator's; everyone else has her own."""
        return self if actor.may("system") else self.filter(pk=actor.user_id)


class PostingQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "PostingQuerySet":
        """One's own postings; administrators see those of their office and below, or all."""
        if actor.may("system"):
            return self
        if actor.may("settings"):
            return self.filter(Q(office__in=actor.office_ids) | Q(user=actor.user_id))
        return self.filter(user=actor.user_id)

    def in_force(self, day: date) -> "PostingQuerySet":
        return self.filter(in_force(day))


class JobQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "JobQuerySet":
        """One's own work under the posting one acts in: what was read under another hat stays with that hat."""
        return self.filter(user=actor.user_id, posting=actor.posting_id)

    def open(self) -> "JobQuerySet":
        return self.filter(state__in=("waiting", "running"))
