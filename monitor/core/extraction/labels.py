"""Lines that are nothing but furniture: labels, buttons, dates, credits.

Each pattern must be all of a line, but for what stands around it that is no letter.
RE2's syntax: no look-around, time linear in the line.
"""

from __future__ import annotations

from typing import Literal

Leftover = Literal[
    "advertisement",
    "byline",
    "bio",
    "consent",
    "copyright",
    "credit",
    "date",
    "icons",
    "newsletter",
    "note",
    "player",
    "related",
    "share",
    "tags",
    "template",
    "ui",
    "wall",
]

WHOLE: tuple[tuple[Leftover, str], ...] = (
    (
        "advertisement",
        (
            r"(?:- ?)?(?:skip )?(?:advertisements?|advertising|ad|ads|anzeige|werbung|publicité|"
            r"publicidad|pubblicità|reklam[\pL\pN_]*|annons|広告|광고|ad choices|paid content|"
            r"sponsored(?: content| post| by\b.{0,40})?|article continues (?:below|after)"
            r".{0,40}|story continues (?:below|after).{0,40}|continue reading.{0,60}|"
            r"continua a leggere.{0,40}|promoted(?: content)?|\[ad\]|pr|スポンサー.{0,20}|"
            r"(?:scroll|keep scrolling).{0,40}|advertisement[ .:-]*scroll to continue.{0,40})(?: ?-)?"
        ),
    ),
    (
        "share",
        (
            r"(?:share|tweet|pin(?: it)?|e-?mail|print|copy(?: link)?|link copied!?|save|bookmark|"
            r"facebook|twitter|whatsapp|linkedin|instagram|telegram|reddit|pinterest|flipboard|"
            r"messenger|line|x|sms|pocket|hatena|note|threads|bluesky|teilen|drucken|partager|"
            r"compartir|condividi|dela|del|share (?:this|on|via|full)\b.{0,40}|"
            r"공유(?:하기)?|기사 ?url.{0,20}|카카오톡|페이스북|트위터|밴드|url ?복사|인쇄(?:하기)?|글자 ?크기.{0,10}|스크랩|"
            r"シェア(?:する)?|ツイート|印刷|ブックマーク|メール|\d+|[\d.,]+k?|[ ,/|·•-])+"
            r"(?: ?(?:shares?|comments?|댓글|コメント))?"
        ),
    ),
    (
        "ui",
        (
            r"(?:image|photo|video|audio|gallery|caption|loading[^\pL\pN]*|menu|close|open|play|pause|next|"
            r"previous|prev|back|back to top|top|more|see more|read more|show more|view more|"
            r"view (?:all|gallery|image|comments)|expand|hide caption|toggle caption|"
            r"enlarge(?: this image)?|click here\b.{0,60}|tap here.{0,60}|listen(?: to (?:this )?(?:article|story))?.{0,20}|"
            r"home|search|log ?in|sign ?in|subscribe(?: now)?|register|follow(?:ing)?|follow us.{0,60}|join us.{0,40}|"
            r"comments?|leave a comment|post a comment|\d+ comments?|view \d+ comments|report|reply|like|"
            r"live|breaking(?: news)?|exclusive|opinion|analysis|"
            r"watch(?: (?:live|now|the video).{0,40})?|transcript|download|embed|"
            r"bild|foto|imagen|이미지|사진|画像|写真|もっと見る|【画像】.*|続きを読む|次(?:の)?ページ.*|【.{2,12}一覧へ】.*|拡大する|有料(?:会員)?記事|会員限定(?:記事)?|全文を読む|"
            r"더 ?보기|닫기|이전|다음|목록|구독(?:하기)?|좋아요|댓글|기사 ?(?:제보|원문)(?:하기)?|"
            r"図解|動画|.{0,16}本文(?:エリア)?へ(?:移動|スキップ)?|본문 ?바로 ?가기|skip to .{0,30}|トップ|\PL*)"
        ),
    ),
    (
        "credit",
        (
            r"[\[［(（](?:.{0,10}通信社?|共同|時事|AP|AFP|ロイター)[\]］)）]|"
            r"— .{2,60} \(@[\pL\pN_]+\).{0,30}|(?:sources?|quellen?|fuente|fonte|出典|자료)[^\pL\pN]{1,3}.{2,60}|"
            r"(?:mit|with) (?:agenturmaterial|material from .{2,40})"
        ),
    ),
    (
        "player",
        (
            r"play live radio|next up:?|(?:\d{1,2}:\d\d(?: ?/ ?)?[ ]?)+|available on air stations|"
            r"on air|now playing.{0,60}|(?:listen|duration)[^\pL\pN]*\d{1,2}:\d\d.{0,20}|"
            r"media is not supported.{0,60}|(?:your )?browser (?:does not|doesn.t) support.{0,80}|"
            r"(?:this )?slideshow requires javascript|javascript is (?:not available|disabled|required).{0,120}|.{0,40}enable javascript.{0,80}|"
            r"hide transcript|read transcript|video player.{0,40}|this video (?:file )?cannot be played.{0,60}"
        ),
    ),
    (
        "tags",
        (
            r"(?:tags?|topics?|filed under|categor(?:y|ies)|keywords?|hashtags?|in this (?:article|story)|"
            r"related topics?|temas?|themen|schlagwörter|sujets?|mots-clés|関連キーワード|タグ|키워드|태그)"
            r"(?: ?[:：].{0,160}| *)|(?:#\S+[ ,]*)+"
        ),
    ),
    (
        "date",
        (
            r"(?:(?:first )?(?:published|updated|posted|modified|last (?:modified|updated|edited)|created|stand|"
            r"uppdaterad|oppdatert|opdateret|bijgewerkt|zaktualizowano|güncelleme|publié|mis à jour|aktualisiert|veröffentlicht|publicado|actualizado|pubblicato|aggiornato|"
            r"最終更新|更新|公開|配信|投稿|掲載|입력|수정|등록|승인|송고(?:시간)?|기사 ?입력|최종 ?수정)(?: (?:on|at|le|am|il|el))?[^\pL\pN]*)"
            r"[^\d]{0,40}\d.{0,40}|"
            r"\d{4}\s?[-./年년]\s?\d{1,2}\s?[-./月월]\s?\d{1,2}\s?[日일.]?.{0,24}|"
            r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?,? )?"
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}.{0,30}|"
            r"\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{4}.{0,30}|"
            r"\d{1,2}[./]\d{1,2}[./]\d{2,4}.{0,24}|\d{1,2}:\d\d ?(?:am|pm|gmt|est|edt|utc|uhr|h)?.{0,10}|"
            r"(?:\d+|an?) (?:min(?:ute)?s?|hours?|days?|weeks?) ago|"
            r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)[ -]?min(?:ute)?s?[ -]?(?:read|watch).{0,10}|"
            r"lesedauer.{0,30}|tempo d[ie] lettura.{0,20}|reading time.{0,20}|読了時間.{0,10}"
        ),
    ),
    (
        "byline",
        (
            r"(?:by|von|par|por|di|av|door|(?:text|words) by|text:|written by|story by|posted by|reported by)[^\pL\pN]{1,2}"
            r"(?:(?-i:\p{Lu})[\pL\pN_.'’-]*(?:,? | and | und | et | y |, )?){1,8}"
            r"(?:[,|•·-].{0,60})?|"
            r"(?:[A-Z][\pL.'’-]+ ){1,3}[A-Z][\pL.'’-]+, .{0,50}(?:staff writer|correspondent|reporter|editor)s?|"
            r"[가-힣]{2,4} ?(?:기자|특파원) .{0,6}(?:입력|수정|승인|등록) ?\d{4}.{0,80}|"
            r"(?:[가-힣]{1,6}=)?[가-힣]{2,4}(?: ?[·,/ㆍ・] ?[가-힣]{2,4})* ?(?:기자|특파원|선임기자|논설위원|인턴기자|객원기자)(?: ?[(\[]?[\pL\pN_.+-]+@[\pL\pN_.-]+)?(?: ?=)?|"
            r"(?:글|사진|글·사진|취재|촬영|편집|그래픽|디자인|영상(?:취재|편집)?|촬영기자)(?: ?[:=] ?|=)[가-힣]{2,4}.*|"
            r"(?:\p{Han}|\p{Hiragana}|\p{Katakana}|[ 　])+[(（][^）)]*(?:部|局|支局|記者|編集委員|論説委員)[)）]|"
            r"(?:文・|記者[:：])(?:\p{Han}|\p{Hiragana}|\p{Katakana}|[ 　])+|"
            r"[(（](?:\p{Han}|\p{Hiragana}|\p{Katakana}|[ 　・=＝ー])+[)）]|"
            r"[\pL\pN_.+-]+@[\pL\pN_-]+\.[\pL\pN_.-]+|"
            r"【[^】]{1,24}】|(?:文|写真|取材|記者)[=＝:：・].{1,30}"
        ),
    ),
)
