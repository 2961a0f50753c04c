"""The import in a real browser, each step with and without scripts: nothing axe finds, nothing overflows."""

import os

import pytest
from django.utils import timezone

from caseflow.imports.models import ImportRun
from offices import jobs
from offices.calendar_seed import seed_calendar
from petitions.models import Petition
from petitions.topics import seed_topics
from tests.browser.checks import sound
from tests.cast import make_cast
from tests.imports.test_page import ROWS, as_csv

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("DESK_SHOTS")  # a folder for pictures of each step


@pytest.fixture
def city(transactional_db, files_root, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path / "var"
    monkeypatch.setattr(jobs, "queue", lambda job: None)
    seed_topics()
    seed_calendar()
    return make_cast()


def look(page, name: str) -> None:
    sound(page, name)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name.replace(' ', '-')}.png", full_page=True)


def work() -> None:
    run = ImportRun.objects.get()
    assert jobs.run(str(run.job.uid), timezone.now()) == "done"


@pytest.mark.parametrize(
    ("language", "width", "scripts"), [("zh", 1440, True), ("en", 390, True), ("en", 1440, False), ("zh", 390, False)]
)
def test_from_the_upload_to_the_report(visit, city, tmp_path, language, width, scripts) -> None:
    v = visit(city, "pan", language=language, width=width, scripts=scripts)
    page, mark = v.page, f"{language} {width} {'with' if scripts else 'without'}"
    file = tmp_path / "市长信箱 2020.csv"
    file.write_bytes(as_csv(ROWS))
    axe = (
        look
        if scripts
        else lambda page, name: SHOTS and page.screenshot(path=f"{SHOTS}/{name.replace(' ', '-')}.png", full_page=True)
    )
    page.goto(v.url + "/imports/")
    axe(page, f"0 list {mark}")
    page.goto(v.url + "/imports/new/")
    page.click("main form button[type=submit]")
    axe(page, f"1 error {mark}")
    page.set_input_files("#id_file", str(file))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/columns/")
    axe(page, f"2 columns {mark}")
    page.select_option("#c4", "")
    page.click("button[name=show]")
    page.wait_for_load_state()
    axe(page, f"2 error {mark}")
    page.select_option("#c4", "text")
    page.click("button[name=check]")
    page.wait_for_url(lambda url: "columns" not in url)
    axe(page, f"3 checking {mark}")
    work()
    page.goto(page.url)
    axe(page, f"3 checked {mark}")
    page.click("main .card form button")
    page.wait_for_load_state()
    page.click("form[action$='/stop/'] button")
    page.wait_for_load_state()
    axe(page, f"4 stopped {mark}")
    page.click("form[action$='/run/'] button")
    page.wait_for_load_state()
    work()
    page.goto(page.url)
    axe(page, f"4 done {mark}")
    page.goto(page.url + "petitions/")
    axe(page, f"5 petitions {mark}")
    page.goto(v.url + "/imports/")
    axe(page, f"6 list {mark}")
    assert Petition.objects.count() == 12
