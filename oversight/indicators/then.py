"""Cases and clocks as they stood at the end of a past day: read from the events, by what the desk knew then (house rule 10).

An event is known from the instant it was recorded; an imported one from its own instant, for it is taken over as it was. What
an act wrote with a day of its own (a stop, an acceptance, an objection) is known with the act of that day. Offices are those
of today: a successor answers for what it took over. A matter that is confidential today is confidential in its past too.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Case as Condition
from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from caseflow.models import Case, Clock
from caseflow.services.apply import MARKS
from caseflow.workflow import FINAL, ROWS
from petitions.models import Event

FIRST = {"desk": "registered", "handling": "received", "review": "requested", "recheck": "requested"}
# acts that end or begin a term: with one of its day a stop, a start, an acceptance is known
TURNS = sorted({row.act for row in ROWS.values() if row.target or row.stops} | {"reclassify", "use_simplified", "leave_simplified"})  # fmt: skip
BY_ACT = ("C6", "A6", "SO", "C9", "C11")  # they begin with an act that may have been recorded later


def known(until: datetime) -> Q:
    """Events the desk knew before the instant."""
    return Q(at__lt=until) & (Q(is_imported=True) | Q(recorded_at__lt=until))


def _of(case: str, until: datetime, **more: Any) -> QuerySet[Event]:
    return Event.objects.filter(known(until), case_id=OuterRef(case), **more).order_by()


def as_they_were(rows: QuerySet[Case], until: datetime) -> QuerySet[Case]:
    """The cases that were there, with `state_then`, `since_then` (the instant of that state) and `last_then` (of the last act)."""
    acts = {row.act: row.target for row in ROWS.values() if row.secret and row.target}
    sealed = Condition(  # the facts of a confidential case lie sealed: its acts tell where they lead
        *(When(kind=act, then=Value(target)) for act, target in acts.items()),
        When(kind="open", then=Condition(*(When(of_kind=k, then=Value(s)) for k, s in FIRST.items()), output_field=TextField())),
        output_field=TextField(), default=None,
    )  # fmt: skip
    states = (
        _of("pk", until)
        .annotate(of_kind=ExpressionWrapper(OuterRef("kind"), output_field=TextField()))
        .annotate(to=Coalesce(KT("facts__to"), sealed, output_field=TextField()))
    )
    last = states.exclude(to=None).order_by("-seq")
    acted = _of("pk", until).exclude(kind__in=MARKS).order_by("-at")
    return rows.filter(Exists(_of("pk", until, kind="open"))).annotate(
        state_then=Subquery(last.values("to")[:1], output_field=TextField()),
        since_then=Subquery(last.values("at")[:1], output_field=DateTimeField()),
        last_then=Subquery(acted.values("at")[:1], output_field=DateTimeField()),
    )


def acted_on(field: str, until: datetime) -> Exists:
    """Cases whose `field`, a day, is known by an act of that day."""
    return Exists(_of("pk", until, kind__in=TURNS, at__date=OuterRef(field)))


def was_over() -> Q:
    """Cases that had ended, among `as_they_were`."""
    over = Q()
    for kind, states in FINAL.items():
        over |= Q(kind=kind, state_then__in=states)
    return over


def clocks_then(day: date, until: datetime) -> QuerySet[Clock]:
    """Clocks that ran or had run, with the days and the end they had: `nominal_then`, `due_then`, `extension_then`, `stop_then`."""
    acted = _of("case_id", until, kind__in=TURNS, at__date=OuterRef("stopped_on"))
    begun = _of("case_id", until, kind__in=TURNS, at__date=OuterRef("started_on"))
    rows = Clock.objects.filter(Q(started_on__lte=day) & (~Q(term__in=BY_ACT) | Exists(begun)))
    return rows.annotate(
        nominal_then=Coalesce(Cast(_moved("nominal", until), DateField()), F("nominal_on")),
        due_then=Coalesce(Cast(_moved("due", until), DateField()), F("due_on")),
        extension_then=Coalesce(Cast(_moved("extension", until), IntegerField()), F("extension"), output_field=IntegerField()),
        stop_then=Condition(When(Q(stopped_on__lte=day) & Exists(acted), then=F("stopped_on")), default=None, output_field=DateField()),
    )  # fmt: skip


def _moved(what: str, until: datetime) -> Subquery:
    """What a clock had before its first move that was not known yet; none where it was not moved since."""
    named = Func(
        Cast(Value("t"), TextField()), OuterRef("term"), Cast(Value("p"), TextField()), OuterRef("petitioner_id"),
        function="jsonb_build_object", output_field=JSONField(),
    )  # fmt: skip
    path = RawSQL("%s::jsonpath", [f"$.moved[*] ? (@.term == $t && @.petitioner == $p).{what}[0]"])
    before = Func(
        F("facts"), path, named, template="jsonb_path_query_first(%(expressions)s) #>> '{}'", output_field=TextField()
    )
    later = Event.objects.filter(~known(until), case_id=OuterRef("case_id"), facts__has_key="moved")
    found = later.annotate(before=before).exclude(before=None).order_by("seq")
    return Subquery(found.values("before")[:1], output_field=TextField())
