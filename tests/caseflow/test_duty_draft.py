"""The draft of duties and its pages: from the buttons to the catalogue, refusals, bad files, and what each of the cast sees."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from caseflow.models import Duty, DutyChange
from caseflow.services import duties, duty_draft, proposals
from caseflow.services.duty_draft import DraftRefused
from caseflow.services.trials import trial_sheet
from caseflow.trial import stamp
from offices import jobs
from offices.models import Job
from petitions.models import Extract, Matter, Petition
from tests import factories as f
from tests.caseflow.trials import (
    AFTER,
    NOW,
    client,
    digest_of,
    duty,
    fresh,  # noqa: F401
    letter,
    line,
    noon,
    tried,
)
from tests.cast import TODAY, Cast, at


def test_a_line_drafted_twice_is_one_and_the_draft_is_ones_own(cast: Cast) -> None:
    rena, ada, row = cast.actor("rena"), cast.actor("ada"), duty(cast, "housing", "housing")
    for _n in range(2):
        duty_draft.draft_new(rena, [line(cast, "water", "water")])
        duty_draft.draft_end(rena, row, TODAY)
    duty_draft.draft_end(rena, row, AFTER)
    assert [(c.duty_id, c.on) for c in duty_draft.draft_of(rena)] == [(None, TODAY), (row.pk, AFTER)]
    assert duty_draft.draft_of(ada) == []
    for code, day in (("day", TODAY - timedelta(days=1)), ("day", date(9999, 12, 31))):
        with pytest.raises(DraftRefused, match=code):
            duty_draft.draft_end(rena, row, day)
    duties.end_duty(row, TODAY)
    with pytest.raises(DraftRefused, match="ended"):
        duty_draft.draft_end(rena, row, AFTER)


def test_a_draft_is_taken_over_after_its_trial_and_refused_when_stale(cast: Cast) -> None:
    rena, row = cast.actor("rena"), duty(cast, "housing", "housing")
    duty_draft.draft_new(rena, [line(cast, "water", "water")])
    duty_draft.draft_end(rena, row, AFTER)
    with pytest.raises(DraftRefused, match="untried"):
        duty_draft.take_over(rena, draft=digest_of(rena))
    tried(rena)
    shown = digest_of(rena)
    duties.add_duty(cast.topics["property"], 3, cast.offices["housing"], "b", TODAY)
    with pytest.raises(DraftRefused, match="stale"):
        duty_draft.take_over(rena, draft=shown)
    with pytest.raises(DraftRefused, match="stale"):
        duty_draft.take_over(rena, draft=shown, confirmed="another state")
    row.refresh_from_db()
    assert row.valid_until is None and Duty.objects.count() == 2
    tried(rena)
    duty_draft.draft_new(rena, [line(cast, "water", "station")])
    with pytest.raises(DraftRefused, match="changed"):
        duty_draft.take_over(rena, draft=shown)
    with pytest.raises(DraftRefused, match="untried"):
        duty_draft.take_over(rena, draft=digest_of(rena))
    assert duty_draft.take_over(rena, draft=digest_of(rena), confirmed=stamp(proposals.read_duty_rows())) == 3
    row.refresh_from_db()
    assert row.valid_until == AFTER and Duty.objects.count() == 4
    with pytest.raises(DraftRefused, match="empty"):
        duty_draft.take_over(rena, draft=digest_of(rena))
    with pytest.raises(DraftRefused, match="empty"):
        duty_draft.try_draft(rena, NOW)


def test_taking_over_is_all_or_nothing(cast: Cast, monkeypatch) -> None:
    rena, row = cast.actor("rena"), duty(cast, "housing", "housing")
    duty_draft.draft_new(rena, [line(cast, "water", "water")])
    duty_draft.draft_end(rena, row, AFTER)
    duties.end_duty(row, TODAY)
    tried(rena)
    with pytest.raises(DraftRefused, match="lines") as told:
        duty_draft.take_over(rena, draft=digest_of(rena))
    assert [c.duty_id for c, _why in told.value.lines] == [row.pk]
    Duty.objects.filter(pk=row.pk).update(valid_until=None)
    tried(rena)
    monkeypatch.setattr(QuerySet, "bulk_update", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        duty_draft.take_over(rena, draft=digest_of(rena))
    assert Duty.objects.count() == 1 and DutyChange.objects.count() == 2, "nothing saved, the draft kept"


def test_trying_twice_is_two_trials_of_one_draft(cast: Cast) -> None:
    rena = cast.actor("rena")
    letter(cast)
    duty_draft.draft_new(rena, [line(cast, "housing", "housing")])
    first, second = tried(rena), tried(rena)
    assert first.told == second.told
    assert duty_draft.trial_of(rena, digest_of(rena)) == second


@pytest.fixture
def today():
    with noon():
        yield


CSV = "topic,level,office,basis,valid_from\n010000,3,LJZJ,《规定》,2026-11-01\n100000,3,LJSL,《规定》,\n"


def test_from_the_three_buttons_to_the_catalogue(cast: Cast, today) -> None:
    row, c = duty(cast, "housing", "station"), client(cast, "rena")
    letter(cast)
    form = {
        "form": "duty",
        "topic": "100000",
        "level": "3",
        "office": cast.offices["water"].pk,
        "basis": "《水法》",
        "valid_from": "2026-11-24",
    }
    assert c.post("/settings/duties/", form | {"try": "1"}).status_code == 302
    assert c.post(f"/settings/duties/{row.pk}/end/", {"try": "1", "last_day": "2026-11-30"}).status_code == 302
    file = SimpleUploadedFile("d.csv", CSV.encode())
    assert c.post("/settings/duties/", {"form": "file", "file": file, "try": "1"}).status_code == 302
    assert DutyChange.objects.count() == 3, "the file's water row is the form's, its basis replaced"
    assert Duty.objects.count() == 1, "nothing is saved"
    page = c.get("/settings/duties/").content.decode()
    assert page.count('name="off"') == 3
    first = DutyChange.objects.get(topic=cast.topics["water"])
    c.post("/settings/duties/draft/", {"off": first.pk})
    assert DutyChange.objects.count() == 2
    to_job = c.post("/settings/duties/draft/", {"try": "1"})
    job = Job.objects.get()
    assert to_job.headers["Location"] == f"/jobs/{job.uid}/"
    assert jobs.run(str(job.uid), at(TODAY, 12)) == "done"
    assert f"/settings/duties/trials/{job.uid}/" in c.get(f"/jobs/{job.uid}/").content.decode()
    shown = c.get(f"/settings/duties/trials/{job.uid}/").content.decode()
    assert "LJZJ1" in shown and "2026-12-01" in shown
    response = c.get("/settings/duties/")
    assert response.context["draft"]["is_true"]
    assert (
        c.post("/settings/duties/draft/", {"take": "1", "draft": response.context["draft"]["key"]}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.valid_until, Duty.objects.count(), DutyChange.objects.count()) == (date(2026, 11, 30), 2, 0)


def test_what_is_refused_says_why_and_keeps_the_draft(cast: Cast, today) -> None:
    c, row = client(cast, "rena"), duty(cast, "housing", "station")
    duty_draft.draft_new(cast.actor("rena"), [line(cast, "water", "water")])
    draft = c.get("/settings/duties/").context["draft"]
    refused = c.post("/settings/duties/draft/", {"take": "1", "draft": draft["key"]})
    assert refused.status_code == 422 and 'name="confirm"' in refused.content.decode()
    assert c.post("/settings/duties/draft/", {"take": "1", "draft": "old"}).status_code == 422
    for bad in ("", "x", "0001-01-01", "2026-11-23", "9999-12-31"):
        assert c.post(f"/settings/duties/{row.pk}/end/", {"try": "1", "last_day": bad}).status_code == 422
    assert c.post("/settings/duties/draft/", {"off": "x" * 30}).status_code == 302
    assert c.post("/settings/duties/draft/", {"off": "9" * 18}).status_code == 302
    assert DutyChange.objects.count() == 1
    taken = c.post(
        "/settings/duties/draft/", {"take": "1", "draft": draft["key"], "confirm": "1", "stamp": draft["stamp"]}
    )
    assert taken.status_code == 302 and Duty.objects.count() == 2
    for _n in range(jobs.MOST_WAITING):
        duty_draft.draft_new(cast.actor("rena"), [line(cast, "water", "station")])
        assert c.post("/settings/duties/draft/", {"try": "1"}).headers["Location"] != "/jobs/"
    assert c.post("/settings/duties/draft/", {"try": "1"}).headers["Location"] == "/jobs/"
    c.post("/settings/duties/draft/", {"clear": "1"})
    assert not DutyChange.objects.exists()
    assert c.post("/settings/duties/draft/", {"try": "1"}).status_code == 422


@pytest.mark.parametrize("go", [{}, {"try": "1"}])
@pytest.mark.parametrize(("lines", "bad"), [
    ("010000,3,LJZJ,b,\n019999,3,LJZJ,b,\n010000,9,LJZJ,b,\n010000,3,NOBODY,b,\n", [3, 4, 5]),
    ("010000,three,LJZJ,b,\n010000,3,LJZJ,b,2026-13-01\n010000\n", [2, 3, 4]),
    ("010000,3,LJZJ,b,\n010000,3,LJZJ,c,\n", [3]),
    ("", [1]),
])  # fmt: skip
def test_bad_lines_are_named_and_all_that_was_sent_stays_on_the_page(cast: Cast, today, lines: str, bad, go) -> None:
    c = client(cast, "rena")
    duty_draft.draft_new(cast.actor("rena"), [line(cast, "water", "water")])
    text = "topic,level,office,basis,valid_from\n" + lines
    answer = c.post("/settings/duties/", {"form": "file", "file": SimpleUploadedFile("d.csv", text.encode()), **go})
    assert answer.status_code == 422
    assert [n for n, _why in answer.context["errors"]] == bad
    assert answer.context["upload"]["text"].value() == text
    again = c.post("/settings/duties/", {"form": "file", "text": text, **go})
    assert again.context["upload"]["text"].value() == text
    assert Duty.objects.count() == 0 and DutyChange.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00x", b"topic,level\n", b"", b'topic,level,office,basis\n"a\x00,', b"a" * 1_000_001]
)
def test_no_file_breaks_the_page(cast: Cast, today, content: bytes) -> None:
    c = client(cast, "rena")
    for go in ({}, {"try": "1"}):
        file = SimpleUploadedFile("d.csv", content)
        assert c.post("/settings/duties/", {"form": "file", "file": file, **go}).status_code == 422
    assert c.post("/settings/duties/", {"form": "file", "try": "1"}).status_code == 422
    assert c.post("/settings/duties/", {"form": "other"}).status_code == 422


def world_of_trials(cast: Cast) -> tuple[Job, dict[str, str]]:
    """Rena's trial: one petition of the city desk, one of the far county, one confidential; their words."""
    letter(cast, summary="路灯不亮", text="路灯")
    letter(
        cast, "water", "far", summary="金丝雀水渠", text="金丝雀", office_id=cast.offices["far_petition"].pk, who="yuan"
    )
    f.petition(cast, TODAY, "mi", purpose="accusation", summary="密件乌鸦", text="密件乌鸦")
    rena = cast.actor("rena")
    duty_draft.draft_new(rena, [line(cast, "housing", "housing"), line(cast, "water", "far_petition")])
    return tried(rena), {"own": "路灯不亮", "far": "金丝雀水渠", "secret": "密件乌鸦"}


