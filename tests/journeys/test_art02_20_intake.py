"""Articles 2 to 20 and 48 as stories: who may petition, by what way, to whom, and what never stands in the way."""

import pytest
from django.test import Client

from caseflow.facts import Refused
from caseflow.models import Case, Clock, Notice
from caseflow.routing import Facts
from caseflow.services.proposals import route_of
from caseflow.services.routes import seed_routes
from offices.models import Office, OfficeKind
from petitions.choices import Channel, IdKind
from petitions.models import Event
from petitions.services.inputs import Person
from tests import factories as f
from tests.cast import PASSWORD, TODAY, Cast
from tests.petitions.test_pages import BASE


def test_art_2_any_organ_can_be_in_charge_not_government_alone(cast: Cast) -> None:
    assert {"party", "court", "procuratorate", "mass", "enterprise", "discipline"} <= set(OfficeKind.values)
    works = Office.objects.create(
        code="GSSW",
        name="云州市供水公司",
        kind=OfficeKind.ENTERPRISE,
        region=cast.regions["city"],
        valid_from="2006-01-01",
    )
    letter = f.petition(cast)
    f.act(cast, f.case_of(letter), "forward", "pan", target=works.pk, reason="公共企事业单位")
    assert f.case_of(letter, "handling").office == works


def test_art_5_3_the_place_of_the_problem_routes_and_not_the_petitioners_home(cast: Cast) -> None:
    from caseflow.models import Duty

    Duty.objects.create(
        topic=cast.topics["property"],
        level=3,
        office=cast.offices["housing"],
        basis="三定方案",
        valid_from="2006-01-01",
    )
    li = Person(name="李秀英", address="远山县东街5号", phone="13800000001")
    found = route_of(f.case_of(f.petition(cast, persons=(li,))).matter, TODAY)
    assert found.office == cast.offices["housing"].pk and found.principle in {"in_charge", "territorial", "level"}
    assert "address" not in Facts.__dataclass_fields__  # routing is never told where she lives


def test_art_14_the_petition_office_passes_on_assigns_coordinates(cast: Cast) -> None:
    letter = f.petition(cast)
    acts = {"forward", "assign", "keep", "split", "link", "join"}
    from caseflow.workflow import ROWS

    assert all("transfer" in ROWS[a].who for a in acts)
    with pytest.raises(Refused) as refused:  # an officer of a department does not pass on for the desk
        f.act(cast, f.case_of(letter), "forward", "ou", target=cast.offices["water"].pk, reason="x")
    assert refused.value.refusal.code in {"other_office", "capability"}


@pytest.mark.parametrize("channel", Channel.values)
def test_art_17_every_way_leads_into_the_one_register(cast: Cast, channel: str) -> None:
    letter = f.petition(cast, channel=channel, visitors=1 if channel == "visit" else None)
    assert letter.number.startswith("YZXF-2026-") and f.case_of(letter).due_on is not None


def test_art_17_an_organisation_petitions_too(cast: Cast) -> None:
    found = f.petition(cast, persons=(Person(name="临江物业有限公司", kind="organisation", address="临江区1号"),))
    assert found.petitioners.get().kind == "organisation"


def test_art_19_1_missing_name_and_address_block_nothing_and_waive_the_notice(cast: Cast) -> None:
    case = f.forwarded(cast, persons=(), is_anonymous=True)
    case = f.act(cast, case, "accept", "ou", hour=11)
    assert case.state == "accepted" and not Notice.objects.filter(case=case).exists()


def test_art_19_1_what_is_told_is_written_down_and_read_back(cast: Cast, client: Client) -> None:
    told = f.petition(cast, is_oral=True, read_back=True)
    assert told.is_oral and told.read_back and told.opened["text"]


def test_art_19_3_a_duplicate_in_term_is_refused_by_the_superior_until_the_term_ends(cast: Cast) -> None:
    pending = f.accepted(cast, "2026-09-01")
    again = f.case_of(f.petition(cast, "2026-09-10"))
    done = f.act(cast, again, "refuse_duplicate", "pan", "2026-09-11", pending=pending.pk, reason="同一事项正在办理")
    assert done.state == "refused"
    paper = Notice.objects.get(case=done, kind="refusal")
    assert pending.petition.number in paper.body and "2026年11月2日" in paper.body
    later = f.case_of(f.petition(cast, "2026-11-03"))
    with pytest.raises(Refused) as refused:  # overdue: acceptable again
        f.act(cast, later, "refuse_duplicate", "pan", "2026-11-03", hour=11, pending=pending.pk, reason="同一事项")
    assert refused.value.refusal.code == "term_over"


def test_art_20_2_litigation_goes_to_the_political_legal_organ(cast: Cast) -> None:
    seed_routes()
    from caseflow.models import StatutoryRoute

    visit = f.case_of(f.petition(cast))
    way = StatutoryRoute.objects.get(name="民事诉讼").pk
    assert (
        f.act(cast, visit, "route_out", "pan", route=way, organ="云州市中级人民法院", reason="已进入诉讼").state
        == "routed_out"
    )


def test_art_20_3_at_most_five_representatives_on_a_visit(cast: Cast, client: Client) -> None:
    client.login(username="chen", password=PASSWORD)
    people = {f"persons-{n}-name": f"代表{n}" for n in range(6)} | {f"persons-{n}-kind": "person" for n in range(6)}
    six = {f"persons-{n}-is_representative": "on" for n in range(6)}
    form = {**BASE, **people, "visitors": "12", "concerned": "300", "is_joint": "on", "persons-TOTAL_FORMS": "6"}
    answer = client.post("/register/", {**form, **six})
    assert answer.status_code == 422 and Case.objects.count() == 0
    six.pop("persons-5-is_representative")
    assert client.post("/register/", {**form, **six}).status_code == 302 and Case.objects.count() == 1


def test_art_48_a_foreigner_is_registered_with_a_passport(cast: Cast) -> None:
    guest = Person(name="John Smith", id_kind=IdKind.PASSPORT, identity="E12345678", address="临江区")
    found = f.petition(cast, persons=(guest,))
    person = found.petitioners.get()
    assert person.id_kind == IdKind.PASSPORT and "E12345678" not in str(Event.objects.values_list("facts", flat=True))
    assert Clock.objects.filter(case__petition=found, term="C1").exists()
