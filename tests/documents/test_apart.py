"""The process that looks at a bureau's own template has no database within its reach."""

import subprocess
import sys

import pytest

LOOKED_AT = ["webapp.documents.rendering.checking", "webapp.documents.rendering.as_docx"]


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("module", LOOKED_AT)
def test_a_template_is_looked_at_without_a_database(module: str) -> None:
    program = f"import sys, {module}; sys.exit('webapp.db.connect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
