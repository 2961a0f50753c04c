"""The draft of an opinion as a DOCX, to be read and circulated. It is marked as a draft; nothing enters the desk by it."""

from datetime import datetime
from io import BytesIO

from django.utils import timezone, translation
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from caseflow.choices import PaperKind
from caseflow.models import Case, Opinion

MARK = "草稿　仅供审阅、传阅，不是正式文书"
SONG, HEI = "FangSong", "SimHei"
RED = RGBColor(0xD4, 0, 0)


def draft_docx(case: Case, opinion: Opinion, at: datetime) -> bytes:
    """The document. `case` with office, matter and petition; the opinion is the last draft."""
    with translation.override("zh-hans"):
        return _write(case, opinion, at)


def _write(case: Case, opinion: Opinion, at: datetime) -> bytes:
    kind = PaperKind.REPLY if case.matter.klass == "A" else PaperKind.OPINION
    document = Document()
    _page(document)
    stamp = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    section = document.sections[0]
    _run(section.header.paragraphs[0], MARK, 10.5, HEI, RED)
    section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(section.footer.paragraphs[0], f"{case.number}　第{opinion.draft_no}稿　{stamp}", 9, SONG)
    _line(document, case.office.name, 26, SONG, RED, centred=True)
    _line(document, f"{PaperKind(kind).label}（草稿）", 22, SONG, centred=True)
    _line(document, f"信访件编号：{case.number}　事项：{case.matter.opened_title}", 12, SONG, centred=True)
    opened, items = opinion.opened, list(opinion.items.all())
    _section(document, "一、投诉请求", [f"{i.position}．{i.request}" for i in items])
    _section(document, "二、查明的事实和理由", str(opened.get("findings", "")).split("\n"))
    _section(document, "三、处理意见", [f"{i.position}．{i.get_outcome_display()}：{i.answer}" for i in items])
    _section(document, "四、法律法规依据", str(opened.get("basis", "")).split("\n"))
    if opened.get("remedy"):
        _section(document, "五、救济途径", str(opened["remedy"]).split("\n"))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin, section.right_margin, section.bottom_margin = (
        Mm(37),
        Mm(28),
        Mm(26),
        Mm(35),
    )


def _run(paragraph: Paragraph, words: str, size: float, font: str, colour: RGBColor | None = None) -> None:
    run = paragraph.add_run(_sound(words))
    run.font.size, run.font.name = Pt(size), font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour


def _sound(words: str) -> str:
    """Without the control characters that XML has no place for."""
    return "".join(c for c in words if c >= " " or c in "\t\n")


def _line(document: Document, words: str, size: float, font: str, colour: RGBColor | None = None, *, centred: bool = False) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    paragraph.paragraph_format.line_spacing = Pt(max(28.95, size * 1.3))
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, words, size, font, colour)


def _section(document: Document, heading: str, lines: list[str]) -> None:
    _line(document, heading, 16, HEI)
    for line in lines:
        if line.strip():
            _line(document, line.strip(), 16, SONG)
