"""Pins every package of pyproject.toml in requirements.txt and requirements-dev.txt, with hashes.

What a machine is set up with (indexes, folders of wheels) does not get into the files. The hashes are those
of every file of a release, so that the pins hold on x86_64 and aarch64 and on each Python that we support.
"""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent
OPTIONS = (
    "--quiet", "--generate-hashes", "--allow-unsafe", "--all-build-deps", "--strip-extras", "--no-header",
    "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host",
)  # fmt: skip


def compile_pins(target: str, *more: str) -> None:
    command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *more, "-o", target, "pyproject.toml"]
    subprocess.run(command, cwd=PROJECT, check=True)
    path = PROJECT / target
    lines = [line for line in path.read_text().splitlines() if not line.startswith("--")]
    path.write_text("\n".join(lines).strip() + "\n")


if __name__ == "__main__":
    compile_pins("requirements.txt", *sys.argv[1:])
    # The constraint keeps what is tested the same as what runs.
    compile_pins("requirements-dev.txt", "--extra", "dev", "-c", "requirements.txt", *sys.argv[1:])
