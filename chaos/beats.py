"""A beat in a hurry, for two of them at once: the same tasks, every two or three seconds."""

from config.celery import app

app.conf.beat_schedule = {
    name: {"task": task, "schedule": every}
    for name, task, every in (
        ("sweep", "caseflow.tasks.sweep", 2.0), ("mail", "caseflow.tasks.mail_reminders", 2.0),
        ("digest", "caseflow.tasks.morning_digest", 3.0), ("propose", "caseflow.tasks.propose_missing", 3.0),
    )
}  # fmt: skip
