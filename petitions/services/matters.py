"""What happens to the links between petitions and matters: split into extracts, move to another matter, amend."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from offices.actors import Actor
from petitions.choices import Capacity, MatterStatus
from petitions.models import Attachment, Event, Extract, Matter, Participation, Petition, Petitioner, SearchText
from petitions.sealing import seal
from petitions.services.files import seal_names
from petitions.services.index import refresh_scope, refresh_text
from petitions.services.inputs import Part
from petitions.services.register import EventLine, record_events


def files_of_part(petition: Petition, matter: Matter, actor: Actor) -> QuerySet[Attachment]:
    """The petition's files in the actor's sight that go with the matter: those chosen for it, else all."""
    rows = Attachment.objects.visible_to(actor).filter(petition=petition).order_by("pk")
    chosen = rows.filter(extracts__matter=matter, extracts__until=None)
    return chosen if chosen.exists() else rows


@transaction.atomic
def split_matter(petition: Petition, matter: Matter, parts: Sequence[Part], actor: Actor, at: datetime) -> list[Matter]:
    """Cut one link into several: the first part stays on `matter`, each other gets a matter of its own.

    Returns the new matters in the order of `parts[1:]`. Texts of a confidential part are sealed (R22 Art. 30 ¶3), and what
    the files were called that go with it alone. Where no file is chosen those of the old link stay with the first part.
    """
    old = Extract.objects.filter(petition=petition, matter=matter, until=None)
    kept = () if any(part.files for part in parts) else _chosen_for(old)
    old.update(until=at)
    first, rest = parts[0], parts[1:]
    _add_extract(petition, matter, first, at, kept)
    made = []
    for part in rest:
        secret = part.is_secret
        new = Matter.objects.create(
            klass=part.klass,
            title="" if secret else part.title,
            sealed=seal({"title": part.title}) if secret else None,
            region_id=part.region_id or matter.region_id,
            topic_id=part.topic_id or matter.topic_id,
            confidential=secret,
        )
        _add_extract(petition, new, part, at)
        Participation.objects.create(
            matter=new, office_id=petition.office_id, capacity=Capacity.REGISTRAR, since=at, via="split"
        )
        made.append(new)
    if any(part.is_secret for part in parts):
        seal_petition(petition)  # the original holds the accusation too
        plain = {pk for part in parts if not part.is_secret for pk in part.files}
        seal_names(Attachment.objects.filter(pk__in={pk for part in parts for pk in part.files} - plain))
    refresh_scope([matter.pk])
    refresh_text(petition)
    return made


@transaction.atomic
def seal_matter(matter: Matter) -> None:
    """The matter became an accusation: title, extracts and petitions are sealed and no longer searched (R22 Art. 30 ¶3)."""
    Matter.objects.filter(pk=matter.pk).update(
        confidential=True, title="", sealed=seal({"title": matter.title}) if not matter.confidential else matter.sealed
    )
    for extract in Extract.objects.filter(matter=matter, sealed=None, is_whole=False):
        Extract.objects.filter(pk=extract.pk).update(text="", sealed=seal({"text": extract.text}))
    for event in Event.objects.filter(matter=matter, sealed=None).only("pk", "facts"):
        Event.objects.filter(pk=event.pk).update(facts={}, sealed=seal(event.facts))
    links = Extract.objects.filter(matter=matter, until=None)
    for petition in Petition.objects.filter(pk__in=links.values("petition"), confidential=False).order_by("pk"):
        seal_petition(petition)
    matter.refresh_from_db()


def seal_petition(petition: Petition) -> None:
    """The original, which holds an accusation: text, summary and addressee move under seal, the text itself never changes.

    Where no other matter is left the petition is confidential as a whole, and its petitioners' names are sealed too.
    """
    if petition.sealed is None:
        opened = {"summary": petition.summary, "text": petition.text, "addressee": petition.addressee}
        Petition.objects.filter(pk=petition.pk).update(sealed=seal(opened), summary="", text="", addressee="")
    if Extract.objects.filter(petition=petition, until=None, matter__confidential=False).exists():
        petition.refresh_from_db()
        refresh_text(petition)
        return
    Petition.objects.filter(pk=petition.pk).update(confidential=True)
    for person in Petitioner.objects.filter(petition=petition, sealed=None):
        Petitioner.objects.filter(pk=person.pk).update(
            sealed=seal({"name": person.name, "address": person.address}), name="", address="", email="", employer="",
            birth_on=None, identity_hash="", phone_hash="",
        )  # fmt: skip
    petition.refresh_from_db()
    refresh_text(petition)


@transaction.atomic
def move_petition(petition: Petition, source: Matter, target: Matter, actor: Actor, at: datetime, *, via: str) -> None:
    """End the petition's extract on `source` and begin one on `target`; its registering office takes part there."""
    old = Extract.objects.filter(petition=petition, matter=source, until=None).first()
    if old is None:
        return
    there = Extract.objects.filter(petition=petition, matter=target, until=None).first()
    Extract.objects.filter(pk__in=[e.pk for e in (old, there) if e]).update(until=at)
    parts = [e for e in (there, old) if e]  # a petition that was split may come together again
    whole = any(e.is_whole for e in parts)
    text = "" if whole else "\n\n".join(e.opened_text for e in parts)
    anew = Extract.objects.create(
        petition=petition, matter=target, is_whole=whole, since=at, text="" if target.confidential else text,
        sealed=seal({"text": text}) if target.confidential and text else None,
    )  # fmt: skip
    anew.attachments.add(*_chosen_for(Extract.objects.filter(pk__in=[e.pk for e in parts])))
    Participation.objects.get_or_create(
        matter=target, office_id=petition.office_id, capacity=Capacity.REGISTRAR, until=None,
        defaults={"since": at, "via": via},
    )  # fmt: skip
    refresh_scope([target.pk])
    if not all(e.is_whole for e in parts):
        refresh_text(petition)
    Matter.objects.filter(pk=target.pk, status=MatterStatus.AT_REST).update(status=MatterStatus.OPEN)
    record_events(
        [EventLine(target, "petition_added", at, petition_id=petition.pk, office_id=actor.office_id,
                   facts={"number": petition.number, "via": via})],
        actor,
    )  # fmt: skip


