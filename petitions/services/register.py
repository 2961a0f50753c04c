"""Register petitions: number, petitioners, matters, participation, first event, and the signal that opens the cases."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from offices.actors import Actor
from offices.bulk import insert_many
from offices.ids import uuid7
from petitions.choices import CLASS_OF_PURPOSE, Capacity, PersonKind
from petitions.models import (
    Attachment,
    Extract,
    Matter,
    Participation,
    Petition,
    Petitioner,
    RegistrationKey,
)
from petitions.numbers import format_number, new_query_code
from petitions.sealing import fingerprint, normal_identity, normal_phone, seal
from petitions.services.accused import accuse
from petitions.services.files import file_row
from petitions.services.index import index_petitions
from petitions.services.inputs import Part, Person, Registration
from petitions.signals import registered

BATCH = 200  # petitions in one transaction, so that the counter's lock is held briefly


@dataclass(frozen=True)
class Registered:
    """One matter of one registered petition, as the signal's receivers get it."""

    petition: Petition
    matter: Matter
    petitioners: tuple[Petitioner, ...]
    at: datetime
    online: tuple[Petitioner, ...] = ()  # who of them agreed to take papers on her own page


def register(given: Registration, actor: Actor, at: datetime, *, key: str = "") -> Petition:
    """Register one petition at the instant `at`. The same `key` again, also at the same time, returns what it made."""
    try:
        with transaction.atomic():
            if (done := _made_by(key)) is not None:
                return done
            petition = _register([given], actor, at)[0]
            if key:
                RegistrationKey.objects.create(key=key, petition=petition)
            return petition
    except IntegrityError:  # the other click was quicker: ours is rolled back, its number too
        if (done := _made_by(key)) is not None:
            return done
        raise


def _online(g: Registration, rows: Sequence[Petitioner]) -> tuple[Petitioner, ...]:
    return tuple(row for row, person in zip(rows, g.persons, strict=False) if person.agrees_online)


def _made_by(key: str) -> Petition | None:
    done = RegistrationKey.objects.filter(key=key).select_related("petition").first() if key else None
    return done.petition if done else None


@transaction.atomic
def register_many(given: Sequence[Registration], actor: Actor, at: datetime) -> list[Petition]:
    """Register up to 200 petitions in one transaction; the set-based way that the single one goes too.

    The counter row is locked after all that does not need the number: numbers are gap-free per office and year.
    """
    assert len(given) <= BATCH, "commit in batches"
    return _register(given, actor, at)


def _register(given: Sequence[Registration], actor: Actor, at: datetime) -> list[Petition]:
    matters = insert_many([_matter(g, part) for g in given for part in _parts(g)])
    numbers = _numbers(given, at)
    petitions = insert_many([_petition(g, actor, at, number) for g, number in zip(given, numbers, strict=True)])
    petitioners = _petitioners(given, petitions)
    links = [(g, p, part) for g, p in zip(given, petitions, strict=True) for part in _parts(g)]
    insert_many([_extract(g, p, m, part) for (g, p, part), m in zip(links, matters, strict=True)])
    insert_many([
        Participation(
            matter=m, office_id=g.office_id, capacity=Capacity.REGISTRAR, since=g.registered_at or at, via="register"
        )
        for (g, _p, _part), m in zip(links, matters, strict=True)
    ])  # fmt: skip
    insert_many([
        Participation(matter=m, office_id=office, capacity=Capacity.HELPER, since=g.registered_at or at, via="register")
        for (g, _p, _part), m in zip(links, matters, strict=True) for office in g.with_offices
    ])  # fmt: skip
    for (g, _p, part), m in zip(links, matters, strict=True):
        if g.accused:
            accuse(m, g.accused, g.registered_at or at, via="register", as_accused=part.is_secret)
    seen = [[] if all(x.is_secret for x in _parts(g)) else [g.office_id, *g.with_offices] for g in given]
    index_petitions(petitions, seen)
    Attachment.objects.bulk_create(
        file_row(f, p.confidential, actor.user_id, at, petition=p)
        for g, p in zip(given, petitions, strict=True)
        for f in g.files
    )
    done = [
        Registered(p, m, tuple(petitioners[p.pk]), g.registered_at or at, _online(g, petitioners[p.pk]))
        for (g, p, _part), m in zip(links, matters, strict=True)
    ]
    lines = [
        EventLine(m, "register", g.registered_at or at, petition_id=p.pk, office_id=g.office_id, facts=_facts(g, p))
        for (g, p, _part), m in zip(links, matters, strict=True)
    ]
    for _receiver, more in registered.send(sender=Petition, registrations=done, actor=actor):
        lines += more or []
    record_events(lines, actor)
    return petitions


