"""Names and sentences of accusations, emergency reports and data requests."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import Finding

Facts = Mapping[str, Any]

ACTS = {
    "refer": gettext_lazy("Refer to the competent organ"), "record_outside_receipt": gettext_lazy("Record the organ’s receipt"),
    "accept_accusation": gettext_lazy("Take it up"), "decide_accusation": gettext_lazy("Record the result"),
    "record_feedback": gettext_lazy("Record the feedback"), "close_accusation": gettext_lazy("Close the matter"),
    "inform_personnel": gettext_lazy("Inform the personnel organ"), "name_accused": gettext_lazy("Enter who is accused"),
    "name_office": gettext_lazy("Enter the office complained of"), "report_emergency": gettext_lazy("Report an emergency"), "correct_person": gettext_lazy("Her data were corrected"),
}  # fmt: skip
TERMS: dict[str, Any] = {}
REFUSALS = {
    "accused_acts": gettext_lazy("Who is complained of takes no part in this matter."),
    "accused_named": gettext_lazy("That office is complained of, or follows or is headed by whoever is: choose another."),
    "accused_handles": gettext_lazy("That person is complained of: choose another."),
    "one_addressee": gettext_lazy("Name one addressee: an office of this desk, or an organ outside it."),
    "not_competent": gettext_lazy("That office has no power over cadres: choose a discipline or party organ."),
    "no_receipt_outside": gettext_lazy("No receipt of an outside organ is awaited."),
    "reporter_unnamed": gettext_lazy("The reporter gave no name and address: there is nobody to tell."),
    "feedback_owed": gettext_lazy("The reporter gave her name: record first what she was told."),
    "own_office_accused": gettext_lazy("Your own office is complained of: refer the matter to another organ, which then enters it."),
    "second_for_secret": gettext_lazy("One part is an accusation: a second person checks that nothing of it stands in the others."),
    "secret_in_other_part": gettext_lazy("Words of the accusation stand in another part too; the office that gets it would read them. Take them out there."),
    "all_secret": gettext_lazy("Every part is an accusation: change the class of the matter first, then split it."),
    "unknown_file": gettext_lazy("A file chosen for a part is none of this petition. Nothing was changed; look at the choice again."),
    "nobody_named": gettext_lazy("Name an office or a person."),
    "personal_numbers": gettext_lazy("An identity or telephone number stands in the report; it needs none. Nothing was sent; take it out."),
    "no_superior": gettext_lazy("This desk knows no office above that one. The report was not taken: turn to the petition office of the next level."),
    "asked_before": gettext_lazy("The same is asked already; its answer is on its way."),
    "decided_before": gettext_lazy("This request is decided already."),
    "bad_value": gettext_lazy("This value does not fit the field. Nothing was changed; please look at it again."),
}  # fmt: skip
FIELDS = {
    "receipt_on": gettext_lazy("receipt of"), "receipt": gettext_lazy("receipt"), "result": gettext_lazy("result"),
    "told_on": gettext_lazy("told on"), "emergency": gettext_lazy("the report"), "what": gettext_lazy("what has happened"),
    "place": gettext_lazy("where"), "happened_at": gettext_lazy("when"), "measures": gettext_lazy("measures taken"),
    "against_office": gettext_lazy("office complained of"), "department": gettext_lazy("competent department"), "office": gettext_lazy("office"), "name": gettext_lazy("name"),
}  # fmt: skip


def _person_field(name: str) -> str:
    words = {
        "name": _("name"), "address": _("address"), "phone": _("telephone"), "identity": _("document number"), "email": _("e-mail"),
        "postcode": _("postcode"), "employer": _("employer"), "birth_on": _("date of birth"),
    }  # fmt: skip
    return words.get(name, name)


SENTENCES: Mapping[str, Callable[[Facts, str], str]] = {
    "refer": lambda f, office: _("Referred to %(organ)s.") % {"organ": office or f.get("organ", "")},
    "record_outside_receipt": lambda f, office: _("The organ’s receipt of %(day)s: %(receipt)s.") % {
        "day": f.get("receipt_on", ""), "receipt": f.get("receipt", "")},
    "decide_accusation": lambda f, office: _("Result: %(result)s.") % {
        "result": Finding(f["result"]).label if f.get("result") in Finding.values else ""},
    "record_feedback": lambda f, office: _("The reporter was told on %(day)s.") % {"day": f.get("told_on", "")},
    "inform_personnel": lambda f, office: _("%(organ)s was informed.") % {"organ": office or f.get("organ", "")},
    "report_emergency": lambda f, office: _("An emergency was reported to its addressees."),
    "correct_person": lambda f, office: _("Corrected at her request: %(field)s.") % {"field": _person_field(f.get("field", ""))},
}  # fmt: skip
