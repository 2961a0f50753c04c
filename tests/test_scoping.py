"""Every address x the cast: who gets what, unsafe methods and foreign ids included."""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import factories as f
from tests.addresses import (
    ABOVE,
    EVERYONE,
    IMPORTERS,
    IMPORTERS_HERE,
    MAKERS,
    OWN,
    SECRET_WORD,
    STAFF,
    TABLE,
    WORD,
    World,
)
from tests.addresses import time_machine as time_machine
from tests.addresses import world as world
from tests.cast import TODAY, Cast
from tests.oversight import reviews

PARTS = 3  # of the addresses, each a test: together they take longer than one test may
# 422: the page with an act that is not this actor's to do, which tells why; nothing is changed
GOOD = {200, 302, 422}


def names(resolver: URLResolver | None = None, prefix: str = "") -> list[str]:
    """All named addresses of the project."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += names(pattern, space)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"an address without a name: {pattern.pattern}"
            found.append(prefix + pattern.name)
    return found


def client(cast: Cast, who: str) -> Client:
    c = Client()
    if who != "anonymous":
        c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def test_every_address_has_a_row() -> None:
    assert sorted(set(names())) == sorted(TABLE)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("who", EVERYONE)
def test_who_gets_what(world: World, who: str, part: int) -> None:
    c = client(world.cast, who)
    for name, row in list(TABLE.items())[part::PARTS]:
        url = reverse(name, args=row.args(world)) + row.query
        answer = c.get(url)
        login = answer.status_code == 302 and "/login/" in answer.headers["Location"]
        if who == "anonymous":
            if not row.public:
                assert login or answer.status_code in {401, 403, 405}, (name, answer.status_code)
        elif who in row.allowed:
            assert answer.status_code in GOOD and not login or name == "readyz", (name, who, answer.status_code)
        else:
            assert answer.status_code in {403, 404, 405, 410} or row.public, (name, who, answer.status_code)


UNSAFE = (
    "caseflow:act",
    "caseflow:duty_end",
    "caseflow:duty_draft",
    "posting_end",
    "people",
    "office",
    "caseflow:calendar",
    "caseflow:duties",
    "petitions:draft",
    "caseflow:import_new",
    "caseflow:import_columns",
    "caseflow:import_check",
    "caseflow:import_run",
    "caseflow:import_stop",
    "caseflow:clearance",
    "caseflow:office_end",
    "caseflow:post",
    "caseflow:style",
    "caseflow:words",
    "oversight:reception_new",
    "oversight:reception",
    "oversight:reception_change",
    "oversight:leaders",
    "oversight:leader_end",
    "oversight:reception_item",
    "oversight:reception_book",
    "oversight:charge_new",
    "oversight:charge",
    "oversight:commitment",
    "oversight:commitment_write",
    "oversight:review",
    "oversight:review_sheet",
    "oversight:review_document",
)


@pytest.mark.parametrize("who", EVERYONE)
def test_unsafe_methods_change_nothing_for_whoever_may_not(world: World, who: str) -> None:
    c = client(world.cast, who)
    allowed = {"caseflow:act": {"ou"}, "caseflow:duty_end": {"ada", "rena"}, "posting_end": {"ada"}, "people": {"ada"},
               "office": {"ada", "rena"}, "caseflow:calendar": {"ada", "rena"}, "caseflow:duties": {"ada", "rena"}, "caseflow:duty_draft": {"ada", "rena"},
               "petitions:draft": set(MAKERS), "caseflow:import_new": set(IMPORTERS), "caseflow:import_columns": set(IMPORTERS_HERE),
               "caseflow:import_check": set(IMPORTERS_HERE), "caseflow:import_run": set(IMPORTERS_HERE), "caseflow:import_stop": set(IMPORTERS_HERE),
               "caseflow:clearance": {"hua", "hei", "ada", "rena"}, "caseflow:office_end": {"ada", "rena"},
               "caseflow:post": set(MAKERS), "caseflow:style": {"hei", "rena"}, "caseflow:words": {"hei", "rena"},
               "oversight:reception_new": set(IMPORTERS), "oversight:reception": {"hua"}, "oversight:reception_change": set(IMPORTERS_HERE),
               "oversight:leaders": set(IMPORTERS), "oversight:leader_end": {"hua"}, "oversight:reception_item": {"chen", "pan", "hua", "mi"},
               "oversight:reception_book": set(OWN) - {"su"}, "oversight:charge_new": set(OWN & IMPORTERS), "oversight:charge": {"pan", "hua", "mi"},
               **dict.fromkeys((name for name in UNSAFE if name.startswith(("oversight:commitment", "oversight:review"))), frozenset())}  # fmt: skip
    before = world.own.version
    for name in UNSAFE:
        if who in allowed[name]:
            continue
        url = reverse(name, args=TABLE[name].args(world))
        for method in ("post", "put", "patch", "delete"):
            data = {"version": before, "key": "k", "form": "duty", **f.OPINION}
            answer = (
                getattr(c, method)(url, data, content_type="application/json")
                if method != "post"
                else c.post(url, {"version": before, "key": "k", "form": "duty"})
            )
            assert answer.status_code in {302, 403, 404, 405, 422}, (name, method, who, answer.status_code)
            assert answer.status_code != 302 or "/login/" in answer.headers["Location"], (name, who)
    world.imports.refresh_from_db()
    assert world.imports.check_job is None and world.imports.run_job is None
    world.own.refresh_from_db()
    world.duty.refresh_from_db()
    assert world.own.version == before and world.own.state == "accepted"
    assert world.duty.valid_until is None
    world.cast.postings["wai"].refresh_from_db()
    assert world.cast.postings["wai"].valid_until is None
    reviews.untouched()


LISTS = (
    "caseflow:mine",
    "caseflow:cases",
    "caseflow:search",
    "caseflow:reminders",
    "caseflow:imports",
    "caseflow:competence",
    "caseflow:completeness",
    "petitions:drafts",
    "caseflow:duty_trial",
    "oversight:figures",
    "oversight:behind",
    "oversight:receptions",
    "oversight:reception_items",
    "oversight:charges",
    "oversight:orders",
    "oversight:queue",
    "oversight:recommendations",
    "oversight:hot_issues",
    "oversight:rising",
    "oversight:problems",
    "oversight:readiness",
    "oversight:roster",
)
SEES_CANARY = frozenset({"yuan"}) | ABOVE


@pytest.mark.parametrize("who", sorted(STAFF))
def test_the_canary_is_absent_from_every_list_search_and_count(world: World, who: str) -> None:
    c = client(world.cast, who)
    for name in LISTS:
        row = TABLE[name]
        for query in (row.query, f"?q={world.canary.petition.number}", "?open=all&sort=number", f"?q={SECRET_WORD}"):
            answer = c.get(reverse(name, args=row.args(world)) + query, follow=True)
            body = (
                answer.content.decode()
                .replace(f'value="{WORD}"', "")
                .replace(f"“{WORD}”", "")
                .replace(f"“{SECRET_WORD}”", "")
                .replace(f'value="{SECRET_WORD}"', "")
            )
            if who not in SEES_CANARY:
                assert WORD not in body, (name, query, who)
                assert f">{world.canary.petition.number}<" not in body, (name, query, who)
            if who != "mi":
                assert SECRET_WORD not in body, (name, query, who)
                assert world.secret.petition.number not in body, (name, query, who)


@pytest.mark.parametrize("who", sorted(STAFF))
def test_forged_foreign_ids_are_not_found(world: World, who: str) -> None:
    c = client(world.cast, who)
    for foreign, may in ((world.canary, SEES_CANARY), (world.secret, {"mi"})):
        if who in may:
            assert c.get(reverse("caseflow:case", args=[foreign.uid])).status_code == 200
            continue
        for name, args in (
            ("caseflow:case", [foreign.uid]), ("caseflow:act", [foreign.uid, "forward"]), ("caseflow:presence", [foreign.uid]),
            ("caseflow:case_file", [foreign.uid]), ("caseflow:reveal", [foreign.uid]),
            ("oversight:order_new", [foreign.uid]), ("oversight:pass_over", [foreign.uid]),
            ("caseflow:compare", [world.own.uid, foreign.uid]), ("petitions:receipt", [foreign.petition.uid]),
        ):  # fmt: skip
            answer = c.get(reverse(name, args=args))
            assert answer.status_code == 404, (name, who, answer.status_code)
            posted = c.post(reverse(name, args=args), {"version": 1, "key": "k"})
            assert posted.status_code in {404, 405}, (name, who)
    assert c.get(reverse("caseflow:case", args=[uuid.uuid4()])).status_code == 404


def test_a_joined_case_named_by_a_forged_number_is_refused(world: World) -> None:
    """Ou may not learn by the act's form that the canary exists."""
    c = client(world.cast, "pan")
    desk = f.case_of(f.petition(world.cast, TODAY))
    url = reverse("caseflow:act", args=[desk.uid, "join"])
    data = {"version": desk.version, "key": "k", "number": world.canary.petition.number, "reason": "同一事项"}
    answer = c.post(url, data)
    assert answer.status_code == 422 and WORD not in answer.content.decode()


def test_counts_of_the_figures_leave_the_canary_out(world: World) -> None:
    from oversight.indicators import BY_CODE, Scope
    from oversight.periods import Period

    period = Period(TODAY.replace(day=1), TODAY)
    seen = {}
    for who in ("su", "hei"):
        scope = Scope(world.cast.actor(who), TODAY)
        figure = BY_CODE["received"].compute(scope, period)
        assert figure.numerator == BY_CODE["received"].numerator(scope, period).count()
        seen[who] = set(BY_CODE["open"].numerator(scope, period).values_list("pk", flat=True))
    assert world.canary.pk in seen["su"] and world.canary.pk not in seen["hei"]
    assert world.secret.pk not in seen["su"]
