"""The shared macros tie labels, hints and errors to their controls and say states in words."""

import re
from xml.etree import ElementTree

import pytest

from tests.web.gallery.render import ROOT, bound, context, environment
from webapp.web.files.styles import bundle, sheets

env = environment()


def render(source: str, **values: object) -> str:
    return env.from_string(source).render(**values)


def field(name: str, label: str, kind: str = "text", **values: object) -> str:
    return render(
        '{% from "web/_fields.html" import field %}{{ field(f) }}', f=bound(name, label, kind, **values)
    )


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    html = field(name="credit", label="信用代码", hint="18 位", error="校验位不对")
    assert '<label for="f-credit">信用代码</label>' in html
    assert 'aria-describedby="credit-hint credit-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="credit-hint"' in html
    assert 'id="credit-error"' in html


def test_what_was_typed_comes_back_escaped_but_never_a_password() -> None:
    assert 'value="&lt;b&gt;&#34;"' in field(name="a", label="甲", value='<b>"')
    assert "secret" not in field(name="a", label="甲", kind="password", value="secret")
    assert re.search(
        r"<textarea[^>]*>\n\n第一行</textarea>",
        field(name="a", label="甲", kind="textarea", value="\n第一行"),
    )


@pytest.mark.parametrize(
    ("kind", "word"), [("select", "selected"), ("radios", "checked"), ("checkbox", "checked")]
)
def test_chosen_options_are_marked_for_one_and_for_several(kind: str, word: str) -> None:
    options = [("1", "甲"), ("12", "乙"), ("2", "丙")]
    assert (
        len(re.findall(rf" {word}\b", field(name="a", label="类", kind=kind, options=options, value="12")))
        == 1
    )
    assert (
        len(
            re.findall(
                rf" {word}\b", field(name="a", label="类", kind=kind, options=options, value=["1", "2"])
            )
        )
        == 2
    )


def test_a_group_of_options_is_named_by_its_legend() -> None:
    html = field(name="a", label="危害", kind="radios", options=[("1", "粉尘")], error="请选择")
    assert re.search(r"<fieldset[^>]*aria-describedby=\"a-error\"[^>]*>\s*<legend>危害</legend>", html)


def test_the_error_summary_links_to_every_field_and_is_silent_without_errors() -> None:
    source = '{% from "web/_fields.html" import error_summary %}{{ error_summary(form) }}'
    html = render(source, form=context()["form"])
    assert 'href="#f-credit"' in html
    assert 'href="#f-area"' in html
    assert "有 2 处需要改正" in html
    assert render(source, form={"errors": []}).strip() == ""


def test_the_page_renders_for_every_kind_of_navigation() -> None:
    page = env.from_string('{% extends "web/page.html" %}{% block title %}问题{% endblock %}')
    html = page.render(context() | {"user": None, "flashes": [], "demo": False})
    assert "<h1>问题</h1>" in html
    assert "演示" not in html
    assert '<div id="flash" role="status"></div>' in html
    assert '<div class="foot"></div>' in html


def test_every_icon_and_sheet_that_templates_name_exists() -> None:
    ids = {e.get("id") for e in ElementTree.parse(ROOT / "static/icons/sprite.svg").getroot()}
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'\bicon\("([a-z-]+)"', template.read_text(encoding="utf-8")))
    assert named <= ids
    assert sorted(sheets()) == sorted(path.stem for path in (ROOT / "static/css").glob("*.css"))


def test_one_sheet_holds_them_all_with_pico_in_its_layer() -> None:
    text = bundle()
    assert text.index("@layer reset, pico") < text.index("@layer pico {") < text.index("@layer tokens")
    assert "@import" not in text
    assert text.count("{") == text.count("}")


def test_the_sheets_stay_small_and_in_their_layers() -> None:
    for path in (ROOT / "static/css").glob("*.css"):
        css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
        assert css.startswith("@layer"), path.name
        assert css.count("{") == css.count("}"), path.name


@pytest.mark.parametrize("tag", ["div", "li", "tr"])
def test_the_last_row_of_a_list_is_a_plain_link_and_says_when_all_is_shown(tag: str) -> None:
    source = '{% from "web/_parts.html" import pagination_more %}{{ pagination_more(href, total, tag=tag) }}'
    assert 'href="?after=9"' in render(source, href="?after=9", total=90, tag=tag)
    assert "共 90 项" in render(source, href="", total=90, tag=tag)
    assert render(source, href="", total=3, tag=tag).strip() == ""
