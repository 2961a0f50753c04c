"""Every string has its Chinese, with the same placeholders; pages speak the language asked for."""

import pytest

from config import messages


def test_no_string_is_without_chinese() -> None:
    assert messages.problems() == []


@pytest.mark.parametrize(
    ("asked", "words", "language"),
    [
        ("zh-CN,zh;q=0.9", "登录", "zh-Hans"),
        ("en-US,en;q=0.9", "Log in", "en"),
        ("fr", "登录", "zh-Hans"),
        ("", "登录", "zh-Hans"),
    ],
)
def test_the_browsers_language_decides_and_chinese_is_the_default(client, db, asked, words, language) -> None:
    body = client.get("/login/", headers={"Accept-Language": asked}).content.decode()
    assert words in body and f'<html lang="{language}"' in body


def test_the_switch_is_remembered(client, db) -> None:
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert "Log in" in client.get("/login/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert client.post("/language/", {"language": "en", "next": "https://evil.example/"}).headers["Location"] == "/"
