"""How the schema of the API is written."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Petition Desk",
    "DESCRIPTION": "Petitions (信访), their cases and their acts over REST, by the same rules as the pages. How to: docs/how-to/api.md.",
    "VERSION": "1.0.0",
    "LICENSE": {"name": "Apache-2.0"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENFORCE_NON_BLANK_FIELDS": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "exchange.schema.shared_problems"],
    "ENUM_NAME_OVERRIDES": {
        "State": "caseflow.choices.State", "CaseKind": "caseflow.choices.CaseKind", "Outcome": "caseflow.choices.Outcome",
        "Via": "caseflow.choices.Via", "PaperKind": "caseflow.choices.PaperKind", "ServiceWay": "caseflow.choices.ServiceWay",
        "Klass": "petitions.choices.Klass", "MatterStatus": "petitions.choices.MatterStatus", "OfficeKind": "offices.models.OfficeKind",
        "PersonKind": "petitions.choices.PersonKind", "Level": "offices.models.Level", "CadreLevel": "petitions.choices.CadreLevel",
        "SettlementKind": "caseflow.choices.SettlementKind", "Finding": "caseflow.choices.Finding",
        "FigureUnit": "oversight.indicators.UNITS", "RouteUnit": "caseflow.choices.RouteUnit",
    },
}  # fmt: skip
