"""Sentences: names of acts and terms, why an act is refused, what an event tells. Rendered in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from caseflow.choices import PaperKind, State
from caseflow.facts import Refusal
from caseflow.texts import between, names, own_page, papers, secrecy
from caseflow.texts.between import check_name
from caseflow.texts.routing import ENDS, PRINCIPLES, STEPS, end_name, step_text
from caseflow.texts.sentences import plain, sentence

ACTS = names.ACTS | between.ACTS | papers.ACTS | secrecy.ACTS | own_page.ACTS
TERMS = names.TERMS | secrecy.TERMS | own_page.TERMS
REFUSALS = names.REFUSALS | between.REFUSALS | papers.REFUSALS | secrecy.REFUSALS | own_page.REFUSALS
FIELDS = names.FIELDS | between.FIELDS | papers.FIELDS | secrecy.FIELDS


def act_name(act: str) -> str:
    return str(ACTS.get(act, act))


def term_name(term: str) -> str:
    return str(TERMS.get(term, term))


def refusal_text(refusal: Refusal) -> str:
    """The reason in a sentence, with the article where there is one."""
    facts: dict[str, Any] = dict(refusal.facts)
    if "state" in facts:
        facts["state"] = State(facts["state"]).label
    if "paper" in facts:
        facts["paper"] = PaperKind(facts["paper"]).label
    if "fields" in facts:
        facts["fields"] = ", ".join(str(FIELDS.get(name, name)) for name in facts["fields"])
    if "checks" in facts:
        facts["checks"] = ", ".join(check_name(code) for code in facts["checks"])
    text = str(REFUSALS.get(refusal.code, refusal.code)) % {k: plain(v) for k, v in facts.items()}
    return f"{text} ({article_text(refusal.article)})" if refusal.article else text


def article_text(article: Any) -> str:
    """ "Art. 23 ¶3", in Chinese 第23条第3款."""
    text = _("Art. %(number)s") % {"number": article.number}
    if article.paragraph:
        text += _(" ¶%(paragraph)s") % {"paragraph": article.paragraph}
    if article.item:
        text += _(" (%(item)s)") % {"item": article.item}
    return text


__all__ = [
    "ACTS",
    "ENDS",
    "FIELDS",
    "PRINCIPLES",
    "REFUSALS",
    "STEPS",
    "TERMS",
    "act_name",
    "article_text",
    "check_name",
    "end_name",
    "refusal_text",
    "sentence",
    "step_text",
    "term_name",
]
