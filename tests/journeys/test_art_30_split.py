"""R22 Art. 30 ¶3, 46 (5): a letter with a claim and an accusation is cut so that the claim's office reads nothing of the other."""

import pytest
from django.test import Client
from django.urls import reverse

from caseflow.facts import Refused
from petitions.models import Attachment, SearchText
from petitions.services.inputs import Part, StoredFile
from tests import factories as f
from tests.cast import at

CLAIM, ACCUSATION = "小区电梯停运三个月，请求维修。", "物业科科长甲某收受物业公司礼金两万元，请查处。"
PARTS = [Part("C", "电梯停运", CLAIM), Part("B", "收受礼金", ACCUSATION)]
FILE = StoredFile("c" * 64, "转账截图.png", "image/png", 3)


def letter(cast, **over):
    return f.case_of(f.petition(cast, text=CLAIM + ACCUSATION, files=(FILE,), **over))


def second(cast) -> dict[str, int]:
    return {"second": cast.user("hua").pk}


def test_a_second_person_of_the_office_checks_it(cast) -> None:
    desk = letter(cast)
    for more, code in (
        ({}, "second_for_secret"),
        ({"second": cast.user("pan").pk}, "second_person"),
        ({"second": cast.user("ou").pk}, "handler_elsewhere"),
    ):
        with pytest.raises(Refused) as refused:
            f.act(cast, desk, "split", "pan", parts=list(PARTS), **more)
        assert refused.value.refusal.code == code
    assert Attachment.objects.get(petition=desk.petition).extracts.count() == 0 and desk.matter.extracts.count() == 1
    f.act(cast, desk, "split", "pan", parts=list(PARTS), **second(cast))


def test_words_of_the_accusation_in_another_part_are_refused(cast) -> None:
    parts = [Part("C", "电梯停运", CLAIM + "物业科科长甲某收受物业公司礼金"), PARTS[1]]
    with pytest.raises(Refused) as refused:
        f.act(cast, letter(cast), "split", "pan", parts=parts, **second(cast))
    assert refused.value.refusal.code == "secret_in_other_part"


def test_the_accusation_leaves_the_matter_whatever_its_place(cast) -> None:
    """Typed first, it would stay on the matter that everybody at the desk reads."""
    desk = letter(cast)
    f.act(cast, desk, "split", "pan", parts=[PARTS[1], PARTS[0]], **second(cast))
    desk.matter.refresh_from_db()
    assert not desk.matter.confidential and desk.matter.extracts.get(until=None).opened_text == CLAIM
    secret = desk.petition.cases.exclude(pk=desk.pk).get().matter
    assert secret.confidential and secret.extracts.get().text == "" and secret.extracts.get().opened_text == ACCUSATION
    with pytest.raises(Refused) as refused:
        f.act(cast, letter(cast), "split", "pan", parts=[PARTS[1], Part("B", "又一件", "某局长打人。")], **second(cast))
    assert refused.value.refusal.code == "all_secret"


def test_a_split_without_an_accusation_needs_no_second_person(cast) -> None:
    f.act(cast, letter(cast), "split", "pan", parts=[PARTS[0], Part("A", "建议", "建议加装扶手")])


def test_the_claims_office_reads_its_part_alone(cast, time_machine_at) -> None:
    time_machine_at(at("2026-11-24", 15))
    desk = letter(cast)
    f.act(cast, desk, "split", "pan", parts=list(PARTS), **second(cast))
    f.act(cast, desk, "forward", "pan", hour=11, target=cast.offices["housing"].pk, reason="职责目录")
    case = desk.children.get()
    c = Client()
    c.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    for page in (reverse("caseflow:case", args=[case.uid]), reverse("caseflow:act", args=[case.uid, "accept"])):
        body = c.get(page).content.decode()
        assert CLAIM in body and "礼金" not in body and "转账截图" not in body, page
    file = Attachment.objects.get(petition=desk.petition)
    assert not Attachment.objects.visible_to(cast.actor("ou")).filter(pk=file.pk).exists()
    desk.matter.extracts.get(until=None).attachments.add(file)  # chosen for the claim, it goes with it
    assert Attachment.objects.visible_to(cast.actor("ou")).filter(pk=file.pk).exists()


def test_the_plain_part_of_an_accusation_is_searched_and_the_other_is_not(cast, files_root) -> None:
    desk = f.accusation(cast, "2026-11-20")
    assert not SearchText.objects.exists()
    f.act(cast, desk, "split", "mi", "2026-11-21", parts=[Part("B", "举报", "举报受贿"), Part("C", "路灯", "路灯不亮")])
    row = SearchText.objects.get(petition=desk.petition)
    assert "路灯不亮" in row.text and "受贿" not in row.text
    assert row.office_ids == [cast.offices["city_petition"].pk]
