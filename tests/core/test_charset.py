import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.charset import codec_of, decode

KO = "정부는 22일 한일 군사정보보호협정(GSOMIA·지소미아)을 종료하기로 했다. 똠방각하, 펲시콜라"
JA = "日本政府は２２日、韓国が軍事情報包括保護協定（ＧＳＯＭＩＡ）を破棄すると決めたことに抗議した。①②㈱"
ZH = "韩国政府二十二日决定不再延长韩日军事情报保护协定,日本政府对此提出抗议。"
EN = "Seoul’s decision — “regrettable” — café €5"
TEXTS = [
    ("utf-8", KO),
    ("utf-8", JA),
    ("utf-8", EN),
    ("cp949", KO),
    ("cp932", JA),
    ("euc_jis_2004", JA),
    ("gb18030", ZH),
    ("cp1252", EN),
    ("iso2022_jp_ext", JA.replace("①②㈱", "")),
]
HEADERS = [None, "text/html", "text/html; charset=utf-8", "text/html;charset=ISO-8859-1", "text/html; charset=idna", 'text/html; charset="none"']  # fmt: skip
LABELS = re.findall(
    r"\S+",
    """utf-8 utf8 UTF-8 utf-16 utf-7 unicode ascii us-ascii latin1 iso-8859-1
    windows-1252 euc-kr EUC_KR ks_c_5601-1987 windows-949 cp949 uhc shift_jis x-sjis
    sjis ms932 windows-31j euc-jp x-euc-jp iso-2022-jp gb2312 gbk gb18030 big5
    big5-hkscs hz-gb-2312 iso-2022-kr johab koi8-r windows-1251 idna punycode hex
    base64 rot13 zlib undefined unicode_escape raw_unicode_escape mbcs none palmos
    x-user-defined""",
)


def _page(text, label):
    meta = f'<meta charset="{label}">' if label else ""
    return f"<html><head>{meta}<title>x</title></head><body>{text}"


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("label", [None, "utf-8", "iso-8859-1", "undefined"])
@pytest.mark.parametrize(("codec", "text"), TEXTS)
def test_the_bytes_win_over_wrong_and_missing_labels(codec, text, label, header):
    page = _page(text, label)
    assert decode(page.encode(codec), header, "html") == page


@pytest.mark.parametrize(("codec", "text"), TEXTS)
def test_a_page_cut_off_inside_a_character_stays_readable(codec, text):
    body = _page(text * 3, None).encode(codec)
    for cut in range(1, 5):
        read = decode(body[:-cut], None, "html")
        assert _page(text * 3, None).startswith(read.rstrip("\ufffd"))


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("euc-kr", "cp949", KO),
        ("ks_c_5601-1987", "cp949", KO),
        ("shift_jis", "cp932", JA),
        ("x-sjis", "cp932", JA),
        ("euc-jp", "euc_jis_2004", JA),
        ("gb2312", "gb18030", ZH),
        ("iso-8859-1", "cp1252", EN),
        ("us-ascii", "cp1252", EN),
        ("windows-1252", "cp1252", EN),
    ],
)
def test_labels_mean_what_browsers_take_them_to_mean(label, codec, text):
    short = text[:12]
    body = f'<?xml version="1.0" encoding="{label}"?><a>{short}</a>'.encode(codec)
    assert f"<a>{short}</a>" in decode(body, None, "xml")
    assert f"<a>{short}</a>" in decode(body, f"text/xml; charset={label}", "xml")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_or_wide_letters_need_no_label(codec):
    page = _page(KO, "euc-kr")
    assert decode(page.encode(codec), "text/html; charset=euc-kr", "html") == page


def test_one_bad_byte_does_not_turn_a_page_into_another_charset():
    for codec, text in (("utf-8", KO), ("cp949", KO), ("cp932", JA)):
        body = text.encode(codec) + b"\xff" + text.encode(codec)
        for label in (codec, None):
            header = f"text/html; charset={label}" if label else None
            read = decode(body, header, "html")
            assert len(read) == 2 * len(text) + 1
            assert read.startswith(text)
            assert read.endswith(text)


def test_accented_words_in_capitals_are_not_taken_for_korean():
    text = "ÅRSMÖTE I ÄNGELHOLM: Größe, français, naïve, señor, Ålesund, Ørsted. " * 5
    assert decode(text.encode("cp1252"), None, "html") == text


@given(
    body=st.one_of(st.binary(max_size=300), st.text(max_size=80).map(str.encode)),
    label=st.one_of(st.none(), st.sampled_from(LABELS), st.text(max_size=12)),
    kind=st.sampled_from(["html", "xml"]),
)
def test_any_bytes_under_any_label_become_text(body, label, kind):
    text = decode(body, f"text/html; charset={label}" if label else None, kind)
    text.encode("utf-8")  # no lone surrogates either


@pytest.mark.parametrize("label", LABELS)
def test_bytes_under_every_known_label_become_text_without_an_error(label):
    for body in (b"\x80\xff\xfe\x00abc", bytes(range(256)) * 3, KO.encode("cp949")):
        page = b'<meta charset="' + label.encode() + b'">' + body
        assert isinstance(decode(page, f"text/html; charset={label}", "html"), str)


def test_only_codecs_of_text_are_ever_looked_up():
    for label in ("idna", "hex", "rot13", "zlib", "utf-7", "unicode_escape", "mbcs"):
        assert codec_of(label) is None
    for label in LABELS:
        codec = codec_of(label)
        assert codec is None or codecs.lookup(codec)._is_text_encoding


@pytest.mark.slow
def test_eight_megabytes_are_read_in_a_moment():
    body = ("<html>" + KO * 80_000).encode("cp949")
    decode(body, "text/html; charset=utf-8", "html")
