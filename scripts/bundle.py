"""Writes one archive for machines without internet: the program, what browsers need, and every Python package as a wheel.

build/mashang-VERSION-cp311-linux_x86_64.tar | mashang-VERSION/install.sh      what people start
                                             | mashang-VERSION/python          the Python it is for, as in `3.11 x86_64`
                                             | mashang-VERSION/SHA256SUMS      of everything else in it
                                             | mashang-VERSION/program/…       this checkout without tests, with static/vendor
                                             | mashang-VERSION/wheels/…        requirements.txt, its hashes checked, and pip

It is for machines like this one: the same version of Python, the same processor, a C library not older.
"""

import argparse
import ensurepip
import hashlib
import io
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PARTS = (
    "webapp", "templates", "static", "piccolo_migrations", "deploy", "docs",
    "README.md", "CHANGELOG.md", "pyproject.toml", "requirements.txt",
)  # fmt: skip
VENDOR = PROJECT / "static" / "vendor"


def python() -> str:
    """What install.sh compares: version and processor."""
    return f"{sys.version_info.major}.{sys.version_info.minor} {platform.machine()}"


def wheels(folder: Path) -> Path:
    """Every package of requirements.txt for this Python, downloaded once and kept while the pins stay the same."""
    pins = PROJECT / "requirements.txt"
    wanted = hashlib.sha256(
        pins.read_bytes() + sysconfig.get_platform().encode() + sys.version.encode()
    ).hexdigest()
    stamp = folder / ".complete"
    if stamp.exists() and stamp.read_text() == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(pins), "-d", str(folder)]
    subprocess.run([*command, *options], check=True)
    # A Debian without python3-venv has no pip to give to a virtual environment; Python's own comes along.
    for pip in (Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"):
        shutil.copy(pip, folder)
    stamp.write_text(wanted)
    return folder


def program() -> list[Path]:
    """What is committed of the parts, and the browser libraries."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *PARTS], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    vendor = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != ".setup"]
    return sorted({PROJECT / name for name in listed.stdout.split("\0") if name} | set(vendor))


def bundle(target: Path, downloaded: Path) -> Path:
    """Write the archive into the folder `target`; wheels are kept in `downloaded`."""
    sys.path.insert(0, str(PROJECT))
    from webapp import __version__

    name = f"mashang-{__version__}"
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}-{sysconfig.get_platform().replace('-', '_')}"
    contents = {f"program/{path.relative_to(PROJECT)}": path for path in program()}
    contents |= {f"wheels/{path.name}": path for path in sorted(wheels(downloaded).glob("*.whl"))}
    contents["install.sh"] = PROJECT / "deploy" / "install.sh"
    target.mkdir(parents=True, exist_ok=True)
    archive, sums = target / f"{name}-{tag}.tar", []
    with tarfile.open(archive, "w") as tar:  # not compressed: wheels, fonts and photos are already
        for inside, path in contents.items():
            data = path.read_bytes()
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {inside}\n")
            add(tar, f"{name}/{inside}", data, mode=0o755 if inside == "install.sh" else 0o644)
        add(tar, f"{name}/python", f"{python()}\n".encode())
        add(tar, f"{name}/SHA256SUMS", "".join(sums).encode())
    return archive


def add(tar: tarfile.TarFile, name: str, data: bytes, *, mode: int = 0o644) -> None:
    head = tarfile.TarInfo(name)
    head.size, head.mode = len(data), mode
    tar.addfile(head, io.BytesIO(data))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=PROJECT / "build", help="the folder of the archive")
    made = bundle(parser.parse_args().to, PROJECT / "build" / "wheels")
    print(f"{made}  {made.stat().st_size // 1_000_000} MB，目标机器需要 Python {python()}")
