"""Local packs: rows beside the national set, nearest first; versions; what is refused at saving; clocks that keep them."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from caseflow.models import Clock, Pack, PackTerm
from caseflow.packs import OPTIONS, LocalOption, LocalTerm, comparisons
from caseflow.services.calendar_change import apply_notice, parse_notice
from caseflow.services.calendars import calendar_version, rules_for_region
from caseflow.services.consistency import look, run_checks
from caseflow.services.local import book
from caseflow.services.packs import Draft, PackRefused, end_pack, save_pack, what_if
from caseflow.statute import LAWS, Unit
from caseflow.texts.packs import OPTIONS as NAMES
from caseflow.texts.packs import PROBLEMS, VALUES, VERDICTS, problem_text
from offices.calendar_seed import seed_calendar
from offices.models import Region
from petitions.topics import seed_topics
from tests import factories as f
from tests.caseflow.dated import CALENDAR
from tests.caseflow.ways import FILE, PACKS
from tests.cast import TODAY, Cast, at

THREE = LocalTerm("C3", 5, Unit.WORKING_DAYS, 0, "第一条")
SIXTY = LocalTerm("C6", 30, Unit.DAYS, 60, "第二条")


def draft(cast: Cast, region: str = "district", **over) -> Draft:
    given = {"code": "T1", "name_zh": "试行条例", "region": cast.regions[region], "valid_from": TODAY, "source": "试"}
    return Draft(**{**given, "terms": [THREE], **over})


def save(cast: Cast, region: str = "district", day: date = TODAY, who: str = "rena", **over) -> Pack:
    return save_pack(draft(cast, region, **over), cast.actor(who), at(day), day)


def refused(
    cast: Cast, day: date = TODAY, who: str = "rena", region: str = "district", **over
) -> list[tuple[str, str]]:
    with pytest.raises(PackRefused) as caught:
        save_pack(draft(cast, region, **over), cast.actor(who), at(day), day)
    return [(p.where, p.code) for p in caught.value.problems]


def test_the_nearest_region_wins_term_by_term_and_option_by_option(cast) -> None:
    save(cast, "province", who="ada", code="P1", terms=[replace(THREE, length=7), SIXTY],
         options=[LocalOption("several_offices", "first_received_leads", "第二十七条"), LocalOption("missed_limit_ends", "yes")])  # fmt: skip
    save(cast, "district", code="D1", options=[LocalOption("missed_limit_ends", "no")])
    town, far, nowhere = (rules_for_region(pk) for pk in (cast.regions["town"].pk, cast.regions["far"].pk, None))
    assert [r.term("C3", TODAY).length for r in (town, far, nowhere)] == [5, 7, 15]
    assert [r.term("C6", TODAY).length for r in (town, far, nowhere)] == [30, 30, 60]
    assert [r.option("missed_limit_ends", TODAY) for r in (town, far, nowhere)] == ["no", "yes", "no"]
    assert [r.option("several_offices", TODAY) for r in (town, nowhere)] == ["first_received_leads", "consult"]
    with pytest.raises(KeyError):
        town.option("weather", TODAY)


def test_a_pack_holds_from_its_first_day_until_its_last(cast) -> None:
    save(cast, valid_from=date(2026, 3, 1), valid_until=date(2026, 6, 30))
    rules = rules_for_region(cast.regions["town"].pk)
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [rules.term("C3", d).length for d in days] == [15, 5, 5, 15]
    assert [rules.term("C3", d).pack for d in days] == ["national", "T1.1", "T1.1", "national"]


def test_a_change_ends_a_version_and_begins_another_and_clocks_keep_theirs(cast) -> None:
    save(cast, terms=[SIXTY])
    first = f.accepted(cast, TODAY)
    kept = Clock.objects.get(case=first, term="C6")
    assert (kept.pack, kept.due_on, Clock.objects.get(case=first, term="C3").pack) == (
        "T1.1",
        date(2026, 12, 24),
        "national",
    )
    later = date(2026, 12, 1)
    new = save(cast, day=TODAY, valid_from=later, terms=[replace(SIXTY, length=45, max_extension=15)])
    old = Pack.objects.get(code="T1", version=1)
    assert (new.version, old.valid_until) == (2, date(2026, 11, 30))
    second = f.accepted(cast, later)
    assert Clock.objects.get(case=second, term="C6").pack == "T1.2"
    # the extension follows the pack that the clock keeps: up to sixty days there, fifteen here
    f.act(cast, first, "extend", "hei", "2026-12-02", days=60, reason="情况复杂")
    kept.refresh_from_db()
    assert (kept.pack, kept.nominal_on, kept.extension) == ("T1.1", date(2027, 2, 22), 60)
    from caseflow.facts import Refused

    with pytest.raises(Refused) as caught:
        f.act(cast, second, "extend", "hei", "2026-12-02", days=16, reason="x")
    assert (caught.value.refusal.code, caught.value.refusal.facts["limit"]) == ("extension_days", 15)
    f.act(cast, second, "extend", "hei", "2026-12-02", days=15, reason="情况复杂")


def test_what_runs_keeps_its_rules_when_a_pack_comes_or_ends(cast) -> None:
    before = f.accepted(cast, "2026-11-02")
    pack = save(cast, valid_from=date(2026, 1, 1), terms=[SIXTY])  # a new pack may begin in the past
    clock = Clock.objects.get(case=before, term="C6")
    assert (clock.pack, clock.due_on) == ("national", date(2027, 1, 4))
    f.act(cast, before, "extend", "hei", TODAY, days=30, reason="情况复杂")
    clock.refresh_from_db()
    assert clock.pack == "national" and clock.nominal_on == date(2027, 1, 31)
    under = f.accepted(cast, TODAY)
    end_pack(pack, TODAY, cast.actor("rena"), TODAY)
    assert rules_for_region(cast.regions["town"].pk).term("C6", date(2026, 11, 25)).length == 60
    f.act(cast, under, "extend", "hei", "2026-11-25", days=40, reason="情况复杂")
    assert Clock.objects.get(case=under, term="C6").pack == "T1.1"


def test_every_worker_reads_a_changed_pack(cast) -> None:
    version = calendar_version()
    save(cast)
    assert calendar_version() > version and set(book(calendar_version())) == {"T1.1"}


@pytest.mark.parametrize(("term", "code", "limit"), [
    (LocalTerm("C8", 29, Unit.DAYS, 0, "第九条"), "shorter", 30),
    (LocalTerm("C10", 20, Unit.DAYS, 0, "第九条"), "shorter", 30),
    (LocalTerm("C8", 22, Unit.WORKING_DAYS, 0, "第九条"), "shorter", 30),  # 22 working days may be fewer than 30 days
    (LocalTerm("C8", 15, Unit.DAYS, own=True), "shorter", 30),
    (LocalTerm("C3", 0, Unit.DAYS, 0, "第九条"), "length", 400),
    (LocalTerm("C6", 60, Unit.DAYS, 900, "第九条"), "length", 400),
    (LocalTerm("C3", 5, Unit.DATE, 0, "第九条"), "unit", None),
    (LocalTerm("C3", 5, Unit.DAYS, 3, "第九条"), "extension", None),
    (LocalTerm("C3", 5, Unit.DAYS), "article", None),
    (LocalTerm("C5", 5, Unit.DAYS, 0, "第九条"), "unknown_term", None),
    (LocalTerm("C7", 5, Unit.DAYS, 0, "第九条"), "unknown_term", None),
    (LocalTerm("X9", 5, Unit.DAYS, 0, "第九条"), "unknown_term", None),
])  # fmt: skip
def test_a_row_that_may_not_stand_is_refused_with_its_reason(
    cast, term: LocalTerm, code: str, limit: int | None
) -> None:
    with pytest.raises(PackRefused) as caught:
        save(cast, terms=[term])
    problem = caught.value.problems[0]
    assert (problem.where, problem.code, problem.limit) == (term.code, code, limit)
    assert not Pack.objects.exists() and code in PROBLEMS
    assert str(limit or "") in problem_text(problem.code, problem.limit)


@pytest.mark.parametrize("term", [
    LocalTerm("C8", 30, Unit.DAYS, 0, "第九条"), LocalTerm("C8", 45, Unit.DAYS, 0, "第九条"),
    LocalTerm("C10", 30, Unit.WORKING_DAYS, 0, "第九条"), LocalTerm("C8", 60, Unit.DAYS, own=True),
])  # fmt: skip
def test_a_right_as_long_or_longer_is_taken(cast, term: LocalTerm) -> None:
    assert save(cast, terms=[term]).terms.get().length == term.length


def test_what_else_is_refused(cast) -> None:
    assert refused(cast, code="x y", name_zh="条" * 61, source="s" * 301) == [
        ("code", "code"),
        ("name_zh", "long"),
        ("source", "long"),
    ]
    assert refused(cast, terms=[replace(THREE, article="条" * 101)]) == [("C3", "long")]
    assert refused(cast, options=[LocalOption("death_ends", "yes", "条" * 101)]) == [("death_ends", "long")]
    assert refused(cast, terms=[]) == [("", "empty")]
    assert refused(cast, terms=[THREE, THREE]) == [("C3", "double")]
    assert refused(cast, options=[LocalOption("weather", "yes")]) == [("weather", "unknown_option")]
    assert refused(cast, options=[LocalOption("missed_limit_ends", "perhaps")]) == [("missed_limit_ends", "value")]
    assert refused(cast, region="province") == [("region", "not_yours")]  # she administers the city
    assert refused(cast, valid_until=date(2026, 1, 1)) == [("valid_until", "period")]
    save(cast)
    assert refused(cast, region="far", valid_from=date(2026, 12, 1)) == [("region", "region_fixed")]
    assert refused(cast, valid_from=TODAY) == [("valid_from", "not_later")]
    assert refused(cast, day=date(2026, 12, 5), valid_from=date(2026, 12, 1)) == [("valid_from", "past")]
    assert refused(cast, code="T2") == [("C3", "other_pack")]
    assert Pack.objects.count() == 1
    save(cast, code="T2", terms=[SIXTY])  # another question: both hold
    rules = rules_for_region(cast.regions["district"].pk)
    assert (rules.term("C3", TODAY).pack, rules.term("C6", TODAY).pack) == ("T1.1", "T2.1")


def test_ending_is_refused_for_a_day_that_has_passed(cast) -> None:
    pack = save(cast)
    for who, last_day, code in (("rena", date(2026, 11, 23), "past"), ("ou", TODAY, "not_yours")):
        with pytest.raises(PackRefused) as caught:
            end_pack(pack, last_day, cast.actor(who), TODAY)
        assert caught.value.problems[0].code == code
    end_pack(pack, TODAY, cast.actor("rena"), TODAY)
    with pytest.raises(PackRefused):
        end_pack(pack, date(2027, 1, 1), cast.actor("rena"), TODAY)


@pytest.mark.django_db
def test_rows_of_a_version_are_never_changed_or_deleted(cast) -> None:
    pack = save(cast)
    for write in (
        lambda: PackTerm.objects.update(length=1), lambda: PackTerm.objects.all().delete(), lambda: Pack.objects.filter(pk=pack.pk).delete()
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert PackTerm.objects.get().length == 5


def test_the_right_is_the_later_of_both_places_packs(cast) -> None:
    """The housing bureau lies in the district, the problem in the far county: whichever gives her more holds."""
    save(cast, "far", terms=[LocalTerm("C8", 45, Unit.DAYS, 0, "第三条")])
    case = f.served(cast, "2026-11-24", region_id=cast.regions["far"].pk)
    person = case.petition.petitioners.get()
    f.act(cast, case, "record_receipt", "ou", "2026-11-25", petitioner=person.pk, received_on=date(2026, 11, 25))
    clock = Clock.objects.get(case=case, term="C8")
    assert (clock.pack, clock.nominal_on) == ("T1.1", date(2027, 1, 9))


def test_no_notice_of_forwarding_where_the_pack_says_so(cast) -> None:
    save(cast, "city", terms=[], options=[LocalOption("forwarding_notice", "no", "第五条")])
    case = f.forwarded(cast, TODAY)
    assert not case.parent.notices.exists()
    # R22 Art. 23 ¶1 binds the organ itself: where it goes on is always told
    f.act(cast, case, "pass_down", "ou", TODAY, target=cast.offices["station"].pk, reason="x")
    assert case.notices.get().kind == "transfer"


def test_the_papers_tell_the_days_of_the_pack(cast) -> None:
    save(cast, terms=[replace(SIXTY, max_extension=60), THREE])
    case = f.accepted(cast, TODAY)
    assert "5个工作日内" in case.parent.notices.get(kind="transfer").body  # as the office that gets it is bound
    assert "延长期限不超过60日" in case.notices.get(kind="acceptance").body
    elsewhere = f.petition(cast, TODAY)
    f.act(cast, f.case_of(elsewhere), "forward", "pan", TODAY, target=cast.offices["far_petition"].pk, reason="x")
    assert "15日内" in f.case_of(elsewhere).parent.notices.get(kind="transfer").body


def test_a_clock_follows_the_rules_of_the_office_it_runs_at(cast) -> None:
    """The objection runs at the housing bureau in the district, its verifying at the city's petition office."""
    save(
        cast,
        terms=[THREE, LocalTerm("V1", 2, Unit.WORKING_DAYS, own=True), LocalTerm("R1", 1, Unit.WORKING_DAYS, own=True)],
    )
    save(cast, "city", code="CITY", terms=[LocalTerm("V1", 4, Unit.WORKING_DAYS, own=True)])
    days = parse_notice("2026-11-26,off,区庆", 2026)
    apply_notice(2026, days, "区", cast.actor("rena"), at(TODAY), region=cast.regions["district"])
    case = f.forwarded(cast, TODAY)
    f.act(cast, case, "object", "ou", TODAY, reason="不属于本单位职责", hour=11)
    f.act(cast, case, "confirm_objection", "pan", "2026-11-25", reason="核实")
    found = {(c.case.kind, c.term): (c.pack, c.due_on) for c in Clock.objects.select_related("case")}
    assert found["handling", "C3"] == ("T1.1", date(2026, 12, 2)) and found["handling", "C4"][1] == date(2026, 12, 2)
    assert found["desk", "V1"] == ("CITY.1", date(2026, 11, 30)) and found["desk", "R1"] == (
        "national",
        date(2026, 12, 2),
    )
    assert run_checks(at("2026-11-25")).violations == 0


