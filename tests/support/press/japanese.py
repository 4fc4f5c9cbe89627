"""Japanese layouts: what the systems of newspapers, portals and stations write."""

from __future__ import annotations

from html import escape
from typing import Any

from press.chrome import JA_OTHERS, head, ja_bottom, ja_top, linked, state

Article = dict[str, Any]


def paragraphs(article: Article, tag: str = "p", attributes: str = "") -> str:
    return "".join(f"<{tag}{attributes}>{escape(t)}</{tag}>" for t in article["text"])


def time_of(article: Article) -> str:
    day, time = article["published"].split("T")
    year, month, date = day.split("-")
    return f"{year}年{int(month)}月{int(date)}日 {time}"


def page(article: Article, body: str, **about: str) -> str:
    top = head(
        article,
        charset=about.get("charset", "utf-8"),
        lang="ja",
        suffix=about.get("suffix", "｜潮見新聞デジタル"),
        extra=about.get("extra", ""),
    )
    return f"{top}<body>{ja_top()}{body}{ja_bottom()}"


def local_br(article: Article) -> str:
    lines = "<br><br>\n".join(f"　{escape(t)}" for t in article["text"])
    body = (
        f'<div id="main"><h2 class="newsTitle">{escape(article["title"])}</h2><p class="date">'
        f'{time_of(article)}</p><div class="photo"><img src="/p/1.jpg"><p class="cap">塗り替え'
        f'られる潮見港の灯台＝潮見市で</p></div><div id="articleBody">{lines}<br>\n'
        f"（{article['authors'][0]}）</div><div class='sns'>シェアする ツイート はてな</div>"
        f"<h3>関連記事</h3><ul class='rel'>{linked(JA_OTHERS[:3])}</ul></div>"
    )
    return page(article, body, charset="Shift_JIS")


def old_table(article: Article) -> str:
    lines = "<BR>\n".join(f"　{escape(t)}" for t in article["text"])
    return (
        '<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=EUC-JP">'
        f"<TITLE>峠日報：{escape(article['title'])}</TITLE></HEAD><BODY><TABLE width=800>"
        f"<TR><TD colspan=2><A href='/'>峠日報</A>　{linked(JA_MENU_SHORT, tag='B')}</TD></TR>"
        f"<TR><TD width=160 valign=top>{linked(JA_OTHERS, tag='DIV')}</TD><TD><FONT size=5>"
        f"<B>{escape(article['title'])}</B></FONT><BR><BR>{time_of(article)}<BR><BR>{lines}"
        f"<BR>【{article['authors'][0]}】<BR><BR>[<A href='/'>トップへ戻る</A>]<HR>このページに"
        "掲載の記事、写真の無断転載を禁じます。著作権は峠日報社に属します。</TD></TR></TABLE>"
        "</BODY></HTML>"
    )


JA_MENU_SHORT = ("社会", "政治", "経済")


def iso_mail(article: Article) -> str:
    body = (
        f"<div id=main><h1>{escape(article['title'])}</h1><p>{time_of(article)}</p>"
        f"<div class=honbun>{paragraphs(article)}</div><p>（{article['authors'][0]}）</p></div>"
    )
    return page(article, body, charset="iso-2022-jp")


def portal_yahoo(article: Article) -> str:
    text = "\n\n".join(f"　{escape(t)}" for t in article["text"]).replace(
        "\n\n", "<br/><br/>"
    )
    body = (
        f'<article id="uamods"><header class="sc-a"><h1 class="sc-b">{escape(article["title"])}'
        f'</h1><div class="sc-c"><time>3/8(金) 7:10</time>配信</div><button>コメント12件</button>'
        '<a href="/pub">潮見新聞</a></header><section class="articleMain"><a href="/img"><img '
        'src="/p/2.jpg"></a><p class="sc-d">「星の店」で空を眺める客</p>'
        f'<div class="article_body highLightSearchTarget"><p class="sc-e">{text}</p></div>'
        f'<footer><p>新堂ミナ</p><a href="/orig">記事全文を読む</a></footer></section>'
        f'<section class="sc-rel"><h2>関連記事</h2><ul>{linked(JA_OTHERS)}</ul></section>'
        "<p>最終更新:3/8(金) 7:10</p><p>潮見新聞</p></article>"
    )
    said = {
        "@type": "NewsArticle",
        "headline": article["title"],
        "datePublished": article["published"] + ":00+09:00",
        "author": {"@type": "Organization", "name": "潮見新聞"},
    }
    extra = f'<script type="application/ld+json">{state(said)}</script>'
    return page(article, body, suffix="（潮見新聞） - まとめニュース", extra=extra)