class MatterKey(NamedTuple):
    """A matter as an event needs it, where its row is not at hand."""

    pk: int
    confidential: bool


@dataclass(frozen=True)
class EventLine:
    """One line to write on a matter's timeline; `facts` hold old and new values, never a sentence."""

    matter: Matter | MatterKey
    kind: str
    at: datetime
    facts: dict[str, Any]
    case_id: int | None = None
    petition_id: int | None = None
    office_id: int | None = None
    is_backdated: bool = False


def record_events(lines: Sequence[EventLine], actor: Actor) -> None:
    """Append events in order, numbering each matter's own sequence. The matters' rows are locked by the caller's update."""
    if not lines:
        return
    counts = Counter(line.matter.pk for line in lines)
    with connection.cursor() as cursor:
        cursor.execute(NEXT_SEQ, [sorted(counts), sorted(counts), [counts[pk] for pk in sorted(counts)]])
        last = {pk: seq - counts[pk] for pk, seq in cursor.fetchall()}
        rows = []
        for line in lines:
            matter = line.matter
            last[matter.pk] += 1
            sealed = seal(line.facts) if matter.confidential and line.facts else None
            facts = "{}" if matter.confidential else json.dumps(line.facts, ensure_ascii=False)
            rows.append((uuid7(), matter.pk, last[matter.pk], line.case_id, line.petition_id, line.kind, line.at, line.office_id, facts,
                         sealed, line.is_backdated))  # fmt: skip
        imported = actor.role == "import"
        cursor.execute(APPEND, [actor.user_id, actor.name, imported, *map(list, zip(*rows, strict=True))])


APPEND = """
INSERT INTO petitions_event (actor_id, actor_name, is_imported, uid, matter_id, seq, case_id, petition_id, kind, at, office_id, facts,
  sealed, is_backdated)
SELECT %s, %s, %s, u, m, s, c, p, k, a, o, f::jsonb, x, b FROM unnest(%s::uuid[], %s::bigint[], %s::int[], %s::bigint[], %s::bigint[],
  %s::text[], %s::timestamptz[], %s::bigint[], %s::text[], %s::bytea[], %s::boolean[]) WITH ORDINALITY
  AS e(u, m, s, c, p, k, a, o, f, x, b, n) ORDER BY n
"""
NEXT_SEQ = """
WITH locked AS (SELECT id FROM petitions_matter WHERE id = ANY(%s) ORDER BY id FOR UPDATE)
UPDATE petitions_matter m SET last_seq = m.last_seq + v.n FROM locked, unnest(%s::bigint[], %s::int[]) AS v(id, n)
WHERE m.id = locked.id AND v.id = m.id RETURNING m.id, m.last_seq
"""
TAKE = """
INSERT INTO petitions_numbercounter (office_id, year, kind, last) VALUES (%s, %s, %s, %s)
ON CONFLICT (office_id, year, kind) DO UPDATE SET last = petitions_numbercounter.last + EXCLUDED.last
RETURNING last, (SELECT code FROM offices_office WHERE id = office_id)
"""


