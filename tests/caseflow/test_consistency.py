"""The consistency checks: nothing on a sound desk, and each mutation caught by its own check alone."""

import json
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from caseflow.consistency.table import BY_NAME
from caseflow.models import Case, ConsistencyRun
from caseflow.services.consistency import look, run_checks
from caseflow.services.sweep import sweep
from offices.calendar_seed import seed_calendar
from petitions.models import Attachment, Petition
from petitions.services.files import store
from petitions.services.inputs import Against, Part, StoredFile
from petitions.topics import seed_topics
from tests import factories as f
from tests.caseflow.test_machine import Desk
from tests.cast import Cast, at

DAY = "2026-11-24"


def found(**more) -> dict[str, int]:
    """The checks that find something at noon of the day, with their counts."""
    return {r.name: r.count for r in look(at(DAY, 23), **more) if r.count}


@pytest.fixture
def world(cast: Cast, files_root) -> Cast:
    """All that the checks look at: cases in many states, a joined petition, a split one, confidential ones, a file."""
    content = b"%PDF-1.4 the letter"
    kept: StoredFile = store(BytesIO(content), "a.pdf", len(content))
    f.served(cast, "2026-09-01", files=(kept,))
    case = f.accepted(cast, "2026-11-02")
    f.act(cast, case, "investigate", "ou", "2026-11-03", text="到现场核实")
    f.act(cast, case, "extend", "hei", "2026-11-04", days=30, reason="复杂")
    twin = f.case_of(f.petition(cast, "2026-11-20"))
    f.act(
        cast, twin, "join", "pan", "2026-11-20", pending=f.case_of(f.petition(cast, "2026-11-19")).pk, reason="同一事项"
    )
    three = f.case_of(f.petition(cast, "2026-11-20", summary="三件事"))
    f.act(cast, three, "split", "pan", "2026-11-21", parts=[Part("C", "甲", "甲"), Part("B", "乙", "乙")],
          second=cast.user("hua").pk)  # fmt: skip
    desk = f.case_of(f.petition(cast, "2026-11-20", summary="检举线索外的事"))
    f.act(cast, desk, "assign", "pan", "2026-11-21", target=cast.offices["discipline"].pk, reason="归口",
          report_due_on=at("2026-12-20").date())  # fmt: skip
    f.petition(cast, "2026-11-20", "mi", purpose="accusation", summary="密", text="密件", files=(kept,),
               accused=(Against(cast.offices["water"].pk),))  # fmt: skip
    done = f.served(cast, "2026-10-01", summary="已了结的事")
    person = done.petition.petitioners.get()
    f.act(cast, done, "record_receipt", "ou", "2026-10-03", petitioner=person.pk, received_on=at("2026-10-02").date())
    f.act(cast, done, "close", "ou", "2026-10-05")
    sweep(at(DAY, 8))
    return cast


