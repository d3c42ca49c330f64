"""What a file that was uploaded as a template must not be: too large when unpacked, with macros, with links outside."""

import io
import re
import zipfile

from defusedxml import ElementTree

MOST_BYTES = 3_000_000
MOST_UNPACKED = 20_000_000
MOST_XML = 3_000_000
MOST_PARTS = 300
MOST_TAGS = 1500
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NO_DOCX = "这不是 Word 文档（.docx）。请在 WPS 或 Word 里“另存为”.docx 后再上传。"
TOO_LARGE = f"文件太大，模板请不要超过 {MOST_BYTES // 1_000_000} MB。"
BOMB = "文件解压后太大，没有采用。"
MACROS = "文件里有宏或嵌入的程序，没有采用。请另存为不含宏的 .docx。"
OUTSIDE = "文件里有指向外部的链接（网址、外部图片或模板），没有采用。请删去链接后再上传。"
FIELDS = "文件里有会读取外部内容的域（如 INCLUDETEXT、DDE），没有采用。请删去后再上传。"
ENTITIES = "文件里有不允许的 XML 声明，没有采用。"
SECRET = "文件有密码，没有采用。"  # noqa: S105 - a sentence

_FORBIDDEN = re.compile(
    r"(vbaproject|vbadata|activex|embeddings/|oleobject|customui|\.exe$|\.dll$|\.js$)", re.IGNORECASE
)
_CALLING = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|DATABASE|LINK|IMPORT|HYPERLINK|MACROBUTTON|AUTOTEXT)\b",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(r"<w:instrText[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"")


def refused(data: bytes) -> str:
    """Why this file is not taken, in words; "" when nothing is wrong with it as a file."""
    if len(data) > MOST_BYTES:
        return TOO_LARGE
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return SECRET if b"E\0n\0c\0r\0y\0p\0t" in data else NO_DOCX
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _contents(archive)
    # RuntimeError: encrypted, or packed in a way that zipfile does not know.
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError):
        return NO_DOCX
    except ElementTree.ParseError:
        return NO_DOCX


def _contents(archive: zipfile.ZipFile) -> str:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if (
        "[Content_Types].xml" not in names
        or "word/document.xml" not in names
        or len(set(names)) != len(names)
    ):
        return NO_DOCX
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        return BOMB
    if any(_FORBIDDEN.search(name) for name in names):
        return MACROS
    tags = 0
    for entry in entries:
        # The directory of an archive may lie about sizes: what is read is what counts.
        with archive.open(entry) as part:
            text = part.read(min(MOST_UNPACKED, entry.file_size + 1))
        if len(text) > entry.file_size:
            return BOMB
        if entry.filename.endswith((".xml", ".rels")):
            if len(text) > MOST_XML:
                return BOMB
            if reason := _xml(entry.filename, text):
                return reason
            tags += text.count(b"{{") + text.count(b"{%") + text.count(b"{#")
    return BOMB if tags > MOST_TAGS else ""


def _xml(name: str, raw: bytes) -> str:
    try:
        tree = ElementTree.fromstring(raw, forbid_dtd=True)
    except ElementTree.ParseError:
        return NO_DOCX
    except ValueError:  # defusedxml: a DTD, an entity, something from outside
        return ENTITIES
    if name == "[Content_Types].xml":
        kinds = {one.get("ContentType", "") for one in tree}
        if any("macroEnabled" in kind or "vba" in kind.lower() for kind in kinds):
            return MACROS
        return "" if MAIN in kinds else NO_DOCX
    if name.endswith(".rels"):
        types = [one.get("Type", "").rsplit("/", 1)[-1] for one in tree]
        if any(one.get("TargetMode") == "External" for one in tree):
            return OUTSIDE
        return MACROS if {"vbaProject", "oleObject", "package", "aFChunk", "control"} & set(types) else ""
    said = " ".join("".join(found) for found in _INSTRUCTION.findall(raw.decode("utf-8", "replace")))
    # Word joins the pieces of an instruction, whatever runs they stand in.
    return FIELDS if _CALLING.search(said) or _CALLING.search(said.replace(" ", "")) else ""
