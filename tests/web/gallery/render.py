"""The gallery's pages: the product's templates with made-up objects in the shapes that the macros ask for."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader

from webapp.web import templates as web
from webapp.web.files.styles import bundle

ROOT = Path(__file__).parents[3]
PAGES = [
    "frame.html",
    "lists.html",
    "forms.html",
    "visit.html",
    "signs.html",
    "paper.html",
    "login.html",
    "dialogs.html",
]


def environment() -> Environment:
    """The product's own environment, with the gallery's templates and static addresses that need no server."""
    env = web.environment().overlay(loader=FileSystemLoader([ROOT / "templates", Path(__file__).parent]))
    env.globals = web.environment().globals | {"static": lambda path: f"/static/{path}"}
    return env


def bound(name: str, label: str, kind: str = "text", **rest: object) -> SimpleNamespace:
    """A bound form field in the shape that web/_fields.html asks for."""
    plain: dict[str, object] = {
        "value": "",
        "error": "",
        "hint": "",
        "when": "",
        "required": True,
        "options": [],
        "maxlength": None,
        "autocomplete": "",
        "inputmode": "",
        "rows": 4,
        "multiple": False,
    }
    return SimpleNamespace(name=name, label=label, kind=kind, **(plain | rest))


def entry(
    label: str, icon: str, active: bool = False, count: int = 0, primary: bool = False
) -> SimpleNamespace:
    return SimpleNamespace(href="#", label=label, icon=icon, active=active, count=count, primary=primary)


def context() -> dict[str, object]:
    phone = [
        entry("任务", "list", True),
        entry("扫码", "scan", primary=True),
        entry("问题", "alert", count=3),
        entry("我的", "user"),
    ]
    desk = [
        entry("看板", "chart"),
        entry("企业", "building", True),
        entry("日程", "calendar"),
        entry("检查", "shield"),
        entry("问题", "alert", count=12),
        entry("导出", "download"),
        entry("消息", "bell", count=2),
        entry("我的", "user"),
    ]
    return {
        "request": SimpleNamespace(headers={}),
        "demo": True,
        "nav": SimpleNamespace(phone=phone, desk=desk, more=[]),
        "user": SimpleNamespace(
            name="王敏", role="inspector", role_name="监督员", bureau_name="池州市卫生监督所"
        ),
        "flashes": [SimpleNamespace(kind="ok", text="已保存。")],
        "form": SimpleNamespace(
            errors=[
                ("credit", "统一社会信用代码", "校验位不对，请核对第 18 位"),
                ("area", "所在区县", "请选择一项"),
            ]
        ),
        "bound": bound,
        "icons": re.findall(r'id="([^"]+)"', (ROOT / "static/icons/sprite.svg").read_text()),
    }


def render_pages(folder: Path) -> list[str]:
    """Writes every page and the static files into folder and returns the pages' names."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "static", folder / "static", dirs_exist_ok=True)
    (folder / "static" / "css" / "bundle.css").write_text(bundle())
    env = environment()
    names = [name for name in PAGES if (Path(__file__).parent / name).exists()]
    for name in names:
        (folder / name).write_text(env.get_template(name).render(context()))
    return names