MUTATIONS: dict[str, tuple[str, ...]] = {
    "petition_event": ("UPDATE petitions_event SET kind = 'noted' WHERE id = (SELECT min(id) FROM petitions_event WHERE kind = 'register')",),
    "petition_matter": ("UPDATE petitions_extract SET until = now() WHERE petition_id = (SELECT petition_id FROM caseflow_case WHERE state = 'joined') AND until IS NULL",),
    "matter_petition": ("INSERT INTO petitions_matter (uid, klass, title, status, confidential, last_seq, returns) VALUES (gen_random_uuid(), 'C', '', 'at_rest', false, 0, 0)",),
    "matter_case": (
        "INSERT INTO petitions_matter (uid, klass, title, status, confidential, last_seq, returns) VALUES (gen_random_uuid(), 'C', '', 'at_rest', false, 0, 0)",
        "INSERT INTO petitions_extract (petition_id, matter_id, text, is_whole, since) SELECT min(p.id), max(m.id), '', true, now() FROM petitions_petition p, petitions_matter m",
    ),
    "matter_status": ("UPDATE petitions_matter SET status = 'at_rest' WHERE id = (SELECT min(matter_id) FROM caseflow_case WHERE state = 'accepted')",),
    "petition_numbers": ("UPDATE petitions_numbercounter SET last = last + 1 WHERE kind = 'petition'",),
    "notice_numbers": ("UPDATE petitions_numbercounter SET last = last - 1 WHERE kind = 'paper_acceptance'",),
    "event_sequence": ("UPDATE petitions_matter SET last_seq = last_seq + 1 WHERE id = (SELECT min(id) FROM petitions_matter)",),
    "event_links": ("UPDATE petitions_event SET case_id = 987654321 WHERE kind = 'investigate'",),
    "replay": ("UPDATE petitions_event SET facts = facts || '{\"from\": \"objected\"}' WHERE kind = 'accept' AND id = (SELECT min(id) FROM petitions_event WHERE kind = 'accept')",),
    "case_state": ("UPDATE caseflow_case SET closed_at = NULL WHERE state = 'joined'",),
    "case_office": ("UPDATE offices_office SET valid_until = '2026-11-23' WHERE code = 'LJJW'",),
    "case_clock": ("DELETE FROM caseflow_clock WHERE term = 'TD'",),
    "clock_beside": ("UPDATE caseflow_clock SET stopped_on = NULL, result = '' WHERE id = (SELECT min(k.id) FROM caseflow_clock k JOIN caseflow_case c ON c.id = k.case_id WHERE k.term = 'C4' AND c.state = 'accepted')",),
    "sender_waits": ("UPDATE caseflow_case SET parent_id = NULL, sender_office_id = NULL WHERE state = 'accepted'",),
    "case_due": ("UPDATE caseflow_case SET due_on = due_on + 1 WHERE state = 'accepted'",),
    "clock_days": ("UPDATE caseflow_clock SET nominal_on = nominal_on + 1 WHERE id = (SELECT min(id) FROM caseflow_clock WHERE term = 'C6')",),
    "report_day": ("UPDATE caseflow_transfer SET report_due_on = report_due_on + 1",),
    "clock_stops": ("UPDATE caseflow_clock SET stopped_on = started_on - 1 WHERE id = (SELECT min(id) FROM caseflow_clock WHERE stopped_on IS NOT NULL)",),
    "case_copies": ("UPDATE caseflow_case SET number = 'X' WHERE id = (SELECT min(id) FROM caseflow_case)",),
    "case_participation": ("DELETE FROM petitions_participation WHERE matter_id = (SELECT max(matter_id) FROM caseflow_case WHERE confidential)",),
    "accused_out": ("INSERT INTO petitions_participation (matter_id, office_id, capacity, since, via) SELECT matter_id, office_id, 'helper', now(), 'x' FROM petitions_accused",),
    "handler_apart": ("INSERT INTO caseflow_recusal (matter_id, case_id, user_id, kind, \"on\") SELECT matter_id, id, handler_id, 'declared', '2026-11-24' FROM caseflow_case WHERE state = 'accepted' AND handler_id IS NOT NULL",),
    "part_sight": ("INSERT INTO caseflow_part (case_id, office_id, asked, named_on, due_on, text) SELECT c.id, o.id, 'x', '2026-11-24', '2026-11-30', '' FROM caseflow_case c, offices_office o WHERE c.state = 'accepted' AND o.code = 'LJSL'",),
    "search_rows": ("DELETE FROM petitions_searchtext WHERE petition_id = (SELECT min(petition_id) FROM petitions_searchtext)",),
    "search_words": ("UPDATE petitions_searchtext SET text = text || 'x' WHERE petition_id = (SELECT min(petition_id) FROM petitions_searchtext)",),
    "search_scope": ("UPDATE petitions_searchtext SET office_ids = office_ids || 4711 WHERE petition_id = (SELECT min(petition_id) FROM petitions_searchtext)",),
    "secret_clear": ("UPDATE petitions_petitioner SET employer = 'x' WHERE petition_id = (SELECT max(id) FROM petitions_petition WHERE confidential)",),
    "notice_hash": ("UPDATE caseflow_notice SET body = body || 'x' WHERE id = (SELECT min(id) FROM caseflow_notice)",),
    "missing_files": ("UPDATE petitions_attachment SET sha256 = repeat('a', 64)",),
}  # fmt: skip
MORE: dict[str, tuple[str, str]] = {  # further ways to break what a check looks at
    "a lost first event": ("event_sequence", "UPDATE petitions_event SET seq = seq + 100 WHERE kind = 'register' AND id = (SELECT min(id) FROM petitions_event)"),
    "a state no event led to": ("replay", "UPDATE caseflow_case SET state = 'refused' WHERE state = 'joined'"),
    "a state nobody knows": ("case_state", "UPDATE caseflow_case SET state = 'directed' WHERE state = 'joined'"),
    "a sealed event rewritten": ("replay", "UPDATE petitions_event SET sealed = NULL WHERE kind = 'open' AND matter_id = (SELECT max(matter_id) FROM caseflow_case WHERE confidential)"),
    "a day by another law": ("clock_days", "UPDATE caseflow_clock SET law = 'R05' WHERE term = 'C8'"),
    "a right shortened": ("clock_days", "UPDATE caseflow_clock SET due_on = due_on - 1 WHERE term = 'C8'"),
    "a running clock's provisional mark": ("clock_days", "UPDATE caseflow_clock SET provisional = NOT provisional WHERE term = 'C6' AND stopped_on IS NULL"),
    "a stopped clock's due day": ("clock_days", "UPDATE caseflow_clock SET due_on = due_on + 1 WHERE id = (SELECT min(id) FROM caseflow_clock WHERE stopped_on IS NOT NULL)"),
    "a number out of its shape": ("petition_numbers", "UPDATE petitions_petition SET number = number || 'x' WHERE id = (SELECT min(id) FROM petitions_petition)"),
    "a secret part that is searched": ("search_words", "UPDATE petitions_searchtext s SET text = s.text || '乙' FROM petitions_petition p WHERE p.id = s.petition_id AND p.sealed IS NOT NULL"),
    "a confidential petition that is searched": ("search_rows", "INSERT INTO petitions_searchtext (petition_id, received_at, text, office_ids) SELECT id, received_at, '', '{}' FROM petitions_petition WHERE confidential AND id NOT IN (SELECT petition_id FROM petitions_searchtext) LIMIT 1"),
    "a search row of another receipt": ("search_rows", "UPDATE petitions_searchtext SET received_at = received_at + interval '1 day' WHERE petition_id = (SELECT min(petition_id) FROM petitions_searchtext)"),
    "a confidential event in clear": ("secret_clear", "UPDATE petitions_event SET facts = '{\"name\": \"x\"}' WHERE kind = 'register' AND sealed IS NOT NULL"),
    "a file's name in clear": ("secret_clear", "UPDATE petitions_attachment SET sealed = NULL WHERE sealed IS NOT NULL"),
    "an accusation in clear": ("secret_clear", "UPDATE petitions_extract SET text = 'x' WHERE matter_id IN (SELECT id FROM petitions_matter WHERE confidential)"),
}  # fmt: skip
KEPT = ("petitions_petition", "petitions_event", "caseflow_notice")


