"""R22 Art. 37: social and judicial assistance for whoever is in need, and care after the end of a matter; she can read of it."""

from caseflow.services import timeline
from petitions.models import Event
from tests import factories as f
from tests import remedies as r
from tests.caseflow.remedies.test_ends import concluded


def test_help_goes_on_after_the_end(tiers) -> None:
    recheck = concluded(tiers)
    handling = recheck.matter.cases.get(kind="handling")
    f.act(tiers, handling, "help", "ou", "2026-10-08", sort="social", text="协助申请临时救助两千元")
    f.act(tiers, recheck, "help", "gao", "2026-10-09", sort="explanation", text="当面解释复核意见")
    lines = list(Event.objects.filter(matter=recheck.matter_id, kind="help").order_by("seq"))
    told = [line.text for line in timeline.event_lines(lines, [e.opened for e in lines], {})]
    assert "协助申请临时救助两千元" in told[0] and "当面解释复核意见" in told[1]
    handling.refresh_from_db()
    assert handling.state == "closed" and r.running(handling) == set(), "help opens nothing again"


def test_help_on_an_open_case_too(tiers) -> None:
    case = f.accepted(tiers, "2026-09-01")
    before = case.state
    assert f.act(tiers, case, "help", "ou", "2026-09-02", sort="judicial", text="协助申请司法救助").state == before
