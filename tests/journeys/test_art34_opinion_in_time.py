"""R22 Art. 34: an opinion within sixty days of acceptance, once thirty more for a reason and before they end, sent to everyone."""

from datetime import date

from caseflow.models import Notice, Service
from tests import factories as f
from tests import remedies as r
from tests.caseflow.test_acts import refusal


def test_sixty_days_and_thirty_more_once(cast) -> None:
    case = f.accepted(cast, "2026-07-01", persons=(f.LI, f.Person(name="匿名", address="", phone="")))
    assert r.clock(case, "C6").nominal_on == date(2026, 8, 30) and r.clock(case, "C6").due_on == date(2026, 8, 31)
    f.act(cast, case, "extend", "hei", "2026-08-20", days=30, reason="需专业鉴定")
    assert r.clock(case, "C6").due_on == date(2026, 9, 29)
    assert refusal(cast, case, "extend", "hei", "2026-08-21", days=10, reason="再延") == "extended_before"
    assert "2026年9月29日" in Notice.objects.get(case=case, kind="extension").body
    f.act(cast, case, "draft", "ou", "2026-09-20", **f.OPINION)
    f.act(cast, case, "clear", "hei", "2026-09-21")
    f.act(cast, case, "decide", "hei", "2026-09-22")
    case = f.act(cast, case, "send", "ou", "2026-09-23")
    clock = r.clock(case, "C6")
    assert (clock.stopped_on, clock.result) == (date(2026, 9, 23), "met")
    ways = dict(
        Service.objects.filter(notice__case=case, notice__kind="opinion").values_list("petitioner__name", "way")
    )
    assert ways == {"李秀英": "post", "匿名": "collection"}, "who cannot be reached finds it kept for collection"
