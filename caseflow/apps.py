from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CaseflowConfig(AppConfig):
    name = "caseflow"

    def ready(self) -> None:
        from caseflow import receivers  # noqa: F401
        from caseflow.exports import case_file, service
        from caseflow.imports import runs
        from caseflow.services import paper_pdf, what_if
        from caseflow.services.duty_draft import KIND
        from caseflow.views.between import to_decide
        from caseflow.views.lists import open_rows, unread_rows
        from offices import context, jobs
        from offices.nav import ENTRIES, NavEntry
        from petitions.services import files

        jobs.KINDS["import"] = jobs.Kind(_("Import of petitions"), runs.work, runs.page_of_job)
        jobs.KINDS[service.KIND] = jobs.Kind(_("Export"), service.run, barred=service.barred)
        jobs.KINDS[case_file.KIND] = jobs.Kind(_("Whole case"), case_file.run, barred=case_file.barred)
        page = lambda job: reverse("caseflow:duty_trial", args=[job.uid]) if job.state == "done" else ""  # noqa: E731
        jobs.KINDS[KIND] = jobs.Kind(_("Trial of the duty catalogue"), what_if.run, page)
        files.NAMED_BY.append(paper_pdf.named_by_paper)
        context.UNREAD.append(unread_rows)
        ENTRIES.append(NavEntry(20, "caseflow:mine", _("My list"), "list-check", "read", open_rows, "l"))
        ENTRIES.append(NavEntry(30, "caseflow:cases", _("The office's cases"), "folder2-open", "read", key="o"))
        ENTRIES.append(NavEntry(35, "caseflow:petitions", _("Petitions"), "envelope-paper", "read", key="p"))
        ENTRIES.append(NavEntry(38, "caseflow:imports", _("Import"), "upload", "transfer", key="i"))
        ENTRIES.append(
            NavEntry(40, "caseflow:competence", _("Who is in charge"), "signpost-split", "transfer", to_decide)
        )
        ENTRIES.append(NavEntry(45, "caseflow:completeness", _("What was missing"), "clipboard-check", "oversee"))
        ENTRIES.append(NavEntry(75, "caseflow:clearance", _("Clearance of answers"), "list-ol", "decide"))
        ENTRIES.append(NavEntry(40, "caseflow:post", _("Outgoing post"), "mailbox", "serve"))
        ENTRIES.append(NavEntry(40, "caseflow:data_requests", _("Data requests"), "shield-lock", "handle"))
        ENTRIES.append(NavEntry(42, "caseflow:emergencies", _("Emergency reports"), "exclamation-triangle", "read"))
        for capability in ("oversee", "confidential"):  # no role holds both
            ENTRIES.append(NavEntry(44, "caseflow:retaliation", _("Retaliation"), "shield-exclamation", capability))
        ENTRIES.append(NavEntry(52, "caseflow:reading_log", _("Reading log"), "eye", "oversee"))
        ENTRIES.append(NavEntry(45, "caseflow:evaluations", _("Evaluations"), "chat-square-heart", "oversee", key="e"))
        ENTRIES.append(NavEntry(60, "caseflow:deadlines", _("Deadline calculator"), "calculator", "read", key="d"))
        ENTRIES.append(NavEntry(65, "caseflow:styles", _("Papers of the office"), "file-earmark-ruled", "decide"))
        ENTRIES.append(NavEntry(70, "caseflow:duties", _("Duty catalogue"), "diagram-3", "read"))
