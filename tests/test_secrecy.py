"""A canary in every part of an accusation: whoever lacks the capability, or is accused, finds it nowhere; nor does a thief.

Searched: every address with and without a query, every act's form, exports, the API, mails, log lines, error pages; and in
the database every plain column and index of every table.
"""

import json
import logging

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caseflow.exports.sources import SOURCES
from caseflow.models import Case, Dispute, Part, Reminder, RetaliationReport
from caseflow.services import emergencies, retaliation
from caseflow.services.consistency import look
from caseflow.services.sweep import sweep
from caseflow.tasks import mail_reminders, morning_digest
from exchange.services.tokens import create_token
from offices import jobs
from offices.models import Job, Posting
from offices.roles import Role
from petitions.services import files
from petitions.services.drafts import save_draft
from petitions.services.inputs import Against, Person
from tests import factories as f
from tests.addresses import TABLE
from tests.addresses import time_machine as time_machine
from tests.addresses import world as world
from tests.cast import SINCE, TODAY, Cast, at
from tests.test_scoping import LISTS, client

BIRD = "乌鸦"  # part of every canary below, so that one look finds each
NAME, PLACE, TITLE, TEXT, FILE, BODY = (f"{BIRD}{what}" for what in ("姓名", "地址", "摘要", "正文", "文件", "内容"))
WHO, POST, UNIT, REASON, REPORT, DRAFTED = (
    f"{BIRD}{what}" for what in ("被告", "职务", "单位", "理由", "情况", "草稿")
)
ALL = (NAME, PLACE, TITLE, TEXT, FILE, BODY, WHO, POST, UNIT, REASON, REPORT, DRAFTED)
WITHOUT = ("chen", "pan", "hua", "su", "dan", "ou", "hei", "wai", "weihead", "yuan", "ada", "rena", "shui", "anonymous")


@pytest.fixture
def secret(cast: Cast, files_root, time_machine, settings, tmp_path) -> Case:
    """The accusation of the water bureau, through its whole way to the discipline organ, where Jin has taken it up."""
    time_machine.move_to(at(TODAY, 12), tick=False)
    settings.VAR = tmp_path
    user = type(cast.user("mi")).objects.create_user("shui", "x", name="Shui", email="shui@example.org")
    cast.postings["shui"] = Posting.objects.create(user=user, office=cast.offices["water"], role=Role.CONFIDENTIAL, valid_from=SINCE)  # fmt: skip
    stored = files.store(ContentFile(BODY.encode()), f"{FILE}.txt", len(BODY.encode()))
    desk = f.accusation(
        cast, summary=TITLE, text=TEXT, files=(stored,), persons=(Person(name=NAME, address=PLACE, phone="13911119999"),),
        accused=(Against(cast.offices["water"].pk, WHO, POST, "section", UNIT),),
    )  # fmt: skip
    f.act(cast, desk, "inform_personnel", "mi", organ="市委组织部", text=REPORT)
    f.act(cast, desk, "refer", "mi", hour=11, target=cast.offices["discipline"].pk, reason=REASON, way="post")
    there = f.case_of(desk.petition, "handling")
    f.act(cast, there, "accept_accusation", "jin", hour=11)
    f.act(cast, there, "investigate", "jin", hour=11, text=REPORT, files=[stored])
    retaliation.report_retaliation(desk.petition, REPORT, cast.offices["water"].pk, at(TODAY, 11))
    event = {"what": REPORT, "place": PLACE, "measures": REPORT, "happened_at": at(TODAY, 10)}
    emergencies.report_emergency(
        cast.actor("jin"), at(TODAY, 11), matter=desk.matter, department=cast.offices["discipline"].pk, **event
    )
    save_draft(cast.user("mi").pk, "register", "k9", QueryDict(f"text={DRAFTED}", mutable=True), at(TODAY, 11))
    mi = client(cast, "mi")
    page = reverse("caseflow:case", args=[desk.uid])
    record = mi.get(page).context["form"]["record"].value()
    mi.post(reverse("petitions:reading"), {"record": record, "reason": "核对反映内容"})
    assert TEXT in mi.get(page).content.decode() and WHO in mi.get(page).content.decode()
    assert mi.post(reverse("caseflow:case_file", args=[desk.uid]), {"format": "zip"}).status_code == 302
    return desk


def clean(told: object, where: object) -> None:
    text = told if isinstance(told, str) else str(told)
    assert BIRD not in text, (where, [c for c in ALL if c in text])


@pytest.mark.slow
@pytest.mark.parametrize("who", WITHOUT)
def test_no_page_tells_it(world, cast, secret, who: str) -> None:
    c = client(cast, who)
    for name, row in TABLE.items():
        if name.startswith("exchange:"):
            continue
        for query in {row.query, "?open=all&sort=number&where=all" if name in LISTS else row.query}:
            answer = c.get(reverse(name, args=row.args(world)) + query, follow=True)
            clean(answer.content.decode(errors="replace") if not answer.streaming else "", (name, query))


ACTS = ("refer", "accept_accusation", "name_accused", "investigate", "report_emergency", "reassign")


