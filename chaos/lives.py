"""What clerks do while processes die: register, keep drafts, and take letters through their acts, all by real forms."""

import random
import threading
import time
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from chaos import database
from chaos.clerk import Clerk, GaveUp
from chaos.journal import Entry, Journal

TEAMS = (("LJZJ", "ou", "hei"), ("LJHB", "luo", "tan"), ("QSZR", "guo", "xie"))
ROUTED = ("990102101000", "010102")  # a place and a topic that the duty catalogue names an office for
WAY = ("forward", "accept", "investigate", "draft", "clear", "decide", "send", "record_receipt", "close")
OUTCOMES = ("supported", "not_supported", "explained")
LATE, SOON = 20, 13  # days back: the desk's fifteen days are over, or nearly


def today() -> date:
    """The desk's day."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


class Team(threading.Thread):
    """A counter, a petition officer and one office: letters one after another until told to stop."""

    def __init__(self, number: int, folder: Path, port: int, journal: Journal, seed: int, stop: threading.Event,
                 behind) -> None:  # fmt: skip
        super().__init__(name=f"team {number}", daemon=True)
        self.folder, self.journal, self.stop, self.behind = folder, journal, stop, behind
        self.rng = random.Random(f"{seed}-{number}")
        self.office, officer, head = TEAMS[number % len(TEAMS)]
        self.people = {n: Clerk(port, n, journal) for n in {"chen", "pan", officer, head}}
        self.officer, self.head = officer, head
        self.office_id = 0
        self.topics: list[str] = []
        self.crashed = ""

    def run(self) -> None:
        try:
            self._settle()
            while not self.stop.is_set():
                while self.behind() and not self.stop.wait(0.2):
                    pass
                self._letter()
        except GaveUp as problem:
            self.crashed = f"gave up waiting ({problem})"
        except Exception as problem:
            self.crashed = f"{type(problem).__name__}: {problem}"

    def _settle(self) -> None:
        for clerk in self.people.values():
            clerk.login()
        found = database.rows(self.folder, "SELECT id FROM offices_office WHERE code = %s", [self.office])
        self.office_id = found[0][0]
        sql = "SELECT code FROM petitions_topic WHERE level = 3 AND NOT confidential AND valid_until IS NULL ORDER BY code"
        self.topics = [code for (code,) in database.rows(self.folder, sql)]

    def _letter(self) -> None:
        rng = self.rng
        if rng.random() < 0.06:
            self._draft()
        secret = rng.random() < 0.03
        entry = register(self.people["chen"], self.journal, rng, secret=secret, topics=self.topics)
        if not entry.done or secret or rng.random() < 0.3:
            return
        self._way(entry.place, rng.randint(1, len(WAY)))

    def _draft(self) -> None:
        entry = self.journal.want(uuid.uuid4().hex, "draft kept")
        entry.facts["marker"] = f"未寄出的草稿{entry.key}"
        fields = {"key": entry.key, "summary": entry.facts["marker"], "text": "写到一半"}
        clerk = self.people["chen"]
        begun = time.monotonic()
        answer = clerk.insist(lambda: clerk.ask("POST", "/register/draft/", fields), entry)
        entry.waited, entry.done = time.monotonic() - begun, answer.status == 200
        entry.refused = "" if entry.done else str(answer.status)
        self.journal.note(entry)

    def _way(self, petition: str, steps: int) -> None:
        case = database.case_of(self.folder, petition, "desk")
        for act in WAY[:steps]:
            if self.stop.is_set():
                return
            who = {"forward": "pan", "clear": self.head, "decide": self.head}.get(act, self.officer)
            if not self._act(self.people[who], case, act):
                return
            if act == "forward":
                case = database.case_of(self.folder, petition, "handling")

    def _act(self, clerk: Clerk, case: str, act: str) -> bool:
        path = f"/cases/{case}/{act}/"
        form, _page = clerk.form(path)
        fields = form.fields
        entry = self.journal.want(fields.get("key", ""), act)
        entry.place = case
        files: dict[str, bytes] = {}
        if act == "forward":
            fields |= {"target": str(self.office_id), "reason": "按职责目录转送"}
        elif act == "investigate":
            fields["text"] = entry.facts["marker"] = f"到现场核实{entry.key}"
            if self.rng.random() < 0.3:
                files = evidence(entry)
        elif act == "draft":
            fields |= {"findings": "查明的事实", "basis": "《条例》第五条", "remedy": "三十日内可申请复查",
                       "request_1": "请求处理", "outcome_1": self.rng.choice(OUTCOMES[:2]), "answer_1": "已处理"}  # fmt: skip
        elif act == "record_receipt":
            fields |= {"received_on": today().isoformat(), "note": "挂号信回执"}
        if self.rng.random() < 0.1:
            double_click(clerk, path, fields, files)
            entry.sent += 1
        clerk.send(entry, path, fields, files)
        return entry.done


def evidence(entry: Entry) -> dict[str, bytes]:
    """A small file that is told from every other, noted for the count."""
    data = f"附件 {entry.key}\n".encode() * 40
    entry.facts["file"] = data.decode()
    return {f"{entry.key}.txt": data}


def double_click(clerk: Clerk, path: str, fields: dict[str, str], files: dict[str, bytes]) -> None:
    """The same form a moment earlier, from another connection; nobody waits for its answer."""
    other = Clerk(clerk.port, clerk.user, clerk.journal)
    other.cookies = dict(clerk.cookies)

    def post() -> None:
        try:
            answer = other.ask("POST", path, fields, files)
            if answer.status == 500:
                clerk.journal.answered("500 to a double click")
        except Exception as problem:
            clerk.journal.answered(type(problem).__name__)

    threading.Thread(target=post, daemon=True).start()


def letter(key: str, received: date, *, purpose: str = "claim", topic: str = "", region: str = "") -> dict[str, str]:
    """The fields of a registration whose text holds the key."""
    return {
        "key": key, "channel": "letter", "purpose": purpose, "received_on": received.isoformat(), "region": region, "topic": topic,
        "summary": f"路灯不亮 {key}", "text": f"来信编号{key}：小区路灯坏了三个月，请派人修理。",
        "persons-TOTAL_FORMS": "1", "persons-INITIAL_FORMS": "0", "persons-0-kind": "person",
        "persons-0-name": "王小明", "persons-0-address": "柳塘镇解放路12号", "persons-0-phone": "19912345678",
    }  # fmt: skip


def register(clerk: Clerk, journal: Journal, rng: random.Random, *, secret: bool = False, topics: list[str],
             back: int | None = None) -> Entry:  # fmt: skip
    """One letter over the counter's form, under a key of the client; sometimes clicked twice, sometimes with a file."""
    if back is None:
        back = rng.choice((0, 0, 0, 0, 0, LATE, SOON, 3))
    entry = journal.want(uuid.uuid4().hex, "register")
    known = rng.random() < 0.5
    place, topic = ROUTED if known else ("", rng.choice(topics))
    received = today() - timedelta(days=back)
    fields = letter(entry.key, received, purpose="accusation" if secret else "claim", topic=topic, region=place)
    entry.facts |= {"text": fields["text"], "proposed": known and not secret}
    files = evidence(entry) if rng.random() < 0.08 else {}
    if rng.random() < 0.15:
        double_click(clerk, "/register/", fields, files)
        entry.sent += 1
    answer = clerk.send(entry, "/register/", fields, files)
    if entry.done:
        entry.place = answer.location.split("/petitions/")[-1].split("/")[0]
    return entry
