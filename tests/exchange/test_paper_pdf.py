"""A paper's PDF over the API: the same bytes as on the page, for whoever sees the paper, logged where it is confidential."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from caseflow.models import Notice
from caseflow.services import paper_pdf
from petitions.models import ReadLog
from tests import factories as f
from tests.cast import Cast
from tests.test_scoping import client


def pdf(paper: Notice) -> str:
    return f"papers/{paper.uid}/pdf/"


def test_the_pdf_is_the_one_of_the_page(cast: Cast, program) -> None:
    paper = Notice.objects.get(case=f.accepted(cast), kind="acceptance")
    answer = program("ou").get(pdf(paper))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content == client(cast, "ou").get(reverse("caseflow:paper_pdf", args=[paper.uid])).content
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert program("ou").get(pdf(paper), Accept="application/pdf").content == answer.content
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 401), ("ada", 403), ("wai", 404), ("yuan", 404), ("su", 200)]
)
def test_only_in_sight(cast: Cast, program, who: str, status: int) -> None:
    paper = Notice.objects.get(case=f.accepted(cast), kind="acceptance")
    for accept in ("*/*", "application/pdf", "application/json"):
        answer = program(who).get(pdf(paper), Accept=accept)
        assert answer.status_code == status, accept
        if status != 200:
            assert answer.headers["Content-Type"] == "application/problem+json" and answer.json()["status"] == status


def test_a_confidential_one_for_a_reason_that_is_logged(cast: Cast, program) -> None:
    desk = f.accusation(cast)
    f.act(cast, desk, "refer", "mi", target=cast.offices["discipline"].pk, reason="管辖", way="post")
    paper = desk.notices.get()
    assert program("chen").get(pdf(paper), **{"X-Reason": "reading it"}).status_code == 404
    refused = program("mi").get(pdf(paper), Accept="application/pdf")
    assert refused.status_code == 403 and refused.json()["type"].endswith("reason-required")
    assert not ReadLog.objects.exists()
    assert program("mi").get(pdf(paper), **{"X-Reason": quote("核对反映内容")}).content.startswith(b"%PDF")
    line = ReadLog.objects.get()
    assert (line.kind, line.reason, line.petitions) == ("api", "核对反映内容", [desk.petition_id])


@pytest.mark.parametrize("fault", [paper_pdf.Lost("x"), paper_pdf.Unprintable("x")])
def test_one_that_is_not_to_be_had_is_told(cast: Cast, program, monkeypatch, fault: Exception) -> None:
    from exchange.views import cases

    def refuse(_paper: Notice) -> bytes:
        raise fault

    paper = Notice.objects.get(case=f.accepted(cast), kind="acceptance")
    monkeypatch.setattr(cases, "pdf_of", refuse)
    answer = program("ou").get(pdf(paper))
    assert answer.status_code == 410 and answer.json()["type"].endswith(":no-pdf")
