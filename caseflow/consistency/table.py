"""The checks by name. Each must find nothing on a sound desk; what it finds is mended by named acts, never here."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from caseflow.consistency import cases, days, read, records, remedies
from caseflow.consistency.check import Check, rows

STATES = {"open": cases.OPEN, "final": cases.ENDED}

TABLE: tuple[Check, ...] = (
    Check("petition_event", _("Every petition has the event of its registration."), rows(records.PETITION_EVENT)),
    Check("petition_matter", _("Every petition is linked to a matter."), rows(records.PETITION_MATTER)),
    Check("matter_petition", _("Every matter has a petition, or an event that says where it went."), rows(records.MATTER_PETITION)),
    Check("matter_case", _("Every matter with a petition has a case."), rows(records.MATTER_CASE)),
    Check("matter_status", _("A matter is open while a case of it is open, and at rest afterwards."), rows(records.MATTER_STATUS, **STATES)),
    Check("petition_numbers", _("The numbers of petitions have no gap in any office and year."), rows(records.PETITION_NUMBERS)),
    Check("notice_numbers", _("The numbers of papers have no gap in any office, kind and year."), rows(records.NOTICE_NUMBERS)),
    Check("event_sequence", _("The events of every matter are numbered without a gap."), rows(records.EVENT_SEQUENCE)),
    Check("event_links", _("The cases and petitions that events and files name are there."), rows(records.EVENT_LINKS)),
    Check("replay", _("Replaying the events gives each case its present state."), read.replay),
    Check("case_state", _("Every case is in a state of its kind, and ended exactly when the state is final."), rows(cases.CASE_STATE, **STATES)),
    Check("case_office", _("Every open case has an office in force, or one with a successor."), rows(cases.CASE_OFFICE, **STATES)),
    Check("case_clock", _("Every open case has a running clock that its state owes."), rows(cases.CASE_CLOCK)),
    Check("clock_beside", _("No clock runs that the state of its case does not know."), rows(cases.CLOCK_BESIDE)),
    Check("sender_waits", _("A case passed on or down waits for an open case below it."), rows(cases.SENDER_WAITS, **STATES)),
    Check("case_due", _("The due day of every case is the earliest of its running duties."), rows(cases.CASE_DUE)),
    Check("clock_days", _("Every clock's days equal the statute of the day it started."), days.clock_days),
    Check("report_day", _("The day to report back is the one set with the assignment."), rows(cases.REPORT_DAY)),
    Check("clock_stops", _("No clock stopped before it started, and every stopped one says why."), rows(cases.CLOCK_STOPS)),
    Check("case_copies", _("Number, secrecy and sender on the case equal their sources."), rows(cases.CASE_COPIES)),
    Check("case_participation", _("The office of every case takes part in its matter."), rows(cases.CASE_PARTICIPATION, **STATES)),
    Check("accused_out", _("No accused office takes part in an accusation against it."), rows(cases.ACCUSED_OUT, **STATES)),
    Check("handler_apart", _("No open case is handled by a person who stepped back from its matter."), rows(cases.HANDLER_APART, **STATES)),
    Check("part_sight", _("Every office that is asked for a part takes part in the matter."), rows(cases.PART_SIGHT, **STATES)),
    Check("remedy_request", _("Every review and recheck answers a request about the case below it."), rows(remedies.REMEDY_REQUEST)),
    Check("hearing_days", _("The days that a clock leaves out are those of the hearings held."), rows(remedies.HEARING_DAYS)),
    Check("result_fell", _("Nothing is carried out any more by an opinion that fell or was changed."), rows(remedies.RESULT_FELL)),
    Check("matter_concluded", _("A matter is concluded by its act alone."), rows(remedies.MATTER_CONCLUDED)),
    Check("remedy_sealed", _("The words that stand beside the cases of a secret matter are sealed."), rows(remedies.REMEDY_SEALED)),
    Check("search_rows", _("Exactly the petitions that are not confidential can be searched."), rows(records.SEARCH_ROWS)),
    Check("search_words", _("The words searched equal the petition's (of a large desk another part each day)."), read.search_words),
    Check("search_scope", _("A petition is found exactly by the offices that take part."), rows(records.SEARCH_SCOPE)),
    Check("secret_clear", _("Nothing confidential lies in clear text."), rows(records.SECRET_CLEAR)),
    Check("notice_hash", _("Every paper is as it was issued: its hash fits."), read.notice_hash),
    Check("missing_files", _("The file of every attachment and of every paper is in the store."), read.missing_files),
)  # fmt: skip
BY_NAME: Mapping[str, Check] = {check.name: check for check in TABLE}
