"""More Korean layouts: stations, walls, captions, interviews, bare modern pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from html import escape

from press import korean
from press.chrome import KO_OTHERS, head, linked
from press.korean import (
    COPYRIGHT,
    Article,
    page,
    paragraphs,
    signed,
    times,
    titled,
)


def decomposed(article: Article) -> str:
    body = (
        f'{titled(article)}<p class="byline">{signed(article)}</p>'
        f'<p>{times(article)}</p><div class="article_body">{paragraphs(article)}</div>'
        f'<p class="copyright">{COPYRIGHT}</p>'
    )
    return unicodedata.normalize("NFD", page(article, body))


def broadcast(article: Article) -> str:
    lines = "<br /><br />".join(escape(t) for t in article["text"])
    body = (
        f'<div class="view-headline"><h4 class="headline-title">{escape(article["title"])}</h4>'
        f'<em class="input-date">{times(article)}</em></div><div class="player">동영상 고정 취소'
        '</div><div class="detail-body" id="cont_newstext">'
        f"{lines}<br /><br />영상편집: 도하늬/그래픽: 민초아<br /><br /></div>"
        '<div class="jebo"><p>■ 제보하기</p><p>▷ 전화 : 02-0000-0000</p><p>▷ 카카오톡 : '
        "'누리제보' 검색, 채널 추가</p><p>▷ 네이버, 유튜브에서 누리뉴스를 구독해주세요!</p></div>"
        f'<div class="reporter"><p>{signed(article)}</p></div>'
    )
    return page(article, body, suffix=" | 누리뉴스")


def two_reporters(article: Article) -> str:
    body = (
        f'{titled(article)}<div class="dateline">{times(article)}</div>'
        f'<div class="article_txt">{paragraphs(article)}'
        f"<p>{'·'.join(article['authors'])} 기자</p></div>"
        f'<div class="copy">&lt; {COPYRIGHT} &gt;</div>'
    )
    return page(article, body)


def paywalled(article: Article) -> str:
    body = (
        f'{titled(article)}<p class="byline">{signed(article)}</p><p>{times(article)}</p>'
        f'<div class="article_body" itemprop="articleBody">{paragraphs(article)}'
        '<div class="paywall_box"><strong>유료회원 전용 기사입니다</strong><p>로그인 후 나머지 '
        "1,240자를 읽으실 수 있습니다.</p><p>첫 달 100원으로 시작하세요.</p></div></div>"
    )
    return page(article, body)


def captions(article: Article) -> str:
    photo = (
        '<figure class="photo"><img src="/p/6.jpg"><figcaption>안도현 씨가 고갯길에서 돌무더기를 '
        "가리키고 있다. 표진우 기자</figcaption></figure>"
    )
    parts = [f"<p>{escape(t)}</p>" for t in article["text"]]
    parts.insert(1, photo)
    parts.insert(4, photo.replace("고갯길에서", "샘터에서"))
    body = (
        f'{titled(article)}<ul class="sum"><li>퇴직 교사 안도현 씨</li></ul>'
        f'<div class="news_cnt_detail_wrap">{"".join(parts)}</div>'
        f"<p class='reporter'>{signed(article)}</p><p>{times(article)}</p><p>{COPYRIGHT}</p>"
    )
    return page(article, body)


def amp(article: Article) -> str:
    top = head(article, charset="utf-8", lang="ko", suffix=" - 누리일보")
    return (
        f"{top}<body><amp-sidebar id=s><ul>{linked(KO_OTHERS)}</ul></amp-sidebar>"
        f"<header><a href='/'>누리일보</a></header><main><h1>{escape(article['title'])}</h1>"
        f"<p class='meta'>{signed(article)} {times(article)}</p><amp-img src='/p/7.jpg'>"
        f"</amp-img>{paragraphs(article)}<amp-ad width=300></amp-ad>"
        f"<p class='copy'>ⓒ 누리일보, 무단 전재 및 재배포 금지</p></main>"
        f"<section><h2>관련 뉴스</h2><ul>{linked(KO_OTHERS)}</ul></section></body></html>"
    )


def interview(article: Article) -> str:
    body = (
        f'<h1 class="h">{escape(article["title"])}</h1><div class="meta">{signed(article)}'
        f'</div><div class="meta">{times(article)}</div><div class="share">공유하기 글자크기 '
        f'인쇄하기</div><div id="article_body" class="fs1">{paragraphs(article, "div")}</div>'
        f"<div class='tail'>글·사진={article['authors'][0]} 기자</div><div>{COPYRIGHT}</div>"
    )
    return page(article, body)


def fullwidth(article: Article) -> str:
    lines = "<br>\n".join(f"　{escape(t)}" for t in article["text"])
    body = (
        f"<div class=t>{escape(article['title'])}</div><div class=d>{times(article)}</div>"
        f'<div id="news_body_area">{lines}<br>\n　먼섬={signed(article)}</div>'
        f"<div class=c>&lt;ⓒ 누리일보, {COPYRIGHT[6:]}&gt;</div>"
    )
    return page(article, body, charset="")


def promo_lines(article: Article) -> str:
    parts = [f"<p>{escape(t)}</p>" for t in article["text"]]
    parts.insert(2, f'<p><a href="/n/1">[관련기사] {KO_OTHERS[0]}</a></p>')
    parts.append(f'<p>▶ <a href="/n/2">{KO_OTHERS[1]}</a></p>')
    parts.append(
        "<p>▶ 네이버에서 누리일보 구독하기</p><p>▶ 누리일보 뉴스레터 구독 신청</p>"
    )
    body = (
        f'{titled(article)}<p class="byline">{signed(article)}</p><p>{times(article)}</p>'
        f'<div class="article">{"".join(parts)}<p>{signed(article)}</p></div><p>{COPYRIGHT}</p>'
    )
    return page(article, body)


def hashed(article: Article) -> str:
    body = (
        f'<main class="sc-1a2b"><h1 class="sc-9f8e">{escape(article["title"])}</h1>'
        f'<div class="sc-77aa"><span>{article["authors"][0]} 기자</span><time datetime='
        f'"{article["published"]}:00+09:00">방금</time></div><section class="sc-31ff">'
        f'{paragraphs(article, "div", " class=sc-0c0c")}</section><div class="sc-5d5d">'
        f"<b>이 시각 추천 뉴스</b>{linked(KO_OTHERS, tag='div')}</div></main>"
    )
    return page(article, body, suffix="")


LAYOUTS: dict[str, Callable[[Article], str]] = {
    f.__name__: f
    for f in (
        korean.ndsoft_br,
        korean.ndsoft_p,
        korean.portal_naver,
        korean.portal_daum,
        korean.wire,
        korean.fusion,
        korean.next_data,
        korean.next_push,
        korean.json_ld,
        korean.old_table,
        decomposed,
        broadcast,
        two_reporters,
        paywalled,
        captions,
        amp,
        interview,
        fullwidth,
        promo_lines,
        hashed,
    )
}
