"""R22 Art. 28 ¶3, 30 ¶3, 46 (5): whoever is accused never sees, receives, decides or is told of the matter."""

from datetime import date

import pytest

from caseflow.facts import Refused
from caseflow.forms import FORMS
from caseflow.models import Case, Reminder
from caseflow.services import perform
from caseflow.services.load import states_of
from offices.models import Office, OfficeKind, Posting
from offices.roles import Role
from offices.services import rebuild_closure
from petitions.models import Accused, Matter, Participation, Petition
from petitions.sealing import seal
from petitions.services.accused import barred_from, offices_complained_of, turned_accusation
from petitions.services.inputs import Against, StoredFile
from tests import factories as f
from tests.cast import SINCE, TODAY, at

WHY = {"reason": "按管理权限", "way": "post"}
PERSON = {"name": "贾长发", "post": "局长", "level": "section", "unit": "水利局"}


def against(cast, office: str = "water", **person) -> tuple[Against, ...]:
    return (Against(office_id=cast.offices[office].pk, **person),)


def confidential_officer(cast, office: str, name: str) -> None:
    user = type(cast.user("mi")).objects.create_user(name, "x", name=name)
    cast.postings[name] = Posting.objects.create(user=user, office=cast.offices[office], role=Role.CONFIDENTIAL, valid_from=SINCE)  # fmt: skip


def test_the_accused_are_entered_at_registration_and_sealed(cast) -> None:
    desk = f.accusation(cast, accused=against(cast, **PERSON))
    row = Accused.objects.get(matter=desk.matter)
    assert (row.office_id, row.capacity, row.opened["name"]) == (cast.offices["water"].pk, "accused", "贾长发")
    assert "贾长发" not in str(row.__dict__) and row.level_name


def test_a_claim_keeps_the_office_complained_of_alone(cast) -> None:
    found = f.petition(cast, accused=against(cast, "housing", name="某某"))
    row = Accused.objects.get(matter__extracts__petition=found)
    assert (row.capacity, row.sealed, row.office_id) == ("of", None, cast.offices["housing"].pk)
    case = f.act(cast, f.case_of(found), "forward", "pan", target=cast.offices["housing"].pk, reason="职责目录")
    assert case.state == "passed_on"  # in a claim the organ answers for its own work


def test_it_is_entered_later_too_and_in_an_accusation_by_the_other_act(cast) -> None:
    desk = f.case_of(f.petition(cast))
    for _twice in range(2):
        f.act(cast, desk, "name_office", "pan", office=cast.offices["housing"].pk, reason="补充")
    assert offices_complained_of(desk.matter_id) == [cast.offices["housing"].pk]
    with pytest.raises(Refused):
        f.act(cast, f.accusation(cast), "name_office", "mi", office=cast.offices["housing"].pk, reason="补充")


def test_what_turns_out_to_be_an_accusation_takes_the_sight_from_the_office_complained_of(cast) -> None:
    case = f.forwarded(
        cast, accused=against(cast, "housing"), files=(StoredFile("d" * 64, "录音.mp3", "audio/mpeg", 1),)
    )
    assert Case.objects.visible_to(cast.actor("ou")).filter(pk=case.pk).exists()
    Matter.objects.filter(pk=case.matter_id).update(
        confidential=True, klass="B", title="", sealed=seal({"title": "线索"})
    )
    turned_accusation(Matter.objects.get(pk=case.matter_id), at(TODAY, 15))
    assert barred_from(case.matter_id, TODAY).offices == {cast.offices["housing"].pk}
    assert not Participation.objects.filter(matter=case.matter_id, office=cast.offices["housing"], until=None).exists()
    file = case.petition.attachments.get()
    assert file.name == "file" and file.opened_name == "录音.mp3"


def test_the_act_that_makes_it_an_accusation_does_the_same(cast) -> None:
    case = f.forwarded(cast, accused=against(cast, "water"), files=(StoredFile("d" * 64, "录音.mp3", "audio/mpeg", 1),))
    assert not barred_from(case.matter_id, TODAY).offices, "in a claim it is complained of, not accused"
    f.act(cast, case, "reclassify", "ou", hour=14, klass="B", **WHY)
    assert barred_from(case.matter_id, TODAY).offices == {cast.offices["water"].pk}
    file = case.petition.attachments.get()
    assert file.name == "file" and file.opened_name == "录音.mp3"


