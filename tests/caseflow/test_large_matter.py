"""A matter with many petitions, a case with many events and files: the page shows parts, asks as little as for one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caseflow.models import Case
from petitions.models import Attachment
from petitions.services.register import EventLine, record_events
from tests import factories as f
from tests.caseflow.test_pages import login, time_travel  # noqa: F401
from tests.cast import TODAY, at


@pytest.fixture
def long_case(cast) -> Case:
    case = f.accepted(cast, TODAY)
    lines = [EventLine(case.matter, "investigate", at(TODAY, 12) + timedelta(seconds=n), {"text": f"第{n}次走访"}, case.pk)
             for n in range(120)]  # fmt: skip
    record_events(lines, cast.actor("ou"))
    Attachment.objects.bulk_create(
        Attachment(matter=case.matter, case_id=case.pk, sha256="0" * 64, name=f"f{n:03d}.txt", content_type="text/plain", size=1,
                   added_at=at(TODAY)) for n in range(120)
    )  # fmt: skip
    return case


def test_long_lists_come_in_parts_that_join_without_a_gap(login, long_case, django_assert_max_num_queries) -> None:  # noqa: F811
    c, url = login("ou"), reverse("caseflow:case", args=[long_case.uid])
    c.get(url)
    seen: list[str] = []
    files: list[str] = []
    query = ""
    for _part in range(4):
        with django_assert_max_num_queries(10):
            sheet = c.get(url + query).context["sheet"]
        seen += [line.text for line in sheet.lines]
        files += [a.name for a in sheet.files]
        query = f"?older={sheet.older or 0}&files={sheet.more_files or 10**9}"
    assert files == [f"f{n:03d}.txt" for n in range(120)]
    assert [t for t in seen if "走访" in t] == [f"第{n}次走访" for n in reversed(range(120))]


def test_many_petitions_on_one_matter(login, cast, django_assert_max_num_queries) -> None:  # noqa: F811
    main = f.petition(cast, TODAY)
    desk = f.case_of(main)
    for _n in range(12):
        other = f.petition(cast, TODAY)
        f.act(cast, f.case_of(other), "join", "pan", TODAY, pending=desk.pk, reason="同一事项")
    f.act(cast, desk, "forward", "pan", TODAY, target=cast.offices["housing"].pk, reason="职责目录")
    case = f.act(cast, f.case_of(main, "handling"), "accept", "ou", TODAY, hour=11)
    c, url = login("ou"), reverse("caseflow:case", args=[case.uid])
    c.get(url)
    with django_assert_max_num_queries(10):
        page = c.get(url, headers={"Accept-Language": "en"})
    assert len(page.context["sheet"].others) == 12 and "12 or more petitions on this matter" in page.content.decode()
