"""What supervision adds to the rooms below: words of its events, its card on the case page, its lists, its place in the menu."""

from django.utils.translation import gettext_lazy as _

from caseflow import demo, panels, texts
from caseflow.services import remedies
from caseflow.texts import sentences
from caseflow.views import lists as case_lists
from offices.nav import ENTRIES, NavEntry
from oversight.models import Dismissal, OrderStep, Recommendation, SupervisionOrder
from oversight.supervision import lists  # noqa: F401  (its lists can be exported)
from oversight.supervision.demo import make_orders
from oversight.supervision.texts import ACTS, FIELDS, REFUSALS, SENTENCES
from oversight.views import supervision


def enter() -> None:
    """Once, when the apps are ready."""
    texts.ACTS.update(ACTS)
    texts.REFUSALS.update(REFUSALS)
    texts.FIELDS.update(FIELDS)
    sentences.SENTENCES.update(SENTENCES)
    panels.PANELS.append(panels.Room(supervision.of_case, supervision.panel))
    demo.MORE.append(make_orders)
    case_lists.PAGES.update(order="oversight:order", advice="oversight:recommendation")
    remedies.CLOSABLE.extend([SupervisionOrder, OrderStep, Dismissal, Recommendation])
    remedies.TO_MATTER.update({OrderStep: "order__case__matter", Recommendation: "cases__matter"})
    ENTRIES.append(NavEntry(47, "oversight:orders", _("Supervision"), "flag", "read", supervision.waiting, "s"))