SEES = {
    "chen": {"own"}, "pan": {"own"}, "mi": {"own"}, "hua": {"own", "far"}, "su": {"own", "far"}, "yuan": {"far"},
    "dan": set(), "ou": set(), "hei": set(), "wai": set(), "weihead": set(), "rena": None, "ada": "404",
}  # fmt: skip


@pytest.mark.parametrize("who", sorted(SEES))
def test_each_of_the_cast_sees_her_own_part(cast: Cast, today, who: str) -> None:
    job, words = world_of_trials(cast)
    answer = client(cast, who).get(f"/settings/duties/trials/{job.uid}/")
    if SEES[who] == "404":
        assert answer.status_code == 404, "another administrator's trial"
        return
    body, sheet = answer.content.decode(), answer.context["sheet"]
    assert answer.status_code == 200
    if SEES[who] is None:
        assert not any(word in body for word in words.values()), "no contents for whoever reads no petitions"
        assert not any(p.number in body for p in Petition.objects.all())
        assert sheet.move == 2 == sum(r.group.count for r in sheet.lines)
        return
    assert {key for key, word in words.items() if word in body} == SEES[who]
    assert sheet.move == sheet.shown == len(sheet.lines) == len(SEES[who])
    for moved in sheet.lines:
        assert moved.case is not None and f"/cases/{moved.case.uid}/" in body
        assert moved.new_why and moved.old_why
    listed = f"/settings/duties/trials/{job.uid}/" in client(cast, who).get("/settings/duties/").content.decode()
    assert listed


