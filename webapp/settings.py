"""Every setting, its default and its environment variable (table in README.md)."""

import os
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent.parent

HTMX_CDN = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js"
# Of the very file that npm installs (tests/web/test_boot.py compares them).
HTMX_INTEGRITY = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"


@dataclass(frozen=True)
class Settings:
    """The settings of one process; made from the environment, replaced as a whole in tests."""

    data: Path
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    cdn: bool = True
    proxies: tuple[str, ...] = ()
    smtp_url: str = ""
    mail_from: str = ""
    demo_password: str = ""
    camera_files: bool = False
    workers: int = 2
    disk_min: float = 5.0
    late_days: float = 30.0
    slow_ms: float = 200.0
    patience: float = 30.0
    page_patience: float = 3.0
    pool: int = 10
    media_url: str = ""
    log: str = "json"
    background: bool = True

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read MASHANG_* (and PORT, HOST); a value that cannot be used raises ValueError with its name."""
        env = os.environ
        port = int(env.get("PORT") or "8000")
        host = env.get("HOST") or "127.0.0.1"
        return cls(
            data=Path(env.get("MASHANG_DATA") or PROJECT / "var").resolve(),
            database_url=env.get("MASHANG_DATABASE_URL", ""),
            base_url=(env.get("MASHANG_BASE_URL") or f"http://{host}:{port}").rstrip("/"),
            host=host,
            port=port,
            cdn=env.get("MASHANG_CDN", "on").lower() not in {"off", "0", "no"},
            proxies=tuple(filter(None, (p.strip() for p in env.get("MASHANG_PROXY", "").split(",")))),
            smtp_url=env.get("MASHANG_SMTP_URL", ""),
            mail_from=env.get("MASHANG_MAIL_FROM", ""),
            demo_password=env.get("MASHANG_DEMO_PASSWORD", ""),
            camera_files=env.get("MASHANG_CAMERA_FILES", "off").lower() in {"on", "1", "yes"},
            workers=int(env.get("MASHANG_WORKERS") or os.cpu_count() or 2),
            disk_min=float(env.get("MASHANG_DISK_MIN") or "5"),
            late_days=float(env.get("MASHANG_LATE_DAYS") or "30"),
            slow_ms=float(env.get("MASHANG_SLOW_MS") or "200"),
            patience=float(env.get("MASHANG_PATIENCE") or "30"),
            page_patience=float(env.get("MASHANG_PAGE_PATIENCE") or "3"),
            media_url=env.get("MASHANG_MEDIA_URL", ""),
            pool=int(env.get("MASHANG_POOL") or "10"),
            log=env.get("MASHANG_LOG") or "json",
            background=env.get("MASHANG_BACKGROUND", "on").lower() not in {"off", "0", "no"},
        )

    @property
    def sqlite_path(self) -> Path:
        return self.data / "mashang.sqlite3"

    @property
    def postgres(self) -> bool:
        return self.database_url.startswith(("postgres://", "postgresql://"))

    @property
    def media(self) -> Path:
        """Where photos are kept."""
        return self.data / "media"

    @property
    def imports(self) -> Path:
        """Where uploaded tables wait for their import."""
        return self.data / "imports"

    @property
    def https(self) -> bool:
        """Cookies are Secure exactly then."""
        return self.base_url.startswith("https://")

    @property
    def netloc(self) -> str:
        return urlsplit(self.base_url).netloc

    @cached_property
    def key(self) -> bytes:
        """The key of receipts and the audit chain: 32 bytes in a file of its own, never in the database."""
        path = self.data / "keys" / "seal.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass
            else:
                with os.fdopen(descriptor, "w") as file:
                    file.write(secrets.token_hex(32))
                    file.flush()
                    os.fsync(file.fileno())
        return bytes.fromhex(path.read_text().strip())


_current: Settings | None = None


def settings() -> Settings:
    """The settings of this process."""
    global _current
    if _current is None:
        _current = Settings.from_environment()
    return _current


def late() -> timedelta:
    """How old a phone's time may be when it arrives and still decide (inspections/rules/clocks.py)."""
    return timedelta(days=settings().late_days)


def use(**changes: object) -> Settings:
    """Replace settings, for the command line and for tests."""
    global _current
    _current = replace(settings(), **changes)  # type: ignore[arg-type]
    return _current
