"""The way to a finished file."""

import csv
from io import StringIO

from django.core.files.storage import default_storage
from django.test import Client

from caseflow.exports.sources import SOURCES
from offices import jobs
from offices.models import Job
from tests.cast import TODAY, Cast, at

NOW = at(TODAY, 18)
HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "行一\n行二\r\n行三", '引"号,逗号', "😀👨‍👩‍👧", "\x07铃\x1b[31m",
           "＝1+1", "_x0041_", "http://example.org/", "-5", "'=1", "﻿BOM"]  # fmt: skip
LONG = "长" * 39_990 + "😀" * 10
WORD, SECRET = "金丝雀", "密件乌鸦"


def browser(cast: Cast, who: str) -> Client:
    c = Client(headers={"Accept-Language": "en"})
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def asked(cast: Cast, who: str, source: str, query: str = "", **choice) -> Job | int:
    """The job that the page starts, or the status of its refusal."""
    names = [c.name for c in SOURCES[source].columns]
    data = {"format": "csv", "columns": names, **choice}
    answer = browser(cast, who).post(f"/export/{source}/?{query}", data)
    if answer.status_code != 302:
        return answer.status_code
    return Job.objects.get(uid=answer.headers["Location"].strip("/").split("/")[-1])


def ended(job: Job) -> bytes:
    assert jobs.run(str(job.uid), NOW) == "done", Job.objects.get(pk=job.pk).reason
    job.refresh_from_db()
    return default_storage.open(job.result).read()


def table(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(body.decode("utf-8-sig"), newline="")))


def walked(cast: Cast, who: str, path: str, query: str) -> list[str]:
    """The numbers of the list, page after page."""
    c, found, after = browser(cast, who), [], ""
    while True:
        page = c.get(f"{path}?{query}&size=20&after={after}").context["page"]
        found += [row.number for row in page]
        after = page.after
        if not after:
            return found
