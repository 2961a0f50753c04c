"""What by local rules ends a matter beside the recheck (SD 46, ZJ 25): nationally none of it does."""

from datetime import date

import pytest

from caseflow.effects import plan
from caseflow.facts import By, CaseState, OfficeFacts, Refused
from caseflow.forms import FORMS
from caseflow.models import Case, Notice
from caseflow.packs import Local, LocalOption, Pack
from caseflow.rules import Rules
from caseflow.services import options_of
from caseflow.services.consistency import run_checks
from caseflow.services.packs import Draft, save_pack
from caseflow.services.timeline import event_lines
from caseflow.statute import Article
from petitions.models import Event, Matter
from tests import factories as f
from tests import remedies as r
from tests.caseflow.dated import CALENDAR
from tests.caseflow.remedies.test_ends import OTHER, SAME, linked
from tests.caseflow.test_acts import refusal
from tests.cast import Cast, at

ARTICLE = "《试行条例》第四十六条"
DIED = {"died_on": date(2026, 9, 20), "nobody": True, "text": "派出所出具死亡证明，村委会证明无继承人。"}
ENDS = ("missed_limit_ends", "settlement_ends", "death_ends")


def rule(cast: Cast, *names: str, day: str = "2026-01-01") -> None:
    options = [LocalOption(name, "yes", "第四十六条") for name in names]
    given = Draft("T1", "试行条例", cast.regions["district"], date.fromisoformat(day), "试", options=options)
    save_pack(given, cast.actor("rena", day), at(day), date.fromisoformat(day))


def status(case: Case) -> str:
    return Matter.objects.get(pk=case.matter_id).status


# --- the rule by itself, row by row -----------------------------------------------------------------------------------

ROWS = [  # kind, state, outcome, what the record and the local rules say, what is typed, refusal or what it names
    ("recheck", "closed", "upheld", {"at_rest": True}, {}, ""),
    ("recheck", "closed", "changed", {"at_rest": True}, {}, ""),
    ("recheck", "closed", "redo", {"at_rest": True}, {}, "no_last_word"),
    ("handling", "closed", "", {"at_rest": True}, {}, "no_last_word"),
    ("handling", "closed", "", {"at_rest": True, "rights_missed": True}, {}, "no_last_word"),
    ("handling", "closed", "", {"at_rest": True, "rights_missed": True, "missed_ends": True}, {}, ARTICLE),
    ("review", "closed", "upheld", {"at_rest": True, "rights_missed": True, "missed_ends": True}, {}, ARTICLE),
    ("review", "closed", "redo", {"at_rest": True, "rights_missed": True, "missed_ends": True}, {}, "no_last_word"),
    ("handling", "settled", "", {"at_rest": True}, {}, "no_last_word"),
    ("handling", "settled", "", {"at_rest": True, "settled_ends": True}, {}, ARTICLE),
    ("handling", "settled", "", {"settled_ends": True}, {}, "matter_open"),
    ("handling", "accepted", "", {}, {}, "no_last_word"),
    ("handling", "accepted", "", {}, DIED, "no_last_word"),
    ("handling", "closed", "", {"at_rest": True, "rights_missed": True, "missed_ends": True}, DIED, "no_death_rule"),
    ("handling", "accepted", "", {"death_ends": True}, {}, "no_last_word"),
    ("handling", "accepted", "", {"death_ends": True}, DIED, ARTICLE),
    ("review", "requested", "", {"death_ends": True}, DIED, ARTICLE),
    ("recheck", "closed", "redo", {"death_ends": True, "at_rest": True}, DIED, ARTICLE),
    ("handling", "accepted", "", {"death_ends": True}, {**DIED, "others_open": True}, "matter_open"),
    ("handling", "accepted", "", {"death_ends": True}, {**DIED, "nobody": False}, "death_unproven"),
    ("handling", "accepted", "", {"death_ends": True}, {**DIED, "text": ""}, "death_unproven"),
    ("handling", "accepted", "", {"death_ends": True}, {**DIED, "died_on": date(2026, 9, 22)}, "future_day"),
    ("handling", "accepted", "", {"death_ends": True, "petitioners": (7, 8)}, DIED, "others_go_on"),
    ("handling", "accepted", "", {"death_ends": True, "petitioners": (7, 8), "withdrew": frozenset({8})}, DIED, ARTICLE),
    ("handling", "accepted", "", {"death_ends": True, "petitioners": ()}, DIED, "others_go_on"),
    ("handling", "decided", "", {"death_ends": True}, DIED, "wrong_state"),
    ("handling", "accepted", "", {"death_ends": True, "concluded": True}, DIED, "concluded"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "state", "outcome", "known", "typed", "result"), ROWS)
def test_what_ends_a_matter(kind: str, state: str, outcome: str, known: dict, typed: dict, result: str) -> None:
    office = OfficeFacts(1, "department")
    case = CaseState(
        3, kind, state, 1, 4, 5, office, "C", date(2026, 9, 1), "forward", outcome=outcome, **{"petitioners": (7,), **known}
    )  # fmt: skip
    pack = Pack(
        "T1.1", "T1", "试行条例", "", date(2026, 1, 1), None, {}, {n: LocalOption(n, "yes", "第四十六条") for n in ENDS}
    )
    rules = Rules(CALENDAR, Local((pack,), {pack.key: pack}))
    by = By(9, 1, frozenset({"decide"}))
    try:
        change = plan(case, "conclude", typed, by, date(2026, 9, 21), rules)
    except Refused as caught:
        assert caught.refusal.code == result
        assert caught.refusal.article in (None, Article(36, 3))
        return
    assert change.facts.get("rule", "") == result and change.matter == {"status": "concluded"}
    ends = state not in ("closed", "settled")
    assert (change.to_state, change.final) == (("closed", True) if ends else (state, False))


