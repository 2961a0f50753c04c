"""The draft of an opinion as DOCX: it opens, says that it is a draft, and nothing enters by it."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from caseflow.models import Case, Opinion
from petitions.models import Event
from tests import factories as f
from tests.cast import TODAY, Cast

WRITTEN = {**f.OPINION, "findings": "第一段\x07\n第二段 <b>&amp;</b> 😀"}


def client(cast: Cast, who: str) -> Client:
    c = Client()
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def drafted(cast: Cast) -> Case:
    return f.act(cast, f.accepted(cast, TODAY), "draft", "ou", TODAY, hour=12, **WRITTEN)


def test_it_opens_and_is_marked_a_draft(cast: Cast) -> None:
    case = drafted(cast)
    before = (Event.objects.count(), Opinion.objects.count())
    answer = client(cast, "ou").get(reverse("caseflow:draft_docx", args=[case.uid]))
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    document = Document(BytesIO(answer.content))
    section = document.sections[0]
    assert "草稿" in section.header.paragraphs[0].text and case.number in section.footer.paragraphs[0].text
    text = "\n".join(p.text for p in document.paragraphs)
    for words in (
        "一、投诉请求",
        "1．修复电梯",
        "第一段\n第二段 <b>&amp;</b> 😀",
        "支持：责成物业公司",
        "《物业管理条例》第三十五条",
        "五、救济途径",
        "申请复查",
    ):
        assert words in text, words
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert (Event.objects.count(), Opinion.objects.count()) == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("ou", 200), ("hei", 200), ("pan", 403), ("chen", 403), ("su", 403), ("wai", 404), ("yuan", 404), ("ada", 404)],
)
def test_those_who_may_draft_have_it(cast: Cast, who: str, status: int) -> None:
    case = drafted(cast)
    assert client(cast, who).get(reverse("caseflow:draft_docx", args=[case.uid])).status_code == status
    page = client(cast, who).get(reverse("caseflow:case", args=[case.uid]))
    assert (reverse("caseflow:draft_docx", args=[case.uid]) in page.content.decode()) == (status == 200)


def test_before_a_draft_and_after_the_decision_there_is_none(cast: Cast) -> None:
    for case in (f.accepted(cast, TODAY), f.decided(cast, TODAY)):
        assert client(cast, "ou").get(reverse("caseflow:draft_docx", args=[case.uid])).status_code == 404
