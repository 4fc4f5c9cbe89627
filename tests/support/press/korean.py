"""Korean layouts: what the systems of newspapers, portals and stations write."""

from __future__ import annotations

from html import escape
from typing import Any

from press.chrome import KO_OTHERS, head, ko_bottom, ko_top, linked, state

Article = dict[str, Any]
COPYRIGHT = "저작권자 © 누리일보 무단전재 및 재배포 금지"


def paragraphs(article: Article, tag: str = "p", attributes: str = "") -> str:
    return "".join(f"<{tag}{attributes}>{escape(t)}</{tag}>" for t in article["text"])


def signed(article: Article) -> str:
    mail = article.get("email") or "desk@nuri.example"
    return f"{'·'.join(article['authors'])} 기자 {mail}"


def times(article: Article) -> str:
    day, time = article["published"].split("T")
    return f"입력 {day.replace('-', '.')} {time} 수정 {day.replace('-', '.')} {time}"


def page(article: Article, body: str, **about: str) -> str:
    top = head(
        article,
        charset=about.get("charset", "utf-8"),
        lang="ko",
        suffix=about.get("suffix", " - 누리일보"),
        extra=about.get("extra", ""),
    )
    return f"{top}<body>{ko_top()}{body}{ko_bottom()}"


def titled(article: Article) -> str:
    return f"<h2 class='title'>{escape(article['title'])}</h2>"


def ndsoft_br(article: Article) -> str:
    lines = "<br><br>".join(escape(t) for t in article["text"])
    body = (
        f'<div class="article-head"><div class="subject">{escape(article["title"])}</div>'
        f'<ul class="info"><li>{signed(article)}</li><li>{times(article)}</li>'
        "<li>댓글 0</li></ul><div class='sns'>페이스북 트위터 카카오톡 URL복사</div></div>"
        '<div id="article-view-content-div"><table align="center"><tr><td>'
        '<img src="/p/1.jpg"></td></tr><tr><td class="view_caption">▲ 옛 어시장 입구. '
        f"(사진=해솔시 제공)</td></tr></table>{lines}<br><br>{signed(article)}</div>"
        f'<div class="copyright">&lt;{COPYRIGHT}&gt;</div>'
        f'<div class="relation"><h4>관련기사</h4><ul>{linked(KO_OTHERS[:3])}</ul></div>'
    )
    return page(article, body, charset="euc-kr")


def ndsoft_p(article: Article) -> str:
    body = (
        f'<section id="article-view"><header><h3 class="heading">{escape(article["title"])}'
        f'</h3><article class="item">{times(article)}</article></header>'
        '<article id="article-view-content-div" itemprop="articleBody">'
        '<figure><img src="/p/2.jpg"><figcaption>달빛저수지 둑 공사 현장. 한내군 제공'
        f"</figcaption></figure>{paragraphs(article)}</article>"
        f'<article class="writer"><strong class="name">{signed(article)}</strong>'
        '<a href="/list">다른기사 보기</a></article>'
        f'<div class="view-copyright">{COPYRIGHT}</div>'
        '<article class="tag-group"><h4>키워드</h4><a href="/t/1">#저수지</a>'
        '<a href="/t/2">#가뭄</a></article>'
        f'<div class="comment"><h4>댓글삭제</h4><p>삭제한 댓글은 다시 복구할 수 없습니다.</p>'
        "</div></section>"
    )
    return page(article, body)


def portal_naver(article: Article) -> str:
    lines = "<br><br>".join(escape(t) for t in article["text"])
    day, time = article["published"].split("T")
    body = (
        '<div id="ct_wrap"><div class="media_end_head"><a class="media_end_head_top_logo">'
        f'<img alt="누리일보"></a><h2 id="title_area"><span>{escape(article["title"])}</span>'
        '</h2><div class="media_end_head_info_datestamp">입력<span class="'
        f'media_end_head_info_datestamp_time" data-date-time="{day} {time}:00">{day} {time}'
        f'</span></div><em class="media_end_head_journalist_name">{article["authors"][0]} 기자'
        '</em></div><div id="newsct_article"><article id="dic_area" class="_article_content">'
        '<span class="end_photo_org"><div class="nbd_im_w"><img src="/p/3.jpg"><em class='
        '"img_desc">보급선에서 내리는 파도. 서만길 씨 제공</em></div></span><br><br>'
        f'{lines}</article></div><div class="byline"><span class="byline_s">{signed(article)}'
        '</span></div><p class="c_text">Copyright ⓒ 누리일보. All rights reserved. 무단 전재 및'
        " 재배포 금지.</p><p class='source'>이 기사는 언론사에서 사회 섹션으로 분류했습니다.</p>"
        '<div class="media_journalistcard"><p>누리일보 한도윤 기자입니다. 바다와 섬 이야기를 씁니다.'
        '</p><button>구독</button></div><div class="ranking"><h3>누리일보 헤드라인</h3><ul>'
        f"{linked(KO_OTHERS)}</ul></div></div>"
    )
    return page(article, body, suffix="")


