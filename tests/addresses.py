"""Every address of the project and who gets it, over one small world; a new address without a row fails `test_scoping`.

Two petitions: OWN is handled by the housing bureau (Ou, Hei) and was registered at the city petition office (Chen, Pan,
Hua, Su above). CANARY belongs to the far petition office (Yuan) alone, below the city's overseers. SECRET is a
confidential accusation at the city petition office: Mi alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from caseflow.forms import FORMS
from caseflow.models import Duty, ImportRun, Notice, Pack, StatutoryRoute
from caseflow.services import data_rights, emergencies, retaliation
from offices.models import Job
from oversight.services.orders import issue_order
from oversight.services.reception import charges
from oversight.services.recommendations import issue_recommendation
from petitions.models import Attachment
from tests import factories as f
from tests.caseflow.trials import both_moved
from tests.cast import SINCE, TODAY, Cast, at
from tests.oversight import prevention_world as prevention
from tests.oversight import receptions, reviews

EVERYONE = ("anonymous", "chen", "pan", "hua", "su", "mi", "ou", "hei", "wai", "yuan", "ada", "rena")
STAFF = frozenset(EVERYONE) - {"anonymous"}
READERS = STAFF - {"ada", "rena"}
CITY = frozenset({"chen", "pan", "hua", "su", "mi"})
OWN = CITY | {"ou", "hei"}
ABOVE = frozenset({"hua", "su"})  # who oversees all below the city
OVERSEERS = frozenset({"hua", "su", "hei"})
MAKERS = READERS - {"su"}
IMPORTERS = frozenset({"pan", "hua", "mi", "hei", "yuan"})  # who registers and forwards
IMPORTERS_HERE = IMPORTERS & CITY
WORD = "金丝雀"  # stands in the canary's text and summary
SECRET_WORD = "密件乌鸦"


@dataclass(frozen=True)
class World:
    cast: Cast
    own: Any
    canary: Any
    secret: Any
    file: Any
    paper: Any
    duty: Any
    job: Any
    imports: Any
    trial: Any
    report: Any
    emergency: Any
    asked: Any
    pack: Any
    route: Any
    reception: Any
    charge: Any
    order: Any
    advice: Any


@pytest.fixture
def world(cast, files_root, time_machine) -> World:
    time_machine.move_to(at(TODAY, 12), tick=False)
    own = f.accepted(cast, TODAY)
    far = f.petition(cast, TODAY, "yuan", office_id=cast.offices["far_petition"].pk, region_id=cast.regions["far"].pk,
                     summary=f"{WORD}堵塞水渠", text=f"{WORD}原文")  # fmt: skip
    secret = f.petition(cast, TODAY, "mi", purpose="accusation", summary=SECRET_WORD, text=f"{SECRET_WORD}原文")
    file = Attachment.objects.create(
        petition=own.petition, sha256="0" * 64, name="a.txt", content_type="text/plain", size=1, added_at=at(TODAY)
    )
    duty = Duty.objects.create(
        topic=cast.topics["housing"], level=3, office=cast.offices["housing"], basis="b", valid_from=SINCE
    )
    job = Job.objects.create(
        kind="export", user=cast.user("pan"), posting=cast.postings["pan"], state="done", asked_at=at(TODAY), finished_at=at(TODAY),
        result=default_storage.save("results/scoping", ContentFile(b"x")), file_name="x.csv", expires_at=at(TODAY, 23),
        asked={"source": "cases"},
    )  # fmt: skip
    imports = ImportRun.objects.create(
        office=cast.offices["city_petition"],
        user=cast.user("pan"),
        source="YZXF:x",
        file_sha256="0" * 64,
        uploaded_at=at(TODAY),
    )
    report = retaliation.report_retaliation(
        own.petition, "打击报复", cast.offices["district_petition"].pk, at(TODAY, 11)
    )
    event = {
        "what": "聚集",
        "place": "广场",
        "measures": "劝导",
        "happened_at": at(TODAY, 10),
        "department": cast.offices["housing"].pk,
    }
    emergency = emergencies.report_emergency(cast.actor("pan"), at(TODAY, 11), **event)
    asked = data_rights.ask_data(own.petition.petitioners.get(), "see", at(TODAY, 11))
    pack = Pack.objects.create(
        code="LJ",
        name_zh="临江区信访办法",
        region=cast.regions["district"],
        valid_from=TODAY,
        source="s",
        entered_at=at(TODAY),
    )
    reception = receptions.booked(cast, None, own)
    charge = charges.take_charge(own, reception.day.leader, TODAY, TODAY, "依法化解", cast.actor("pan"), at(TODAY, 11))
    su, due = cast.actor("su"), TODAY + timedelta(days=15)
    order = issue_order(own, ["other"], "请说明办理情况。", due, su, at(TODAY, 11))
    advice = issue_recommendation("improve_work", "办理质量", "建议加强审核。", due, su, at(TODAY, 11), addressee=cast.offices["housing"])  # fmt: skip
    reviews.in_the_world(cast)
    return World(
        cast, own, f.case_of(far), f.case_of(secret), file, Notice.objects.filter(case=own).first(), duty, job, imports, both_moved(cast),
        report, emergency, asked, pack, StatutoryRoute.objects.in_force(TODAY).first(), reception, charge, order, advice,
    )  # fmt: skip


@pytest.fixture
def time_machine():
    import time_machine as tm

    class Mover:
        def __init__(self) -> None:
            self.travel = None

        def move_to(self, when, tick: bool) -> None:
            if self.travel:
                self.travel.stop()
            self.travel = tm.travel(when, tick=tick)
            self.travel.start()

    mover = Mover()
    yield mover
    if mover.travel:
        mover.travel.stop()


@dataclass(frozen=True)
class Row:
    """Who gets a page (200, or a redirect to go on); everyone else 403 or 404, the anonymous to the login."""

    allowed: frozenset[str]
    args: Callable[[World], list[Any]] = lambda w: []
    query: str = ""
    public: bool = False  # also without a login


def case(w: World) -> list[Any]:
    return [w.own.uid]


def importing(w: World) -> list[Any]:
    return [w.imports.uid]


TABLE: dict[str, Row] = {
    "healthz": Row(STAFF, public=True),
    "readyz": Row(STAFF, public=True),
    "health": Row(frozenset({"ada"})),
    "home": Row(STAFF),
    "account_login": Row(STAFF, public=True),
    "account_logout": Row(STAFF, public=True),
    "account_signup": Row(STAFF, public=True),
    "account_inactive": Row(STAFF, public=True),
    "account_reauthenticate": Row(STAFF),
    "hat": Row(frozenset()),  # POST only
    "language": Row(frozenset(), public=True),  # POST only
    "account": Row(STAFF),
    "help": Row(STAFF, public=True),
    "first_password": Row(frozenset(), lambda w: ["MQ", "no-token"], public=True),
    "jobs": Row(STAFF),
    "job": Row(frozenset({"pan"}), lambda w: [w.job.uid]),
    "job_stop": Row(frozenset(), lambda w: [w.job.uid]),  # POST only
    "job_file": Row(frozenset({"pan"}), lambda w: [w.job.uid]),
    "settings": Row(frozenset({"ada", "rena"})),
    "regions": Row(frozenset({"ada", "rena"})),
    "region_new": Row(frozenset({"ada", "rena"})),
    "region": Row(frozenset({"ada", "rena"}), lambda w: [w.cast.regions["district"].pk]),
    "offices": Row(frozenset({"ada", "rena"})),
    "office_new": Row(frozenset({"ada", "rena"})),
    "office": Row(frozenset({"ada", "rena"}), lambda w: [w.cast.offices["water"].pk]),
    "people": Row(frozenset({"ada"})),
    "person": Row(frozenset({"ada"}), lambda w: [w.cast.postings["wai"].user_id]),
    "posting_end": Row(frozenset(), lambda w: [w.cast.postings["wai"].pk]),
    "offices_import": Row(frozenset({"ada", "rena"})),
    "petitions:register": Row(MAKERS),
    "petitions:draft": Row(frozenset()),
    "petitions:drafts": Row(STAFF),
    "petitions:drop": Row(frozenset()),
    "petitions:receipt": Row(CITY, lambda w: [w.own.petition.uid]),
    "petitions:attachment": Row(frozenset(), lambda w: [w.file.uid]),  # the file itself is not there: 404 for all
    "petitions:event_notes": Row(IMPORTERS),
    "petitions:reading": Row(frozenset()),  # POST only
    "caseflow:mine": Row(READERS),
    "caseflow:cases": Row(READERS),
    "caseflow:petitions": Row(READERS, query=f"?q={WORD}"),
    "caseflow:export": Row(READERS, lambda w: ["petitions"], query=f"?q={WORD}"),
    "caseflow:case_file": Row(OWN, case),
    "caseflow:own": Row(MAKERS),
    "caseflow:search": Row(READERS, query=f"?q={WORD}"),
    "caseflow:reminders": Row(STAFF),
    "caseflow:read": Row(frozenset()),
    "caseflow:case": Row(OWN, case),
    "caseflow:presence": Row(OWN, case),
    "caseflow:reveal": Row(OWN - {"su"}, case),
    "caseflow:reading_log": Row(OVERSEERS),
    "caseflow:retaliation": Row(OVERSEERS | {"mi"}),
    "caseflow:retaliation_report": Row(ABOVE | {"mi"}, lambda w: [w.report.uid]),
    "caseflow:emergencies": Row(READERS),
    "caseflow:emergency_new": Row(READERS),
    "caseflow:emergency": Row(OWN, lambda w: [w.emergency.uid]),
    "caseflow:data_requests": Row(READERS - {"su", "chen"}),
    "caseflow:data_request": Row(frozenset({"pan", "hua", "mi"}), lambda w: [w.asked.uid]),
    "caseflow:compare": Row(ABOVE, lambda w: [w.own.uid, w.canary.uid]),
    "caseflow:act": Row(OWN, lambda w: [w.own.uid, "draft"]),
    "caseflow:paper": Row(OWN, lambda w: [w.paper.uid]),
    "caseflow:paper_pdf": Row(OWN, lambda w: [w.paper.uid]),
    "caseflow:service_record": Row(
        frozenset(), lambda w: [w.paper.uid, 1]
    ),  # nothing was sent: 404 for all; see test_post
    "caseflow:delivery": Row(frozenset(), lambda w: [w.paper.uid, 1]),  # POST only
    "caseflow:draft_docx": Row(frozenset(), case),  # nothing is drafted: 404 for all; see test_draft_docx
    "caseflow:post": Row(MAKERS),
    "caseflow:post_print": Row(MAKERS, query=f"?day={TODAY.isoformat()}"),
    "caseflow:styles": Row(frozenset({"hua", "hei", "rena"})),
    "caseflow:style": Row(frozenset({"hei", "rena"}), lambda w: [w.cast.offices["housing"].pk]),
    "caseflow:words": Row(frozenset({"hei", "rena"}), lambda w: [w.cast.offices["housing"].pk, "acceptance"]),
    "caseflow:imports": Row(IMPORTERS),
    "caseflow:import_new": Row(IMPORTERS),
    "caseflow:import": Row(IMPORTERS_HERE, importing),
    "caseflow:import_columns": Row(frozenset({"pan"}), importing),  # the first rows are the uploader's alone
    "caseflow:import_check": Row(frozenset(), importing),  # POST only
    "caseflow:import_run": Row(frozenset(), importing),  # POST only
    "caseflow:import_stop": Row(frozenset(), importing),  # POST only
    "caseflow:import_report": Row(IMPORTERS_HERE, importing),
    "caseflow:import_petitions": Row(IMPORTERS_HERE, importing),
    "caseflow:deadlines": Row(STAFF),
    "caseflow:duties": Row(STAFF),
    "caseflow:duty_end": Row(frozenset(), lambda w: [w.duty.pk]),
    "caseflow:duty_draft": Row(frozenset()),  # POST only
    "caseflow:duty_trial": Row(READERS | {"rena"}, lambda w: [w.trial.uid]),
    "caseflow:routes": Row(STAFF),
    "caseflow:route_new": Row(frozenset({"rena"})),
    "caseflow:route": Row(frozenset({"rena"}), lambda w: [w.route.pk]),
    "caseflow:route_end": Row(frozenset(), lambda w: [w.route.pk]),  # POST only
    "caseflow:packs": Row(STAFF),
    "caseflow:pack_new": Row(frozenset({"ada", "rena"})),
    "caseflow:pack": Row(STAFF, lambda w: [w.pack.pk]),
    "caseflow:pack_change": Row(frozenset({"ada", "rena"}), lambda w: [w.pack.pk]),
    "caseflow:calendar": Row(STAFF),
    "caseflow:competence": Row(IMPORTERS),
    "caseflow:completeness": Row(OVERSEERS),
    "caseflow:clearance": Row(frozenset({"hua", "hei", "ada", "rena"})),
    "caseflow:office_end": Row(frozenset({"ada", "rena"}), lambda w: [w.cast.offices["water"].pk]),
    "caseflow:query": Row(STAFF, public=True),
    "caseflow:reception": Row(STAFF, public=True),
    # her own page: without her visit every address leads to number and code
    "caseflow:own_page": Row(STAFF, public=True),
    "caseflow:own_leave": Row(frozenset(), public=True),  # POST only
    "caseflow:own_consent": Row(frozenset(), public=True),  # POST only
    "caseflow:own_paper": Row(STAFF, lambda w: [w.paper.uid], public=True),
    "caseflow:own_rate": Row(STAFF, lambda w: [w.own.matter.uid, "responsible"], public=True),
    "caseflow:own_ask": Row(STAFF, lambda w: ["data"], public=True),
    "caseflow:own_act": Row(STAFF, lambda w: [w.own.uid, "hand_in"], public=True),
    "caseflow:evaluations": Row(OVERSEERS),
    "oversight:figures": Row(frozenset({"hua", "su", "hei"})),
    "oversight:behind": Row(frozenset({"hua", "su", "hei"}), lambda w: ["received"]),
    "oversight:receptions": Row(READERS),
    "oversight:reception_new": Row(IMPORTERS),
    "oversight:reception": Row(READERS, lambda w: [w.reception.day.uid]),  # published: everybody's
    "oversight:reception_change": Row(IMPORTERS_HERE, lambda w: [w.reception.day.uid]),
    "oversight:leaders": Row(IMPORTERS | {"su"}),
    "oversight:leader_end": Row(frozenset({"hua"}), lambda w: [w.reception.day.leader.pk]),
    "oversight:reception_items": Row(READERS),
    "oversight:reception_item": Row(OWN, lambda w: [w.reception.uid]),
    "oversight:reception_slip": Row(CITY - {"su"}, lambda w: [w.reception.uid]),
    "oversight:reception_book": Row(OWN - {"su"}, case),
    "oversight:charges": Row(READERS),
    "oversight:charge": Row(OWN, lambda w: [w.charge.uid]),
    "oversight:charge_new": Row(OWN & IMPORTERS, case),
    "oversight:public_receptions": Row(STAFF, public=True),
    "oversight:orders": Row(READERS),
    "oversight:queue": Row(ABOVE),
    "oversight:order_new": Row(ABOVE, case),
    "oversight:pass_over": Row(ABOVE, case),
    "oversight:order": Row(OWN, lambda w: [w.order.uid]),
    "oversight:order_pdf": Row(OWN, lambda w: [w.order.uid]),
    "oversight:order_act": Row(OWN, lambda w: [w.order.uid, "answer"]),
    "oversight:recommendations": Row(READERS),
    "oversight:recommendation_new": Row(ABOVE),
    "oversight:recommendation": Row(ABOVE | {"ou", "hei"}, lambda w: [w.advice.uid]),
    "oversight:recommendation_pdf": Row(ABOVE | {"ou", "hei"}, lambda w: [w.advice.uid]),
    "oversight:commitments": Row(OVERSEERS),
    "oversight:commitment_new": Row(OVERSEERS),
    "oversight:commitment": Row(OVERSEERS, reviews.commitment_address),
    "oversight:commitment_write": Row(ABOVE, reviews.commitment_address),
    "oversight:reviews": Row(OVERSEERS),
    "oversight:review_new": Row(OVERSEERS),
    "oversight:rehearsal": Row(OVERSEERS),
    "oversight:formula": Row(OVERSEERS, reviews.formula_address),
    "oversight:review": Row(OVERSEERS, reviews.review_address),
    "oversight:review_published": Row(frozenset(), reviews.review_address),  # not published yet: 404 for all
    "oversight:review_document": Row(frozenset(), reviews.review_address),  # POST only
    "oversight:review_sheet": Row(OVERSEERS, reviews.sheet_address),
    "oversight:hot_issues": Row(OVERSEERS),
    "oversight:hot_search": Row(frozenset()),  # takes only POST
    "oversight:hot_issue": Row(ABOVE, lambda w: [prevention.issue(w.cast, w.own.petition).uid]),
    "oversight:rising": Row(OVERSEERS),
    "oversight:problems": Row(READERS),
    "oversight:problem_new": Row(READERS - {"chen"}),
    "oversight:problem": Row(OWN, lambda w: [prevention.problem(w.cast).uid]),
    "oversight:readiness": Row(READERS),
    "oversight:roster": Row(READERS),
    "oversight:plan_new": Row(READERS - {"chen"}),
    "oversight:plan": Row(CITY, lambda w: [prevention.plan(w.cast).uid]),
    "exchange:deadlines": Row(STAFF, query="?term=C6&from=2026-09-01", public=True),
    "exchange:tokens": Row(STAFF),
    "exchange:token_revoke": Row(frozenset(), lambda w: [w.own.uid]),
    "exchange:docs": Row(STAFF, public=True),
    "exchange:schema": Row(STAFF, public=True),
    "exchange:schema_yaml": Row(STAFF, public=True),
    "exchange:unknown": Row(frozenset(), lambda w: ["v1/nothing"], public=True),
    "exchange:petitions": Row(READERS, query=f"?q={WORD}"),
    "exchange:petition": Row(OWN, lambda w: [w.own.petition.uid]),
    "exchange:matters": Row(READERS),
    "exchange:matter": Row(OWN, lambda w: [w.own.matter.uid]),
    "exchange:matter_events": Row(OWN, lambda w: [w.own.matter.uid]),
    "exchange:cases": Row(READERS),
    "exchange:case": Row(OWN, case),
    "exchange:case_events": Row(OWN, case),
    "exchange:case_papers": Row(OWN, case),
    "exchange:case_acts": Row(OWN, case),
    "exchange:paper": Row(OWN, lambda w: [w.paper.uid]),
    "exchange:paper_pdf": Row(OWN, lambda w: [w.paper.uid]),
    "exchange:offices": Row(STAFF),
    "exchange:office": Row(STAFF, lambda w: ["LJSL"]),
    "exchange:regions": Row(STAFF),
    "exchange:region": Row(STAFF, lambda w: ["990102000000"]),
    "exchange:topics": Row(STAFF),
    "exchange:topic": Row(STAFF, lambda w: ["010100"]),
    "exchange:duties": Row(STAFF),
    "exchange:routes": Row(STAFF),
    "exchange:indicators": Row(OVERSEERS),
    "exchange:indicator": Row(OVERSEERS, lambda w: ["received"]),
    "exchange:indicator_cases": Row(OVERSEERS, lambda w: ["received"]),
    **{f"exchange:act_{act}": Row(frozenset(), case) for act in FORMS},  # POST only
}
