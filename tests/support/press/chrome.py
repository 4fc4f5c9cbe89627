"""What surrounds an article: menus, rankings, related news, footers."""

from __future__ import annotations

import json
from html import escape

KO_OTHERS = (
    "시내버스 요금 다음 달 150원 오른다",
    "북항 매립지에 축구장 열 개 넓이 공원",
    "봄꽃 축제 앞두고 주차장 두 곳 새로 열어",
    "낡은 극장 자리에 들어서는 어린이 도서관",
    "가뭄에 말라 가는 저수지, 물차 행렬",
)
JA_OTHERS = (
    "市営バスの運賃、来月から二十円値上げ",
    "埋め立て地に新しい公園、来春に開園へ",
    "花まつりを前に臨時駐車場を二か所設置",
    "旧映画館の跡地に子ども図書館",
    "雪解け水で増水、川下りは中止に",
)
KO_MENU = ("정치", "경제", "사회", "문화", "스포츠", "오피니언", "지역", "영상")
JA_MENU = ("社会", "政治", "経済", "国際", "スポーツ", "地域", "天気", "動画")


def linked(lines: tuple[str, ...], *, tag: str = "li", name: str = "") -> str:
    """Give a list of links."""
    about = f' class="{name}"' if name else ""
    return "".join(
        f'<{tag}{about}><a href="/news/{i}100{i}">{escape(line)}</a></{tag}>'
        for i, line in enumerate(lines, 1)
    )


def head(
    article: dict[str, object],
    *,
    charset: str,
    lang: str,
    suffix: str,
    extra: str = "",
) -> str:
    """Give a page's head; `suffix` is how the site signs its titles."""
    title = escape(str(article["title"]))
    meta = f'<meta charset="{charset}">' if charset else ""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head>{meta}'
        f"<title>{title}{suffix}</title>"
        f'<meta property="og:title" content="{title}">'
        f'<meta property="og:type" content="article">{extra}'
        "<style>.a{color:#333}</style><script>var ad=[];function f(){}</script></head>"
    )


def state(value: object) -> str:
    """Give JSON as a script holds it."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def ko_top() -> str:
    """Give what stands above a Korean article."""
    return (
        '<div id="skip"><a href="#body">본문 바로가기</a></div><header id="header">'
        '<h1 class="logo"><a href="/">누리일보</a></h1><nav id="gnb"><ul>'
        f"{linked(KO_MENU)}</ul></nav><form><input name=q><button>검색</button></form>"
        "<a href='/login'>로그인</a><a href='/join'>회원가입</a></header>"
    )


def ko_bottom() -> str:
    """Give what stands below a Korean article."""
    return (
        '<aside id="side"><h3>많이 본 뉴스</h3><ol>' + linked(KO_OTHERS) + "</ol>"
        '<div class="ad_box">광고</div></aside><footer id="footer"><p>누리일보 | 등록번호'
        " 가나 00012 | 발행인 홍길순 | 청소년보호책임자 홍길순</p><p>Copyright ⓒ 누리일보."
        " All rights reserved.</p></footer></body></html>"
    )


def ja_top() -> str:
    """Give what stands above a Japanese article."""
    return (
        '<div class="skip"><a href="#main">本文へ移動</a></div><header class="gHeader">'
        '<p class="logo"><a href="/">潮見新聞</a></p><nav class="gNav"><ul>'
        f"{linked(JA_MENU)}</ul></nav><a href='/login'>ログイン</a>"
        "<a href='/join'>会員登録</a></header>"
    )


def ja_bottom() -> str:
    """Give what stands below a Japanese article."""
    return (
        '<aside class="sidebar"><h2>アクセスランキング</h2><ol>'
        + linked(JA_OTHERS)
        + '</ol><div class="ad">スポンサーリンク</div></aside><footer class="gFooter"><ul>'
        "<li><a href='/about'>会社概要</a></li><li><a href='/privacy'>個人情報の取り扱い"
        "</a></li></ul><p>当サイトの記事・写真の無断転載を禁じます。</p>"
        "<p>Copyright (C) 潮見新聞社 All Rights Reserved.</p></footer></body></html>"
    )
