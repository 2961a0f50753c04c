"""R22 Art. 26, 47: the desk notes an event; it names nobody, hangs on nothing, changes nothing and is gone after a year."""

from datetime import timedelta

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from caseflow.services import options_of
from petitions.choices import DeskEvent
from petitions.models import EventNote, Petition, Petitioner
from petitions.services.notes import NotAllowed, drop_old_notes, note_event
from tests import factories as f
from tests.cast import TODAY, at


def test_it_has_no_place_for_a_person_or_a_petition() -> None:
    fields = EventNote._meta.get_fields()
    assert {x.related_model for x in fields if x.is_relation}.isdisjoint({Petition, Petitioner})
    free = [x.name for x in fields if isinstance(x, models.TextField | models.JSONField | models.BinaryField)]
    assert free == [] and all(x.choices for x in fields if isinstance(x, models.CharField))
    assert len(DeskEvent.values) == 6  # Art. 26 (1)-(6), a closed list


def test_only_the_registering_office_writes_and_reads_it(cast) -> None:
    note = note_event(cast.actor("pan"), "staying", "dissuaded", TODAY, at(TODAY))
    seen = {who for who in cast.names if EventNote.objects.visible_to(cast.actor(who)).filter(pk=note.pk).exists()}
    assert seen == {"pan", "hua", "mi"}
    for who in ("chen", "su", "ada", "rena"):
        with pytest.raises(NotAllowed):
            note_event(cast.actor(who), "staying", "dissuaded", TODAY, at(TODAY))


def test_it_changes_nothing(cast) -> None:
    case = f.case_of(f.petition(cast))
    before = [(o.row.act, o.refusal) for o in options_of(case, cast.actor("pan"), at(TODAY))]
    for _n in range(3):
        note_event(cast.actor("pan"), "violence", "police", TODAY, at(TODAY))
    assert [(o.row.act, o.refusal) for o in options_of(case, cast.actor("pan"), at(TODAY))] == before
    case.refresh_from_db()
    assert case.version == 1


def test_it_is_deleted_after_the_settings_days(cast, settings) -> None:
    note_event(cast.actor("pan"), "other", "criticised", TODAY, at(TODAY))
    assert drop_old_notes(at(TODAY + timedelta(days=settings.EVENT_NOTE_DAYS))) == 0
    after = at(TODAY + timedelta(days=settings.EVENT_NOTE_DAYS + 1))
    assert drop_old_notes(after) == 1 and drop_old_notes(after) == 0


def test_its_page(cast, time_machine_at) -> None:
    time_machine_at(at(TODAY, 12))
    c = Client()
    c.force_login(cast.user("pan"), backend="offices.auth.DeskBackend")
    page = reverse("petitions:event_notes")
    assert c.post(page, {"event": "staying", "measure": "dissuaded", "happened_on": "2026-11-25"}).status_code == 422
    assert c.post(page, {"event": "李某", "measure": "dissuaded", "happened_on": "2026-11-24"}).status_code == 422
    assert c.post(page, {"event": "staying", "measure": "dissuaded", "happened_on": "2026-11-24"}).status_code == 302
    assert EventNote.objects.count() == 1 and "2026-11-24" in c.get(page).content.decode()