def test_the_office_that_handles_a_claim_against_itself_still_seals_it(cast) -> None:
    """It is not shut out of its own open case, which nobody could leave then: it refers it, and is entered there."""
    case = f.forwarded(
        cast, accused=against(cast, "housing"), files=(StoredFile("d" * 64, "录音.mp3", "audio/mpeg", 1),)
    )
    f.act(cast, case, "reclassify", "ou", hour=14, klass="B", **WHY)
    assert case.petition.attachments.get().name == "file"
    assert not Case.objects.visible_to(cast.actor("ou")).filter(pk=case.pk).exists()


def test_the_office_complained_of_does_nothing_in_it_but_refer_it(cast) -> None:
    confidential_officer(cast, "housing", "hou")
    case = f.forwarded(cast, accused=against(cast, "housing"))
    f.act(cast, case, "reclassify", "ou", hour=14, klass="B", **WHY)
    with pytest.raises(Refused) as refused:
        f.act(cast, case, "accept_accusation", "hou", hour=15)
    assert refused.value.refusal.code == "own_office_accused"
    discipline = cast.offices["discipline"].pk
    assert f.act(cast, case, "refer", "hou", hour=16, target=discipline, **WHY).state == "referred"


def test_an_answer_in_clearance_that_turns_out_to_be_an_accusation_is_referred(cast) -> None:
    confidential_officer(cast, "housing", "hou")
    case = f.act(cast, f.accepted(cast), "draft", "ou", hour=14, **f.OPINION)
    f.act(cast, case, "reclassify", "ou", hour=15, klass="B", **WHY)
    discipline = cast.offices["discipline"].pk
    assert f.act(cast, case, "refer", "hou", hour=16, target=discipline, **WHY).state == "referred"


def test_the_accused_office_is_nowhere_a_target(cast) -> None:
    desk = f.accusation(cast, accused=against(cast, "discipline"))
    with pytest.raises(Refused) as refused:
        f.act(cast, desk, "refer", "mi", target=cast.offices["discipline"].pk, **WHY)
    assert refused.value.refusal.code == "accused_named"
    with pytest.raises(Refused) as refused:
        f.act(cast, desk, "inform_personnel", "mi", target=cast.offices["discipline"].pk, text="通报")
    assert refused.value.refusal.code == "accused_named"
    for act in ("refer", "inform_personnel"):
        offered = FORMS[act](case=desk, actor=cast.actor("mi")).fields["target"].queryset
        assert cast.offices["discipline"] not in offered


def test_also_by_succession(cast) -> None:
    old, new = cast.offices["water"], cast.offices["discipline"]
    Office.objects.filter(pk=old.pk).update(successor=new, valid_until=date(2026, 10, 31))
    desk = f.accusation(cast, accused=against(cast, "water"))
    state = states_of(
        [Case.objects.select_related("office", "matter", "petition", "parent__office").get(pk=desk.pk)], TODAY
    )
    assert state[desk.pk].accused == {old.pk, new.pk}
    with pytest.raises(Refused):
        f.act(cast, desk, "refer", "mi", target=new.pk, **WHY)
    Participation.objects.create(matter=desk.matter, office=new, capacity="handler", since=at(TODAY), via="test")
    assert not Matter.objects.visible_to(cast.actor("jin")).filter(pk=desk.matter_id).exists()


def test_also_an_organ_that_the_accused_person_heads(cast) -> None:
    head = cast.user("weihead")
    desk = f.accusation(cast, accused=(Against(name=head.name, post="局长", level="section"),))
    barred = barred_from(desk.matter_id, TODAY)
    assert (barred.offices, barred.users) == ({cast.offices["water"].pk}, {head.pk})
    confidential_officer(cast, "water", "shui")
    Participation.objects.create(
        matter=desk.matter, office=cast.offices["water"], capacity="handler", since=at(TODAY), via="test"
    )
    for who in ("shui", "weihead", "wai"):
        assert not Case.objects.visible_to(cast.actor(who)).filter(pk=desk.pk).exists(), who


def test_the_accused_person_reads_nothing_under_any_hat(cast) -> None:
    """Mi herself is accused, and another confidential officer of her office handles it."""
    confidential_officer(cast, "city_petition", "qing")
    desk = f.accusation(cast, who="qing", accused=(Against(name=cast.user("mi").name, post="干部"),))
    assert Case.objects.visible_to(cast.actor("qing")).filter(pk=desk.pk).exists()
    assert not Case.objects.visible_to(cast.actor("mi")).filter(pk=desk.pk).exists()
    with pytest.raises(Refused) as refused:
        f.act(cast, desk, "refer", "mi", target=cast.offices["discipline"].pk, **WHY)
    assert refused.value.refusal.code == "accused_acts"
    with pytest.raises(Refused) as refused:
        f.act(cast, desk, "reassign", "qing", handler=cast.user("mi").pk)
    assert refused.value.refusal.code == "accused_handles"
    offered = FORMS["reassign"](case=desk, actor=cast.actor("qing")).fields["handler"].queryset
    assert [u.username for u in offered] == ["qing"]


