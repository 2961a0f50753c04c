from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CaseflowConfig(AppConfig):
    name = "caseflow"

    def ready(self) -> None:
        from caseflow import receivers  # noqa: F401
        from caseflow.exports import case_file, service
        from caseflow.imports import runs
        from caseflow.services import what_if
        from caseflow.services.duty_draft import KIND
        from caseflow.views.lists import open_rows, unread_rows
        from offices import context, jobs
        from offices.nav import ENTRIES, NavEntry

        jobs.KINDS["import"] = jobs.Kind(_("Import of petitions"), runs.work, runs.page_of_job)
        jobs.KINDS[service.KIND] = jobs.Kind(_("Export"), service.run)
        jobs.KINDS[case_file.KIND] = jobs.Kind(_("Whole case"), case_file.run)
        page = lambda job: reverse("caseflow:duty_trial", args=[job.uid]) if job.state == "done" else ""  # noqa: E731
        jobs.KINDS[KIND] = jobs.Kind(_("Trial of the duty catalogue"), what_if.run, page)
        context.UNREAD.append(unread_rows)
        ENTRIES.append(NavEntry(20, "caseflow:mine", _("My list"), "list-check", "read", open_rows, "l"))
        ENTRIES.append(NavEntry(30, "caseflow:cases", _("The office's cases"), "folder2-open", "read", key="o"))
        ENTRIES.append(NavEntry(35, "caseflow:petitions", _("Petitions"), "envelope-paper", "read", key="p"))
        ENTRIES.append(NavEntry(38, "caseflow:imports", _("Import"), "upload", "transfer", key="i"))
        ENTRIES.append(NavEntry(45, "caseflow:evaluations", _("Evaluations"), "chat-square-heart", "oversee", key="e"))
        ENTRIES.append(NavEntry(60, "caseflow:deadlines", _("Deadline calculator"), "calculator", "read", key="d"))
        ENTRIES.append(NavEntry(70, "caseflow:duties", _("Duty catalogue"), "diagram-3", "read"))
