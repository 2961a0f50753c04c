"""A paper's text is put together in one order and taken apart again, whatever was written into it."""

from hypothesis import given
from hypothesis import strategies as st

from caseflow.services.paper_layout import contact_line, plain_blocks, query_line, reference_line, sheet_of, together

HEAD = {"issuer": "临江区住建局", "title": "受理告知书", "number": "临住建受〔2026〕12号"}
LINES = st.text(alphabet="甲乙：联系您可凭信访件编号、一（年月日2026 \n", min_size=1, max_size=120).filter(str.strip)


def made(blocks: dict[str, str], query: str = query_line("YZXF-1")) -> str:
    return together(
        **HEAD, reference=reference_line("YZXF-1", "电梯\n停运"), blocks=blocks, contact=contact_line("住建局", "人民路1号", "123", ""),
        query=query, signer="临江区住建局", date="2026年11月3日",
    )  # fmt: skip


@given(LINES, LINES)
def test_what_was_put_together_is_found_again(body: str, remedy: str) -> None:
    sheet = sheet_of(made({"addressee": "李秀英：", "body": body.strip(), "remedy": remedy.strip()}))
    assert {name: sheet[name] for name in HEAD} == HEAD
    assert (sheet["addressee"], sheet["signer"], sheet["date"]) == ("李秀英：", "临江区住建局", "2026年11月3日")
    assert sheet["reference"] == "信访件编号：YZXF-1　事项：电梯 停运"
    assert sheet["contact"] == "联系单位：住建局，地址：人民路1号，电话：123。" and sheet["query"] == query_line(
        "YZXF-1"
    )
    words = [line for _style, line in sheet["body"] if line]
    assert words == [line.strip() for line in f"{body.strip()}\n{remedy.strip()}".split("\n") if line.strip()]


def test_headings_are_told_from_text() -> None:
    body = "一、投诉请求\n（一）电梯\n一、这一行很长，长到不可能是标题，因此按正文排印，不加粗也不改字体。\n\n正文"
    styles = [style for style, _line in sheet_of(made({"body": body}))["body"]]
    assert styles == ["first", "second", "text", "gap", "text"]


def test_a_paper_between_offices_has_no_query_line() -> None:
    sheet = sheet_of(made({"addressee": "云州市信访局：", "body": "异议"}, query=""))
    assert sheet["query"] == "" and sheet["contact"].startswith("联系单位")


def test_a_text_of_another_shape_is_set_as_body() -> None:
    sheet = sheet_of("第一行\n第二行")
    assert sheet["issuer"] == "" and sheet["body"] == [["text", "第一行"], ["text", "第二行"]]


def test_a_finished_text_of_a_plain_template_loses_what_the_desk_prints() -> None:
    text = (
        "临江区住建局\n受理告知书\n〔1〕号\n\n李秀英：\n\n正文第一段。\n临江区住建局\n\n联系单位：临江区住建局。\n"
        "您可凭信访件编号X和查询码查询办理进展，并对办理工作作出评价。\n\n临江区住建局\n2026年11月3日\n"
    )
    found = plain_blocks(text, office="临江区住建局", title="受理告知书", number="〔1〕号", date="2026年11月3日")
    assert found == {"addressee": "李秀英：", "body": "正文第一段。\n临江区住建局"}
    assert plain_blocks("只有正文", office="a", title="b", number="c", date="d") == {"body": "只有正文"}


def test_an_offices_own_contact_stands_as_one_line() -> None:
    assert contact_line("x", "", "", "信访接待室\n周一至周五") == "联系方式：信访接待室 周一至周五"
    assert contact_line("x", "", "", "联系人：王某") == "联系人：王某"
