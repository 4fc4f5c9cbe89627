"""More Japanese layouts: agencies, stations, split pages, ruby, bare modern pages."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from press import japanese
from press.chrome import JA_OTHERS, head, linked, state
from press.japanese import Article, page, paragraphs, time_of

_READINGS = {"道路": "どうろ", "地図": "ちず", "大雨": "おおあめ", "名前": "なまえ", "小学校": "しょうがっこう", "写真": "しゃしん", "模造紙": "もぞうし", "先生": "せんせい"}  # fmt: skip


def json_ld(article: Article) -> str:
    value = {
        "@graph": [
            {"@type": "WebSite", "name": "潮見新聞"},
            {
                "@type": "NewsArticle",
                "headline": article["title"],
                "datePublished": article["published"] + ":00+09:00",
                "author": {"@type": "Person", "name": article["authors"][0]},
                "articleBody": "\n\n".join(f"　{t}" for t in article["text"]),
            },
        ]
    }
    extra = f'<script type="application/ld+json">{state(value)}</script>'
    return page(article, "<div id=root></div>", extra=extra)


def fusion(article: Article) -> str:
    content = {
        "headlines": {"basic": article["title"]},
        "display_date": article["published"] + ":00+09:00",
        "credits": {"by": [{"name": n} for n in article["authors"]]},
        "content_elements": [
            {"_id": "A", "type": "text", "content": f"　{t}"} for t in article["text"]
        ],
        "related_content": {"basic": [{"headlines": {"basic": t}} for t in JA_OTHERS]},
    }
    script = f"<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={state(content)};</script>"
    return page(article, f'<div id="fusion-app"></div>{script}')


def kids_ruby(article: Article) -> str:
    text = paragraphs(article)
    for word, reading in _READINGS.items():
        ruby = f"<ruby>{word}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"
        text = text.replace(word, ruby)
    body = (
        f'<div class="kids"><h1>{escape(article["title"])}</h1><p class="day">{time_of(article)}</p>'
        f'<div class="kidsText">{text}</div><p class="writer">記者：{article["authors"][0]}</p></div>'
    )
    return page(article, body, suffix=" - こども潮見新聞")


def kyodo(article: Article) -> str:
    text = [*article["text"][:-1], f"{article['text'][-1]}（共同）"]
    inner = "".join(f"<p>　{escape(t)}</p>" for t in text)
    body = (
        f'<article><h1 class="main__title">{escape(article["title"])}</h1><p class="main__date">'
        f'{time_of(article)}</p><figure><img src="/p/4.jpg"><figcaption>浜に流れ着いた探査機（海洋'
        f'研究機構提供）</figcaption><a href="/big">拡大する</a></figure><div class="main__text">'
        f'{inner}</div><div class="tags">#海 #探査機</div></article>'
    )
    return page(article, body, suffix=" | 共同通信加盟社 潮見新聞")


def jiji(article: Article) -> str:
    text = paragraphs(article, "p", ' class="ArticleTextTab"')
    body = (
        f'<div class="ArticleTitle"><h1>{escape(article["title"])}</h1></div><div class="ArticleText">'
        f'<figure><img src="/p/5.jpg"><figcaption>巣箱を点検する養蜂家</figcaption></figure>{text}'
        '<p class="ArticleTextTab">［時事通信社］</p></div><p>【社会記事一覧へ】 【アクセスランキング】'
        f"</p><p>（{time_of(article).replace(' ', '')}）</p>"
    )
    return page(article, body, suffix="：時事ニュース")


def tv_site(article: Article) -> str:
    lines = "<br><br>".join(escape(t) for t in article["text"])
    body = (
        f'<div class="article-header"><h1>{escape(article["title"])}</h1><span>{article["authors"][0]}'
        f'</span><span>{time_of(article)}</span></div><div class="article-body">{lines}</div>'
        '<p class="app">潮見テレビの公式アプリをダウンロードして最新ニュースをチェック！</p>'
        f'<p>【画像】写真をもっと見る（全5枚）</p><div class="recommend"><h2>おすすめ記事</h2>'
        f"{linked(JA_OTHERS, tag='div')}</div>"
    )
    return page(article, body, suffix="｜潮見テレビニュース")


def no_copy(article: Article) -> str:
    lines = "<br>".join(f"　{escape(t)}" for t in article["text"])
    body = (
        f'<div id="contents"><h1>{escape(article["title"])}</h1><div class="date">{time_of(article)}'
        f'</div><div class="body"><p>{lines}</p><p>（{article["authors"][0]}）</p><p>※本記事の無断転載'
        "・複製を禁じます。</p></div></div>"
    )
    return page(article, body, charset="Shift_JIS", suffix=" ―資料館通信―")


def paged(article: Article) -> str:
    body = (
        f'<article class="post"><h1 class="entry-title">{escape(article["title"])}</h1><div class="meta">'
        f'{time_of(article)}　文・{article["authors"][0]}</div><div class="entry-content">'
        f'{paragraphs(article)}<div class="pager"><span>1</span><a href="?p=2">2</a><a href="?p=2">'
        '次ページへ続く</a></div><p class="next">次ページは：机を運んだ人たち</p></div><div class="author">'
        "<h3>筆者プロフィール</h3><p>千早ゆい　潮見新聞記者。鉄道と学校を取材。</p></div></article>"
    )
    return page(article, body)


def sports_list(article: Article) -> str:
    text = article["text"]
    items = "".join(f"<li>{t}</li>" for t in text[3:6])
    body = (
        f'<section><h1>{escape(article["title"])}</h1><p class="time">{time_of(article)}</p><div class='
        f'"articleBody"><p>{text[0]}</p><p>{text[1]}</p><h2>{text[2]}</h2><ul>{items}</ul><p>{text[6]}'
        f"</p><p>【{article['authors'][0]}】</p></div><div class='sns'>LINEで送る</div></section>"
    )
    return page(article, body)


def hashed(article: Article) -> str:
    body = (
        f'<main class="css-1x"><h1 class="css-2y">{escape(article["title"])}</h1><div class="css-3z">'
        f'<span>{article["authors"][0]}</span><time datetime="{article["published"]}:00+09:00">3月21日'
        f'</time></div><div class="css-4a">{paragraphs(article, "p", " class=css-5b")}</div><div '
        f'class="css-6c"><p>この記事が気に入ったらフォロー</p>{linked(JA_OTHERS, tag="p")}</div></main>'
    )
    return page(article, body, suffix="")


def column(article: Article) -> str:
    parts = [f"<p><span>　{escape(t)}</span></p>" for t in article["text"]]
    parts.insert(2, f"<p>【あわせて読みたい】<a href='/n/3'>{JA_OTHERS[0]}</a></p>")
    top = head(article, charset="utf-8", lang="ja", suffix=" | 潮見新聞コラム")
    body = (
        f"<body><h1>{escape(article['title'])}</h1><p>{article['authors'][0]}（文化部）</p><p>"
        f'{time_of(article)}</p><div class="column-text">{"".join(parts)}</div><p>ニュースレター「声」を'
        "毎週金曜に配信しています。登録はこちら</p><p>© 潮見新聞社 無断転載を禁ず</p></body></html>"
    )
    return top + body


LAYOUTS: dict[str, Callable[[Article], str]] = {
    f.__name__: f
    for f in (
        japanese.local_br,
        japanese.old_table,
        japanese.iso_mail,
        japanese.portal_yahoo,
        japanese.nhk,
        japanese.asahi_paywall,
        japanese.mainichi,
        japanese.next_data,
        japanese.nuxt,
        json_ld,
        fusion,
        kids_ruby,
        kyodo,
        jiji,
        tv_site,
        no_copy,
        paged,
        sports_list,
        hashed,
        column,
    )
}
