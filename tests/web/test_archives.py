"""The guard of archives: whatever keeps its limits is read byte for byte, every hostile change is refused in words."""

import io
import random
import re
import string
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from webapp import archives
from webapp.archives import Guard
from webapp.documents.rendering import hostile
from webapp.errors import DomainError, Invalid, TooLarge
from webapp.field.unsent import file as unsent
from webapp.web.sheets import scan

pytestmark = pytest.mark.only_on("sqlite")

GUARD = Guard("文件", "请重新上传。", "请分几次上传。", members=8, total=40_000, ratio_from=20_000)
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
# Where a number stands in the header of a member and in its line of the directory.
FLAGS, METHOD, CRC, PACKED, UNPACKED = (6, 8), (8, 10), (14, 16), (18, 20), (22, 24)

word = st.text(string.ascii_letters + string.digits + "._- 表[]", min_size=1, max_size=12).filter(
    lambda text: text.strip(".")
)
names = st.lists(
    st.lists(word, min_size=1, max_size=3).map("/".join), min_size=1, max_size=6, unique_by=str.casefold
)


@st.composite
def contents(draw):
    """{name: bytes}: some that packs well and some that does not pack at all, never of no bytes."""
    noise = random.Random(draw(st.integers(0, 1000)))
    sizes = st.integers(1, 3_000)
    return {
        name: b"same " * draw(sizes) if draw(st.booleans()) else noise.randbytes(draw(sizes))
        for name in draw(names)
    }


def packed(files, methods=(zipfile.ZIP_DEFLATED,)):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for place, (name, data) in enumerate(files.items()):
            archive.writestr(name, data, methods[place % len(methods)])
    return target.getvalue()


def added(data, name, more=b"x", attributes=0):
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        info = zipfile.ZipInfo(name.replace("\0", "~"))
        info.external_attr = attributes
        archive.writestr(info, more)
    # zipfile itself writes no zeros into a name.
    return target.getvalue().replace(name.replace("\0", "~").encode(), name.encode())


def changed(data, where, value, kind, places=(CENTRAL, LOCAL), which=0):
    """A number of the headers of one member overwritten."""
    data = bytearray(data)
    for signature, offset in ((LOCAL, where[0]), (CENTRAL, where[1])):
        if signature in places:
            begin = [found.start() for found in re.finditer(re.escape(signature), bytes(data))][which]
            struct.pack_into(kind, data, begin + offset, value)
    return bytes(data)


def read(data, guard=GUARD):
    with guard.opened(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.members}


def refused(data, error, sentence, guard=GUARD):
    with pytest.raises(error) as caught:
        read(data, guard)
    assert caught.value.sentence == guard.says(sentence)


def plain(files):
    """Nothing in them looks like a header."""
    return not any(b"PK" in data or "PK" in name for name, data in files.items())


quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(contents(), st.sampled_from([(0,), (8,), (8, 0)]))
def test_what_keeps_the_limits_is_read_byte_for_byte(files, methods):
    total = sum(map(len, files.values()))
    guard = replace(GUARD, total=total, members=len(files), ratio=2_000)
    data = packed(files, methods)
    assert read(data, guard) == files
    with guard.opened(io.BytesIO(data)) as archive:
        assert all(archive.start(name, 7) == files[name][:7] for name in files)
    refused(data, TooLarge, archives.LARGE, replace(guard, total=total - 1))
    refused(data, TooLarge, archives.LARGE, replace(guard, members=len(files) - 1))
    longest = max(files, key=lambda name: len(files[name]))
    too_long = replace(guard, most=lambda name: len(files[longest]) - (name == longest))
    refused(data, TooLarge, archives.LARGE, too_long)


WIDE = replace(GUARD, total=1_000_000, ratio=2_000)
STRAY = [
    "../x", "a/../../x", "/etc/x", "\\x", "C:\\x", "c:x", "a\\..\\x", "..", "a/..", "a\x00.xml", "a\nb", "\x7f",
]  # fmt: skip


@quick
@given(contents(), st.sampled_from(STRAY))
def test_names_that_lead_elsewhere_are_refused(files, name):
    refused(added(packed(files), name), Invalid, archives.NAMES, WIDE)


