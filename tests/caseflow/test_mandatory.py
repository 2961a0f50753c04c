"""What a paper must state: each kind's items by regulation, found in the text or told as missing."""

import pytest

from caseflow import wording
from caseflow.choices import PaperKind
from caseflow.mandatory import MANDATORY, TO_ORGANS, items_of, missing
from caseflow.services.paper_fields import FIELDS, fields_for
from caseflow.services.papers import default_wording, put_together
from caseflow.texts import FIELDS as NAMES

# kinds whose own items regulation 6 lists; of the others what every paper carries is asked
LISTED = ("receipt", "transfer", "acceptance", "direction", "refusal", "joined", "extension", "opinion", "reply", "return", "report",
          "correction", "objection", "service_record")  # fmt: skip
# written without blocks: what they must state is looked for when they are issued (test_routes, journeys)
PLAIN = {"proposal", "route", "own_procedure", "own_answer", "settlement", "not_reaccepted"}


def context(kind: str, **over: str) -> dict[str, str]:
    values = (
        {name: f.sample for name, f in fields_for(kind).items()} | {"issuer": "临江区住建局", "own_contact": ""} | over
    )
    blocks = wording.write_out(default_wording(kind), values, fields_for(kind))
    return {**values, "corrects": "", "text": put_together(kind, values, blocks)}


def test_every_listed_kind_has_items() -> None:
    assert set(LISTED) | PLAIN == set(MANDATORY) and set(MANDATORY) <= set(PaperKind.values)
    assert set(PaperKind.values) >= TO_ORGANS


@pytest.mark.parametrize("kind", LISTED)
def test_the_desks_own_wording_states_all(kind: str) -> None:
    assert missing(kind, context(kind)) == []


@pytest.mark.parametrize("kind", LISTED)
def test_every_item_has_a_name_and_is_missed_in_an_empty_paper(kind: str) -> None:
    given = {**context(kind), "text": "", "office_address": "", "office_phone": ""}
    assert [item.name for item in missing(kind, given)] == [item.name for item in items_of(kind)]
    assert all(f"paper_{item.name}" in NAMES for item in items_of(kind))


# (kind, field left empty, items missed)
EMPTIED = [
    ("acceptance", "due_on", ["due_on"]), ("acceptance", "names", ["names"]), ("direction", "organ", ["organ"]),
    ("direction", "organ_address", ["organ_address"]), ("direction", "reason", ["reason"]), ("refusal", "other_number", ["other_number"]),
    ("refusal", "due_on", ["due_on"]), ("extension", "reason", ["reason"]), ("extension", "days", ["days"]), ("opinion", "requests", ["requests"]),
    ("opinion", "findings", ["findings"]), ("opinion", "outcomes", ["outcomes"]), ("opinion", "basis", ["basis"]), ("opinion", "remedy", ["remedy"]),
    ("reply", "outcomes", ["outcomes"]), ("report", "result", ["result"]), ("objection", "reason", ["reason"]), ("objection", "materials", ["materials"]),
    ("transfer", "target_phone", []), ("transfer", "report_due_on", []), ("joined", "due_on", []), ("service_record", "document", ["document"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "field", "missed"), EMPTIED, ids=[f"{k}-{f}" for k, f, _m in EMPTIED])
def test_an_empty_field_is_missed_where_the_law_wants_it(kind: str, field: str, missed: list[str]) -> None:
    assert [i.name for i in missing(kind, context(kind, **{field: ""}))] == missed


def test_a_suggestion_has_no_sixty_days_and_no_hearing() -> None:
    assert missing("acceptance", context("acceptance", suggestion="是", due_on="")) == []


def test_an_office_that_nobody_can_reach_is_told() -> None:
    given = context("acceptance", office_address="", office_phone="")
    assert [i.name for i in missing("acceptance", given)] == ["contact"]
    assert (
        missing("acceptance", context("acceptance", office_address="", office_phone="", own_contact="信访接待室")) == []
    )


def test_words_of_an_office_that_leave_the_remedy_out_are_found() -> None:
    given = context("opinion")
    given["text"] = given["text"].replace(given["remedy"], "")
    assert [(i.name, str(i.article)) for i in missing("opinion", given)] == [("remedy", "Art. 35")]


def test_a_correction_has_its_values_in_its_own_words() -> None:
    given = {**context("direction"), "corrects": "旧号"}
    given["text"] = given["text"].replace(given["organ"], "另一机关")
    assert missing("direction", given) == []


def test_fields_are_offered_to_kinds_that_are_there() -> None:
    assert {k for f in FIELDS.values() for k in f.kinds} <= set(PaperKind.values)
