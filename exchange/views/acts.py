"""Acts: what may be done on a case now, and doing it through `perform()`, checked by the act's own form."""

import re
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from caseflow.choices import OUTCOMES_OF_CLASS, Outcome
from caseflow.forms import FORMS, ActForm
from caseflow.models import Case
from caseflow.services import options_of, perform
from caseflow.services.missing import Lacking, lacking
from caseflow.texts import ACTS, FIELDS, act_name, article_text, refusal_article, refusal_text
from caseflow.workflow import ROWS
from caseflow.workflow import Option as Possible
from exchange.auth import MayRead
from exchange.problems import Problem, invalid, refused
from exchange.reading import REASON, read_with_reason
from exchange.schema import IF_MATCH, KEY
from exchange.serializers import cases as shapes
from exchange.serializers.acts import INPUTS, Act, petitioner_id, type_of
from exchange.services.once import inner_key
from exchange.services.reading import case_rows
from exchange.views.base import DeskAPIView, answer_once, key_of
from exchange.views.cases import case_in_sight
from offices.actors import Actor
from petitions.models import Petitioner

EXAMPLES: dict[str, dict[str, Any]] = {
    "forward": {"version": 1, "target": "LJZJ", "reason": "职责目录"},
    "accept": {"version": 1},
    "draft": {
        "version": 2, "findings": "经查，电梯因控制柜损坏停运。", "basis": "《物业管理条例》第三十五条",
        "remedy": "如不服本意见，可自收到之日起30日内申请复查。",
        "items": [{"request": "修复电梯", "outcome": "supported", "answer": "责成物业公司于十日内修复。"}],
    },
    "send": {"version": 5, "ways": [{"petitioner": "YZXF-2026-000001-K/1", "way": "post"}]},
    "record_receipt": {"version": 6, "petitioner": "YZXF-2026-000001-K/1", "received_on": "2026-11-23"},
}  # fmt: skip


class CaseActs(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="cases_acts", summary=_("What may be done on a case now"),
        description=_("The acts possible for your posting, and those refused with rule and article; each with the facts it wants."),
        parameters=[REASON], responses=shapes.Options,
    )  # fmt: skip
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        case = case_in_sight(self.actor, uid)
        read_with_reason(request, [case.petition_id], case.confidential)
        found = [o for o in options_of(case, self.actor, timezone.now()) if o.row.act in INPUTS]
        missing = lacking(case, [o.row.act for o in found if o.refusal is None], self.actor.day)
        rows = [_option(o, case, self.actor, request, missing.get(o.row.act, [])) for o in found]
        return Response(shapes.Options({"case": case.uid, "version": case.version, "acts": rows}).data)


def _option(option: Possible, case: Case, actor: Actor, request: Request, missing: list[Lacking]) -> dict[str, Any]:
    act, refusal = option.row.act, option.refusal
    why = None
    if refusal is not None:
        article = refusal_article(refusal)
        why = {"rule": refusal.code, "article": article, "detail": refusal_text(refusal)}
    return {
        "act": act, "name": act_name(act), "possible": refusal is None, "refusal": why,
        "articles": [article_text(a) for a in option.row.articles], "url": request.build_absolute_uri(f"{act}/"),
        "facts": _facts(act, case, actor) if refusal is None else [], "missing": missing,
    }  # fmt: skip


def _facts(act: str, case: Case, actor: Actor) -> list[dict[str, Any]]:
    """What the act wants to be told; where only some values fit this case, these."""
    form = FORMS[act](case=case, actor=actor)
    rows = []
    for name, field in INPUTS[act]().fields.items():
        if name == "version":
            continue
        bound = form.fields.get(name)
        label = str(bound.label) if bound is not None and bound.label else str(FIELDS.get(name, name))
        rows.append({
            "name": name, "label": label, "type": type_of(field), "required": bool(bound.required if bound is not None else field.required),
            "choices": _choices(act, name, field, form, case),
        })  # fmt: skip
    return rows


def _choices(act: str, name: str, field: Any, form: ActForm, case: Case) -> list[dict[str, str]]:
    if (act, name) == ("draft", "items"):
        return [
            {"value": o.value, "label": str(Outcome(o).label)} for o in OUTCOMES_OF_CLASS.get(case.matter.klass, ())
        ]
    if (act, name) == ("send", "ways"):
        return _people([p.pk for p in form.people], [str(form.fields[f"way_{p.pk}"].label) for p in form.people])
    if name == "petitioner" and act in {"record_receipt", "serve_again"}:
        given = form.fields["petitioner"].choices
        return _people([pk for pk, _label in given], [str(label) for _pk, label in given])
    if type_of(field) == "petitioner" and name in form.fields:
        found = form.fields[name].queryset
        return _people([p.pk for p in found], [form.fields[name].label_from_instance(p) for p in found])
    if type_of(field) == "choice":
        return [{"value": str(value), "label": str(label)} for value, label in field.choices.items()]
    return []


