"""Celery: the application and the beat table in code. Every task is idempotent and may run twice, late or at once."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["config", "offices", "petitions", "caseflow", "oversight", "exchange"])
app.conf.timezone = os.environ.get("DESK_TIME_ZONE", "Asia/Shanghai")
app.conf.beat_schedule = {
    "heartbeat": {"task": "config.tasks.heartbeat", "schedule": 10.0, "options": {"expires": 30}},
    "sweep": {"task": "caseflow.tasks.sweep", "schedule": 180.0, "options": {"expires": 900}},
    "between": {"task": "caseflow.tasks.sweep_between", "schedule": 300.0, "options": {"expires": 900}},
    "successors": {"task": "caseflow.tasks.move_to_successors", "schedule": 600.0, "options": {"expires": 900}},
    "emergencies": {"task": "caseflow.tasks.watch_emergencies", "schedule": 300.0, "options": {"expires": 900}},
    "receptions": {"task": "oversight.tasks.remind_of_receptions", "schedule": 1800.0, "options": {"expires": 3600}},
    "notes": {"task": "petitions.tasks.drop_event_notes", "schedule": crontab(hour="3", minute="50")},
    "propose": {"task": "caseflow.tasks.propose_missing", "schedule": 300.0, "options": {"expires": 900}},
    "mail": {"task": "caseflow.tasks.mail_reminders", "schedule": 60.0, "options": {"expires": 300}},
    "digest": {"task": "caseflow.tasks.morning_digest", "schedule": crontab(hour="7", minute="30")},
    "consistency": {"task": "caseflow.tasks.check_consistency", "schedule": crontab(hour="2", minute="20")},
    "drafts": {"task": "petitions.tasks.drop_stale_drafts", "schedule": crontab(hour="3", minute="10")},
    "jobs": {"task": "offices.tasks.sweep_jobs", "schedule": 30.0, "options": {"expires": 60}},
    "hot-issues": {"task": "oversight.tasks.find_hot_issues", "schedule": crontab(hour="1", minute="20")},
    "uploads": {"task": "caseflow.tasks.drop_stale_uploads", "schedule": crontab(hour="3", minute="25")},
    "expired": {"task": "offices.tasks.drop_expired_files", "schedule": crontab(hour="3", minute="20")},
    "trials": {"task": "caseflow.tasks.drop_trials", "schedule": crontab(hour="3", minute="30")},
    "answers": {"task": "exchange.tasks.drop_old_answers", "schedule": crontab(hour="3", minute="45")},
    "orphans": {"task": "petitions.tasks.drop_orphan_files", "schedule": crontab(hour="3", minute="40")},
}
