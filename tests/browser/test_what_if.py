"""A draft of the duty catalogue from the buttons to the trial and the take-over, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from caseflow.models import Duty, DutyChange
from offices import jobs
from offices.calendar_seed import seed_calendar
from offices.models import Job
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import SINCE, make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db, files_root):
    seed_topics()
    seed_calendar()
    cast = make_cast()
    Duty.objects.create(
        topic=cast.topics["housing"],
        level=3,
        office=cast.offices["housing"],
        basis="《物业管理条例》",
        valid_from=SINCE,
    )
    today = timezone.localdate() - timedelta(days=1)  # registered in the past at any hour
    for n in range(4):
        f.petition(cast, today, region_id=cast.regions["district"].pk, summary=f"小区电梯停运第{n + 1}次反映")
    f.petition(cast, today, topic_id=cast.topics["water"].pk, region_id=cast.regions["town"].pk, summary="水渠堵塞")
    return cast


@pytest.mark.parametrize(("language", "width", "scripts"), [("zh", 1440, True), ("en", 390, True), ("zh", 390, False)])
def test_a_draft_is_gathered_tried_and_taken_over(visit, city, language: str, width: int, scripts: bool) -> None:
    rena = visit(city, "rena", width=width, language=language, scripts=scripts)
    page, where = rena.page, f"{language} {width}"
    look = sound if scripts else lambda _page, _where: None  # axe itself is a script
    page.goto(f"{rena.url}/settings/duties/")
    page.click("details.end-later summary")
    look(page, f"catalogue {where}")
    page.click("details.end-later button[name=try]")
    page.fill("[name=topic]", "010000")
    page.select_option("[name=level]", "3")
    page.select_option("[name=office]", label=str(city.offices["water"]))
    page.fill("[name=basis]", "《机构改革方案》")
    page.locator("form.card button[name=try]").first.click()
    page.click("form[enctype] summary")
    page.fill("[name=text]", "topic,level,office,basis\n100000,3,LJSL,《水法》\n109999,9,XX,\n")
    page.locator("form[enctype] button[name=try]").click()
    look(page, f"bad lines {where}")
    assert "109999" in page.input_value("[name=text]")
    page.fill("[name=text]", "topic,level,office,basis\n100000,3,LJSL,《水法》\n")
    page.locator("form[enctype] button[name=try]").click()
    assert page.locator("section.draft button[name=off]").count() == 3
    page.click("section.draft button[name=take]")
    assert page.locator("[name=confirm]").count() == 1 and Duty.objects.count() == 1
    look(page, f"refused {where}")
    page.click("section.draft button[name=try]")
    job = Job.objects.get()
    if job.is_open:
        assert jobs.run(str(job.uid), timezone.now()) == "done"
    page.goto(f"{rena.url}/settings/duties/trials/{job.uid}/")
    assert page.locator("main .tile b").first.inner_text() == "5"
    page.locator("main table details summary").first.click()
    look(page, f"trial {where}")
    pan = visit(city, "pan", width=width, language=language)
    pan.page.goto(f"{pan.url}/settings/duties/")
    pan.page.click(f"a[href*='{job.uid}']")
    assert pan.page.locator("a[data-row]").count() == 5
    pan.page.locator("main table details summary").first.click()
    look(pan.page, f"trial for a reader {where}")
    page.goto(f"{rena.url}/settings/duties/")
    look(page, f"draft tried {where}")
    page.click("section.draft button[name=take]")
    assert (Duty.objects.count(), DutyChange.objects.count()) == (3, 0)