def mutate(*statements: str) -> None:
    """Write past the triggers that keep the originals, as damage would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in KEPT:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount > 0, statement


def test_real_acts_leave_nothing_to_find(world) -> None:
    assert found() == {}
    assert Case.objects.values("state").distinct().count() >= 6, "a world worth looking at"


def test_every_check_has_a_mutation() -> None:
    from tests.caseflow.remedies.test_sound import MUTATIONS as REMEDIES

    assert {*MUTATIONS, *REMEDIES} == set(BY_NAME)


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_a_mutation_is_caught_by_its_check_alone(world, name: str) -> None:
    mutate(*MUTATIONS[name])
    assert set(found()) == {name}


@pytest.mark.parametrize("what", sorted(MORE))
def test_other_damage_is_caught_too(world, what: str) -> None:
    name, statement = MORE[what]
    mutate(statement)
    assert name in found()


@pytest.mark.parametrize("seed", range(3))
def test_random_lives_leave_nothing_to_find(cast, files_root, seed: int) -> None:
    desk = Desk(cast, seed)
    for _n in range(25):
        desk.step()
    assert {r.name: r.examples for r in look(at(desk.day, 23)) if r.count} == {}


def test_the_demo_is_sound(db, files_root) -> None:
    call_command("demo", "--petitions", "22", verbosity=0)
    assert {r.name: r.examples for r in look(timezone.now()) if r.count} == {}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_generated_lives_are_sound(files_root) -> None:
    seed_topics()
    seed_calendar()
    call_command("generate", "--petitions", "300", "--offices", "20", "--years", "3", stdout=StringIO())
    assert Petition.objects.count() == 300
    assert {r.name: r.examples for r in look(timezone.now()) if r.count} == {}


def test_the_command_tells_and_a_whole_run_is_kept(world) -> None:
    mutate(*MUTATIONS["case_due"])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_consistency", "--json", stdout=out)
    assert ended.value.code == 1
    told = json.loads(out.getvalue())
    case = Case.objects.get(state="accepted")
    broken = [c for c in told["checks"] if c["count"]]
    assert [(c["name"], c["examples"]) for c in broken] == [("case_due", [f"{case.number} handling {case.uid}"])]
    assert ConsistencyRun.objects.get().violations == told["violations"] == 1
    words = StringIO()
    call_command("check_consistency", "--only", "replay", stdout=words)
    assert "0  violations" in words.getvalue() and ConsistencyRun.objects.count() == 1


def test_search_rows_are_made_anew_on_demand(world) -> None:
    for name in ("search_rows", "search_words", "search_scope"):
        mutate(*MUTATIONS[name])
    assert found() != {}
    call_command("check_consistency", "--reindex", "--only", "search_rows", "--only", "search_words", "--only", "search_scope",
                 stdout=StringIO(), stderr=StringIO())  # fmt: skip
    assert found() == {}


def test_examples_are_few_and_name_nobody(world) -> None:
    mutate(
        "UPDATE caseflow_case SET due_on = '2001-01-01'", "UPDATE petitions_petitioner SET employer = name, email = 'x'"
    )
    told = json.dumps([vars(r) for r in look(at(DAY, 23))], ensure_ascii=False)
    assert "李秀英" not in told and "密件" not in told
    assert all(len(r.examples) <= 20 for r in look(at(DAY, 23)))


def test_the_daily_run_forgets_after_ninety_days(world) -> None:
    run_checks(at("2026-07-01"))
    run_checks(at(DAY))
    assert [r.started_at for r in ConsistencyRun.objects.all()] == [at(DAY)]


def test_a_missing_file_can_be_left_out(world) -> None:
    Attachment.objects.update(sha256="a" * 64)
    assert found() == {"missing_files": 2} and found(files=False) == {}


def test_counts_do_not_ask_more_for_more_petitions(world, django_assert_max_num_queries) -> None:
    for n in range(5):
        f.petition(world, "2026-11-20", summary=f"第{n}件")
    assert Petition.objects.count() > 10
    with django_assert_max_num_queries(60):
        found()
