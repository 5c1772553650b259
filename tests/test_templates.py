"""What no template and no file of ours may hold, because the policy of the browser would refuse it or a person would
be the worse for it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

ROOT: Path = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS, SHEETS = sorted((ROOT / "static").rglob("*.js")), sorted((ROOT / "static").rglob("*.css"))

FORBIDDEN = {
    r"\sstyle\s*=": "a style attribute: the policy refuses it",
    r"<style\b": "an inline style sheet: the policy refuses it",
    r"<script(?![^>]*\ssrc=)": "an inline script: the policy refuses it",
    r"\son[a-z]+\s*=": "an inline handler: the policy refuses it",
    r"hx-on\b": "hx-on: does nothing where eval is not allowed",
    r"\bjs:|javascript:": "script in an attribute: does nothing where eval is not allowed",
    r"hx-trigger=\"[^\"]*\[": "a trigger filter: fires unfiltered where eval is not allowed",
    r"hx-vars": "hx-vars: evaluated",
    r"(?:src|href)=\"(?:https?:)?//": "something from another host",
    r"\|\s*safe\b|\bautoescape\s+off|\bmark_safe": "text that is not escaped",
}
NAMES = {"DiscoverDaily", "PNG", "SVG"}
INVENTED = re.compile(r'<span class="(?:title|by)">[^<{]*</span>')
"""Titles and artists of the landing page's example: names, which nobody translates."""


def source(path: Path) -> str:
    return re.sub(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", "", path.read_text(), flags=re.DOTALL)


def without_classes(path: Path) -> str:
    """Its source, without the classes that the admin's frame asks a page for."""
    return re.sub(r"{%\s*block bodyclass\s*%}.*?{%\s*endblock\s*%}", "", source(path), flags=re.DOTALL)


def where(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", TEMPLATES, ids=where(TEMPLATES))
def test_a_template_holds_nothing_forbidden(path: Path) -> None:
    found = [why for pattern, why in FORBIDDEN.items() if re.search(pattern, source(path), re.IGNORECASE)]
    assert not found


@pytest.mark.parametrize("path", TEMPLATES, ids=where(TEMPLATES))
def test_every_word_of_a_template_is_marked_for_translation(path: Path) -> None:
    text = INVENTED.sub("", without_classes(path))
    text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    attributes = re.findall(r'\s(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
    words = re.findall(r"[^\W\d_]{2,}", " ".join([re.sub(r"<[^>]*>|&\w+;", " ", text), *attributes]))
    assert set(words) <= NAMES


@pytest.mark.parametrize("path", SHEETS, ids=where(SHEETS))
def test_a_sheet_speaks_of_light_and_dark_in_colours_alone(path: Path) -> None:
    text = re.sub(r"--[a-z-]+: light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\);", "", path.read_text())
    assert "light-dark(" not in text
    assert "prefers-color-scheme" not in text


@pytest.mark.parametrize("path", SCRIPTS + SHEETS, ids=where(SCRIPTS + SHEETS))
def test_a_script_or_sheet_needs_nobody_else_and_makes_no_markup_of_text(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"https?://|@import|\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", text)


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_for_our_own_trouble_need_nothing_from_the_request(name: str) -> None:
    page = render_to_string(name)
    assert "DiscoverDaily" in page
    assert "<h1>" in page
    assert "sign_out" not in page
