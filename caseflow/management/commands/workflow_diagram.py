"""`manage.py workflow_diagram [--check]`: the table of acts as pictures in docs/, one a kind of case and language."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from caseflow.choices import CaseKind, State
from caseflow.diagram import diagram
from caseflow.texts import act_name, article_text
from caseflow.workflow import STATES

FOLDER = Path(settings.BASE_DIR) / "docs" / "workflow"


def pictures() -> dict[str, str]:
    """File name -> SVG, for every kind and both languages."""
    found = {}
    for language, suffix in (("zh-hans", "zh"), ("en", "en")):
        with translation.override(language):
            for kind in STATES:
                found[f"{kind}.{suffix}.svg"] = diagram(
                    kind, state_name=lambda s: str(State(s).label), act_name=act_name, article=article_text,
                    title=str(CaseKind(kind).label),
                )  # fmt: skip
    return found


class Command(BaseCommand):
    help = "Draws docs/workflow/*.svg from the table of acts; --check only compares."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, **options) -> None:
        for name, svg in pictures().items():
            path = FOLDER / name
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != svg:
                    raise CommandError(f"{path.name} differs from the table: run manage.py workflow_diagram")
            else:
                path.parent.mkdir(exist_ok=True)
                path.write_text(svg, encoding="utf-8")
