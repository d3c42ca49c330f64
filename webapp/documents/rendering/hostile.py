"""What a file that was uploaded as a template must not be: too large when unpacked, with macros, with links outside.

Judged on the parsed tree: how a part is written (prefixes, quotes, character references) makes no difference, and what
`allowed` does not name is refused.
"""

import io
from typing import Any

from defusedxml import ElementTree

from webapp import archives
from webapp.archives import Archive, Guard
from webapp.documents.rendering import allowed
from webapp.documents.rendering.instructions import harmless
from webapp.errors import DomainError

MOST_BYTES = 3_000_000
MOST_UNPACKED = 20_000_000
MOST_XML = 3_000_000
MOST_TAGS = 1500
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NO_DOCX = "这不是 Word 文档（.docx）。请在 WPS 或 Word 里“另存为”.docx 后再上传。"
TOO_LARGE = f"文件太大，模板请不要超过 {MOST_BYTES // 1_000_000} MB。"
MACROS = "文件里有宏或嵌入的程序，没有采用。请另存为不含宏的 .docx。"
OUTSIDE = "文件里有指向外部的链接（网址、外部图片或模板），没有采用。请删去链接后再上传。"
FIELDS = "文件里有会读取外部内容的域（如 INCLUDETEXT、DDE），没有采用。请删去后再上传。"
ENTITIES = "文件里有不允许的 XML 声明，没有采用。"
ENCODING = "文件里的文字编码不是 UTF-8，没有采用。请在 WPS 或 Word 里另存为 .docx 后再上传。"
ELEMENT = "文件里有不允许的内容（{}），没有采用。请删去后再上传；找不到时，请从系统自带的模板改起。"

GUARD = Guard(
    thing="模板",
    again="请在 WPS 或 Word 里“另存为”.docx 后再上传。",
    smaller="请减少图片和文字后再上传。",
    members=300,
    total=MOST_UNPACKED,
    most=lambda name: MOST_XML if name.endswith((".xml", ".rels")) else MOST_UNPACKED,
)
BOMB, DAMAGED, NAMES, SECRET = map(
    GUARD.says, (archives.LARGE, archives.DAMAGED, archives.NAMES, archives.SECRET)
)

_PROGRAMS = ("vbaproject", "vbadata", "activex", "embeddings/", "oleobject", "customui")
_OBJECTS = {"vbaProject", "oleObject", "package", "aFChunk", "control"}
_WORDS_FOR = {
    "mailMerge": "邮件合并的数据源", "altChunk": "插入的外部文档", "object": "嵌入的对象", "OLEObject": "嵌入的对象", "control": "控件",
    "subDoc": "子文档", "attachedTemplate": "附加的模板", "chart": "图表", "relIds": "SmartArt 图形", "image": "外部图片",
}  # fmt: skip
_SCHEMES = (
    "http:",
    "https:",
    "file:",
    "ftp:",
    "mailto:",
    "mhtml:",
    "javascript:",
    "vbscript:",
    "data:",
    "ms-",
)
_WORD = ("wordprocessingml/2006/main", "ooxml/wordprocessingml/main")


def refused(data: bytes) -> str:
    """Why this file is not taken, in words; "" when nothing is wrong with it as a file."""
    if len(data) > MOST_BYTES:
        return TOO_LARGE
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return SECRET if b"E\0n\0c\0r\0y\0p\0t" in data else NO_DOCX
    if not data.startswith(b"PK"):
        return NO_DOCX
    try:
        with GUARD.opened(io.BytesIO(data)) as archive:
            return _contents(archive)
    except DomainError as error:
        return error.sentence
    except (ValueError, RuntimeError):  # what its XML can still provoke, as by its depth
        return NO_DOCX


def _contents(archive: Archive) -> str:
    names = archive.members
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        return NO_DOCX
    if any(word in name.lower() for name in names for word in _PROGRAMS):
        return MACROS
    marks = 0
    for name in names:
        text = archive.read(name)
        if name.endswith((".xml", ".rels")):
            if reason := _xml(name, text):
                return reason
            marks += text.count(b"{") + text.count(b"&#")
        elif not name.lower().endswith(allowed.MEDIA):
            return MACROS
    return BOMB if marks > 2 * MOST_TAGS else ""


def _xml(name: str, raw: bytes) -> str:
    if not _is_utf8(raw):
        return ENCODING
    try:
        tree = ElementTree.fromstring(raw, forbid_dtd=True)
    except ElementTree.ParseError:
        return NO_DOCX
    except ValueError:  # defusedxml: a DTD, an entity, something from outside
        return ENTITIES
    if name == "[Content_Types].xml":
        return _types(tree)
    if name.endswith(".rels"):
        return _relations(tree)
    own_data = name.startswith("customXml/")
    for one in tree.iter():
        if reason := _element(one, own_data) or _attributes(one):
            return reason
    words = (one for one in tree.iter() if one.tag.partition("}")[0].endswith(_WORD))
    return "" if harmless(words) else FIELDS


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    declaration, _, _ = raw.partition(b"?>")
    _, told, encoding = declaration.partition(b"encoding")
    return not told or encoding.strip(b" \t\r\n=\"'").lower().startswith((b"utf-8", b"us-ascii"))


def _types(tree: Any) -> str:
    kinds = {one.get("ContentType", "") for one in tree}
    if any("macro" in kind.lower() or "vba" in kind.lower() for kind in kinds):
        return MACROS
    for one in tree:
        name, kind = one.get("PartName") or f".{one.get('Extension')}", one.get("ContentType", "")
        # A picture by its name is none that Word takes for something else.
        if name.lower().endswith(allowed.MEDIA) and not kind.lower().startswith(allowed.MEDIA_TYPES):
            return ELEMENT.format(kind[:80])
    return "" if MAIN in kinds else NO_DOCX


def _relations(tree: Any) -> str:
    types = {one.get("Type", "").rsplit("/", 1)[-1] for one in tree}
    for one in tree:
        if one.get("TargetMode", "Internal") != "Internal" or _is_address(one.get("Target", "")):
            return OUTSIDE
    if _OBJECTS & types:
        return MACROS
    unknown = sorted(types - allowed.RELATIONS)
    return ELEMENT.format(_WORDS_FOR.get(unknown[0], unknown[0])[:80]) if unknown else ""


def _element(one: Any, own_data: bool) -> str:
    space, _, name = one.tag.rpartition("}")
    space = space[1:]
    if space not in allowed.ELEMENTS:
        # What others keep beside a paper means nothing to Word.
        foreign = own_data and not space.startswith(
            ("http://schemas.", "http://purl.oclc.org/", "urn:schemas-")
        )
        return "" if foreign else ELEMENT.format(_WORDS_FOR.get(name, name)[:80])
    names = allowed.ELEMENTS[space]
    if (names is not None and name not in names) or name in allowed.NEVER:
        return ELEMENT.format(_WORDS_FOR.get(name, name)[:80])
    return ""


def _attributes(one: Any) -> str:
    for full, value in one.attrib.items():
        name = full.rpartition("}")[2]
        if name in allowed.ADDRESSES and value.strip():
            return OUTSIDE
        if name not in allowed.INERT and _is_address(value):
            return OUTSIDE
    return ""


def _is_address(value: str) -> bool:
    text = value.strip().lower()
    return "://" in text or text.startswith((*_SCHEMES, "\\\\", "//")) or "url(" in text
