"""Facts of the acts on papers and their service."""

import uuid

from caseflow.models import Notice
from caseflow.services.paper_layout import sheet_of
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready


def _correct_paper(ask: Ask, facts: Facts) -> Ready:
    """The paper named by its uid, one of this case."""
    try:
        uid = uuid.UUID(str(facts.get("paper")))
    except ValueError:
        return Ready(facts)
    found = Notice.objects.filter(case=ask.case, uid=uid).first()
    if found is not None:
        by = found.corrections.first()
        facts["corrects"] = {
            "pk": found.pk, "uid": str(found.uid), "kind": found.kind, "number": found.number, "by": by.number if by else "",
            "addressee": sheet_of(found.opened)["addressee"],
        }  # fmt: skip
    return Ready(facts)


PREPARE: dict[str, Prepare] = {"correct_paper": _correct_paper}
