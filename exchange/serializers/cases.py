"""Cases, their clocks, papers, opinion and events as answers."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from caseflow.choices import (
    CaseKind,
    ExecutionState,
    Outcome,
    PaperKind,
    Procedure,
    ServiceWay,
    SettlementKind,
    State,
    Via,
)
from caseflow.filters import LAMPS
from exchange.serializers.common import Named, Person
from exchange.serializers.petitions import CaseBrief, MatterLine, Participant, PetitionBrief, Petitioner
from offices.actors import Actor

CLOCK_STATES = ("running", "met", "met_late", "moved", "ended", "lapsed")
CLOCK_KINDS = ("duty", "right", "lapse", "watch")


def lamp(due_on: date | None, actor: Actor) -> str:
    """As `by_lamp` chooses the rows."""
    if due_on is None:
        return "still"
    days = (due_on - actor.day).days
    return "late" if days < 0 else "soon" if days <= actor.soon_days else "fine"


class CaseLine(serializers.Serializer):
    """A case of a list."""

    uid = serializers.UUIDField()
    number = serializers.CharField(help_text=_("The number of the petition that opened it."))
    kind = serializers.ChoiceField(CaseKind.choices)
    state = serializers.ChoiceField(State.choices)
    title = serializers.SerializerMethodField(help_text=_("Empty in a list where the matter is confidential."))
    office = Named()
    handler = Person(allow_null=True)
    received_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True, help_text=_("The earliest legal day of its running duties."))
    lamp = serializers.SerializerMethodField()
    last_act_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    confidential = serializers.BooleanField()

    def get_title(self, row: Any) -> str:
        return str(row.matter.listed_title)

    @extend_schema_field(serializers.ChoiceField(list(LAMPS.items())))
    def get_lamp(self, row: Any) -> str:
        return lamp(row.due_on, self.context["actor"])


class Clock(serializers.Serializer):
    """One statutory duty or right on a case, with the account of its day."""

    term = serializers.CharField()
    name = serializers.CharField()
    law = serializers.CharField()
    pack = serializers.CharField(help_text=_("The version of the local rules that set the term, or national."))
    kind = serializers.ChoiceField(CLOCK_KINDS)
    status = serializers.ChoiceField(CLOCK_STATES)
    started_on = serializers.DateField()
    nominal_on = serializers.DateField()
    due_on = serializers.DateField()
    stopped_on = serializers.DateField(allow_null=True)
    extension = serializers.IntegerField()
    provisional = serializers.BooleanField()
    why = serializers.ListField(child=serializers.CharField(), help_text=_("How the day was counted."))


class OpinionItem(serializers.Serializer):
    position = serializers.IntegerField()
    request = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(Outcome.choices)
    answer = serializers.CharField(allow_blank=True)


class Opinion(serializers.Serializer):
    """The answer: facts, basis, one outcome per request, remedy."""

    status = serializers.ChoiceField(("draft", "cleared", "decided"))
    findings = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_blank=True)
    remedy = serializers.CharField(allow_blank=True)
    items = OpinionItem(many=True)


class Execution(serializers.Serializer):
    """A supported request to be carried out."""

    id = serializers.IntegerField(source="pk")
    item = serializers.IntegerField(source="item.position")
    state = serializers.ChoiceField(ExecutionState.choices)
    due_on = serializers.DateField()
    changed_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField(source="opened.evidence", allow_blank=True)


class Settlement(serializers.Serializer):
    """An agreement, and whether it was performed."""

    kind = serializers.ChoiceField(SettlementKind.choices)
    requests = serializers.CharField()
    parties = serializers.CharField()
    agreement = serializers.CharField()
    perform_on = serializers.DateField()
    performed = serializers.BooleanField(allow_null=True)


class PaperLine(serializers.Serializer):
    """An issued paper of a list."""

    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(PaperKind.choices)
    number = serializers.CharField()
    issued_at = serializers.DateTimeField()


class Delivery(serializers.Serializer):
    """The service of a paper to one petitioner."""

    petitioner = serializers.CharField()
    way = serializers.ChoiceField(ServiceWay.choices, allow_blank=True)
    sent_on = serializers.DateField(allow_null=True)
    received_on = serializers.DateField(allow_null=True)
    is_refused = serializers.BooleanField()


class Paper(PaperLine):
    """A paper as issued, frozen with its hash."""

    title = serializers.CharField()
    text = serializers.CharField(source="opened")
    sha256 = serializers.CharField()
    office = Named()
    case = serializers.UUIDField(source="case.uid")
    services = Delivery(many=True)


class File(serializers.Serializer):
    uid = serializers.UUIDField()
    name = serializers.CharField(source="opened_name")
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    url = serializers.CharField(help_text=_("The page that downloads it; it needs a login session."))


class ClearanceLine(serializers.Serializer):
    """A step of clearance of the last draft: by whom it is to be or was cleared."""

    name = serializers.CharField()
    who = serializers.CharField()
    cleared_on = serializers.DateField(source="done", allow_null=True)
    returned_on = serializers.DateField(source="returned", allow_null=True)
    is_next = serializers.BooleanField()


class PartLine(serializers.Serializer):
    """What a co-handling office was asked for, and what it handed in."""

    office = serializers.CharField()
    asked = serializers.CharField()
    due_on = serializers.DateField()
    handed_in_on = serializers.DateField(allow_null=True)
    taken_back_on = serializers.DateField(allow_null=True)
    text = serializers.CharField(allow_blank=True)


class DisputeLine(serializers.Serializer):
    """A dispute of competence: the consultation, who decides, and the decision."""

    raised_on = serializers.DateField()
    consulted_on = serializers.DateField()
    text = serializers.CharField()
    parties = serializers.CharField()
    decider = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    named = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)


class DecisionLine(serializers.Serializer):
    """A decision asked for of the Party committee or government."""

    grounds = serializers.CharField()
    asked_on = serializers.DateField()
    decided_by = serializers.CharField(allow_blank=True)
    decided_on = serializers.DateField(allow_null=True)
    decision = serializers.CharField(allow_blank=True)


class Case(CaseLine):
    """A case with all that its page shows. The ETag of the answer is its version, for If-Match of an act."""

    title = serializers.CharField(source="matter.opened_title")
    version = serializers.IntegerField()
    via = serializers.ChoiceField(Via.choices)
    accepted_on = serializers.DateField(allow_null=True)
    petition = PetitionBrief()
    text = serializers.CharField(allow_blank=True)
    matter = MatterLine()
    petitioners = Petitioner(many=True)
    participants = Participant(many=True)
    clocks = Clock(many=True)
    procedure = serializers.ChoiceField(Procedure.choices)
    opinion = Opinion(allow_null=True)
    executions = Execution(many=True)
    settlements = Settlement(many=True)
    clearance = ClearanceLine(many=True, help_text=_("Of the last draft; empty where the head clears alone."))
    parts = PartLine(many=True)
    disputes = DisputeLine(many=True)
    decisions = DecisionLine(many=True)
    papers = PaperLine(many=True, help_text=_("The first 50; all of them under papers/."))
    files = File(many=True, help_text=_("The first 50."))
    related = CaseBrief(many=True, help_text=_("Other cases of the matter in sight."))


class Event(serializers.Serializer):
    """One line of the timeline; lines are added, never changed."""

    uid = serializers.UUIDField()
    seq = serializers.IntegerField(help_text=_("Its place on the matter's timeline."))
    kind = serializers.CharField()
    name = serializers.CharField()
    at = serializers.DateTimeField(help_text=_("When it happened."))
    recorded_at = serializers.DateTimeField(help_text=_("When it was written down."))
    by = serializers.CharField(allow_blank=True)
    office = Named(allow_null=True)
    case = serializers.UUIDField(allow_null=True)
    from_state = serializers.ChoiceField(State.choices, allow_null=True)
    to_state = serializers.ChoiceField(State.choices, allow_null=True)
    text = serializers.CharField(allow_blank=True)
    is_backdated = serializers.BooleanField()
    is_imported = serializers.BooleanField()


class Refusal(serializers.Serializer):
    rule = serializers.CharField()
    article = serializers.CharField(allow_null=True)
    detail = serializers.CharField()


class Choice(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()


class Fact(serializers.Serializer):
    """One thing that an act wants to be told."""

    name = serializers.CharField()
    label = serializers.CharField()
    type = serializers.CharField()
    required = serializers.BooleanField()
    choices = Choice(many=True)


class Lacking(serializers.Serializer):
    """One thing that should be there before the act and is not."""

    code = serializers.CharField()
    name = serializers.CharField()
    article = serializers.CharField()
    blocks = serializers.BooleanField(help_text=_("Whether the act is refused until it is there."))


class Option(serializers.Serializer):
    """An act that may be done now, or one that is refused and why."""

    act = serializers.CharField()
    name = serializers.CharField()
    possible = serializers.BooleanField()
    refusal = Refusal(allow_null=True)
    articles = serializers.ListField(child=serializers.CharField())
    url = serializers.CharField()
    facts = Fact(many=True)
    missing = Lacking(many=True)


@extend_schema_serializer(many=False)
class Options(serializers.Serializer):
    """The acts of a case for this posting."""

    case = serializers.UUIDField()
    version = serializers.IntegerField()
    acts = Option(many=True)


class Done(serializers.Serializer):
    """What became of the case, and the cases that the act opened."""

    case = serializers.UUIDField()
    act = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    version = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    opened = CaseBrief(many=True, help_text=_("Cases that the act opened."))
    in_sight = serializers.BooleanField(help_text=_("Whether the case is still in the sight of your posting."))
