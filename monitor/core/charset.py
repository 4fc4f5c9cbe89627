"""Bytes to text, whatever they are called.

Servers, documents and bytes often disagree; the bytes win. Labels mean what browsers
take them to mean ("latin-1" is windows-1252, "euc-kr" is CP949), and only codecs of text
are ever looked up: "idna", "hex" or "utf-7" from a stranger are no charsets.

Source: WHATWG Encoding, section 4.2 (labels); FAULTS row 47.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Literal

_LABELS = {
    "utf8": "utf-8",
    "unicode11utf8": "utf-8",
    "utf8mb4": "utf-8",
    "utf16": "utf-16-le",
    "unicode": "utf-16-le",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "euckr": "cp949",
    "ksc5601": "cp949",
    "ksc56011987": "cp949",
    "ksc56011989": "cp949",
    "ksx1001": "cp949",
    "korean": "cp949",
    "uhc": "cp949",
    "cp949": "cp949",
    "ms949": "cp949",
    "windows949": "cp949",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "mskanji": "cp932",
    "cp932": "cp932",
    "ms932": "cp932",
    "windows31j": "cp932",
    "eucjp": "euc_jp",
    "ujis": "euc_jp",
    "iso2022jp": "iso2022_jp_ext",
    "iso2022kr": "iso2022_kr",
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "windows936": "gb18030",
    "chinese": "gb18030",
    "hzgb2312": "hz",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cp950": "big5hkscs",
    "ascii": "cp1252",
    "usascii": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "iso88591": "cp1252",
    "ansi": "cp1252",
    "iso88599": "cp1254",
    "tis620": "cp874",
    "windows874": "cp874",
    "iso885911": "cp874",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "cp866": "cp866",
    "macintosh": "mac_roman",
    "macroman": "mac_roman",
    "johab": "johab",
    **{f"windows125{n}": f"cp125{n}" for n in range(9)},
    **{f"cp125{n}": f"cp125{n}" for n in range(9)},
    **{
        f"iso8859{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)
    },
    "latin2": "iso8859_2",
    "latin9": "iso8859_15",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MULTIBYTE = frozenset(
    [
        "utf-8",
        "cp949",
        "cp932",
        "euc_jp",
        "iso2022_jp_ext",
        "iso2022_kr",
        "gb18030",
        "hz",
        "big5hkscs",
    ]
)
_SHIFTED = frozenset(("iso2022_jp_ext", "iso2022_kr", "hz"))  # pure ASCII to look at
_HEADER = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_META = re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)  # fmt: skip
_PUNCTUATION = re.compile(r"[^a-z0-9]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_HANGUL = re.compile("[가-힣]")
_KANA = re.compile("[ぁ-ゖァ-ヺー]")
_HAN = re.compile("[\u4e00-\u9fff]")
_ODD = re.compile("[\ufffd\u0080-\u009f\ue000-\uf8ff\uff61-\uff9f\u3130-\u318f]")
_HEAD = 4096  # bytes in which a declaration counts; browsers read 1,024
_SAMPLE = 65_536  # bytes that a guess reads
_SURE = 6  # letters from which valid UTF-8 is no accident; EUC-KR passes at < 0.01 %


def decode(body: bytes, content_type: str | None, kind: Literal["html", "xml"]) -> str:
    """Read a body as text. Never raises; what cannot be read becomes U+FFFD.

    Args:
        body: as received, content encodings removed; may be cut off in a character.
        content_type: the header; its charset is heard before the document's own.
        kind: which kind of declaration to look for first.
    """
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return _read(body[len(bom) :], codec)
    if wide := _without_bom(body):
        return _read(body, wide)
    declared = list(dict.fromkeys(_declared(body, content_type, kind)))
    if _NOT_ASCII.search(body) is None:
        return _read(body, _escaped(body, declared))
    text = _strict(body, "utf-8")
    if text is not None and not _doubtful(text, body, declared):
        return text
    return _legacy(body, declared, text)


def codec_of(label: str) -> str | None:
    """Give the Python codec that a charset label means; None for no charset of text."""
    return _LABELS.get(_PUNCTUATION.sub("", label.lower().removeprefix("x-")[:40]))


def _declared(body: bytes, content_type: str | None, kind: str) -> Iterator[str]:
    """Give the codecs that the header and the document name, most trusted first."""
    head = body[:_HEAD]
    patterns = (_XML, _META) if kind == "xml" else (_META, _XML)
    labels = [m[1] for m in (_HEADER.search(content_type or ""),) if m]
    labels += [m[1].decode("ascii") for m in (p.search(head) for p in patterns) if m]
    for label in labels:
        codec = codec_of(label)
        # A declaration that could be read as ASCII was not in UTF-16.
        if codec and not codec.startswith("utf-16"):
            yield codec


def _without_bom(body: bytes) -> str | None:
    """Notice UTF-16 by the zeros round an opening bracket."""
    start = body[:64].lstrip(b"\x00\t\r\n ")[:1]
    if start != b"<" or b"\x00" not in body[:8]:
        return None
    zeros = body[:256]
    if zeros[1::2].count(0) > len(zeros) // 4:
        return "utf-16-le"
    return "utf-16-be" if zeros[0::2].count(0) > len(zeros) // 4 else None


def _escaped(body: bytes, declared: list[str]) -> str:
    """Choose for bytes that are all ASCII: plain, or a charset of escape sequences."""
    if b"\x1b$" in body or b"\x1b(J" in body:
        return "iso2022_kr" if "iso2022_kr" in declared else "iso2022_jp_ext"
    if b"~{" in body and "hz" in declared:
        return "hz"
    return "utf-8"


def _doubtful(text: str, body: bytes, declared: list[str]) -> bool:
    """Tell whether so little speaks for UTF-8 that a declaration is heard instead."""
    if not declared or declared[0] == "utf-8":
        return False
    if len(_FOREIGN.findall(text[:_SAMPLE])) >= _SURE:
        return False
    first = declared[0]
    return first in _MULTIBYTE - _SHIFTED and _strict(body, first) is not None


def _legacy(body: bytes, declared: list[str], utf8: str | None) -> str:
    """Read what is not, or hardly, UTF-8.

    A multi-byte charset that is declared and fits is right; a single-byte one fits
    anything and is believed only when no guess is better.
    """
    wide = [c for c in declared if c in _MULTIBYTE - _SHIFTED]
    for codec in wide:
        text = utf8 if codec == "utf-8" else _strict(body, codec)
        if text is not None:
            return text
    narrow = [c for c in declared if c not in _MULTIBYTE]
    guessed = _guess(body)
    if guessed and not wide:
        return _read(body, guessed)
    if narrow and not wide:
        return _read(body, narrow[0])
    return _least_damaged(body, [*wide, *([guessed] if guessed else []), "utf-8"])


def _least_damaged(body: bytes, codecs_: list[str]) -> str:
    """Choose between charsets that all fail somewhere: a few bad bytes are normal."""
    texts = [_read(body, codec) for codec in dict.fromkeys(codecs_)]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") * 10 > len(_NOT_ASCII.findall(body)):
        return _read(body, "cp1252")
    return best


def _guess(body: bytes) -> str | None:
    """Name the East Asian charset that the bytes look like.

    Korean in CP949 is nearly all Hangul, Japanese is a third or more Kana; the same
    bytes under a wrong name give Han letters, halfwidth Kana and private use.
    """
    first = _NOT_ASCII.search(body)
    sample = body[first.start() :][:_SAMPLE] if first else b""
    if 2 * len(_ALONE.findall(sample)) > len(_NOT_ASCII.findall(sample)):
        return None  # accented letters in Latin words
    best, codec_found = 0.5, None
    for codec in ("cp949", "cp932", "euc_jp", "gb18030"):
        text = _read(sample, codec)
        letters = sum(not c.isascii() for c in text)
        odd = len(_ODD.findall(text)) / max(1, letters)
        fit = _fit(codec, text, letters) - 4 * odd
        if letters >= 4 and fit > best:
            best, codec_found = fit, codec
    return codec_found


def _fit(codec: str, text: str, letters: int) -> float:
    """Say from 0 to 1 how far a text looks like its charset's language."""
    hangul, kana, han = (
        len(script.findall(text)) / max(1, letters) for script in (_HANGUL, _KANA, _HAN)
    )
    if codec == "cp949":
        return hangul - han
    if codec == "gb18030":
        return (han > 0.7) * 0.6
    return min(1.0, 2 * kana + han / 2) if kana > 0.1 else 0.0


def _strict(body: bytes, codec: str) -> str | None:
    """Read all of it or nothing; a character cut off at the end is let go."""
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(body)
    except UnicodeDecodeError:
        # NEC's and IBM's letters, as on any Japanese site, need the wider set.
        return _strict(body, "euc_jis_2004") if codec == "euc_jp" else None


def _read(body: bytes, codec: str) -> str:
    text = _strict(body, codec)
    if text is None:
        text = codecs.getincrementaldecoder(codec)("replace").decode(body)
    return text