def nhk(article: Article) -> str:
    text = article["text"]
    body = (
        f'<section class="module--detail"><h1 class="content--title"><span>{escape(article["title"])}'
        f'</span></h1><p class="content--date"><time datetime="{article["published"]}">'
        f'{time_of(article)}</time></p><div class="content--detail-main"><p class="content--summary">'
        f'{text[0]}</p><div class="content--detail-more"><section class="content--body"><div '
        f'class="body-text"><p>{text[1]}</p></div></section><section class="content--body"><h2 '
        f'class="body-title">{text[2]}</h2><div class="body-text"><p>{text[3]}<br><br>{text[4]}<br>'
        f"<br>{text[5]}</p></div></section></div></div><div class='tokushu'>あわせて読みたい<ul>"
        f"{linked(JA_OTHERS)}</ul></div></section>"
    )
    return page(article, body, suffix=" | 地域ニュース")


def asahi_paywall(article: Article) -> str:
    extra = (
        '<script type="application/ld+json">'
        + state(
            {
                "@type": "NewsArticle",
                "headline": article["title"],
                "datePublished": article["published"] + ":00+09:00",
                "isAccessibleForFree": "False",
            }
        )
        + "</script>"
    )
    body = (
        f'<main><div class="w8Bsl"><h1>{escape(article["title"])}</h1><p>有料記事</p><p class="byline">'
        f'{article["authors"][0]} {time_of(article)}</p></div><div class="nfyQp">{paragraphs(article)}'
        '</div><div class="payWall"><p>この記事は有料記事です。残り1234文字</p><p>有料会員になると'
        "続きをお読みいただけます。</p><p>今すぐ登録（初月無料）</p></div></main>"
    )
    return page(article, body, extra=extra)


def mainichi(article: Article) -> str:
    text = [*article["text"][:-1], f"{article['text'][-1]}【{article['authors'][0]}】"]
    inner = "".join(f"<p>　{escape(t)}</p>" for t in text)
    body = (
        f'<div class="articledetail-head"><h1 class="title-page">{escape(article["title"])}</h1>'
        f'<div class="articletag">{article["authors"][0]}</div><p>{time_of(article)}（最終更新 3/10 '
        f'9:00）</p></div><section class="articledetail-body"><div class="image"><img src="/p/3.jpg">'
        f'<p class="caption">通帳に時間を書き込む住民＝2024年3月、写す</p></div>{inner}</section>'
        f'<div class="articletag-list">関連キーワード<ul><li>#雪</li><li>#集落</li></ul></div>'
    )
    return page(article, body)


def next_data(article: Article) -> str:
    value = {
        "props": {
            "pageProps": {
                "content": {
                    "headline": article["title"],
                    "displayTime": article["published"],
                    "blocks": [
                        {"type": "paragraph", "text": f"　{t}"} for t in article["text"]
                    ],
                },
                "recommend": [{"text": t} for t in JA_OTHERS],
            }
        }
    }
    body = (
        '<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">'
        f"{state(value)}</script>"
    )
    return page(article, body)


def nuxt(article: Article) -> str:
    fields = [state("\n".join(article["text"])), state(article["title"])]
    body = (
        '<div id="__nuxt"><!----></div><script>window.__NUXT__=(function(a,b){return {layout:'
        '"default",data:[{article:{title:b,body:a,rank:[1,2,3]}}],serverRendered:true}}('
        f"{fields[0]},{fields[1]}));</script>"
    )
    return page(article, body)
