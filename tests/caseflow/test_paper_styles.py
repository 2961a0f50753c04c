"""An office's letterhead and wording: who may set them, versions, a real preview, and what is refused when it is saved."""

from datetime import date
from io import BytesIO

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from caseflow.choices import PaperKind
from caseflow.models import Letterhead, Notice, Wording
from caseflow.services import styles
from caseflow.services.papers import in_force
from tests import factories as f
from tests.caseflow.test_papers import text_of
from tests.cast import TODAY, Cast, at

OWN = "== addressee ==\n{{ names }}：\n== body ==\n来信（{{ petition_number }}）收悉，予以受理，于{{ due_on }}前答复。您可以陈述、申请听证和回避。收到日期{{ received_on }}。\n== basis ==\n第二十三条。\n"


@pytest.fixture(autouse=True)
def now(files_root):
    import time_machine

    with time_machine.travel(at(TODAY, 9), tick=False):
        yield


def client(cast: Cast, who: str) -> Client:
    c = Client(headers={"Accept-Language": "en"})
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def words_url(cast: Cast, kind: str = "acceptance", office: str = "housing") -> str:
    return reverse("caseflow:words", args=[cast.offices[office].pk, kind])


def test_the_head_words_a_paper_and_the_next_one_has_it(cast: Cast) -> None:
    before = Notice.objects.get(case=f.accepted(cast, TODAY), kind="acceptance")
    assert client(cast, "hei").post(words_url(cast), {"text": OWN}).status_code == 302
    after = Notice.objects.get(case=f.accepted(cast, TODAY), kind="acceptance")
    assert (
        "来信（" in after.opened and after.wording.version == 1 and after.opened.startswith("临江区住房和城乡建设局\n")
    )
    before.refresh_from_db()
    assert "来信（" not in before.opened and before.wording is None
    assert client(cast, "hei").post(words_url(cast), {"text": OWN.replace("来信", "来件")}).status_code == 302
    third = Notice.objects.get(case=f.accepted(cast, TODAY), kind="acceptance")
    after.refresh_from_db()
    assert third.wording.version == 2 and after.wording.version == 1 and "来信（" in after.opened
    assert client(cast, "hei").post(words_url(cast), {"default": "1", "text": ""}).status_code == 302
    assert Notice.objects.get(case=f.accepted(cast, TODAY), kind="acceptance").wording is None
    assert list(Wording.objects.values_list("version", "valid_until")) == [(1, TODAY), (2, TODAY), (3, None)]


# (what is typed, what the answer names)
REFUSED = [
    (OWN.replace("{{ due_on }}", "{{ deu_on }}"), "deu_on"),
    (OWN.replace("{{ due_on }}", "{{ organ }}"), "organ"),
    (OWN.replace("{{ names }}", "{{ names.__class__ }}"), "names.__class__"),
    (OWN + "{% for x in names %}x{% endfor %}", "for x in names"),
    (OWN + "{% include 'base.html' %}", "include"),
    (OWN + "{% load static %}", "load static"),
    (OWN.replace("== basis ==", "== head =="), "head"),
    ("没有分块", "body"),
    (OWN.replace("予以受理", "登记"), "that it is accepted (Art. 44 (3))"),
    (OWN.replace("，于{{ due_on }}前答复", ""), "the due day (Art. 34)"),
    (OWN.replace("第二十三条", "有关规定"), "the legal basis"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "named"), REFUSED, ids=[n for _t, n in REFUSED])
def test_a_wording_that_could_not_be_used_is_refused_when_saved(cast: Cast, typed: str, named: str) -> None:
    from html import unescape

    answer = client(cast, "hei").post(words_url(cast), {"text": typed})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and named in page and typed.strip()[:40] in page
    assert not Wording.objects.exists()


def test_the_preview_is_a_real_pdf_with_sample_data_and_saves_nothing(cast: Cast) -> None:
    answer = client(cast, "hei").post(words_url(cast), {"text": OWN, "preview": "1"})
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/pdf"
    told = text_of(answer.content)
    assert "来信（YZXF-2026-000123-K）收悉" in told and "样张" in told and not Wording.objects.exists()
    head = {"issuer": "住建局文件", "mark": "临住建", "contact": "接待室", "preview": "1"}
    answer = client(cast, "hei").post(reverse("caseflow:style", args=[cast.offices["housing"].pk]), head)
    told = text_of(answer.content)
    assert "住建局文件" in told and "联系方式：接待室" in told and not Letterhead.objects.exists()


@pytest.mark.parametrize("kind", [k for k in PaperKind.values if k != "service_record"])
def test_every_kind_has_a_page_and_a_preview(cast: Cast, kind: str) -> None:
    c = client(cast, "hei")
    page = c.get(words_url(cast, kind))
    assert page.status_code == 200
    answer = c.post(words_url(cast, kind), {"text": page.context["form"].initial["text"], "preview": "1"})
    assert answer.headers["Content-Type"] == "application/pdf" and len(PdfReader(BytesIO(answer.content)).pages) >= 1


@pytest.mark.parametrize(
    ("who", "office", "status"),
    [("hei", "housing", 200), ("hei", "water", 404), ("hua", "city_petition", 200), ("hua", "housing", 404), ("rena", "housing", 200),
     ("rena", "far_petition", 200), ("ou", "housing", 403), ("chen", "city_petition", 403), ("ada", "housing", 403), ("su", "housing", 403)],
)  # fmt: skip
def test_who_sets_the_papers_of_an_office(cast: Cast, who: str, office: str, status: int) -> None:
    pk = cast.offices[office].pk
    c = client(cast, who)
    for url in (reverse("caseflow:style", args=[pk]), words_url(cast, office=office)):
        assert c.get(url).status_code == status, url
        posted = c.post(url, {"text": OWN, "issuer": "x"})
        assert posted.status_code == (302 if status == 200 else status), url
    assert Wording.objects.exists() == Letterhead.objects.exists() == (status == 200)


def test_versions_are_frozen(cast: Cast) -> None:
    styles.save_wording(cast.offices["housing"], "acceptance", OWN, cast.actor("hei"), at(TODAY))
    styles.save_letterhead(cast.offices["housing"], "a", "", "", cast.actor("hei"), at(TODAY))
    for change in (
        lambda: Wording.objects.update(text="x"),
        lambda: Letterhead.objects.update(issuer="x"),
        lambda: Wording.objects.all()._raw_delete("default"),
        lambda: Letterhead.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="Cannot (update|delete) rows"), transaction.atomic():
            change()


def test_the_version_of_the_day_is_used(cast: Cast) -> None:
    rows = [
        Wording(version=1, valid_from=date(2026, 1, 1), valid_until=date(2026, 3, 1)),
        Wording(version=2, valid_from=date(2026, 3, 1), valid_until=None),
    ]
    found = [in_force(rows, day) for day in (date(2025, 12, 31), date(2026, 2, 1), date(2026, 3, 1), date(2026, 9, 1))]
    assert [v and v.version for v in found] == [None, 1, 2, 2]


def test_the_desks_own_text_may_stand_inside_an_offices_words(cast: Cast) -> None:
    text = "== addressee ==\n{{ names }}：\n== body ==\n{{ default_text }}\n另请注意办公时间。\n"
    assert client(cast, "hei").post(words_url(cast), {"text": text}).status_code == 302
    paper = Notice.objects.get(case=f.accepted(cast, TODAY), kind="acceptance")
    assert (
        paper.wording == Wording.objects.get()
        and "已由本单位接收" in paper.opened
        and "另请注意办公时间" in paper.opened
    )
