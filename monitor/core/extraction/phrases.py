"""Beginnings and turns of phrase that give a line away: what no article says.

`STARTS` stand at the beginning of a line, `ANYWHERE` where they like. RE2's syntax.
"""

from __future__ import annotations

from monitor.core.extraction.labels import Leftover

# A template's own marks never stand in prose.
_TEMPLATE = (
    r"\{\{[^{}]*\}\}|\$\{[\pL\pN_]+\}|%%[\pL\pN_]+%%|\[\[[\pL\pN_]+\]\]|<%=?.*?%>|"
    r"\[/?[a-z_]+(?: [\pL\pN_-]+=[^\]]*)+\]"
)
_ICONS = (
    r"(?:arrow|artboard|chevron|burger|icon|logo|menu|print|mail|eye|path|layer|title|"
    r"search|close|share|facebook|twitter|linkedin|sketch|created with|positive|site|contact|"
    r"hamburger|caret|email|instagram|youtube|rss|whatsapp|play|pause|mute|star|plus|minus)"
)
# What one does to a newsletter, and what it is called.
_JOIN = (
    r"(?:sign(?:ing|ed)?[- ]?up|subscri\pL+|regist\pL+|anmeld\pL+|abonnier\pL+|informiert sie|"
    r"inscri\pL+|abonnez|iscriv\pL+|suscr[ií]b\pL+|assine|prenumerera|meld (?:deg|je)|zapisz|click here|hier)"
)
_LETTER = r"(?:newsletters?|lettre d.information|nyhetsbrev(?:et)?|nieuwsbrief|briefing e-?mails?)"
STARTS: tuple[tuple[Leftover, str], ...] = (
    (
        "note",
        (
            r"(?:correction|clarification|editor.?s.note|update|updated|korrektur|berichtigung)s?(?: ?\([^)]{1,40}\))? ?:|"
            r"updated at \d|(?:an|a) (?:earlier|previous) version of this|this (?:article|story|post|report|piece) (?:has been|was) (?:updated|corrected|amended)|[\pL.'’ -]+ reported from [\pL ,.]+(?:\.$|\. .+ contributed)|"
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
            r"läs (?:också|mer)|les også|læs også|lees ook|leia (?:mais|também)|czytaj (?:też|także|więcej)|zobacz (?:też|także)|auch interessant|das könnte|"
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
            r"this (?:article|story|review|piece|post|column|essay|interview|report) (?:originally|first) (?:appeared|was published)|to see more, visit)"
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
            r"ニュースレター|メルマガ|LINE公式|뉴스레터|제보(?:는|하기)|카카오톡 ?[:：@]|네이버에서|채널 ?추가|네이버, ?유튜브|(?:전화|카카오톡|카톡|이메일|홈페이지|유튜브|페이스북) ?[:：]|"
            r".{2,20}(?:アプリ|公式LINE).{0,12}(?:ダウンロード|登録|入手)|この記事が気に入ったら)"
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
            r"유료 ?(?:회원|기사)|회원 ?전용|로그인 ?후|첫 ?달 ?\d.*(?:원|무료)|今すぐ(?:登録|申)|初月無料|無料(?:会員)?登録|"
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
ANYWHERE: tuple[tuple[Leftover, str], ...] = (
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
            r"(?:straight|delivered|right) (?:to|through|into) your (?:inbox|letterbox|door|mailbox)|\bin your inbox|"
            r"our (?:[a-z]+ ){0,2}newsletters?|sign up (?:for|to) (?:our|the|get)|subscribe to (?:our|the|this)|"
            rf"{_JOIN}.*{_LETTER}|{_LETTER}.*{_JOIN}|"
            r"(?:뉴스레터|메일링).{0,30}(?:구독|신청|받아)|(?:구독|신청).{0,20}뉴스레터|"
            r"(?:ニュースレター|メルマガ|メールマガジン).{0,30}(?:登録|購読|配信|受け取)|"
            r"(?:if you have|got|send (?:us|me)) (?:a|any|your) (?:news )?(?:tips?|stor(?:y|ies))\b.*(?:@|contact|e-?mail|let us know)|"
            r"get in touch with (?:our|the|us)|let us know at|for more stories like this|like this story\?"
        ),
    ),
    (
        "bio",
        (
            r"\bfollow (?:@|(?:him|her|them|me|us) (?:at @|@|on (?:@|our|twitter|facebook|instagram|x\b|threads|bluesky|linkedin|mastodon|social|tiktok|youtube)))|^follow .{2,40} on (?:twitter|facebook|instagram|x\b|threads|bluesky|linkedin|mastodon|social)|"
            r"(?:e-?mail|contact|write to|reach|get in touch)\b.*[a-z0-9_.+-]+@[a-z0-9-]+\.[a-z]"
        ),
    ),
    (
        "related",
        r"^more .{0,40}: https?://|https?://(?:www\.)?apnews\.com/[\pL-]*(?:$| and )|//twitter\.com/AP_",
    ),
    ("wall", r"free articles? left|有料会員|会員限定|\(残り|残り\d+文字"),
)
