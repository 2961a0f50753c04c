"""The schema is the code's: it is valid, and the committed file does not drift from it."""

import io
import re

import yaml
from django.core.management import call_command
from django.test import Client

from exchange.urls import V1, urlpatterns
from tests.conftest import ROOT

FILE = ROOT / "docs" / "openapi.yaml"


def generated() -> str:
    out = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, lang="en", stdout=out)
    return out.getvalue()


def test_the_committed_schema_is_the_codes() -> None:
    assert generated().strip() == FILE.read_text(encoding="utf-8").strip(), "make openapi writes docs/openapi.yaml anew"


def test_every_address_is_in_the_schema_with_its_errors() -> None:
    schema = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    known = {re.sub(r"\{\w+\}", "{}", path) for path in schema["paths"]}
    hidden = {"docs", "schema", "schema_yaml"}
    wanted = {
        "/" + re.sub(r"<[^>]+>", "{}", str(p.pattern))
        for p in urlpatterns
        if str(p.pattern).startswith(V1) and p.name not in hidden
    }
    assert wanted == known and len(known) > 50
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert {"400", "401", "406", "422", "429", "503"} <= set(operation["responses"]), path
            headers = (
                {p["name"]: p.get("required", False) for p in operation["parameters"] if p["in"] == "header"}
                if "parameters" in operation
                else {}
            )
            if method == "post":
                assert headers["Idempotency-Key"] is True, path
                assert (
                    "/acts/" not in path
                    or {"409", "412", "428"} <= set(operation["responses"])
                    and "If-Match" in headers
                )


def test_the_pages_schema_is_in_the_readers_language(db) -> None:
    chinese = Client().get("/api/v1/openapi.json", headers={"Accept-Language": "zh-hans"}).json()
    english = Client().get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).json()
    path = "/api/v1/cases/{uid}/acts/forward/"
    assert (
        chinese["paths"][path]["post"]["summary"] == "转送" and english["paths"][path]["post"]["summary"] == "Forward"
    )
    assert {s["type"] for s in english["components"]["securitySchemes"].values()} == {"http", "apiKey"}
