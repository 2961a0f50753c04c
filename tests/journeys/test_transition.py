"""Old records and the change of the law: tests named after articles of the 2005 regulations (R05)."""

from datetime import date

import pytest

from caseflow.models import Case, Clock
from caseflow.services.consistency import run_checks
from tests import factories as f
from tests.cast import at


def clock(case: Case, term: str) -> Clock:
    return Clock.objects.get(case=case, term=term)


def laws(case: Case) -> dict[str, str]:
    return {c.term: c.law for c in Clock.objects.filter(case=case)}


def test_r05_21_the_petition_office_has_fifteen_days(cast) -> None:
    desk = f.case_of(f.petition(cast, "2021-03-01"))
    found = clock(desk, "C1")
    assert (found.law, found.pack, found.due_on) == ("R05", "national", date(2021, 3, 16))


def test_r05_22_an_organ_tells_and_has_no_term_to_object(cast) -> None:
    case = f.forwarded(cast, "2022-04-29")
    assert laws(case) == {"C3": "R05"}
    from caseflow.facts import Refused

    with pytest.raises(Refused) as caught:
        f.act(cast, case, "object", "ou", "2022-04-29", reason="不属于本单位职责", hour=11)
    assert caught.value.refusal.code == "no_objection_term"
    after = f.forwarded(cast, "2022-05-01")
    assert laws(after) == {"C3": "R22", "C4": "R22"}


def test_r05_33_sixty_days_and_thirty_more_for_every_matter(cast) -> None:
    claim = f.accepted(cast, "2022-04-29")
    suggestion = f.accepted(cast, "2022-04-29", purpose="suggestion", summary="建议增设公交站")
    assert claim.matter.klass == "C" and suggestion.matter.klass == "A"
    for case in (claim, suggestion):
        found = clock(case, "C6")
        assert (found.law, found.due_on) == ("R05", date(2022, 6, 28))
        f.act(cast, case, "extend", "hei", "2022-05-10", days=30, reason="情况复杂")
        found.refresh_from_db()
        assert (found.law, found.nominal_on, found.due_on) == ("R05", date(2022, 7, 28), date(2022, 7, 28))
    later = f.accepted(cast, "2022-05-05", purpose="suggestion", summary="建议增设公交站")
    assert laws(later)["A6"] == "R22" and not Clock.objects.filter(case=later, term="C6").exists()


def test_r05_34_her_right_follows_the_day_of_her_receipt(cast) -> None:
    for received, law, due in (("2022-04-30", "R05", date(2022, 5, 30)), ("2022-05-01", "R22", date(2022, 5, 31))):
        case = f.served(cast, "2022-04-28")
        f.act(cast, case, "record_receipt", "ou", "2022-05-05", petitioner=case.petition.petitioners.get().pk,
              received_on=date.fromisoformat(received))  # fmt: skip
        found = clock(case, "C8")
        assert (found.law, found.due_on) == (law, due)


def test_a_matter_across_the_change_follows_each_days_law_and_cites_it(cast) -> None:
    letter = f.petition(cast, "2022-04-20")
    desk = f.case_of(letter)
    f.act(cast, desk, "forward", "pan", "2022-04-28", target=cast.offices["housing"].pk, reason="职责目录")
    case = f.case_of(letter, "handling")
    f.act(cast, case, "accept", "ou", "2022-05-05")
    for name, who, facts in (
        ("draft", "ou", f.OPINION),
        ("clear", "hei", {}),
        ("decide", "hei", {}),
        ("send", "ou", {}),
    ):
        f.act(cast, case, name, who, "2022-06-01", **facts)
    assert laws(desk) == {"C1": "R05"}
    assert laws(case) == {"C3": "R05", "C6": "R22", "WS": "R22"}
    papers = {p.kind: p.body for p in [*desk.notices.all(), *case.notices.all()]}
    assert "《信访条例》第二十一条" in papers["transfer"]
    assert "《信访工作条例》第二十三条" in papers["acceptance"] and "《信访工作条例》第三十二条" in papers["opinion"]
    found = run_checks(at("2022-06-02"))
    assert found.violations == 0, found.results


def test_the_page_of_an_old_case_shows_the_law_of_each_day(client, cast) -> None:
    case = f.accepted(cast, "2022-04-29")
    f.act(cast, case, "extend", "hei", "2022-05-10", days=30, reason="情况复杂")
    client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    english = client.get(f"/cases/{case.uid}/", headers={"accept-language": "en"}).content.decode()
    assert "Regulations on Petitions Art. 22" in english and "Regulations on Petition Work Art. 34" in english
    chinese = client.get(f"/cases/{case.uid}/", headers={"accept-language": "zh"}).content.decode()
    assert "信访条例 第22条" in chinese and "信访工作条例 第34条" in chinese
