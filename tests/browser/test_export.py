"""Taking a list and a case out of the desk in a real browser: from the list's button to the file."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from offices import jobs
from offices.calendar_seed import seed_calendar
from offices.models import Job
from petitions.topics import seed_topics
from tests import factories as f
from tests.browser.checks import sound
from tests.cast import TODAY, make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db, files_root, settings, tmp_path):
    settings.VAR = tmp_path
    seed_topics()
    seed_calendar()
    return make_cast()


@pytest.mark.parametrize(("language", "width", "scripts"), [("zh", 1440, True), ("en", 390, True), ("zh", 390, False), ("en", 1440, False)])  # fmt: skip
def test_from_the_list_to_the_file(visit, city, language: str, width: int, scripts: bool) -> None:
    case = f.served(city, TODAY)
    f.forwarded(city, TODAY)
    page = (v := visit(city, "ou", language=language, width=width, scripts=scripts)).page
    page.goto(v.url + "/cases/?open=all&sort=number")
    page.click(".list caption a")
    assert urlsplit(page.url).path == "/export/cases/" and "sort=number" in page.url
    if scripts:
        sound(page, f"export {language} {width}")
    assert not page.is_checked("input[name=columns][value=petitioners]") and page.is_checked(
        "input[name=columns][value=text]"
    )
    page.check("input[name=format][value=csv]")
    page.click("main form.export button[type=submit]")
    page.wait_for_url("**/jobs/*/")
    job = Job.objects.get()
    assert (job.asked["query"], job.asked["format"], job.asked["language"][:2]) == (
        "open=all&sort=number",
        "csv",
        language,
    )
    jobs.run(str(job.uid), timezone.now())
    page.goto(page.url)
    with page.expect_download() as got:
        page.click("main a.btn-primary")
    with open(got.value.path(), encoding="utf-8-sig") as file:
        assert case.number in file.read()
    page.goto(v.url + f"/cases/{case.uid}/")
    page.click(f'a[href="/cases/{case.uid}/export/"]')
    page.wait_for_url("**/export/")
    if scripts:
        sound(page, f"whole case {language} {width}")
    page.check("input[name=format][value=zip]")
    page.click("main form.card button[type=submit]")
    page.wait_for_url("**/jobs/*/")
    job = Job.objects.get(kind="case_file")
    jobs.run(str(job.uid), timezone.now())
    page.goto(page.url)
    with page.expect_download() as got:
        page.click("main a.btn-primary")
    assert got.value.suggested_filename == f"{case.number}.zip"