def take_numbers(office: int, year: int, kind: str, count: int) -> tuple[int, str]:
    """Lock the counter and take `count` numbers; the first, and the office's code. Gap-free: a rollback gives them back."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [office, year, kind, count])
        last, code = cursor.fetchone()
    return last - count + 1, code


def _numbers(given: Sequence[Registration], at: datetime) -> list[str]:
    wanted: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, g in enumerate(given):
        wanted[g.office_id, timezone.localtime(g.registered_at or at).year].append(index)
    numbers = [""] * len(given)
    for (office, year), indexes in sorted(wanted.items()):
        first, code = take_numbers(office, year, "petition", len(indexes))
        for offset, index in enumerate(indexes):
            numbers[index] = format_number(code, year, first + offset)
    return numbers


def _petition(g: Registration, actor: Actor, at: datetime, number: str) -> Petition:
    secret = g.confidential
    return Petition(
        number=number, office_id=g.office_id, registrar_id=actor.user_id, channel=g.channel, written_on=g.written_on,
        postmark_on=g.postmark_on, received_at=g.received_at, registered_at=g.registered_at or at,
        region_id=g.region_id, topic_id=g.topic_id, purpose=g.purpose, addressee="" if secret else g.addressee,
        summary="" if secret else g.summary, text="" if secret else g.text,
        sealed=seal({"summary": g.summary, "text": g.text, "addressee": g.addressee}) if secret else None,
        is_oral=g.is_oral, read_back=g.read_back, visitors=g.visitors, concerned=g.concerned, endorsed=g.endorsed, is_joint=g.is_joint,
        is_anonymous=g.is_anonymous, confidential=secret, source=g.source, external_no=g.external_no,
    )  # fmt: skip


def _petitioners(given: Sequence[Registration], petitions: Sequence[Petition]) -> dict[int, list[Petitioner]]:
    rows: dict[int, list[Petitioner]] = defaultdict(list)
    for g, petition in zip(given, petitions, strict=True):
        persons = g.persons or (Person(kind=PersonKind.ANONYMOUS),)
        rows[petition.pk] = [petitioner_row(petition, n, person) for n, person in enumerate(persons, start=1)]
    insert_many([row for some in rows.values() for row in some])
    return rows


def petitioner_row(petition: Petition, position: int, person: Person) -> Petitioner:
    """An unsaved petitioner with her query code; name and address are sealed in a confidential petition."""
    code = new_query_code()
    identity, phone = normal_identity(person.identity), normal_phone(person.phone)
    secret = petition.confidential
    return Petitioner(
        petition=petition, position=position, kind=person.kind, is_representative=person.is_representative,
        name="" if secret else person.name, address="" if secret else person.address,
        sealed=seal(_sealed(person)) if secret else None,
        sex=person.sex, birth_on=None if secret else person.birth_on, id_kind=person.id_kind,
        identity=seal(identity) if identity else None,
        identity_hash="" if secret or not identity else fingerprint(identity, "identity"),
        phone=seal(phone) if phone else None,
        phone_hash="" if secret or not phone else fingerprint(phone, "phone"),
        email="" if secret else person.email, postcode=person.postcode, employer="" if secret else person.employer,
        wants_paper=person.wants_paper, code=seal(code), code_hash=fingerprint(code, "code"),
    )  # fmt: skip


def _sealed(person: Person) -> dict[str, str]:
    born = person.birth_on.isoformat() if person.birth_on else ""
    return {"name": person.name, "address": person.address, "email": person.email, "employer": person.employer, "birth_on": born}  # fmt: skip


def _parts(g: Registration) -> tuple[Part, ...]:
    if g.parts:
        return g.parts
    klass = CLASS_OF_PURPOSE[g.purpose]
    return (Part(klass, g.summary or g.text[:60], None, g.region_id, g.topic_id, g.confidential),)


def _matter(g: Registration, part: Part) -> Matter:
    secret = part.is_secret
    title = (part.title or g.summary or g.text[:60]).strip()[:300]
    return Matter(
        klass=part.klass, title="" if secret else title, sealed=seal({"title": title}) if secret else None,
        region_id=part.region_id or g.region_id, topic_id=part.topic_id or g.topic_id, confidential=secret,
    )  # fmt: skip


def _extract(g: Registration, petition: Petition, matter: Matter, part: Part) -> Extract:
    text = part.text or ""
    return Extract(
        petition=petition, matter=matter, is_whole=part.text is None, since=petition.registered_at,
        text="" if matter.confidential else text,
        sealed=seal({"text": text}) if matter.confidential and text else None,
    )  # fmt: skip


def _facts(g: Registration, petition: Petition) -> dict[str, Any]:
    return {
        "number": petition.number,
        "channel": g.channel,
        "received_at": g.received_at.isoformat(),
        "persons": len(g.persons),
        **({"offices": list(g.with_offices)} if g.with_offices else {}),
    }
