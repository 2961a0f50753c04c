"""The papers that the articles ask for, each in a whole story: Art. 22, 23, 32, 34, 35 and 44."""

from datetime import date

import pytest

from caseflow.facts import Refused
from caseflow.models import Clock, Notice
from caseflow.services.paper_pdf import pdf_of
from petitions.services.inputs import Person
from tests import factories as f
from tests.caseflow.test_papers import text_of
from tests.cast import Cast

DAY = "2026-09-01"


@pytest.fixture(autouse=True)
def store(files_root):
    return files_root


def printed(paper: Notice) -> str:
    return text_of(pdf_of(paper))


def test_art_22_a_petition_passed_on_is_told_where_it_went(cast: Cast) -> None:
    case = f.forwarded(cast, DAY)
    told = printed(Notice.objects.get(case=case.parent, kind="transfer"))
    for words in ("转送临江区住房和城乡建设局办理", "第二十二条", "15日内书面告知", "0990-1234567", "查询码"):
        assert words in told, words


def test_art_23_each_way_of_receiving_has_its_written_notice(cast: Cast) -> None:
    accepted = printed(Notice.objects.get(case=f.accepted(cast, DAY), kind="acceptance"))
    for words in ("已由本单位接收", "予以受理", "2026年11月2日", "听证", "回避", "第二十三条"):
        assert words in accepted, words
    kept = f.petition(cast, DAY)
    f.act(cast, f.case_of(kept), "keep", "pan", DAY)
    case = f.act(
        cast,
        f.case_of(kept, "handling"),
        "direct",
        "pan",
        DAY,
        hour=11,
        organ="区人民法院",
        organ_address="法院路3号",
        reason="属诉讼事项",
    )
    told = printed(Notice.objects.get(case=case, kind="direction"))
    assert "请您向区人民法院提出" in told and "法院路3号" in told and "理由：属诉讼事项" in told


def test_art_23_an_objection_is_a_reasoned_paper_to_the_sender(cast: Cast) -> None:
    case = f.act(
        cast,
        f.forwarded(cast, DAY),
        "object",
        "ou",
        "2026-09-03",
        reason="设施由水利局建设管理",
        suggested=cast.offices["water"].pk,
    )
    paper = Notice.objects.get(case=case, kind="objection")
    told = printed(paper)
    for words in (
        "云州市信访局：",
        "设施由水利局建设管理",
        "建议承办单位：临江区水利局",
        "随附材料：原转送的全部材料",
        "第二十三条第三款",
    ):
        assert words in told, words
    assert "查询码" not in told and Notice.objects.visible_to(cast.actor("pan")).filter(pk=paper.pk).exists()


def test_art_23_whoever_cannot_be_reached_gets_no_paper_and_loses_nothing(cast: Cast) -> None:
    case = f.accepted(cast, DAY, persons=(Person(name="", address=""),))
    assert case.state == "accepted" and not Notice.objects.filter(case=case).exists()


def test_art_32_the_opinion_states_requests_facts_outcomes_basis_and_remedy(cast: Cast) -> None:
    told = printed(Notice.objects.get(case=f.decided(cast, DAY), kind="opinion"))
    order = ["一、投诉请求", "修复电梯", "二、查明的事实和理由", "经查，电梯因控制柜损坏停运", "三、处理意见", "支持：责成物业公司",
             "四、法律法规依据", "《物业管理条例》第三十五条", "五、救济途径", "30日内", "申请复查"]  # fmt: skip
    places = [told.find("".join(words.split())) for words in order]
    assert -1 not in places and places == sorted(places)


def test_art_34_an_extension_tells_reason_approval_and_the_new_day(cast: Cast) -> None:
    case = f.act(cast, f.accepted(cast, DAY), "extend", "hei", "2026-10-01", days=30, reason="需要委托鉴定")
    told = printed(Notice.objects.get(case=case, kind="extension"))
    for words in ("经本单位负责人批准", "延长30日", "需要委托鉴定", "第三十四条"):
        assert words in told, words


def test_art_35_her_thirty_days_begin_with_the_proven_receipt_of_the_second_attempt(cast: Cast) -> None:
    case = f.act(cast, f.decided(cast, DAY), "send", "ou", "2026-09-02")
    person = case.petition.petitioners.get().pk
    f.act(
        cast,
        case,
        "record_receipt",
        "ou",
        "2026-09-08",
        petitioner=person,
        received_on=date(2026, 9, 8),
        came_back=True,
        return_reason="无人签收",
    )
    assert not Clock.objects.filter(case=case, term="C8").exists()
    f.act(cast, case, "serve_again", "ou", "2026-09-09", petitioner=person, way="hand")
    f.act(
        cast,
        case,
        "record_receipt",
        "ou",
        "2026-09-10",
        petitioner=person,
        received_on=date(2026, 9, 10),
        receiver="李秀英",
        relation="本人",
    )
    assert Clock.objects.get(case=case, term="C8").due_on == date(2026, 10, 10)


def test_art_44_an_acceptance_without_a_notice_is_refused(cast: Cast) -> None:
    case = f.forwarded(cast, DAY)
    cast.offices["housing"].address = cast.offices["housing"].phone = ""
    cast.offices["housing"].save()
    with pytest.raises(Refused) as caught:
        f.act(cast, case, "accept", "ou", DAY, hour=11)
    case.refresh_from_db()
    assert caught.value.refusal.code == "paper_incomplete" and case.state == "received"
    assert Clock.objects.running().filter(case=case, term="C3").exists()