def test_the_option_of_hearing_days_in_a_review_is_a_term(cast) -> None:
    save(cast, terms=[], options=[LocalOption("hearing_in_review", "excluded", "第八条")])
    term = rules_for_region(cast.regions["district"].pk).term("C9", TODAY)
    assert (term.length, term.excludes_hearing, term.pack) == (30, True, "T1.1") and "第八条" in term.source
    assert not rules_for_region(cast.regions["far"].pk).term("C9", TODAY).excludes_hearing


def test_each_difference_has_a_sentence_that_says_which_holds() -> None:
    law = LAWS["R22"]
    found = {(name, c.code): c.verdict for name, pack in PACKS.items() for c in comparisons(pack, law)}
    assert found == {
        ("SD2015", "RQ"): "other", ("ZJX", "C3"): "other", ("ZJX", "C6"): "same_total", ("ZJX", "C8"): "longer_right",
        ("BJX", "C4"): "same", ("OWNX", "A6"): "shorter_duty", ("OWNX", "S1"): "longer_duty", ("OWNX", "V1"): "shorter_duty",
        ("OWNX", "TD"): "longer_duty",
    }  # fmt: skip
    assert {c.verdict for c in comparisons(PACKS["BJX"], LAWS["R05"])} == {"new"}
    assert set(found.values()) | {"new", "hearing"} == set(VERDICTS)


