"""The fields that a paper's wording may use: what each is, for which kinds, an example, and its value from the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caseflow.choices import ServiceWay
from caseflow.models import Case, OpinionItem
from offices.models import Office

MOST_NAMES = 20


@dataclass(frozen=True)
class Field:
    """A field as the page lists it."""

    label: Any
    sample: str
    kinds: tuple[str, ...] = ()  # none: every kind


DUE = ("acceptance", "refusal", "joined", "extension", "correction")
REASON = ("direction", "extension", "correction", "objection")
ANSWER = ("opinion", "reply", "report")

FIELDS: Mapping[str, Field] = {
    "names": Field(_("the petitioners' names"), "李秀英、王建国"),
    "petition_number": Field(_("number of the petition"), "YZXF-2026-000123-K"),
    "matter": Field(_("the matter in a line"), "小区电梯停运三个月"),
    "received_on": Field(_("day the petition was received"), "2026年11月3日"),
    "channel": Field(_("how it came"), "来访"),
    "office": Field(_("name of your office"), "临江区住房和城乡建设局"),
    "office_address": Field(_("address of your office"), "临江区人民路1号"),
    "office_phone": Field(_("telephone of your office"), "0990-1234567"),
    "title": Field(_("name of the paper"), "受理告知书"),
    "number": Field(_("number of the paper"), "临住建受〔2026〕12号"),
    "today": Field(_("day of issue"), "2026年11月10日"),
    "suggestion": Field(_("filled for a suggestion, empty otherwise; for conditions"), ""),
    "no_opinion": Field(_("filled where the case ended without an opinion; for conditions"), "", ("report",)),
    "old_law": Field(_("filled where the 2005 regulations were in force; for conditions"), ""),
    "default_text": Field(_("the desk's own words for this paper"), "（本系统的默认文字）"),
    "registered_on": Field(_("day of registration"), "2026年11月3日", ("receipt",)),
    "target": Field(_("office it goes to"), "临江区水利局", ("transfer",)),
    "target_address": Field(_("its address"), "临江区河滨路2号", ("transfer",)),
    "target_phone": Field(_("its telephone"), "0990-7654321", ("transfer",)),
    "decision_by": Field(_("who decided on the report"), "临江区人民政府", ("transfer",)),
    "notice_days": Field(_("time in which that office tells her"), "15日", ("transfer",)),
    "report_due_on": Field(_("day to report back"), "2026年12月20日", ("transfer",)),
    "due_on": Field(_("due day"), "2027年1月11日", DUE),
    "longest": Field(_("days by which the term may be extended"), "30", ("acceptance",)),
    "days": Field(_("days of extension"), "30", ("extension",)),
    "reason": Field(_("the reason given"), "需要委托专业机构鉴定，情况复杂。", REASON),
    "organ": Field(_("the organ to turn to"), "临江区人民法院", ("direction",)),
    "organ_address": Field(_("its address and telephone"), "临江区法院路3号，0990-1112223", ("direction",)),
    "other_number": Field(_("number of the other petition"), "LJZJ-2026-000045-8", ("refusal", "joined")),
    "other_office": Field(_("office that handles it"), "临江区住房和城乡建设局", ("refusal",)),
    "requests": Field(_("the requests, one a line"), "1．修复电梯\n2．公开维修资金账目", ANSWER),
    "findings": Field(_("facts and reasons"), "经查，电梯因控制柜损坏停运，维修资金尚有结余。", ANSWER),
    "outcomes": Field(_("each request's outcome and answer"), "1．支持：责成物业公司于十日内修复。\n2．解释说明：账目已在公告栏公开。", ANSWER),
    "basis": Field(_("legal basis"), "《物业管理条例》第三十五条", ANSWER),
    "remedy": Field(_("remedy"), "如不服本意见，可自收到之日起30日内向临江区人民政府申请复查。", ("opinion",)),
    "sender": Field(_("office that sent it"), "云州市信访局", ("return", "report", "objection")),
    "result": Field(_("result and execution"), "处理意见已落实。", ("report",)),
    "view": Field(_("the petitioner's view"), "同意", ("report",)),
    "suggested": Field(_("office that should have it"), "临江区水利局", ("objection",)),
    "materials": Field(_("materials handed back"), "原件一份、附件两份", ("objection",)),
    "document": Field(_("paper served, with its number"), "信访处理意见书 临住建处〔2026〕8号", ("service_record",)),
    "way": Field(_("way of service"), "邮寄", ("service_record",)),
    "register_no": Field(_("registered-mail number"), "XA12345678990", ("service_record",)),
    "place": Field(_("place of service"), "柳塘镇1号", ("service_record",)),
    "sent_on": Field(_("day sent"), "2026年11月10日", ("service_record",)),
    "served_on": Field(_("day received"), "2026年11月12日", ("service_record",)),
    "receiver": Field(_("who received it"), "李秀英", ("service_record",)),
    "relation": Field(_("receiver's relation to the petitioner"), "本人", ("service_record",)),
    "refused": Field(_("filled where receipt was refused"), "", ("service_record",)),
    "witness": Field(_("witness"), "", ("service_record",)),
    "server": Field(_("who served it"), "欧文", ("service_record",)),
    "note": Field(_("note"), "", ("service_record",)),
}  # fmt: skip
EMPTY_LINE = "　　　　　　"


def fields_for(kind: str) -> dict[str, Field]:
    """The fields that a wording of the kind may use."""
    return {name: f for name, f in FIELDS.items() if not f.kinds or kind in f.kinds}


def sample(kind: str, office: Office) -> dict[str, str]:
    """Example values for a preview, with the office's own name and address."""
    given = {name: f.sample for name, f in fields_for(kind).items()}
    return given | {"office": office.name, "office_address": office.address, "office_phone": office.phone}