def test_naming_an_office_later_withdraws_its_sight_at_once(cast) -> None:
    desk = f.accusation(cast)
    f.act(cast, desk, "refer", "mi", target=cast.offices["discipline"].pk, **WHY)
    there = f.case_of(desk.petition, "handling")
    assert Matter.objects.visible_to(cast.actor("mi")).filter(pk=desk.matter_id).exists()
    f.act(cast, there, "name_accused", "jin", hour=12, office=cast.offices["city_petition"].pk, reason="补充反映")
    assert not Matter.objects.visible_to(cast.actor("mi")).filter(pk=desk.matter_id).exists()
    assert not Petition.objects.visible_to(cast.actor("mi")).filter(pk=desk.petition_id).exists()
    assert Matter.objects.visible_to(cast.actor("jin")).filter(pk=desk.matter_id).exists()
    assert not Participation.objects.filter(
        matter=desk.matter, office=cast.offices["city_petition"], until=None
    ).exists()


def test_an_office_does_not_enter_itself_but_sends_the_matter_away(cast) -> None:
    desk = f.accusation(cast)
    for facts in ({"office": cast.offices["city_petition"].pk}, {"name": cast.user("hua").name}):  # Hua heads it
        with pytest.raises(Refused) as refused:
            perform(
                desk, "name_accused", cast.actor("mi"), at(TODAY), expected_version=None, key="", reason="反映", **facts
            )
        assert refused.value.refusal.code == "own_office_accused"
    assert not Accused.objects.exists()


def test_an_accusation_against_the_registering_office_opens_above_it_at_once(cast) -> None:
    given = {"office_id": cast.offices["district_petition"].pk, "accused": against(cast, "district_petition")}
    desk = f.accusation(cast, who="dan", **given)
    assert (desk.office, desk.kind, desk.state) == (cast.offices["city_petition"], "desk", "registered")
    assert not Participation.objects.filter(
        matter=desk.matter, office=cast.offices["district_petition"], until=None
    ).exists()
    confidential_officer(cast, "district_petition", "lin")
    assert not Case.objects.visible_to(cast.actor("lin")).filter(pk=desk.pk).exists()
    assert Case.objects.visible_to(cast.actor("mi")).filter(pk=desk.pk).exists()
    assert {r.user.username for r in Reminder.objects.filter(case=desk)} == {"mi"}
    assert f.act(cast, desk, "refer", "mi", target=cast.offices["discipline"].pk, **WHY).state == "referred"


def test_the_organ_proposed_is_the_one_competent_over_the_cadre(cast) -> None:
    city = Office.objects.create(
        code="YZJW",
        name="云州市纪律检查委员会",
        kind=OfficeKind.DISCIPLINE,
        region=cast.regions["city"],
        valid_from=SINCE,
    )
    rebuild_closure()
    for level, office in (
        ("section", cast.offices["discipline"]),
        ("division", city),
        ("", cast.offices["discipline"]),
    ):
        desk = f.accusation(cast, accused=against(cast, **(PERSON | {"level": level})))
        assert FORMS["refer"](case=desk, actor=cast.actor("mi")).initial["target"] == office, level


def test_whatever_opens_a_case_opens_none_there(cast) -> None:
    """The second return goes to the petition office above by itself; of an accusation against it, it does not."""
    from caseflow.effects import plan
    from caseflow.facts import By, CaseState, OfficeFacts, Sender
    from caseflow.rules import Rules
    from caseflow.services.calendars import load_calendar

    state = CaseState(
        1, "handling", "objected", 1, 1, 1, OfficeFacts(5, "department"), "B", TODAY, "forward", returns=1,
        sender=Sender(2, "desk", "passed_on", OfficeFacts(4, "petition"), petition_office_above=9), accused=frozenset({9}),
    )  # fmt: skip
    by = By(1, 4, frozenset({"transfer"}))
    with pytest.raises(Refused) as refused:
        plan(state, "confirm_objection", {"reason": "核实"}, by, TODAY, Rules(load_calendar()))
    assert refused.value.refusal.code == "accused_named"