def test_what_a_day_would_be_under_a_pack() -> None:
    found = {w.compared.code: (w.local.legal, w.national.legal if w.national else None, w.moved) for w in what_if(PACKS["ZJX"], date(2026, 3, 2), CALENDAR)}  # fmt: skip
    assert found["C3"] == (date(2026, 3, 9), date(2026, 3, 17), -8)
    assert found["C8"] == (date(2026, 4, 16), date(2026, 4, 1), 15)


def test_the_list_of_options_is_closed_and_named() -> None:
    assert set(OPTIONS) == set(NAMES) and {v for o in OPTIONS.values() for v in o.values} == set(VALUES)
    told = Path("docs/how-to/local-rules.md").read_text(encoding="utf-8")
    for option in OPTIONS.values():
        assert all(f"`{word}`" in told for word in (option.name, *option.values))


def load(*arguments: str) -> None:
    call_command("load_pack", *arguments)


def test_the_shandong_pack_loads_from_its_file(cast, capsys) -> None:
    with pytest.raises(CommandError, match="valid_from: "):
        load(str(FILE), "--region", "990000000000")
    with pytest.raises(CommandError, match="region: "):
        load(str(FILE), "--from", "2015-10-01")  # this desk has no Shandong
    load(str(FILE), "--from", "2015-10-01", "--region", "990000000000")
    pack = Pack.objects.get()
    assert (pack.key, pack.terms.get().code, pack.options.count(), pack.valid_from) == (
        "SD2015.1",
        "RQ",
        4,
        date(2015, 10, 1),
    )
    rows = book(calendar_version())["SD2015.1"]
    assert replace(rows, name_en=PACKS["SD2015"].name_en) == PACKS["SD2015"]
    rules = rules_for_region(cast.regions["town"].pk)
    assert rules.option("several_offices", TODAY) == "first_received_accepts"
    assert [rules.option(n, TODAY) for n in ("missed_limit_ends", "settlement_ends", "death_ends")] == ["yes"] * 3
    assert {t.article for t in pack.terms.all()} | {o.article for o in pack.options.all()} == {
        "第四十三条、第四十四条", "第三十四条", "第四十六条"}  # fmt: skip
    with pytest.raises(CommandError, match="valid_from"):
        load(str(FILE), "--from", "2015-10-01", "--region", "990000000000")


