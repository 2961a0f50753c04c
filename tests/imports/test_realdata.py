"""The real messages to a mayor's mailbox go the same way, whole; figures against an independent count over the file."""

import io
import json
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from caseflow.models import Case, Proposal
from oversight.indicators import BY_CODE, Scope
from oversight.periods import Period
from petitions.models import Petition
from tests.caseflow.oracle import works
from tests.cast import TODAY

pytestmark = [pytest.mark.slow, pytest.mark.realdata]


def load(path, office: str) -> dict:
    out = io.StringIO()
    call_command("import_petitions", str(path), office=office, json=True, stdout=out)
    return json.loads(out.getvalue())


def adds_up(found: dict) -> bool:
    return found["rows"] == found["registered"] + len(found["skipped"]) + len(found["rejected"])


def test_all_three_files(cast, realdata) -> None:
    plain = load(realdata / "messages.xlsx", "YZXF")
    labelled = load(realdata / "messages_labelled.xlsx", "YZXF")
    assert (plain["rows"], labelled["rows"]) == (2147, 495) and adds_up(plain) and adds_up(labelled)
    assert not plain["rejected"] and not labelled["rejected"]
    assert len(labelled["skipped"]) == 1 and "37042" in labelled["skipped"][0]["reason"]
    assert Proposal.objects.filter(kind="topic").count() == 1

    replied = load(realdata / "messages_with_replies.xlsx", "LJZJ")
    assert replied["rows"] == 1402 and adds_up(replied) and replied["answered"] == replied["registered"]
    again = load(realdata / "messages_with_replies.xlsx", "LJZJ")
    assert again["registered"] == 0 and len(again["skipped"]) == 1402
    compare_with_the_file(cast, realdata)


def compare_with_the_file(cast, realdata) -> None:
    """Every reply closes its case on its own day; the share in time equals a count that knows nothing of the desk."""
    rows = CalamineWorkbook.from_path(str(realdata / "messages_with_replies.xlsx")).get_sheet_by_index(0).to_python()
    days, in_time = {}, 0
    for row in rows[1:]:
        received, replied = (datetime.strptime(str(row[i]).strip().split(" ")[0], "%Y/%m/%d").date() for i in (3, 6))
        number = str(int(float(row[0])))
        if number in days:
            continue
        days[number] = replied
        last = received + timedelta(60)
        while not works(last):
            last += timedelta(1)
        in_time += replied <= last
    cases = Case.objects.filter(petition__source="file:replied", kind="handling").select_related("petition")
    assert cases.count() == len(days)
    for case in cases:
        assert case.state == "closed"
        assert case.closed_at.astimezone(tz()).date() == days[case.petition.external_no]
    scope = Scope(cast.actor("hei"), TODAY)
    figure = BY_CODE["answered_in_time"].compute(scope, Period(date(2006, 1, 1), date(2027, 12, 31)))
    assert (figure.numerator, figure.denominator) == (in_time, len(days))
    assert BY_CODE["outcome_known"].compute(scope, Period(date(2006, 1, 1), TODAY)).numerator == 0
    assert Petition.objects.filter(source="file:replied").count() == len(days)
    print(f"answered in time: {in_time} of {len(days)} = {in_time / len(days):.4f}")


def tz():
    from zoneinfo import ZoneInfo

    return ZoneInfo("Asia/Shanghai")
