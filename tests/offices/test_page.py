"""The parts of every page: lamps, days, fields, errors, charts, navigation; and that every template compiles."""

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from offices.nav import ENTRIES, entries_for
from offices.templatetags import desk
from tests.cast import TODAY, Cast

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(p.relative_to(ROOT / "templates").as_posix() for p in (ROOT / "templates").rglob("*.*"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_holds_no_style_nor_script(name: str) -> None:
    get_template(name)
    source = (ROOT / "templates" / name).read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert "http://" not in source and "https://" not in source


def test_every_form_that_posts_carries_its_token() -> None:
    for name in TEMPLATES:
        source = (ROOT / "templates" / name).read_text(encoding="utf-8")
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", source, re.DOTALL):
            # without a database the page gives back the token that came with the form, and makes none
            assert "{% csrf_token %}" in form or name == "503.html", name


@pytest.mark.parametrize(
    ("due", "is_open", "name", "chinese", "english"),
    [
        (date(2026, 11, 22), True, "late", "逾期 2 天", "2 days late"), (date(2026, 11, 23), True, "late", "逾期 1 天", "1 day late"),
        (date(2026, 11, 24), True, "today", "今日到期", "due today"), (date(2026, 11, 25), True, "soon", "剩 1 天", "1 day left"),
        (date(2026, 11, 29), True, "soon", "剩 5 天", "5 days left"), (date(2026, 11, 30), True, "fine", "剩 6 天", "6 days left"),
        (None, False, "done", "已办结", "closed"), (None, True, "still", "", "no term runs"),
    ],
)  # fmt: skip
def test_a_lamp_is_icon_and_words_and_colour(due, is_open, name, chinese, english) -> None:
    context = Context({"today": TODAY})
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            html = desk.lamp(context, due, is_open, 5)
        assert f"lamp-{name}" in html and words in html and "<svg" in html and 'aria-hidden="true"' in html


def test_days_and_numbers_are_written_one_way() -> None:
    late = datetime(2026, 11, 3, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with translation.override("zh-hans"):
        assert (desk.day(late), desk.long_day(late), desk.moment(late)) == (
            "2026-11-03",
            "2026年11月3日",
            "2026-11-03 23:30",
        )
    with translation.override("en"):
        assert desk.long_day(late) == "3 Nov 2026"
    assert (desk.day(None), desk.long_day(None), desk.percent(None), desk.grouped(None)) == ("—",) * 4
    assert (desk.grouped(9999), desk.grouped(10_000), desk.grouped(-12_345)) == ("9999", "10,000", "-12,345")
    assert (desk.percent(0.93142), desk.percent(1)) == ("93.1%", "100.0%")


class Sample(forms.Form):
    name = forms.CharField(help_text="as on the card")
    way = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(required=False)


def test_a_field_ties_label_help_and_error_together() -> None:
    html = desk.field(Sample({"name": ""})["name"])
    assert 'for="id_name"' in html and 'aria-invalid="true"' in html and 'aria-required="true"' in html
    assert 'aria-describedby="id_name_help id_name_error"' in html and 'id="id_name_error"' in html
    group = desk.field(Sample({})["way"])
    assert "<fieldset" in group and "<legend>" in group
    assert "form-check" in desk.field(Sample()["agree"])


def test_what_was_typed_is_escaped() -> None:
    html = desk.field(Sample({"name": '"><script>x</script>'})["name"])
    assert "<script>" not in html


def test_the_error_summary_links_to_the_fields_and_is_silent_otherwise() -> None:
    template = Template("{% error_summary form %}")
    html = template.render(Context({"form": Sample({})}))
    assert 'href="#id_name"' in html and 'role="alert"' in html
    group = re.search(r'href="#(id_way[^"]*)"', html)[1]
    assert f'id="{group}"' in desk.field(Sample({})["way"])
    assert not template.render(Context({"form": Sample()})).strip()


def test_query_with_keeps_the_other_filters_and_chip_removes_its_own() -> None:
    request = RequestFactory().get("/cases/", {"lamp": "late", "office": "3", "page": "2"})
    assert desk.query_with({"request": request}, lamp=None, page=None) == "?office=3"
    assert desk.query_with({"request": request}, page=3) == "?lamp=late&office=3&page=3"
    html = Template('{% chip "late" "lamp" %}').render(Context({"request": request}))
    assert 'href="?office=3"' in html


def test_an_empty_state_says_why_and_offers_one_act() -> None:
    html = Template('{% empty_state "Nothing yet." "Register" "/register/" %}').render(Context())
    assert "Nothing yet." in html and html.count("<a ") == 1


def test_navigation_shows_what_one_may_open_and_marks_where_one_is(cast: Cast) -> None:
    for name in cast.names:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(cast.user(name), backend="offices.auth.DeskBackend")
        page = client.get(reverse("account")).content.decode()
        for entry in ENTRIES:
            shown = f'href="{reverse(entry.url_name)}"' in page.split("<main")[0].split("<nav")[-1]
            assert shown == any(e.url_name == entry.url_name for e in entries_for(cast.actor(name))), (name, entry)
    client = Client()
    client.force_login(cast.user("ada"), backend="offices.auth.DeskBackend")
    page = client.get(reverse("people")).content.decode()
    assert len(re.findall(r'class="active" aria-current="page"', page)) == 1


def test_single_letter_keys_are_only_in_reach_of_whoever_wants_them(cast: Cast) -> None:
    client = Client()
    assert "data-keys" not in client.get(reverse("account_login")).content.decode()
    client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    assert 'data-keys="on"' in client.get(reverse("account")).content.decode()


def test_every_page_carries_the_strict_policy(cast: Cast) -> None:
    answer = Client().get(reverse("account_login"))
    policy = answer.headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy and answer.headers["X-Content-Type-Options"] == "nosniff"
