"""Several offices received the same matter: what each choice of the local rules proposes, and who may lead (R22 24; SD 34; SH 27)."""

from datetime import date

import pytest

from caseflow.forms import FORMS
from caseflow.models import Case, Part
from caseflow.packs import LocalOption
from caseflow.services.packs import Draft, save_pack
from tests import factories as f
from tests.caseflow.test_acts import refusal
from tests.cast import Cast, at

DAY, NEXT = "2026-09-01", "2026-09-03"


def rule(cast: Cast, value: str) -> None:
    options = [LocalOption("several_offices", value, "第二十七条")]
    given = Draft("T1", "试行条例", cast.regions["district"], date(2026, 1, 1), "试", options=options)
    save_pack(given, cast.actor("rena", "2026-01-01"), at("2026-01-01"), date(2026, 1, 1))


def both(cast: Cast) -> tuple[Case, Case]:
    """The same matter at the housing bureau since the first, at the water bureau since the third."""
    first = f.accepted(cast, DAY)
    later = f.petition(cast, NEXT, "wai", office_id=cast.offices["water"].pk)
    f.act(cast, f.case_of(later), "link", "wai", NEXT, to_matter=_seen(cast, first), reason="同一事项")
    return first, Case.objects.get(matter=first.matter_id, office=cast.offices["water"], closed_at=None)


def _seen(cast: Cast, case: Case) -> int:
    f.act(cast, case, "name_lead", "hua", DAY, hour=12, parts=[_part(cast, "water")])  # so that it sees the matter
    Part.objects.update(handed_in_on=date(2026, 9, 1))
    return case.matter_id


def _part(cast: Cast, office: str) -> dict:
    return {"office": cast.offices[office].pk, "asked": "核查", "due_on": date(2026, 9, 30)}


ROWS = [  # the option, who asks for parts, the refusal, what her form proposes
    (None, "ou", "", None), (None, "weihead", "", None),
    ("consult", "ou", "", None), ("consult", "weihead", "", None),
    ("first_received_accepts", "ou", "", "water"), ("first_received_accepts", "weihead", "", None),
    ("first_received_leads", "ou", "", "water"), ("first_received_leads", "weihead", "first_leads", None),
    ("first_received_leads", "hua", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("option", "who", "code", "proposed"), ROWS)
def test_who_leads(cast: Cast, option: str | None, who: str, code: str, proposed: str | None) -> None:
    housing, water = both(cast)
    if option:
        rule(cast, option)
    case, other = (housing, "station") if who == "ou" else (water, "station")
    form = FORMS["name_lead"](case=case, actor=cast.actor(who, NEXT))
    assert form.initial.get("office_1") == (cast.offices[proposed].pk if proposed else None)
    if code:
        assert refusal(cast, case, "name_lead", who, NEXT, hour=15, parts=[_part(cast, other)]) == code
    else:
        f.act(cast, case, "name_lead", who, NEXT, hour=15, parts=[_part(cast, other)])


def test_the_dispute_form_names_who_received_it_first(cast: Cast) -> None:
    f.staff(cast, "zhou", "city_government", "head")
    housing, water = both(cast)
    facts = {"parties": [cast.offices["housing"].pk], "consulted_on": date(2026, 9, 3), "text": "各执一词"}
    f.act(cast, water, "raise_dispute", "weihead", NEXT, hour=15, **facts)
    actor = cast.actor("zhou", NEXT)
    assert "试行条例" not in FORMS["decide_dispute"](case=water, actor=actor).fields["target"].help_text
    rule(cast, "first_received_accepts")
    form = FORMS["decide_dispute"](case=water, actor=actor)
    told = form.fields["target"].help_text
    assert "临江区住房和城乡建设局" in told and "《试行条例》第二十七条" in told
    assert "target" not in form.initial, "there it is open already: the petition is joined"
    assert FORMS["decide_dispute"](case=housing, actor=actor).initial["target"] == cast.offices["housing"].pk