def portal_daum(article: Article) -> str:
    inner = paragraphs(article, "p", ' dmcf-pid="x" dmcf-ptype="general"')
    body = (
        f'<div class="head_view"><h3 class="tit_view">{escape(article["title"])}</h3>'
        f'<span class="txt_info">{article["authors"][0]}</span><span class="txt_info">'
        f"{times(article)}</span><button>음성으로 듣기</button></div>"
        '<div class="news_view"><div class="article_view"><section>'
        '<figure><img src="/p/4.jpg"><figcaption>[사진=다온시 제공]</figcaption></figure>'
        f"{inner}<p>{signed(article)}</p></section></div></div>"
        '<p class="txt_copyright">Copyright © 누리일보. 무단전재 및 재배포 금지.</p>'
        f'<div class="box_more"><strong>주요뉴스</strong><ul>{linked(KO_OTHERS)}</ul></div>'
    )
    return page(article, body, suffix=" | 다음모아")


def wire(article: Article) -> str:
    body = (
        f'<div class="tit-article"><h1 class="tit01">{escape(article["title"])}</h1></div>'
        f'<div class="info-con"><p class="txt-time">송고시간 {times(article)[3:]}</p></div>'
        '<div class="tit-sub"><h2>길이 1.2㎞…산호 14종 서식</h2></div>'
        '<article class="story-news article"><div class="comp-box photo-group"><figure>'
        '<img src="/p/5.jpg"><figcaption><strong>동해 산호 숲</strong>[가온해양연구소 제공. '
        f"재판매 및 DB 금지]</figcaption></figure></div>{paragraphs(article)}"
        "<p>gang@nuri.example</p><aside class='ad'>광고</aside></article>"
        '<div class="txt-desc">제보는 카카오톡 okjebo</div><p class="txt-copyright">&lt;저작권자'
        "(c) 누리통신, 무단 전재-재배포, AI 학습 및 활용 금지&gt;</p>"
    )
    return page(article, body, suffix=" | 누리통신")


def fusion(article: Article) -> str:
    content = {
        "headlines": {"basic": article["title"]},
        "display_date": article["published"] + ":00+09:00",
        "credits": {"by": [{"name": name} for name in article["authors"]]},
        "content_elements": [
            {"type": "image", "caption": "목공 학교 교실. /임채원 기자"},
            *({"type": "text", "content": escape(t)} for t in article["text"]),
            {"type": "link_list", "items": [{"content": t} for t in KO_OTHERS[:2]]},
        ],
    }
    extra = (
        '<script id="fusion-metadata">window.Fusion=window.Fusion||{};'
        f"Fusion.globalContent={state(content)};Fusion.arcSite='nuri';</script>"
    )
    return page(article, '<div id="fusion-app"></div>', extra=extra)


def next_data(article: Article) -> str:
    html = "".join(f"<p>{t}</p>" for t in article["text"])
    value = {
        "props": {
            "pageProps": {
                "article": {
                    "title": article["title"],
                    "publishedAt": article["published"] + ":00+09:00",
                    "writer": {"name": article["authors"][0]},
                    "contents": f"<figure><figcaption>책방 볕든자리</figcaption></figure>{html}",
                },
                "ranking": [{"title": t, "url": "/n"} for t in KO_OTHERS],
            }
        },
        "page": "/news/[id]",
    }
    body = (
        '<div id="__next"><div class="spin">불러오는 중</div></div><script id="__NEXT_DATA__"'
        f' type="application/json">{state(value)}</script>'
    )
    return page(article, body)


def next_push(article: Article) -> str:
    html = "".join(f'<p class="editor-p">{t}</p>' for t in article["text"])
    flight = (
        '1a:["$","article",null,'
        + state(
            {"articleBody": html, "publishedAt": article["published"] + ":00+09:00"}
        )
        + "]\n"
    )
    half = len(flight) // 2
    pushes = "".join(
        f"<script>self.__next_f.push([1,{state(part)}])</script>"
        for part in (flight[:half], flight[half:])
    )
    return page(article, f'<main id="root"></main>{pushes}')


def json_ld(article: Article) -> str:
    value = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article["title"],
        "datePublished": article["published"] + ":00+09:00",
        "author": [
            {"@type": "Person", "name": f"{n} 기자"} for n in article["authors"]
        ],
        "publisher": {"@type": "Organization", "name": "누리일보"},
        "articleBody": "\n".join(article["text"]),
    }
    extra = f'<script type="application/ld+json">{state(value)}</script>'
    return page(article, '<div id="app"></div>', extra=extra)


def old_table(article: Article) -> str:
    lines = "<br>&nbsp;<br>".join(escape(t) for t in article["text"])
    return (
        f"<html><head><title>누리일보 :: {escape(article['title'])}</title><meta "
        'http-equiv="Content-Type" content="text/html; charset=ks_c_5601-1987"></head><body>'
        f'<table width=900><tr><td colspan=3><a href="/">누리일보</a> {linked(KO_OTHERS[:2], tag="b")}'
        f"</td></tr><tr><td width=150 valign=top>{linked(KO_OTHERS, tag='div')}</td>"
        f"<td width=560><table><tr><td><font size=5><b>{escape(article['title'])}</b></font>"
        f"</td></tr><tr><td align=right>{signed(article)}<br>{times(article)}</td></tr>"
        f"<tr><td class=content>{lines}<br><br>{signed(article)}</td></tr><tr><td>"
        f"ⓒ 누리일보 무단전재 및 재배포금지</td></tr></table></td><td width=190 valign=top>"
        "<table><tr><td>구독 신청하고 달력을 받으세요</td></tr><tr><td>누리일보 창간 40주년 기념 "
        "독자 사은 행사가 열립니다. 지금 전화로 신청하세요.</td></tr></table></td></tr></table>"
        "</body></html>"
    )