@pytest.mark.parametrize("who", WITHOUT)
def test_no_page_of_the_record_opens(cast, secret, who: str) -> None:
    c, there, report = client(cast, who), f.case_of(secret.petition, "handling"), RetaliationReport.objects.get()
    foreign = [
        *[reverse(f"caseflow:{name}", args=[there.uid]) for name in ("case", "case_file", "presence", "reveal")],
        *[reverse("caseflow:act", args=[there.uid, act]) for act in ACTS], reverse("caseflow:paper", args=[secret.notices.get().uid]),
        reverse("petitions:attachment", args=[secret.petition.attachments.get().uid]), reverse("petitions:receipt", args=[secret.petition.uid]),
    ]  # fmt: skip
    if who not in {"hua", "su"} or report.office != cast.offices["city_petition"]:  # the superior looks into the report
        foreign.append(reverse("caseflow:retaliation_report", args=[report.uid]))
    for url in foreign:
        for answer in (c.get(url), c.post(url, {"version": 1, "key": "k"})):
            assert answer.status_code in {302, 403, 404, 405}, url
            assert answer.status_code != 302 or "/login/" in answer.headers["Location"]
            clean(answer.content.decode(), url)


@pytest.mark.parametrize("who", [w for w in WITHOUT if w != "anonymous"])
def test_no_answer_of_the_api_tells_it(cast, secret, who: str) -> None:
    token = create_token(cast.postings[who], "t", 30, timezone.now())[1]
    headers = {"Authorization": f"Bearer {token}", "X-Reason": "reading it"}
    there, c = f.case_of(secret.petition, "handling"), Client(headers=headers)
    foreign = [
        f"cases/{there.uid}/", f"cases/{there.uid}/events/", f"cases/{there.uid}/papers/", f"cases/{there.uid}/acts/",
        f"petitions/{secret.petition.uid}/", f"matters/{secret.matter.uid}/", f"papers/{secret.notices.get().uid}/",
        f"papers/{secret.notices.get().uid}/pdf/",
    ]  # fmt: skip
    lists = [
        "cases/?where=all&open=all",
        "petitions/?where=all",
        f"petitions/?number={secret.petition.number}&where=all",
        "matters/",
        "indicators/",
    ]
    for path in (*foreign, *lists):
        answer = c.get(f"/api/v1/{path}")
        assert answer.status_code in {403, 404} if path in foreign else True, path
        clean(answer.content.decode(), path)
        clean(json.dumps(answer.json(), ensure_ascii=False), path)


@pytest.mark.parametrize("who", ["pan", "hua", "su", "ou", "shui", "jin", "mi"])
def test_no_list_that_is_taken_out_tells_it(cast, secret, who: str) -> None:
    """Not even to those who may read it: they take it out record by record, with a reason."""
    c = client(cast, who)
    for name, source in SOURCES.items():
        data = {"format": "csv", "columns": [x.name for x in source.columns], "about": "on"}
        answer = c.post(f"/export/{name}/?where=all&open=all", data)
        if answer.status_code == 403:
            continue
        job = Job.objects.get(uid=answer.headers["Location"].strip("/").split("/")[-1])
        assert jobs.run(str(job.uid), at(TODAY, 13)) == "done"
        job.refresh_from_db()
        with default_storage.open(job.result) as body:
            clean(body.read().decode("utf-8-sig", errors="replace"), (name, who))


