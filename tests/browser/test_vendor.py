"""Every library that scripts/vendor.mjs copies loads as a plain module under the content security policy."""

import io
from collections.abc import Iterator

import pytest
import qrcode
from playwright.sync_api import Page

from tests.browser.site import site

SCRIPT = """
import { BarcodeDetector } from "/static/vendor/barcode-detector/ponyfill.js";
import { openDB } from "/static/vendor/idb/index.js";
import { sha256 } from "/static/vendor/noble-hashes/sha2.js";
import SignaturePad from "/static/vendor/signature_pad/signature_pad.min.js";

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

window.scan = async () => {
  const image = document.querySelector("img");
  await image.decode();
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(image);
  return found.map((code) => code.rawValue);
};
window.digest = (text) => hex(sha256(new TextEncoder().encode(text)));
window.digestInParts = (parts) => hex(
  parts.reduce((hash, part) => hash.update(new TextEncoder().encode(part)), sha256.create()).digest());
window.store = async () => {
  const database = await openDB("test", 1, { upgrade: (db) => db.createObjectStore("things") });
  await database.put("things", "池州", 1);
  return database.get("things", 1);
};
window.sign = () => new SignaturePad(document.querySelector("canvas")).isEmpty();
window.ready = true;
"""
DOCUMENT = """<!doctype html><html lang="zh-CN"><head><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/vendor/pico/pico.min.css">
<script type="module" src="/test.js"></script></head>
<body><img src="/code.png" alt=""><canvas></canvas></body></html>"""
CONTENT = "https://example.cn/q/Zk3-池州"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    picture = io.BytesIO()
    qrcode.make(CONTENT).save(picture, "PNG")
    with site({"/": DOCUMENT, "/test.js": SCRIPT, "/code.png": picture.getvalue()}) as url:
        yield url


@pytest.fixture
def loaded(phone: Page, address: str) -> Page:
    phone.goto(address)
    phone.wait_for_function("window.ready")
    return phone


def test_barcode_detector_reads_a_code_with_its_wasm_from_here(loaded: Page, address: str) -> None:
    asked: list[str] = []
    loaded.on("request", lambda request: asked.append(request.url))
    assert loaded.evaluate("scan()") == [CONTENT]
    assert asked == [f"{address}/static/vendor/barcode-detector/zxing_reader.wasm"]


def test_noble_hashes_whole_and_in_parts(loaded: Page) -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert loaded.evaluate("digest('abc')") == expected
    assert loaded.evaluate("digestInParts(['a', 'bc'])") == expected


def test_idb_keeps_things(loaded: Page) -> None:
    assert loaded.evaluate("store()") == "池州"


def test_signature_pad_starts_empty(loaded: Page) -> None:
    assert loaded.evaluate("sign()") is True


def test_pico_styles_the_page(loaded: Page) -> None:
    assert (
        loaded.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--pico-spacing')")
        == "1rem"
    )
