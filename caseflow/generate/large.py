"""What is larger than life: a matter of 900 petitions, and a case with 500 files and 2,000 events."""

import random
from datetime import date, datetime, timedelta
from io import BytesIO

from django.db import transaction
from django.utils import timezone

from caseflow.generate.texts import name_for, words_for
from caseflow.generate.world import Unit
from caseflow.models import Case
from caseflow.services import perform
from offices.actors import Actor, system_actor
from petitions.models import Attachment, Petition
from petitions.services.files import store
from petitions.services.inputs import Person, Registration
from petitions.services.register import EventLine, record_events, register_many

PETITIONS, FILES, EVENTS = 900, 500, 2_000
CONTENT = "现场照片说明".encode()
MANY, LONG = "关于整条街拆迁补偿的集体来信", "关于河道污染的长期反映"  # the summaries by which they are found


def make_large(
    unit: Unit, today: date, seed: int, *, petitions: int = PETITIONS, files: int = FILES, events: int = EVENTS
) -> None:
    """Write both in one unit, by the services; the petitions are joined to the first one's matter."""
    rng = random.Random(seed)
    at = timezone.make_aware(datetime.combine(today - timedelta(days=40), datetime.min.time())) + timedelta(hours=9)
    clerk = system_actor(at.date(), office_id=unit.offices["XF"].pk, role="import")
    _many(unit, rng, clerk, at, petitions)
    _long(unit, rng, clerk, at, files, events)


def _letter(unit: Unit, rng: random.Random, at: datetime, summary: str) -> Registration:
    person = Person(
        name=name_for(rng),
        phone=f"199{rng.randrange(10**7, 10**8)}",
        address=f"{unit.towns[0].name}{rng.randrange(1, 99)}号",
    )
    return Registration(
        office_id=unit.offices["XF"].pk, channel="letter", received_at=at, purpose="claim", persons=(person,), summary=summary,
        text="".join(words_for(rng)), region_id=unit.towns[0].pk,
    )  # fmt: skip


def _many(unit: Unit, rng: random.Random, actor: Actor, at: datetime, count: int) -> None:
    made: list[Petition] = []
    for begin in range(0, count, 100):
        made += register_many([_letter(unit, rng, at, MANY) for _n in range(min(100, count - begin))], actor, at)
    main = Case.objects.get(petition=made[0])
    later = at + timedelta(hours=1)
    for petition in made[1:]:
        own = Case.objects.get(petition=petition)
        perform(own, "join", actor, later, expected_version=None, key="", pending=main.pk, reason="同一事项")
    perform(
        main, "forward", actor, later, expected_version=None, key="", target=unit.offices["ZJ"].pk, reason="属地管理"
    )


def _long(unit: Unit, rng: random.Random, actor: Actor, at: datetime, files: int, events: int) -> None:
    petition = register_many([_letter(unit, rng, at, LONG)], actor, at)[0]
    desk = Case.objects.get(petition=petition)
    perform(
        desk,
        "forward",
        actor,
        at + timedelta(hours=1),
        expected_version=None,
        key="",
        target=unit.offices["HB"].pk,
        reason="属地管理",
    )
    case = Case.objects.select_related("matter").get(petition=petition, kind="handling")
    lines = [
        EventLine(case.matter, "investigate", at + timedelta(hours=2, minutes=n), {"text": f"第{n}次到现场查看。"}, case.pk, petition.pk,
                  case.office_id)
        for n in range(1, events + 1)
    ]  # fmt: skip
    stored = store(BytesIO(CONTENT), "photo.txt", len(CONTENT))
    with transaction.atomic():
        record_events(lines, actor)
        Attachment.objects.bulk_create(
            Attachment(matter=case.matter, case_id=case.pk, sha256=stored.sha256, name=f"photo-{n:03d}.txt",
                       content_type=stored.content_type, size=stored.size, added_at=at)
            for n in range(files)
        )  # fmt: skip
