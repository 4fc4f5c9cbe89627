"""Lines that pages carry and articles do not: what they look like in the languages read.

Each rule names what it finds, so that a dropped line can be explained. The rules look
at one line alone; where it stands is `monitor.core.extraction.judge`'s business.
"""

from __future__ import annotations

from typing import Literal

import re2

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

_MAX = 400  # letters; a longer line is prose whatever it says

# A template's own marks never stand in prose.
_TEMPLATE = (
    r"\{\{[^{}]*\}\}|\$\{[\pL\pN_]+\}|%%[\pL\pN_]+%%|\[\[[\pL\pN_]+\]\]|<%=?.*?%>"
)
_ICONS = (
    r"(?:arrow|artboard|chevron|burger|icon|logo|menu|print|mail|eye|path|layer|title|"
    r"search|close|share|facebook|twitter|linkedin|sketch|created with|positive|site|contact|"
    r"hamburger|caret|email|instagram|youtube|rss|whatsapp|play|pause|mute|star|plus|minus)"
)
_WHOLE: tuple[tuple[Leftover, str], ...] = (
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
            r"공유(?:하기)?|카카오톡|페이스북|트위터|밴드|url ?복사|인쇄(?:하기)?|글자 ?크기.{0,10}|스크랩|"
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
            r"bild|foto|imagen|이미지|사진|画像|写真|もっと見る|続きを読む|全文を読む|"
            r"더 ?보기|닫기|이전|다음|목록|구독(?:하기)?|좋아요|댓글|기사 ?(?:제보|원문)(?:하기)?|"
            r"図解|動画|.{0,16}本文(?:エリア)?へ(?:移動|スキップ)?|본문 ?바로 ?가기|skip to .{0,30}|トップ|\PL*)"
        ),
    ),
    (
        "credit",
        (
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
            r"publié|mis à jour|aktualisiert|veröffentlicht|publicado|actualizado|pubblicato|aggiornato|"
            r"更新|公開|配信|投稿|掲載|입력|수정|등록|승인|송고(?:시간)?|기사 ?입력|최종 ?수정)(?: (?:on|at|le|am|il|el))?[^\pL\pN]*)"
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
            r"[가-힣]{2,4} ?(?:기자|특파원|선임기자|논설위원)(?: ?[\pL\pN_.+-]+@[\pL\pN_.-]+)?(?: ?=)?|[\pL\pN_.+-]+@[\pL\pN_-]+\.[\pL\pN_.-]+|"
            r"【[^】]{1,24}】|(?:文|写真|取材|記者)[=＝:：・].{1,30}"
        ),
    ),
)
_STARTS: tuple[tuple[Leftover, str], ...] = (
    (
        "note",
        (
            r"(?:correction|clarification|editor.?s.note|update|updated|korrektur|berichtigung)s?(?: ?\([^)]{1,40}\))? ?:|"
            r"updated at \d|(?:an|a) (?:earlier|previous) version of this|this (?:article|story) (?:has been|was) (?:updated|corrected|amended)|"
            r"(?:additional )?reporting by |writing by |.{3,160} contributed (?:reporting|to this)|with (?:reporting|files|additional reporting) (?:by|from) |"
            r"(?:訂正|お断り|おわび|정정|바로잡습니다|알려드립니다)[^\pL]"
        ),
    ),
    (
        "related",
        (
            r"(?:read (?:more|also|next|the (?:full|latest|original))|also read|related(?: (?:stories|articles?|news|content|"
            r"coverage|topics|reading|links?|posts?|video))?|see also|see more|watch(?: also| more)?|more (?:from|on|stories|news|to (?:read|explore)|"
            r"coverage|like this|in)|recommended|you (?:may|might) (?:also )?(?:like|be interested)|don.t miss|must.read|"
            r"most (?:read|popular|viewed)|trending|top stories|latest (?:news|stories|on)|editors?.{0,2} (?:picks?|choice)|"
            r"in pictures|explained|follow (?:live|along)|up next|what to read next|"
            r"mehr zum thema|lesen sie (?:auch|mehr)|lire aussi|à lire(?: aussi)?|lea también|lee también|te puede interesar|leggi anche|"
            r"läs (?:också|mer)|les også|læs også|lees ook|leia (?:mais|também)|czytaj (?:też|także)|zobacz (?:też|także)|auch interessant|das könnte|"
            r"関連記事|関連ニュース|あわせて読みたい|おすすめ|アクセスランキング|【関連|■?関連(?:リンク|サイト)?|"
            r"관련 ?(?:기사|뉴스)|많이 본|이 시각|인기 ?(?:기사|뉴스)|추천 ?(?:기사|뉴스)|주요 ?(?:뉴스|기사)|함께 (?:볼|보면)|\[관련 ?기사|▶)"
            r"(?: ?[:：|»›>→-]|[^\pL\pN].{0,120}$|$)"
        ),
    ),
    (
        "copyright",
        (
            r"(?:©|\(c\) ?(?:\d{4}|[A-Z])|ⓒ|copyright\b|copyright ©|all rights reserved|this material may not be|[<\[(（〈]?(?:저작권자|무단)|"
            r"alle rechte vorbehalten|tous droits réservés|todos los derechos|無断転載|禁無断|"
            r"a version of this (?:article|story|piece) (?:appears?|appeared|was|ran|originally)|order reprints|"
            r"this (?:article|story) (?:originally|first) (?:appeared|was published)|to see more, visit)"
        ),
    ),
    (
        "newsletter",
        (
            r"(?:sign up (?:for|to|here|now)|subscribe (?:to|now|today|for)|get (?:the|our|more|all) .{0,60}(?:inbox|newsletter|delivered|app)|"
            r"(?:want|like) more .{0,60}\?|join (?:our|the|us|over|more than) .{0,80}(?:newsletter|inbox|readers|subscribers|members|community|channel|facebook|whatsapp)|"
            r"enter your (?:e-?mail|zip)|your e-?mail|download (?:the|our) .{0,40}app|support .{0,60}(?:journalism|reporting|donat|gift|today)|"
            r"(?:please )?(?:donate|consider (?:supporting|donating|a donation))|become a (?:member|subscriber|patron|supporter)|"
            r"follow (?:us|him|her|them|@[\pL\pN_]+|.{0,40} on (?:twitter|facebook|instagram|x|whatsapp|linkedin|google news))|like us on|find us on|"
            r"(?:e-?mail|contact|write to|reach) (?:him|her|them|us|the (?:author|writer|reporter|editor))|"
            r"(?:have|got|do you have) (?:a|any) (?:tip|story|news|question|confidential)|send (?:us )?(?:your|tips|news tips)|"
            r"have your say|what do you think|let us know|"
            r"ニュースレター|メルマガ|LINE公式|뉴스레터|제보(?:는|하기)|카카오톡 ?[:：@]|네이버에서|채널 ?추가)"
        ),
    ),
    (
        "wall",
        (
            r"(?:you have (?:reached|\d+|\{\{|read)|this is your last free|already (?:a|have) (?:subscriber|an account|member)|"
            r"to (?:continue|keep) reading|to read (?:the full|more|this)|subscribers? only|(?:this|the) (?:article|story|content) is (?:for|only|reserved|exclusive)|"
            r"get unlimited access|unlimited access|try \d+ (?:months?|weeks?)|offer ends|your (?:trial|free|full access|subscription)|"
            r"you need a subscription|see all offers|read all stories with|use our mobile and tablet|start your (?:free )?trial|cancel any ?time|"
            r"log in to|sign in to|please (?:log|sign) in|create (?:a free|an) account|register (?:for free|now|to)|"
            r"この記事は(?:有料)?会員|(?:有料)?会員(?:限定|になると|登録)|残り\d+文字|続きを(?:お読み|読むに)|ログインして|"
            r"유료 ?(?:회원|기사)|회원 ?전용|로그인 ?후|"
            r"weiterlesen mit|jetzt (?:abo|testen|registrieren)|nur für abonnenten|réservé aux abonnés|il vous reste|"
            r"solo para suscriptores|per continuare a leggere)"
        ),
    ),
    (
        "consent",
        (
            r"(?:we (?:value|care about|respect) your privacy|we (?:and our|use) .{0,60}(?:cookies|partners)|this (?:site|website) uses cookies|"
            r"accept (?:all )?cookies|manage (?:options|cookies|preferences)|by (?:continuing|clicking|signing)|"
            r"(?:the )?(?:terms|privacy policy) (?:of|and)|this site is protected by recaptcha|"
            r"wir verwenden cookies|nous utilisons des cookies)"
        ),
    ),
    (
        "credit",
        (
            r"(?:photo(?:graph)?s?|image|picture|video|graphic|illustration|cover|foto|bild|crédit|credits?|写真|사진|자료 ?사진|\[사진|/사진|ⓒ)"
            r"(?: ?(?:credits?|by|courtesy(?: of)?|source|provided by|제공|=|＝|・図版))?"
            r" ?(?:[:：/|=＝©…]|\.{3}|by\b|via\b|credit\b|제공|・).{0,140}$"
        ),
    ),
    (
        "bio",
        (
            r"(?:about the author|the (?:author|writer) is|.{0,90}\bis (?:a|an|the) (?:[\pL\pN_-]+ ){0,5}"
            r"(?:reporter|correspondent|editor|writer|columnist|journalist|freelancer|producer|fellow|anchor|intern)\b.{0,160}$|"
            r"(?:[A-Z][\pL\pN_.'-]+ ){2,3}(?:is|was) [\pL\pN_']+ .{0,60}(?:reporter|correspondent|editor|columnist)\b.{0,200}$|"
            r"see (?:all )?(?:stories|articles|posts|more) by|view (?:all )?(?:posts|articles|author)|"
            r".{0,60}can be (?:reached|contacted|followed)|the newsroom can be reached)"
        ),
    ),
)
_ANYWHERE: tuple[tuple[Leftover, str], ...] = (
    ("template", _TEMPLATE),
    ("icons", rf"(?:{_ICONS}[ ]?){{4,}}"),
    (
        "copyright",
        (
            r"all rights reserved|무단 ?전재|無断(?:転載|複製)|may not be (?:published|reproduced)|재배포 ?금지|"
            r"order reprints|alle rechte vorbehalten"
        ),
    ),
    (
        "credit",
        (
            r"credit\.\.\.|(?:getty images|/ ?reuters|/ ?afp|/ ?ap|via ap|via getty|shutterstock|associated press|istock|"
            r"epa-efe|picture alliance|via reuters|afp via .{0,20}|자료 ?사진|제공)[^\pL\pN]*$"
        ),
    ),
    (
        "newsletter",
        (
            r"straight to your inbox|delivered to your inbox|our (?:daily |weekly |free )?newsletter|sign up (?:for|to) (?:our|the|get)|"
            r"subscribe to (?:our|the)|\bin your inbox"
        ),
    ),
    ("wall", r"free articles? left|有料会員|会員限定|\(残り|残り\d+文字"),
)