def test_no_mail_and_no_log_line_tells_it(cast, secret, mailoutbox, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    Reminder.objects.update(at=timezone.now(), mailed_at=None, read_at=None)
    sweep(at(TODAY, 13))
    mail_reminders()
    morning_digest()
    client(cast, "mi").get(reverse("caseflow:case", args=[secret.uid]))
    assert mailoutbox
    for mail in mailoutbox:
        clean(mail.subject + mail.body, "mail")
        if "办件提醒" not in mail.subject:  # the digest alone names it, to whoever may see it
            assert secret.petition.number not in mail.subject + mail.body, mail.subject
        assert secret.petition.number not in mail.body or mail.to in (["mi@example.org"], ["jin@example.org"])
    clean(caplog.text, "log")


def test_no_error_page_tells_it(cast, secret, monkeypatch, caplog) -> None:
    """A fault of ours while Mi reads: the page and the log name its request and nothing of the record."""
    from caseflow.views import case as view

    mi = client(cast, "mi")
    mi.raise_request_exception = False
    page = reverse("caseflow:case", args=[secret.uid])
    record = mi.get(page).context["form"]["record"].value()
    mi.post(reverse("petitions:reading"), {"record": record, "reason": "核对反映内容"})

    def broken(found, *more):
        raise ValueError("broken")

    monkeypatch.setattr(view, "against_lines", broken)
    answer = mi.get(page)
    assert answer.status_code == 500
    clean(answer.content.decode(), "500")
    for entry in caplog.records:
        clean(entry.getMessage(), "log")


@pytest.fixture
def turned(cast: Cast, files_root, time_machine) -> Case:
    """A claim that turned out to be an accusation, after offices had disputed it, worked together on it, and agreed on a part."""
    time_machine.move_to(at(TODAY, 18), tick=False)
    case = f.forwarded(cast, TODAY)
    dispute = {"parties": [cast.offices["water"].pk], "consulted_on": TODAY, "text": f"{TEXT}一"}
    f.staff(cast, "zhou", "city_government", "head")
    f.act(cast, case, "raise_dispute", "hei", hour=11, **dispute)
    chosen = {"target": cast.offices["housing"].pk, "decided_on": TODAY, "reason": f"{REASON}一"}
    f.act(cast, case, "decide_dispute", "zhou", hour=12, **chosen)
    f.act(cast, case, "raise_dispute", "hei", hour=12, **{**dispute, "text": f"{TEXT}二"})
    asked = [{"office": cast.offices[o].pk, "asked": f"{WHO}{o}", "due_on": TODAY} for o in ("water", "station")]
    f.act(cast, case, "name_lead", "ou", hour=13, parts=asked)
    stored = files.store(ContentFile(BODY.encode()), f"{FILE}.txt", len(BODY.encode()))
    f.act(cast, case, "hand_in_part", "wai", hour=13, text=REPORT, files=[stored])
    f.act(cast, case, "accept", "ou", hour=14)
    words = {
        "findings": f"{TEXT}三",
        "basis": "略",
        "remedy": "略",
        "items": [{"request": f"{TEXT}四", "outcome": "explained", "answer": f"{TEXT}五"}],
    }
    f.act(cast, case, "draft", "ou", hour=14, **words)
    f.act(cast, case, "return_for_work", "hei", hour=15, reason=f"{REASON}二")
    f.act(cast, case, "reclassify", "ou", hour=16, klass="B", reason="实为检举")
    case.refresh_from_db()
    return case


def test_what_offices_wrote_to_each_other_is_sealed_with_it(cast, turned) -> None:
    nowhere_plain()
    assert not Part.objects.filter(handed_in_on=None, taken_back_on=None).exists(), "nobody is asked on"
    assert not Dispute.objects.filter(decided_on=None).exists()
    for who in ("wai", "weihead", "zhou", "dan", "pan", "hua", "ou", "hei"):
        c = client(cast, who)
        for url in (
            reverse("caseflow:case", args=[turned.uid]),
            reverse("caseflow:competence"),
            "/cases/?open=all&where=all",
        ):
            clean(c.get(url, follow=True).content.decode(), (who, url))
        token = create_token(cast.postings[who], "t", 30, timezone.now())[1]
        answer = Client(headers={"Authorization": f"Bearer {token}", "X-Reason": "reading it"}).get(
            f"/api/v1/cases/{turned.uid}/"
        )
        assert answer.status_code == 404
    sealed = ("remedy_sealed", "secret_clear", "part_sight", "accused_out", "notice_hash")
    assert {r.name: r.examples for r in look(at(TODAY, 18), only=sealed) if r.count} == {}


def test_whoever_may_read_it_reads_what_offices_wrote(cast, turned) -> None:
    f.staff(cast, "xu", "housing", Role.CONFIDENTIAL)
    xu = client(cast, "xu")
    page = reverse("caseflow:case", args=[turned.uid])
    record = xu.get(page).context["form"]["record"].value()
    xu.post(reverse("petitions:reading"), {"record": record, "reason": "核对反映内容"})
    told = xu.get(page).content.decode()
    assert all(words in told for words in (f"{TEXT}一", f"{TEXT}二", f"{REASON}一", f"{WHO}water", REPORT))


def test_nothing_lies_plain_in_the_database(secret) -> None:
    """Every table, every column that is text in some way, and what stands in its indexes with it."""
    nowhere_plain()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM petitions_searchtext WHERE petition_id = %s", [secret.petition_id])
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM petitions_petitioner WHERE petition_id = %s AND (identity_hash <> '' OR phone_hash <> '')", [secret.petition_id])  # fmt: skip
        assert cursor.fetchone()[0] == 0


def nowhere_plain() -> None:
    plain = {"petitions_readlog"}  # the reasons are the supervisor's to read
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [row[0] for row in cursor.fetchall() if row[0] not in plain]
        assert {
            "petitions_searchtext",
            "caseflow_reminder",
            "petitions_event",
            "petitions_draft",
            "offices_job",
        } <= set(tables)
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{BIRD}%"])
            assert cursor.fetchone()[0] == 0, table
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{BIRD.encode().hex()}%"])
            assert cursor.fetchone()[0] == 0, (table, "as bytes")


def test_the_query_page_tells_nothing_of_the_class(world, secret) -> None:
    from petitions.sealing import unseal

    code = unseal(secret.petition.petitioners.get().code)
    sent = {"number": secret.petition.number, "code": code}
    body = Client().post(reverse("caseflow:query"), sent, follow=True).content.decode()
    assert secret.petition.number in body
    clean(body, "query")
    for word in ("检举", "控告", "纪律", "accusation", "discipline", "保密"):
        assert word not in body, word