def test_each_number_opens_a_list_of_its_length(cast: Cast, today) -> None:
    duty(cast, "housing", "housing")
    for _n in range(23):
        letter(cast)
    letter(cast, "water")
    rena = cast.actor("rena")
    duty_draft.draft_new(
        rena,
        [
            line(cast, "housing", "city_housing", level=3),
            line(cast, "housing", "station"),
            line(cast, "water", "water"),
        ],
    )
    job = tried(rena)
    for who in ("su", "rena"):
        c = client(cast, who)
        url = f"/settings/duties/trials/{job.uid}/"
        sheet = c.get(url).context["sheet"]
        assert {(p.old_key, p.new_key): p.count for p in sheet.pairs} == {("LJZJ", "tie"): 23, ("gap", "LJSL"): 1}
        assert (sheet.closed, sheet.opened) == (1, 0)
        for pair in sheet.pairs:
            query, count = f"?from={pair.old_key}&to={pair.new_key}", 0
            while query:
                found = c.get(url + query).context["sheet"]
                assert found.shown == pair.count
                count += sum(1 if line.move else line.group.count for line in found.lines)
                query = found.page.after and f"?from={pair.old_key}&to={pair.new_key}&after={found.page.after}"
            assert count == pair.count
        for odd in ("?from=NOBODY", "?after=zzz", "?from=' OR 1=1"):
            assert c.get(url + odd).status_code == 200


def test_a_petition_that_left_the_sight_leaves_the_list(cast: Cast, today) -> None:
    job, _words = world_of_trials(cast)
    su = cast.actor("su")
    assert trial_sheet(job, su, {}).move == 2
    Matter.objects.filter(trialmove__job=job, region=cast.regions["far"]).update(confidential=True, title="")
    assert trial_sheet(job, su, {}).move == 1
    Extract.objects.filter(matter__region=cast.regions["district"]).update(until=NOW)
    assert trial_sheet(job, su, {}).move == 0


@pytest.mark.parametrize("who", ["pan", "su", "hei"])
def test_whoever_may_not_set_the_catalogue_drafts_nothing(cast: Cast, today, who: str) -> None:
    c, row = client(cast, who), duty(cast, "housing", "station")
    assert c.get("/settings/duties/").context["may"] is False
    for url, data in (("/settings/duties/", {"form": "duty", "try": "1"}), ("/settings/duties/draft/", {"try": "1"}),
                      (f"/settings/duties/{row.pk}/end/", {"try": "1", "last_day": "2026-11-30"})):  # fmt: skip
        assert c.post(url, data).status_code == 403
    assert not DutyChange.objects.exists()