def day(value: Any) -> str:
    """A day as papers write it: 2026年11月3日; nothing for none."""
    if isinstance(value, str) and value:
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def joined_names(names: Iterable[str], unnamed: int = 0) -> str:
    """The first names and how many there are in all; `unnamed` are counted alone."""
    known = [n for n in names if n]
    if not known:
        return "信访人"
    told, count = known[:MOST_NAMES], len(known) + unnamed
    return "、".join(told) + (f"等{count}人" if count > len(told) else "")


def values_of(
    case: Case, kind: str, facts: Mapping[str, Any], at: datetime, names: str, offices: Mapping[int, Office],
    opinion: Mapping[str, Any], items: Sequence[OpinionItem], due_on: date | None,
) -> dict[str, str]:  # fmt: skip
    """Every field's value from the record and the act's facts, as text. Call it with Chinese in force."""
    petition, office = case.petition, case.office
    found = {
        "names": names, "petition_number": petition.number, "matter": case.matter.opened_title or "信访事项",
        "received_on": day(petition.received_at), "registered_on": day(petition.registered_at),
        "channel": str(petition.get_channel_display()), "office": office.name, "office_address": office.address,
        "office_phone": office.phone, "today": day(at), "suggestion": "是" if case.matter.klass == "A" else "",
        "due_on": day(facts.get("due_on") or due_on), "report_due_on": day(facts.get("report_due_on")),
        "other_number": facts.get("number", ""), "result": facts.get("text", ""), "view": facts.get("view") or "无明确意见",
        "requests": _lines(f"{i.position}．{i.request}" for i in items), "findings": opinion.get("findings", ""),
        "outcomes": _lines(_outcome(i, kind) for i in items), "basis": opinion.get("basis", ""), "remedy": opinion.get("remedy", ""),
    }  # fmt: skip
    found["notice_days"] = f"{facts.get('days') or 15}{'个工作' if facts.get('working') else ''}日"
    found["no_opinion"] = "" if opinion else "是"
    found["decision_by"] = (facts.get("decision") or {}).get("by", "")
    for name in ("reason", "organ", "organ_address", "days", "materials"):
        found[name] = str(facts.get(name) or "")
    for name in ("target", "sender", "suggested"):
        named = offices.get(facts.get(name) or 0)
        found |= {name: named.name if named else ""}
        if name == "target" and named:
            found |= {"target_address": named.address, "target_phone": named.phone}
    other = offices.get(facts.get("office") or 0)
    found["other_office"] = other.name if other else ""
    return found


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _outcome(item: OpinionItem, kind: str) -> str:
    asked = f"{item.request}——" if kind != "opinion" else ""
    until = f"（于{day(item.carry_out_on)}前落实）" if item.carry_out_on else ""
    return f"{item.position}．{asked}{item.get_outcome_display()}：{item.answer}{until}"


def way_name(way: str) -> str:
    return str(ServiceWay(way).label) if way in ServiceWay.values else ""