# --- a settlement -----------------------------------------------------------------------------------------------------


def settled(cast: Cast, performed: bool = True, **over) -> Case:
    case = f.accepted(cast, "2026-09-01")
    facts = {
        "kind": "mediation",
        "requests": "修电梯",
        "parties": "李秀英；物业",
        "agreement": "修好",
        "perform_on": date(2026, 9, 10),
    }
    f.act(cast, case, "settle", "ou", "2026-09-02", **{**facts, **over})
    if performed:
        f.act(cast, case, "settlement_performed", "ou", "2026-09-10", text="已修好")
    case.refresh_from_db()
    return case


def test_a_performed_settlement_ends_the_matter_where_local_rules_say_so(tiers) -> None:
    rule(tiers, "settlement_ends")
    case = settled(tiers)
    assert refusal(tiers, case, "conclude", "ou", "2026-09-11") == "capability"
    f.act(tiers, case, "conclude", "hei", "2026-09-11")
    case.refresh_from_db()
    assert status(case) == "concluded" and case.state == "settled"
    event = Event.objects.get(kind="conclude")
    assert event.facts == {"rule": ARTICLE}
    assert ARTICLE in event_lines([event], [event.opened], {})[0].text
    again = linked(tiers, case.matter_id)
    done = f.act(tiers, again, "refuse_reacceptance", "pan", "2026-10-11", **SAME)
    paper = Notice.objects.get(case=done, kind="not_reaccepted").body
    assert (
        ARTICLE in paper
        and Notice.objects.get(kind="settlement").number in paper
        and "复查、复核，最终意见" not in paper
    )
    assert run_checks(at("2026-10-12")).violations == 0


def test_nationally_a_performed_settlement_leaves_the_matter_at_rest(tiers) -> None:
    case = settled(tiers)
    assert refusal(tiers, case, "conclude", "hei", "2026-09-11") == "no_last_word"
    assert status(case) == "at_rest"


def test_one_that_was_not_performed_or_settled_a_part_ends_nothing(tiers) -> None:
    rule(tiers, "settlement_ends")
    assert refusal(tiers, settled(tiers, performed=False), "conclude", "hei", "2026-09-11") == "no_last_word"
    assert refusal(tiers, settled(tiers, rest=True), "conclude", "hei", "2026-09-11") == "no_last_word"


def test_whoever_was_no_party_to_the_settlement_is_accepted(tiers) -> None:
    rule(tiers, "settlement_ends")
    case = settled(tiers)
    f.act(tiers, case, "conclude", "hei", "2026-09-11")
    again = linked(tiers, case.matter_id, persons=(OTHER,))
    assert refusal(tiers, again, "refuse_reacceptance", "pan", "2026-10-11", **SAME) == "not_party"


# --- a death ----------------------------------------------------------------------------------------------------------


def test_a_death_without_a_successor_ends_case_and_matter(tiers) -> None:
    rule(tiers, "death_ends")
    case = f.accepted(tiers, "2026-09-01")
    form = FORMS["conclude"](case=case, actor=tiers.actor("hei", "2026-09-21"))
    assert {"died_on", "nobody", "text"} <= set(form.fields) and form.fields["died_on"].required
    assert refusal(tiers, case, "conclude", "hei", "2026-09-21") == "no_last_word"
    f.act(tiers, case, "conclude", "hei", "2026-09-21", **DIED)
    case.refresh_from_db()
    assert (case.state, r.running(case), status(case)) == ("closed", set(), "concluded")
    assert case.parent.state == "closed", "the sender's case ends with it"
    assert Event.objects.get(kind="conclude").facts["rule"] == ARTICLE
    again = linked(tiers, case.matter_id)
    assert refusal(tiers, again, "refuse_reacceptance", "pan", "2026-10-11", **SAME) == "not_party", (
        "whoever comes is another"
    )
    f.act(tiers, again, "new_facts", "pan", "2026-10-11", text="继承人主张权利")
    assert run_checks(at("2026-10-12")).violations == 0


def test_another_open_case_of_the_matter_goes_on(tiers) -> None:
    rule(tiers, "death_ends")
    case = f.accepted(tiers, "2026-09-01")
    other = f.case_of(f.petition(tiers, "2026-09-03", "dan", office_id=tiers.offices["district_petition"].pk))
    f.staff(tiers, "deng", "district_petition", "head")  # who sees what lies below
    f.act(tiers, other, "link", "deng", "2026-09-03", to_matter=case.matter_id, reason="同一事项")
    assert refusal(tiers, case, "conclude", "hei", "2026-09-21", **DIED) == "matter_open"


def test_nationally_nobody_is_offered_to_end_a_matter_by_a_death(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01")
    shown = [o.row.act for o in options_of(case, tiers.actor("hei", "2026-09-21"), at("2026-09-21"))]
    assert "conclude" not in shown and not FORMS["conclude"](case=case, actor=tiers.actor("hei")).fields.keys() & {
        "died_on"
    }
    assert refusal(tiers, case, "conclude", "hei", "2026-09-21", **DIED) == "no_last_word"
    rule(tiers, "death_ends")
    shown = [
        o.row.act for o in options_of(case, tiers.actor("hei", "2026-09-21"), at("2026-09-21")) if o.refusal is None
    ]
    assert "conclude" in shown