def matter_for_unlinked(petition: Petition, source: Matter, at: datetime) -> Matter:
    """The matter a petition goes back to: the one it was on before, else a new one like the present."""
    before = (
        Extract.objects.filter(petition=petition, until__isnull=False)
        .exclude(matter=source)
        .order_by("-until")
        .select_related("matter")
        .first()
    )
    if before:
        return before.matter
    return Matter.objects.create(
        klass=source.klass, title="" if source.confidential else petition.summary[:300],
        sealed=source.sealed, region=source.region, topic=source.topic, confidential=source.confidential,
    )  # fmt: skip


def matter_after(petition: Petition, old: Matter) -> Matter:
    """A new matter for what is new in the petition, linked to the concluded one (R22 Art. 36 ¶3)."""
    return Matter.objects.create(
        klass=old.klass, title="" if old.confidential else petition.summary[:300] or old.title, sealed=old.sealed,
        region_id=petition.region_id or old.region_id, topic_id=petition.topic_id or old.topic_id,
        confidential=old.confidential, follows=old,
    )  # fmt: skip


AMENDABLE = ("received_on", "region", "topic", "written_on", "postmark_on", "visitors", "concerned")


@transaction.atomic
def amend_petition(petition: Petition, field: str, value: Any) -> Any:
    """Set one amendable field; the text, channel and number never change. Returns the old value."""
    if field not in AMENDABLE:
        raise ValueError(field)
    if field == "received_on":
        old = petition.received_at
        petition.received_at = value
        petition.save(update_fields=["received_at"])
        SearchText.objects.filter(petition=petition).update(received_at=value)
        return old
    name = f"{field}_id" if field in {"region", "topic"} else field
    old = getattr(petition, name)
    setattr(petition, name, value)
    petition.save(update_fields=[field])
    if field in {"region", "topic"}:
        matters = Matter.objects.filter(extracts__petition=petition, extracts__until=None)
        Matter.objects.filter(pk__in=matters.values("pk")).update(**{name: value})
    return old


def _chosen_for(links: QuerySet[Extract]) -> tuple[int, ...]:
    """The files that were chosen for some parts."""
    return tuple(Attachment.objects.filter(extracts__in=links).order_by("pk").distinct().values_list("pk", flat=True))


def _add_extract(petition: Petition, matter: Matter, part: Part, at: datetime, kept: tuple[int, ...] = ()) -> None:
    text = part.text or ""
    made = Extract.objects.create(
        petition=petition, matter=matter, is_whole=False, since=at,
        text="" if matter.confidential else text,
        sealed=seal({"text": text}) if matter.confidential else None,
    )  # fmt: skip
    made.attachments.add(*(part.files or kept))