@quick
@given(contents(), st.data())
def test_a_name_is_there_once_whatever_its_case(files, data):
    double = data.draw(st.sampled_from(sorted(files))).swapcase()
    assume(double not in files)
    refused(added(packed(files), double), Invalid, archives.NAMES, WIDE)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_very_same_name_twice_and_a_link():
    data = packed({"a": b"1"})
    refused(added(data, "a"), Invalid, archives.NAMES)
    refused(added(data, "b", b"/etc/passwd", 0o120777 << 16), Invalid, archives.NAMES)
    assert read(added(data, "b/", b"", 0o040755 << 16)) == {"a": b"1"}


@quick
@given(contents().filter(plain), st.sampled_from([0x1, 0x40, 0x2000]))
def test_what_is_encrypted_is_refused(files, bit):
    refused(changed(packed(files), FLAGS, bit, "<H"), Invalid, archives.SECRET, WIDE)


@quick
@given(contents().filter(plain), st.integers(1, 99).filter(lambda method: method != 8))
def test_what_is_packed_in_another_way_is_refused(files, method):
    refused(changed(packed(files), METHOD, method, "<H"), Invalid, archives.PACKED, WIDE)


@quick
@given(contents().filter(plain), st.integers(-2_000, 2_000).filter(bool), st.booleans(), st.booleans())
def test_a_directory_that_lies_about_sizes_gets_nothing_through(files, by, both, forged):
    """Neither more bytes than it declares nor others than it vouches for: refused, also with a forged checksum."""
    name, whole = next(iter(files.items()))
    size = len(whole) + by
    assume(size >= 0)
    data = changed(packed(files), UNPACKED, size, "<L", (CENTRAL, LOCAL) if both else (CENTRAL,))
    if forged:
        data = changed(data, CRC, zlib.crc32(whole[:size]), "<L")
    guard = replace(WIDE, most=lambda _: max(size, *map(len, files.values())))
    if forged and by < 0:  # a shorter file, which is all that anybody gets
        assert read(data, guard)[name] == whole[:size]
    else:
        refused(data, Invalid, archives.DAMAGED, guard)


@quick
@given(contents().filter(plain))
def test_members_that_claim_more_bytes_than_the_file_has_are_refused(files):
    data = packed(files)
    refused(changed(data, PACKED, len(data) + 1, "<L", (CENTRAL,)), Invalid, archives.DAMAGED, WIDE)


@quick
@given(st.integers(20_001, 39_000), st.integers(0, 500))
def test_a_bomb_is_one_by_its_ratio(size, noise):
    data = packed({"a": b" " * size, "b": random.Random(1).randbytes(noise)})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    ratio = sum(info.file_size for info in infos) / sum(info.compress_size for info in infos)
    guard = replace(GUARD, ratio=int(ratio))
    if ratio > guard.ratio:
        refused(data, TooLarge, archives.LARGE, guard)
    assert len(read(data, replace(guard, ratio=guard.ratio + 1))) == 2
    assert len(read(data, replace(guard, ratio_from=40_000))) == 2


@settings(max_examples=300, deadline=None)
@given(contents(), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6), st.floats(0, 1))
def test_damage_of_any_kind_is_a_sentence(files, flips, cut):
    data = bytearray(packed(files, (8, 0)))
    for place, value in flips:
        data[int(place * len(data))] = value
    data = bytes(data[: int(len(data) * cut)] if cut < 0.5 else data)
    try:
        assert sum(map(len, read(data, WIDE).values())) <= WIDE.total
    except DomainError as error:
        assert re.search("[一-龥]", error.sentence)


@pytest.mark.parametrize(
    ("guard", "thing"), [(scan.GUARD, "表格"), (hostile.GUARD, "模板"), (unsent.GUARD, "文件")]
)
def test_each_kind_of_upload_is_called_by_its_name(guard, thing):
    for sentence in (
        archives.DAMAGED, archives.SECRET, archives.LARGE, archives.NAMES, archives.PACKED,
    ):  # fmt: skip
        assert guard.says(sentence).startswith(thing) and guard.says(sentence).endswith("。")
