"""The consistency checks over lives with review, redo, recheck, hearing and conclusion; each mutation caught by its check alone."""

from datetime import date

import pytest

from caseflow.models import Case, Execution, RemedyRequest
from caseflow.services.sweep import sweep
from tests import factories as f
from tests import remedies as r
from tests.cast import Cast, at


def found(day: str = "2026-11-24") -> dict[str, list[str]]:
    from caseflow.services.consistency import look

    return {x.name: x.examples for x in look(at(day, 23)) if x.count}


@pytest.fixture
def world(tiers: Cast, files_root) -> Cast:
    """A matter through review, redo, review, recheck with a hearing; one changed; one withdrawn and one taken up again."""
    case = r.known(tiers)
    first = r.reviewed(tiers, case, "2026-09-10", **r.REDO, redo_due_on=date(2026, 10, 30))
    f.act(tiers, first, "close", "qin", "2026-09-11")
    again = Case.objects.get(via="redo", matter=case.matter_id)
    r.received(tiers, r.answer(tiers, again, "2026-09-20", r.AGAIN, compared="补充了资金来源"), "2026-09-20")
    review = r.reviewed(tiers, again, "2026-09-22")
    recheck = r.accept(tiers, r.ask(tiers, review, "2026-09-24"), "2026-09-24")
    f.act(tiers, recheck, "hold_hearing", "gao", "2026-09-29", place="三楼", members="高", minutes="略",
          first_on=date(2026, 9, 28), last_on=date(2026, 9, 29))  # fmt: skip
    recheck = r.received(tiers, r.answer(tiers, recheck, "2026-09-30", result="uphold"), "2026-09-30", "gao")
    f.act(tiers, recheck, "conclude", "long", "2026-09-30", hour=17)
    other = r.known(tiers, "2026-09-03", "2026-09-04", summary="另一件")
    r.reviewed(tiers, other, "2026-09-11", "change", ground="unfit")
    gone = f.accepted(tiers, "2026-09-05", summary="撤回的")
    f.act(tiers, gone, "withdraw", "chen", "2026-09-06", petitioner=r.person_of(gone))
    back = f.accepted(tiers, "2026-09-07", summary="又不撤了")
    f.act(tiers, back, "withdraw", "chen", "2026-09-08", petitioner=r.person_of(back))
    f.act(tiers, back, "revoke_withdrawal", "chen", "2026-09-12", petitioner=r.person_of(back))
    late = r.known(tiers, "2026-09-08", "2026-09-09", summary="递错了门")
    wrong = r.ask(tiers, late, "2026-09-15", "city_government", who="gao")
    f.act(tiers, wrong, "pass_request_on", "gao", "2026-09-16", target=tiers.offices["city_housing"].pk, reason="归口")
    told = r.known(tiers, "2026-09-03", "2026-09-04", summary="后来才知是检举")
    r.reviewed(tiers, told, "2026-09-12", **r.REDO, redo_due_on=date(2026, 10, 30))
    secret = Case.objects.get(via="redo", matter=told.matter_id)
    f.act(tiers, secret, "reclassify", "ou", "2026-09-13", klass="B", reason="实为检举")
    sweep(at("2026-11-24", 8))
    return tiers


MUTATIONS = {
    "remedy_request": "UPDATE caseflow_remedyrequest SET of_id = case_id WHERE id = (SELECT min(id) FROM caseflow_remedyrequest)",
    "hearing_days": "UPDATE caseflow_hearing SET last_on = last_on + 1",
    "result_fell": "UPDATE caseflow_execution SET state = 'pending' WHERE id = (SELECT min(id) FROM caseflow_execution WHERE state = 'revoked')",
    "remedy_sealed": "UPDATE caseflow_remedyrequest r SET text = 'x' FROM caseflow_case c WHERE c.id = r.case_id AND c.confidential",
    "matter_concluded": "UPDATE petitions_event SET kind = 'noted' WHERE kind = 'conclude'",
}  # fmt: skip


def test_these_lives_leave_nothing_to_find(world) -> None:
    secret = RemedyRequest.objects.get(case__confidential=True)
    assert secret.text == "" and "不服" in secret.opened["text"]
    assert found() == {}
    assert Execution.objects.filter(state="revoked").exists() and Case.objects.filter(kind="recheck").exists()


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_a_mutation_is_caught_by_its_check_alone(world, name: str) -> None:
    from tests.caseflow.test_consistency import mutate

    mutate(MUTATIONS[name])
    assert set(found()) == {name}
