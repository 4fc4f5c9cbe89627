"""What the markup around a text says it is: navigation, caption, newsletter box ...

The names that publishers give to classes and ids are a common language: the words
below stand for the same things on hundreds of sites. A name is evidence and not a
verdict: `monitor.core.extraction.judge` weighs it with what the text itself looks like.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, get_args

Zone = Literal[
    "ad",
    "aside",
    "bio",
    "body",
    "byline",
    "caption",
    "comments",
    "consent",
    "copyright",
    "footer",
    "header",
    "hidden",
    "nav",
    "newsletter",
    "player",
    "related",
    "share",
    "standfirst",
    "tags",
    "wall",
]

# Up to three neighbouring words of a name, run together: `article-body`, `articleBody`
# and `article_body` are all "articlebody".
_NAMES: dict[Zone, str] = {
    "ad": """ad ads adbox adslot adunit advert adverts advertisement advertorial adsense
        anzeige dfp gpt outbrain pr promoted publicidad publicite sponsor sponsored
        taboola teads werbung""",
    "aside": """aside sidebar side rail rightrail rightcol rightcolumn factbox infobox""",
    "bio": """aboutauthor abouttheauthor authorabout authorbio authorbox authorcard
        authordescription authordetails authorinfo authorprofile authorsbio bio biography
        contributorinfo journalist postauthor reporter reporters writerinfo""",
    "body": """articlebody articlecontent articletext articleview bodycopy entrycontent
        maincontent newsbody newstext postbody postcontent storybody storycontent""",
    "byline": """articlemeta author authors byline bylines date dateline datetime
        entrymeta meta postdate postedon postmeta pubdate publishdate published
        readingtime readtime sourcedate time timestamp update updated""",
    "caption": """cap caption captions copyrightimage credit credits imagecredit imageinfo
        imgdesc legend mediainfo photo photocredit photos picturecredit""",
    "comments": """comment comments coral discussion disqus fbcomments kommentare livefyre
        replies reply respond spotim usercomments viafoura""",
    "consent": """cmp consent cookie cookiebanner cookies didomi gdpr onetrust
        privacybanner usercentrics""",
    "copyright": """copyright copyrights disclaimer legal rights syndication""",
    "footer": """bottomwrapper colophon foot footer pagefooter sitefooter""",
    "header": """banner globalheader masthead pageheader siteheader topbar""",
    "hidden": """a11y elementinvisible hidden hide printonly screenreader sronly
        visuallyhidden""",
    "nav": """breadcrumb breadcrumbs gnb jumplink jumplinks lnb menu nav navbar navigation
        pager pagination skip skiplink toc toolbar tools util utility utils""",
    "newsletter": """appbanner appdownload calltoaction cta donate donation emailsignup
        inlinepromo mailing mcembed membership newsletter newsletters optin promo promobox
        promos promotion signup subscribe subscription subscriptions support""",
    "player": """audioplayer jwplayer listen liveradio player playlist podcastplayer tts
        videoplayer""",
    "related": """also alsoread articlelist backlinks breaking breakingnews card cards
        carousel headlines inlinelink inlinelinks latest linkbox linklist moreabout
        morearticles morefrom morein morelike morenews moreon morestories mostpopular
        mostread mostshared mostviewed newslist nextarticle nextpost onward popular
        postnavigation prevnext rank ranking readalso readmore readnext recirc
        recirculation recommend recommendation recommendations recommended related
        relateds seealso similar suggested teaser teasers ticker topstories trending
        trends upnext youmayalsolike youmaylike""",
    "share": """addthis addtoany bookmark follow followus likebutton print share sharebar
        sharedaddy shares sharethis sharing sns social socials""",
    "standfirst": """bajada chapo deck dek entradilla eyebrow kicker ledetext overline
        sommario standfirst strapline subhead subheadline subhed subline subtitle
        topic""",
    "tags": """categories category entrytags filedunder hashtags keywords labels posttags
        tag tagcloud taglist tags topics""",
    "wall": """barrier gate gateway locked mask meter metered paywall piano premiumbox
        premiummessage premiumwall registrationwall regwall subscriberonly tpmodal wall""",
}
_ZONES: dict[str, Zone] = {
    name: zone for zone, names in _NAMES.items() for name in names.split()
}
_TAGS: dict[str, Zone] = {
    "aside": "aside",
    "figcaption": "caption",
    "figure": "caption",
    "footer": "footer",
    "nav": "nav",
}
_ROLES: dict[str, Zone] = {
    "alertdialog": "consent",
    "banner": "header",
    "complementary": "aside",
    "contentinfo": "footer",
    "dialog": "consent",
    "navigation": "nav",
    "search": "nav",
}
_WHOLE = frozenset({"article", "body", "html", "main"})  # their names style, not tell
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LONGEST = 400  # letters; generated class lists are longer, and say nothing
ZONES: tuple[str, ...] = get_args(Zone)


@lru_cache(maxsize=8192)
def zones_of(tag: str, classes: str, ident: str, role: str) -> frozenset[Zone]:
    """Read an element's own names.

    Args:
        tag: in lower case.
        classes: the class attribute as written.
        ident: the id attribute as written.
        role: the ARIA role.
    """
    found = {zone for zone in (_TAGS.get(tag), _ROLES.get(role)) if zone}
    if tag not in _WHOLE and len(classes) + len(ident) <= _LONGEST:
        for name in (*classes.split(), ident):
            found |= _zones_of_name(name)
    return frozenset(found)


@lru_cache(maxsize=8192)
def _zones_of_name(name: str) -> frozenset[Zone]:
    words = [word.lower() for word in _WORD.findall(name)]
    runs = ("".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words)))
    return frozenset(zone for run in runs if (zone := _ZONES.get(run)))