@pytest.mark.parametrize(("text", "reason"), [
    ("code = ", "cannot be read"),
    ("name_zh='x'", "code: "),
    ("code='X1'\nname_zh='x'\nsource='x'\nvalid_from=2026-01-01\nregion='990000000000'\nweather='x'", "weather: "),
    ("code='X1'\nname_zh='x'\nsource='x'\nvalid_from=2026-01-01\nregion='990000000000'", "says nothing"),
    ("code='X1'\nname_zh='x'\nsource='x'\nvalid_from='soon'\nregion='990000000000'", "valid_from: "),
    ("code='X1'\nname_zh='x'\nsource='x'\nvalid_from=2026-01-01\nregion='990000000000'\n[[terms]]\ncode='C8'\nlength=15\narticle='x'", "gives 30 days"),
    ("code='X1'\nname_zh='x'\nsource='x'\nvalid_from=2026-01-01\nregion='990000000000'\n[[terms]]\ncode='C3'\nlength='5'", "C3: "),
    ("code='X1'\nname_zh='x'\nsource='x'\nvalid_from=2026-01-01\nregion='990000000000'\n[[terms]]\ncode='C3'\nlength=5\nunit='weeks'", "C3: "),
    ("code='X1'\nname_zh='x'\nsource='x'\nvalid_from=2026-01-01\nregion='990000000000'\n[[terms]]\ncode='C3'\nlength=5\nlenght=6", "lenght"),
    ("code='X1'\nname_zh='x'\nsource='x'\nvalid_from=2026-01-01\nregion='990000000000'\n[[options]]\nname='missed_limit_ends'\nvalue=true", "missed_limit_ends"),
])  # fmt: skip
def test_a_bad_file_is_refused_with_its_reason_and_nothing_is_kept(cast, tmp_path, text: str, reason: str) -> None:
    file = tmp_path / "pack.toml"
    file.write_text(text, encoding="utf-8")
    with translation.override("en"), pytest.raises(CommandError, match=reason):
        load(str(file))
    assert not Pack.objects.exists()
    with pytest.raises(CommandError, match="No such file"):
        load(str(tmp_path / "none.toml"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_generated_lives_follow_the_pack_of_their_region(files_root) -> None:
    seed_topics()
    seed_calendar()
    province = Region.objects.create(code="970000000000", name="江原省", level=1, path="970000000000/")
    begins = timezone.localdate() - timedelta(days=400)
    save_pack(
        Draft("G1", "江原省信访条例", province, begins, "试", terms=[THREE, replace(SIXTY, length=45, max_extension=30)]), None,
        timezone.now(), timezone.localdate(),
    )  # fmt: skip
    call_command("generate", "--petitions", "300", "--offices", "20", "--years", "3", stdout=StringIO())
    found = Counter(Clock.objects.filter(term="C3").values_list("pack", flat=True))
    assert found["G1.1"] and found["national"]
    assert not Clock.objects.filter(term="C3", started_on__gte=begins).exclude(pack="G1.1").exists()
    assert not Clock.objects.filter(term="C3", started_on__lt=begins).exclude(pack="national").exists()
    assert {r.name: r.examples for r in look(timezone.now()) if r.count} == {}
