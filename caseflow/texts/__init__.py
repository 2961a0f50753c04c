"""Sentences: names of acts and terms, why an act is refused, what an event tells. Rendered in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from caseflow.choices import PaperKind, State
from caseflow.citations import counterpart
from caseflow.facts import Refusal
from caseflow.statute import LAWS, Article
from caseflow.texts import between, names, old, own_page, packs, papers, secrecy
from caseflow.texts.between import check_name
from caseflow.texts.routing import ENDS, PRINCIPLES, STEPS, end_name, step_text
from caseflow.texts.sentences import plain, sentence

ACTS = names.ACTS | between.ACTS | papers.ACTS | secrecy.ACTS | own_page.ACTS | old.ACTS
TERMS = names.TERMS | secrecy.TERMS | own_page.TERMS | packs.TERMS
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
    if facts.get("states"):
        facts["states"] = _(" or ").join(f"“{State(name).label}”" for name in facts["states"])
    if "paper" in facts:
        facts["paper"] = PaperKind(facts["paper"]).label
    if "fields" in facts:
        facts["fields"] = ", ".join(str(FIELDS.get(name, name)) for name in facts["fields"])
    if "checks" in facts:
        facts["checks"] = ", ".join(check_name(code) for code in facts["checks"])
    code = f"{refusal.code}_but" if facts.get("states") else refusal.code
    text = str(REFUSALS.get(code, refusal.code)) % {k: plain(v) for k, v in facts.items()}
    cited = refusal_article(refusal)
    return f"{text} ({cited})" if cited else text


def refusal_article(refusal: Refusal) -> str | None:
    """The article that refuses, as the law of the day of the act has it; None where it had none."""
    return cited_in(refusal.article, refusal.law) if refusal.article else None


def cited_in(article: Article, law: str) -> str | None:
    """An article of R22 as a law has it: its name goes before it where it is not the present one."""
    found = counterpart(article, law)
    if found is None or law == "R22":
        return article_text(found) if found else None
    return f"{_(LAWS[law].name_en)} {article_text(found)}"


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
    "cited_in",
    "end_name",
    "refusal_article",
    "refusal_text",
    "sentence",
    "step_text",
    "term_name",
]
