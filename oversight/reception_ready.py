"""What leaders' reception adds to the rooms below when the desk starts: words, pages of reminders, cards, the demo."""

from caseflow import demo, panels, texts
from caseflow.services import digest, own_page
from caseflow.texts import sentences
from caseflow.views.lists import PAGES
from oversight import reception_export  # noqa: F401  (its lists can be exported)
from oversight.demo.reception import make_receptions
from oversight.services.reception import cards, late
from oversight.texts import reception as words


def add_reception() -> None:
    texts.ACTS.update(words.ACTS)
    texts.REFUSALS.update(words.REFUSALS)
    texts.FIELDS.update(words.FIELDS)
    sentences.SENTENCES.update(words.SENTENCES)
    PAGES.update({"reception": "oversight:reception_item", "charge": "oversight:charge"})
    panels.PANELS.append(panels.Room(cards.of_case, cards.on_case))
    digest.MORE.append(late.in_digest)
    own_page.BESIDE.append(cards.on_own_page)
    demo.MORE.append(make_receptions)
