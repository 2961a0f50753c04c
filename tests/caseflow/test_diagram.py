"""The pictures in docs/ show the table as it is."""

from xml.etree import ElementTree

from caseflow.diagram import rows_of
from caseflow.management.commands.workflow_diagram import FOLDER, pictures
from caseflow.workflow import STATES, TABLE


def test_the_pictures_are_those_of_the_table() -> None:
    for name, svg in pictures().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == svg, f"{name}: run manage.py workflow_diagram"


def test_every_act_of_a_kind_is_drawn_once() -> None:
    for kind in STATES:
        assert len(rows_of(kind)) == sum(kind in row.kinds for row in TABLE)
    for name, svg in pictures().items():
        lines = list(ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}tspan"))
        assert len(lines) == len(rows_of(name.split(".")[0]))
