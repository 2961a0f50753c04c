from django.apps import AppConfig


class CaseflowConfig(AppConfig):
    name = "caseflow"

    def ready(self) -> None:
        from caseflow import receivers  # noqa: F401
