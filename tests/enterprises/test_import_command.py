"""`mashang import`: counts and reasons in the terminal; nothing changes without --yes."""

import pytest

from tests.enterprises.tables import row, table
from webapp.enterprises.imports.command import import_file
from webapp.enterprises.tables import Enterprise
from webapp.errors import Forbidden, Invalid


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "厂.xlsx"
    path.write_bytes(table([row(1), row(2), row(3, area="火星")]))
    return str(path)


async def test_checks_then_imports_then_changes_nothing(db, file):
    before = await Enterprise.count()
    said = await import_file(file, "admin", yes=False)
    assert "新增 2，更新 0，无变化 0，有错误 1" in said
    assert "第 4 行 导入厂3：没有“火星”" in said
    assert await Enterprise.count() == before
    assert "已导入" in await import_file(file, "Admin", yes=True)
    assert await Enterprise.count() == before + 2
    assert "没有需要导入的内容" in await import_file(file, "admin", yes=True)


async def test_only_for_those_who_may(db, file, tmp_path):
    with pytest.raises(Invalid, match="没有“nobody”"):
        await import_file(file, "nobody", yes=True)
    with pytest.raises(Forbidden):
        await import_file(file, "inspector", yes=True)
    (tmp_path / "x.xlsx").write_bytes(b"%PDF")
    with pytest.raises(Invalid, match="不是 XLSX"):
        await import_file(str(tmp_path / "x.xlsx"), "admin", yes=True)
