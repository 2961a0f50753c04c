"""What random lives need beside the cast's own acts: how far a life has come at its start, and what each act is told."""

import random
from datetime import date, timedelta
from typing import Any

from caseflow.models import Case, Execution, RemedyRequest, Settlement, StatutoryRoute, Withdrawal
from caseflow.services.bodies import bodies_of
from caseflow.services.routes import seed_routes
from offices.actors import Actor
from tests import factories as f
from tests import remedies as r
from tests.cast import Cast

STAFF = ("qin", "zhao", "gao", "long", "di", "dong")
WAY = ("ask_review", "ask_recheck", "accept_request", "conclude", "refuse_reacceptance", "new_facts")
SAME = {"reason": "一致", "same_facts": True, "same_reasons": True, "would_be_new": "新证据"}


def begin(cast: Cast, rng: random.Random, day: date) -> date:
    """Some lives begin late: with an opinion received, a review, a recheck, or a concluded matter petitioned about again."""
    far = rng.randrange(6)
    seed_routes()
    if "qin" not in cast.postings or far < 2:
        return day
    case = r.known(cast, day, day + timedelta(days=1))
    if far == 2:
        return day + timedelta(days=2)
    review = r.reviewed(cast, case, day + timedelta(days=3))
    if far == 3:
        return day + timedelta(days=4)
    recheck = r.reviewed(cast, review, day + timedelta(days=5), body=None)
    for task in Execution.objects.open():
        f.act(
            cast, task.case, "carry_out", "ou", day + timedelta(days=6), execution=task.pk, result="done", text="已落实"
        )
    if far == 4:
        return day + timedelta(days=7)
    f.act(cast, recheck, "conclude", "long", day + timedelta(days=7))
    again = f.case_of(f.petition(cast, day + timedelta(days=8), summary="又来了"))
    f.act(cast, again, "link", "pan", day + timedelta(days=8), to_matter=case.matter_id, reason="同一事项")
    return day + timedelta(days=9)


def facts(cast: Cast, rng: random.Random, day: date, case: Case, act: str, actor: Actor) -> dict[str, Any] | None:
    """The facts of an act of this area; None for an act of another."""
    people = [p for x in case.matter.extracts.filter(until=None) for p in x.petition.petitioners.all()]
    person = rng.choice(people).pk if people else None
    hearing = {"place": "三楼", "members": "三人"}
    match act:
        case "ask_review" | "ask_recheck":
            bodies = list(bodies_of(case, day)) or [None]
            body = actor.office_id if rng.random() < 0.2 and actor.office_id != case.office_id else rng.choice(bodies)
            outside = {} if body else {"organ": "省政府", "organ_address": "省城"}
            posted = {"postmark_on": day - timedelta(days=3)} if rng.random() < 0.3 else {}
            return {"petitioner": person, "text": "不服", "body": body, "received_on": day, **outside, **posted}
        case "pass_request_on":
            bodies = bodies_of(RemedyRequest.objects.get(case=case).of, day)
            return {"target": rng.choice(bodies), "reason": "归口"} if bodies else {}
        case "accept_request":
            return {"excuse": "住院", "obstacle_ended_on": day - timedelta(days=2)} if rng.random() < 0.5 else {}
        case "refuse_request":
            return {"ground": rng.choice(("late", "pending", "no_opinion")), "reason": "理由"}
        case "decide" if case.kind in ("review", "recheck") or case.via == "redo":
            places = ("first", "review") if case.kind == "recheck" else ("first",)
            found: dict[str, Any] = {"compared": "补充了事实"} if case.via == "redo" else {}
            if case.kind in ("review", "recheck"):
                found |= {"result": rng.choice(("uphold", "change", "redo")), "ground": "facts", "redo_at": rng.choice(places),
                          "redo_due_on": day + timedelta(days=20)}  # fmt: skip
            return found
        case "draft" if case.kind == "recheck" or case.via == "redo":
            return {**r.AGAIN, "findings": f"重新查明的事实{rng.random()}"}
        case "call_hearing":
            return {**hearing, "first_on": day + timedelta(days=3)}
        case "hold_hearing":
            return {**hearing, "first_on": day - timedelta(days=1), "last_on": day, "minutes": "略"}
        case "refuse_reacceptance":
            return SAME
        case "new_facts":
            return {"text": "新的事实"}
        case "withdraw":
            return {"petitioner": person, "reason": "不再请求"}
        case "revoke_withdrawal":
            row = Withdrawal.objects.filter(case=case, revoked_on=None).first()
            return {"petitioner": row.petitioner_id if row else person}
        case "help":
            return {"sort": "visit", "text": "走访"}
    return of_routes(rng, day, case, act)


def of_routes(rng: random.Random, day: date, case: Case, act: str) -> dict[str, Any] | None:
    """The facts of the acts of Art. 31 and 33; None for an act of another area."""
    reason = {"reason": "理由"}
    match act:
        case "reclassify":
            return {"klass": "A" if case.matter.klass == "C" else "C", **reason}
        case "route_out":
            return {"route": _route(rng, (1, 2, 3, 4)), "organ": "区人民法院", "known_on": day, **reason}
        case "start_own":
            return {"route": _route(rng, (5,)), **reason}
        case "answer_own":
            return {"text": "已责令停止侵害。", "basis": "《治安管理处罚法》", "remedy": "可在六十日内申请行政复议。"}
        case "use_simplified":
            return {"ground": "daily_life", "nothing_against": True}
        case "settle":
            agreed = {
                "kind": "settlement",
                "requests": "修复电梯",
                "parties": "李秀英、物业公司",
                "agreement": "十日内修复。",
            }
            return {**agreed, "perform_on": day + timedelta(days=1)}
        case "settlement_performed":
            last = Settlement.objects.filter(case=case).last()  # before its day whether it is kept is not known yet
            return {"text": "已履行"} if last and last.perform_on < day else {}
        case "carry_out":
            task = Execution.objects.open().filter(case=case).first()
            return {"execution": task.pk, "result": "done", "text": "已落实"} if task else None
    return None


def _route(rng: random.Random, items: tuple[int, ...]) -> int:
    return rng.choice(list(StatutoryRoute.objects.filter(item__in=items).order_by("pk").values_list("pk", flat=True)))