def _people(pks: list[int], labels: list[str]) -> list[dict[str, str]]:
    rows = Petitioner.objects.filter(pk__in=pks).select_related("petition").in_bulk()
    return [
        {"value": petitioner_id(rows[pk].petition.number, rows[pk].position), "label": label}
        for pk, label in zip(pks, labels, strict=True)
    ]


class DoAct(DeskAPIView):
    """One act; its address, input and description are those of `act`."""

    permission_classes = [MayRead]
    act = ""
    further_errors = {
        409: _("The act is refused; rule and article say why."), 412: _("Somebody acted on the case in between."),
        428: _("Neither If-Match nor version was given."),
    }  # fmt: skip

    def post(self, request: Request, uid: uuid.UUID) -> Response:
        case, key = case_in_sight(self.actor, uid), key_of(request)
        given = INPUTS[self.act](data=request.data)
        given.is_valid(raise_exception=True)
        version = _version(request, given)

        def do() -> tuple[int, dict[str, Any]]:
            return 200, self._do(case, given, version, inner_key(key))

        status, done = answer_once(request, key, {**request.data, "version": version}, do)
        return Response(done, status=status, headers={"ETag": f'"{done["version"]}"'})

    def _do(self, case: Case, given: Act, version: int, key: str) -> dict[str, Any]:
        actor = self.actor
        data = given.form_data(case) | {"version": str(version), "key": key}
        form = FORMS[self.act](data, None, case=case, actor=actor)
        if not form.is_valid():
            raise _problem(self.act, case, given, form, actor)
        before = list(Case.objects.filter(petition=case.petition_id).values_list("pk", flat=True))
        done = perform(case, self.act, actor, timezone.now(), expected_version=version, key=key, **form.facts())
        opened = case_rows(actor).filter(petition=case.petition_id).exclude(pk__in=before)
        seen = Case.objects.visible_to(actor).filter(pk=done.pk).exists()
        told = {"case": done.uid, "act": self.act, "state": done.state, "version": done.version, "due_on": done.due_on,
                "outcome": done.outcome, "opened": list(opened[:20]), "in_sight": seen}  # fmt: skip
        answer: dict[str, Any] = shapes.Done(told).data
        return answer


def _problem(act: str, case: Case, given: Act, form: ActForm, actor: Actor) -> Problem:
    """What is wrong with the fields, unless the act itself is refused: then that, as on the page."""
    option = next((o for o in options_of(case, actor, timezone.now()) if o.row.act == act), None)
    if option is not None and option.refusal is not None:
        return refused(option.refusal)
    rows = form.errors.get_json_data().items()
    return invalid(
        (given.path_of(n) if n != "__all__" else "", e["code"] or "rule", e["message"])
        for n, some in rows
        for e in some
    )


def _version(request: Request, given: Act) -> int:
    """The version that the caller read, from If-Match or the body; a problem where it is missing or they differ."""
    header, body = request.headers.get("If-Match"), given.validated_data.get("version")
    if header is None and body is None:
        told = _t("Say which version of the case you read: its ETag as If-Match, or “version” in the body.")
        raise Problem(428, "precondition-required", told)
    if header is None:
        return int(body)
    found = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', header.strip(), re.ASCII)
    if not found:
        raise invalid([("If-Match", "invalid", _t("Give the ETag of the case as you got it."))])
    version = int(found.group(1))
    if body is not None and body != version:
        raise invalid([("version", "conflict", _t("If-Match names another version."))])
    return version


def view_of(act: str) -> type[DoAct]:
    """The view of one act with its own place in the schema."""
    articles = ", ".join(str(a) for a in ROWS[act].articles)
    examples = [OpenApiExample(act, EXAMPLES[act], request_only=True)] if act in EXAMPLES else []
    made = type(f"DoAct_{act}", (DoAct,), {"act": act})
    told = extend_schema(
        operation_id=f"cases_act_{act}", summary=ACTS[act], description=f"R22 {articles}" if articles else None,
        parameters=[KEY, IF_MATCH], request=INPUTS[act], responses={200: shapes.Done}, examples=examples,
    )  # fmt: skip
    view: type[DoAct] = extend_schema_view(post=told)(made)
    return view


ACT_VIEWS = {act: view_of(act) for act in FORMS}
