"""What an IT person does on a machine without internet and with only Python: unpack, install, serve, install again, upgrade.

Run as `python without_internet.py ARCHIVE FOLDER`, with NAMESPACE=own in a network namespace; needs nothing but Python. Says
what it saw as JSON.
"""

import fcntl
import hashlib
import json
import os
import socket
import struct
import subprocess
import sys
import tarfile
import time
import urllib.request
from pathlib import Path

SIOCSIFFLAGS, UP = 0x8914, 0x1
archive, folder = Path(sys.argv[1]), Path(sys.argv[2])
target = folder / "mashang"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def loopback_only() -> str:
    """Switch 127.0.0.1 on, and say why nothing else can be reached."""
    with socket.socket() as probe:
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", UP))
        try:
            probe.connect(("192.0.2.1", 443))
        except OSError as error:
            return os.strerror(error.errno or 0)
    return ""


network = loopback_only() if os.environ.get("NAMESPACE") == "own" else "not tried"
environment = {
    **{
        name: value
        for name, value in os.environ.items()
        if name.endswith("_proxy") or name == "PIP_INDEX_URL"
    },
    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    "LANG": "C.UTF-8",
    "HOME": str(folder),
    "PYTHON": sys.executable,
    "PIP_NO_COMPILE": "1",  # Python keeps what it compiles at the first start, and only what is used
    "PORT": str(free_port()),
    "MASHANG_ENV": str(folder / "mashang.env"),
    "MASHANG_DATA": str(folder / "data"),
}


def install(place: Path, *, status: int = 0) -> str:
    command = [place / "install.sh", target]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def read(path: str) -> bytes:
    with straight.open(f"http://127.0.0.1:{environment['PORT']}{path}", timeout=30) as answer:
        return bytes(answer.read())


def serve() -> dict[str, object]:
    """What a browser gets from the installed program."""
    process = subprocess.Popen([target / ".venv" / "bin" / "mashang", "run"], env=environment, cwd=target)
    try:
        for _ in range(600):
            assert process.poll() is None
            try:
                health = json.loads(read("/health"))
                break
            except OSError:
                time.sleep(0.1)
        page = read("/login").decode()
        sheets = [part.split('"')[0] for part in page.split('href="')[1:] if ".css" in part.split('"')[0]]
        return {
            "health": health,
            "title": "码上职卫" in page,
            "sheets": [len(read(one)) > 0 for one in sheets],
        }
    finally:
        process.terminate()
        process.wait()


def newer(place: Path) -> None:
    """The next version: another file and the sums of that, installed already when the power went, but not switched to."""
    (place / "program" / "CHANGELOG.md").write_text("# Changes\n")
    path, changed = place / "SHA256SUMS", hashlib.sha256(b"# Changes\n").hexdigest()
    lines = path.read_text().splitlines()
    sums = "".join(f"{changed if one.endswith('/CHANGELOG.md') else one[:64]}{one[64:]}\n" for one in lines)
    path.write_text(sums)
    version = target.resolve().name.rsplit(".", 1)[0]
    (folder / f"{version}.{hashlib.sha256(sums.encode()).hexdigest()[:8]}").symlink_to(target.resolve())


said: dict[str, object] = {"network": network}
with tarfile.open(archive) as tar:
    tar.extractall(folder / "unpacked", filter="data")
(unpacked,) = (folder / "unpacked").iterdir()
(folder / "mashang.env").write_text("# settings\nMASHANG_CDN=off\nMASHANG_LOG=$(touch never)\n")
said["first"] = install(unpacked)
said["release"] = target.readlink().name
said["served"] = serve()
said["again"] = install(unpacked)
newer(unpacked)
said["upgrade"] = install(unpacked)
said["upgraded"] = target.readlink().name
page = unpacked / "program" / "templates" / "web" / "page.html"
page.write_text(page.read_text() + " ")
said["damaged"] = install(unpacked, status=1)
said["after"] = target.readlink().name
said["backups"] = len(list((folder / "data" / "backups").glob("*.tar")))
print(json.dumps(said))
