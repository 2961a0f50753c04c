"""R22 Art. 39, a whole year by the pages: commitment, work, forecast, freeze, objection, publication, what follows, its end."""

from datetime import date

from django.test import Client

from oversight.models import AnnualReview, Commitment, ReviewConsequence, ReviewedOffice, ScoreFormula
from tests import factories as f
from tests.cast import Cast, at


def browser(cast: Cast, who: str) -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return found


TARGETS = {
    "t_accepted_in_time_weight": "40", "t_accepted_in_time_full": "100", "t_accepted_in_time_floor": "50",
    "t_answered_in_time_weight": "60", "t_answered_in_time_full": "90", "t_answered_in_time_floor": "40",
}  # fmt: skip
FORMULA = {
    "year": "2026", "bonus_cap": "5", "deduction_cap": "20", "over": "", "reason": "年度考核办法", "adopt": "1",
    "t_accepted_in_time_weight": "30", "t_accepted_in_time_full": "100", "t_accepted_in_time_floor": "50",
    "t_answered_in_time_weight": "50", "t_answered_in_time_full": "90", "t_answered_in_time_floor": "40",
    "t_commitment_weight": "20", "t_commitment_full": "100", "t_commitment_floor": "0",
}  # fmt: skip


def sent(client: Client, path: str, **data: object) -> None:
    answer = client.post(path, data)
    assert answer.status_code == 302, answer.content.decode()[:4000]


def test_art_39_a_whole_year(cast, time_machine_at) -> None:
    # January: the commitment is drafted, signed above, countersigned by the head
    people: dict[str, Client] = {}

    def on(day: str) -> list[Client]:
        """Another day: everybody logs in anew."""
        time_machine_at(at(day, 9))
        people.update({who: browser(cast, who) for who in ("su", "hua", "hei")})
        return list(people.values())

    su, hua, hei = on("2026-01-12")
    head = {
        "office": cast.offices["housing"].pk,
        "year": 2026,
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "text": "",
    }
    sent(su, "/commitments/new/", **head, **TARGETS)
    pledge = Commitment.objects.get()
    path = f"/commitments/{pledge.uid}/"
    sent(su, path, act="sign")
    sent(hei, path, act="countersign")
    sent(hua, "/reviews/rehearsal/", **FORMULA)
    assert ScoreFormula.objects.get().version == 1

    # the work of the year: four claims; two answered in time, one late, one never
    f.served(cast, "2026-01-19")
    f.served(cast, "2026-03-02")
    late = f.accepted(cast, "2026-03-03")
    f.act(cast, late, "draft", "ou", "2026-06-10", **f.OPINION)
    f.act(cast, late, "clear", "hei", "2026-06-10", hour=11)
    f.act(cast, late, "decide", "hei", "2026-06-10", hour=12)
    f.act(cast, late, "send", "ou", "2026-06-10", hour=13)
    forgotten = f.decided(cast, "2026-04-01")

    # July: the head looks where it will end
    su, hua, hei = on("2026-07-01")
    page = hei.get(path)
    answered = next(line["p"] for line in page.context["lines"] if line["p"].target.indicator == "answered_in_time")
    assert (answered.now.numerator, answered.now.denominator, answered.lamp) == (2, 4, "late")
    assert "at the floor or below" in page.content.decode()
    assert answered.outlook.value < answered.now.value, "the last ninety days were worse than the year"

    # the year ends; before it does, nothing is frozen
    su, hua, hei = on("2026-12-31")
    given = {
        "year": 2026,
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "offices": [cast.offices["housing"].pk, cast.offices["water"].pk],
    }
    sent(su, "/reviews/new/", **given)
    review = AnnualReview.objects.get()
    page_of = f"/reviews/{review.uid}/"
    early = su.post(page_of, {"act": "freeze"})
    assert early.status_code == 422 and "The year is not over" in early.content.decode()
    su, hua, hei = on("2027-01-04")
    sent(su, page_of, act="freeze")
    sent(su, page_of, act="ask_reports", day="2027-01-15")
    sheet = ReviewedOffice.objects.get(office=cast.offices["housing"])
    mine = f"{page_of}offices/{sheet.uid}/"
    sent(hei, mine, act="report", text="全年四件，两件按期答复，一件逾期，一件漏送。")

    # findings and the first score
    su, hua, hei = on("2027-01-16")
    sent(su, page_of, act="inspect")
    sent(su, mine, act="find", kind="deduction", points="3", text="一件处理意见未送达即报结", source="督查〔2027〕1号")
    sent(su, page_of, act="score", day="2027-01-25")
    sheet.refresh_from_db()
    # accepted 100: 30; answered 50: (50-40)/50 of 50 = 10; commitment 40 + 12 = 52: 10.4; less 3
    assert (str(sheet.score.base), str(sheet.score.total)) == ("50.40", "47.40")

    # the head objects: the last answer was handed over in time, its receipt was only not entered
    sent(hei, mine, act="object", text="4月一件已于4月2日当面送达，未及登记。")
    objection = sheet.objections.get()
    f.act(cast, forgotten, "send", "ou", "2026-04-02", reason="补录")
    sent(su, mine, act="correct", text="补录4月2日送达")
    sent(su, mine, act="answer", row=objection.pk, result="upheld", text="经核属实，数据已更正，重新计分。")
    sent(su, page_of, act="score")
    sheet.refresh_from_db()
    frozen = sheet.figures.get(indicator="answered_in_time")
    assert (frozen.numerator, frozen.denominator) == (2, 4), "what was frozen stays"
    # answered 75: 35 of 50; commitment 40 + 42 = 82: 16.4; 30 + 35 + 16.4 = 81.4, less 3
    assert (str(sheet.score.base), str(sheet.score.total)) == ("81.40", "78.40")

    # approved after the day for objections, published to the offices
    assert hua.post(page_of, {"act": "approve"}).status_code == 422
    su, hua, hei = on("2027-01-26")
    assert su.post(page_of, {"act": "approve"}).status_code == 422, "the head approves"
    sent(hua, page_of, act="approve")
    assert hei.get(f"{page_of}published/").status_code == 404
    sent(hua, page_of, act="publish")
    table = browser(cast, "weihead").get(f"{page_of}published/").content.decode()
    assert "78.40" in table and "临江区住房和城乡建设局" in table

    # what follows, its follow-up and verification, the end
    sent(hua, mine, act="order", kind="rectification", due_on="2027-02-28", text="建立送达登记制度")
    row = ReviewConsequence.objects.get()
    assert su.post(page_of, {"act": "close"}).status_code == 422
    su, hua, hei = on("2027-02-20")
    sent(hei, mine, act="follow_up", row=row.pk, text="已建立送达登记制度，并补训全员。")
    sent(su, mine, act="verify", row=row.pk, holds="yes", text="现场查看登记簿，属实。")
    sent(su, page_of, act="close")
    review.refresh_from_db()
    assert review.state == "closed" and review.steps.count() == 9
    assert "Nothing for you to do here now." in hua.get(page_of).content.decode()
    assert date(2027, 2, 28) == row.due_on