def _compile(rules: tuple[tuple[Leftover, str], ...], shape: str) -> re2._Regexp:
    """Join rules into one pattern whose last matched group names the rule."""
    seen: dict[str, int] = {}
    parts = []
    for name, pattern in rules:
        seen[name] = seen.get(name, 0) + 1
        parts.append(f"(?P<{name}>{shape.format(pattern)})")
    options = re2.Options()
    options.max_mem = 64 << 20
    return re2.compile("(?i)" + "|".join(parts), options)


_LINE = _compile(_WHOLE, r"[^\pL\pN]*(?:{})[^\pL\pN]*$")
_START = _compile(_STARTS, r"[^\pL\pN]{{0,3}}(?:{})")
_INSIDE = _compile(_ANYWHERE, r"(?:{})")
# A credit at the end of a line, and anywhere in a short one.
_CREDIT_MAX = 160


def leftover(line: str) -> Leftover | None:
    """Name what a line is when it is no part of an article.

    Args:
        line: one line, whitespace collapsed.
    """
    if "Credit..." in line:
        return "credit"
    if len(line) > _MAX:
        return None
    found = _START.match(line) or _LINE.match(line)
    if found is None:
        found = _INSIDE.search(line)
        if (
            found is not None
            and found.lastgroup == "credit"
            and len(line) > _CREDIT_MAX
        ):
            return None
    return found.lastgroup if found else None
