"""Registration: numbers, secrecy from the first save, double clicks, counters under concurrency, what is kept."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from caseflow.models import Case
from petitions.models import Attachment, Event, Matter, NumberCounter, Petition, Petitioner
from petitions.numbers import check_character, format_number, is_valid_number
from petitions.sealing import fingerprint, normal_identity, normal_phone, unseal
from petitions.services.inputs import Person
from petitions.services.register import register
from tests import factories as f
from tests.cast import TODAY, at, make_cast


def test_the_number_is_office_year_sequence_and_check(cast) -> None:
    first, second = f.petition(cast), f.petition(cast)
    assert first.number[:16] == "YZXF-2026-000001" and second.number[:16] == "YZXF-2026-000002"
    assert is_valid_number(first.number)
    assert not is_valid_number(first.number.replace("000001", "000011"))
    secret = f.petition(cast, purpose="accusation")
    assert secret.number[:16] == "YZXF-2026-000003", "the number tells nothing of the class"


@pytest.mark.parametrize("text", ["YZXF-2026-000001", "A", "99", "LJZJ-2031-123456"])
def test_the_check_character_finds_one_wrong_character(text: str) -> None:
    check = check_character(text)
    for n, char in enumerate(text):
        if char != "-":
            assert check_character(text[:n] + ("7" if char != "7" else "8") + text[n + 1 :]) != check
    assert format_number("X", 2026, 7).endswith(check_character("X-2026-000007"))


def test_the_check_character_finds_nearly_every_swap() -> None:
    """ISO 7064 promises that of a hybrid system: all single errors, nearly all swaps."""
    missed = tried = 0
    for number in range(1, 400):
        text = f"YZXF-2026-{number:06d}"
        for n in range(len(text) - 1):
            if "-" not in text[n : n + 2] and text[n] != text[n + 1]:
                tried += 1
                missed += check_character(text[:n] + text[n + 1] + text[n] + text[n + 2 :]) == check_character(text)
    assert missed < tried * 0.05


def test_missing_identity_never_blocks(cast) -> None:
    petition = f.petition(cast, persons=())
    assert petition.petitioners.get().kind == "anonymous"


def test_the_same_key_registers_once(cast) -> None:
    given, actor = f.registration(cast), cast.actor("chen")
    first = register(given, actor, at(TODAY), key="k1")
    assert register(given, actor, at(TODAY), key="k1") == first
    assert Petition.objects.count() == 1


@pytest.mark.parametrize("over", [{"purpose": "accusation"}, {"topic_confidential": True}])
def test_an_accusation_or_a_discipline_topic_is_sealed_from_the_first_save(cast, over) -> None:
    petition = f.petition(
        cast, summary="举报", text="某局长受贿", persons=(Person(name="举报人", phone="13900000000"),), **over
    )
    petition.refresh_from_db()
    assert petition.confidential and (petition.text, petition.summary) == ("", "")
    assert petition.opened["text"] == "某局长受贿"
    matter = Matter.objects.get()
    assert matter.confidential and matter.title == "" and matter.opened_title == "举报"
    person = Petitioner.objects.get()
    assert (person.name, person.identity_hash, person.phone_hash) == ("", "", "") and person.opened["name"] == "举报人"
    assert all(e.facts == {} for e in Event.objects.filter(matter=matter))
    for who, sees in (
        ("mi", True),
        ("chen", False),
        ("pan", False),
        ("hua", False),
        ("su", False),
        ("dan", False),
        ("ada", False),
    ):
        assert Petition.objects.visible_to(cast.actor(who)).exists() is sees, who
        assert Matter.objects.visible_to(cast.actor(who)).exists() is sees, who
        assert Case.objects.visible_to(cast.actor(who)).exists() is sees, who
        assert Event.objects.visible_to(cast.actor(who)).exists() is sees, who


def test_identity_and_phone_are_sealed_and_found_by_any_spelling(cast) -> None:
    f.petition(cast, persons=(Person(name="李", identity="11010519491231002x", phone="+86 138-0000-0001"),))
    person = Petitioner.objects.get()
    assert b"110105" not in bytes(person.identity) and unseal(person.identity) == "11010519491231002X"
    assert person.identity_hash == fingerprint(normal_identity(" 11010519491231002ｘ"), "identity")
    assert person.phone_hash == fingerprint(normal_phone("138 0000 0001"), "phone")
    assert (person.masked_identity, person.masked_phone) == ("110105********002X", "138****0001")
    assert normal_identity("110105491231002") == "11010519491231002X"


def test_the_original_is_kept(cast) -> None:
    petition = f.petition(cast)
    for change in ({"text": "x"}, {"channel": "fax"}, {"number": "x"}, {"registered_at": at("2020-01-01")}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Petition.objects.filter(pk=petition.pk).update(**change)
    for rows in (Petition.objects.all(), Event.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(kind="x")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_numbers_are_gap_free_under_concurrency_and_failures() -> None:
    from petitions.topics import seed_topics

    seed_topics()
    cast = make_cast()
    problems: list[Exception] = []

    def clerk(n: int) -> None:
        try:
            for k in range(6):
                try:
                    with transaction.atomic():
                        f.petition(cast, summary=f"{n}-{k}")
                        if (n + k) % 4 == 0:
                            raise ValueError
                except ValueError:
                    continue
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    numbers = sorted(int(p.number.split("-")[2]) for p in Petition.objects.all())
    assert numbers == list(range(1, len(numbers) + 1)) and 0 < len(numbers) < 36
    assert NumberCounter.objects.get(kind="petition").last == len(numbers)


@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-01"])
def test_the_year_is_that_of_the_desks_own_time(cast, day: str) -> None:
    petition = register(f.registration(cast, day), cast.actor("chen", day), at(day, 0, 10))
    assert petition.number.split("-")[1] == day[:4]


def test_nothing_follows_a_failed_registration(cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        f.petition(cast)
        raise RuntimeError
    assert not Petition.objects.exists() and not Case.objects.exists() and not NumberCounter.objects.exists()


def test_a_letter_written_in_the_desks_own_clock(cast) -> None:
    petition = f.petition(cast, date(2026, 9, 1))
    assert Case.objects.get(petition=petition).received_on == date(2026, 9, 1)
    assert not Attachment.objects.exists()
