"""What the markup around a text says it is: navigation, caption, newsletter box ...

The names that publishers give to classes and ids are a common language: the words
below stand for the same things on hundreds of sites. A name is evidence and not a
verdict: `monitor.core.judge` weighs it with what the text itself looks like.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

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

# Words are matched whole after `camelCase`, `snake_case` and `kebab-case` were divided.
_WORDS: dict[Zone, str] = {
    "ad": r"ad|ads|adbox|adslot|adunit|advert|adverts|advertisement|advertorial|adsense|"
    r"dfp|gpt|sponsor|sponsored|outbrain|taboola|teads|promoted|anzeige|"
    r"werbung|publicidad|publicite|pr",
    "aside": r"aside|sidebar|side|rail|rightrail|right-col(?:umn)?|factbox|infobox",
    "bio": r"bio|biography|author-(?:box|info|card|description|details|profile|about|bio)|"
    r"about-(?:the-)?author|authors?-bio|post-author|reporter|reporters|journalist|"
    r"writer-?info|contributor-info",
    "body": r"article-?body|articlebody|article-?content|article-?text|story-?body|"
    r"story-?content|entry-?content|post-?content|post-?body|body-?copy|main-?content|"
    r"news-?body|news-?text|article-?view",
    "byline": r"byline|bylines|dateline|author|authors|timestamp|pubdate|published|"
    r"publish-date|post-date|date|datetime|time|reading-time|read-time|meta|post-meta|"
    r"entry-meta|article-meta|posted-on|update|updated|source-date",
    "caption": r"caption|captions|credit|credits|cap|photo|photos|image-info|img-desc|"
    r"photo-?credit|image-?credit|picture-?credit|copyright-?image|legend|media-info|"
    r"wp-caption-text",
    "comments": r"comment|comments|disqus|reply|replies|respond|livefyre|viafoura|"
    r"discussion|user-comments|fb-comments|coral|spot-?im|kommentare",
    "consent": r"cookie|cookies|consent|gdpr|privacy-banner|onetrust|didomi|cmp|"
    r"cookiebanner|usercentrics",
    "copyright": r"copyright|copyrights|rights|disclaimer|legal|txt-copyright|syndication",
    "footer": r"footer|foot|colophon|site-footer|page-footer|bottom-wrapper",
    "header": r"masthead|site-header|page-header|global-header|topbar|top-bar|banner",
    "hidden": r"visually-?hidden|sr-only|screen-?reader(?:-text)?|a11y|hide|hidden|"
    r"element-invisible|print-only|u-hidden",
    "nav": r"nav|navbar|navigation|menu|gnb|lnb|breadcrumb|breadcrumbs|skip|skip-link|"
    r"pagination|pager|toolbar|util|utils|utility|tools|toc|jump-?links?",
    "newsletter": r"newsletter|newsletters|signup|sign-up|subscribe|subscription|"
    r"subscriptions|mailing|email-signup|optin|opt-in|mc-embed|inline-promo|promo|"
    r"promos|promobox|promotion|cta|call-to-action|donate|donation|support|"
    r"membership|app-download|appbanner",
    "player": r"player|audio-player|video-player|jwplayer|audioplayer|podcast-player|"
    r"playlist|live-radio|tts|listen",
    "related": r"related|relateds|related-\w+|recommend|recommended|recommendation|"
    r"recommendations|recirc|recirculation|read-?more|read-?also|also|also-read|"
    r"see-also|more-(?:from|on|news|stories|articles|in|like|about)|most-(?:read|popular|"
    r"viewed|shared)|popular|trending|trends|latest|top-stories|you-may-(?:also-)?like|"
    r"teaser|teasers|card|cards|carousel|next-article|next-post|prev-next|"
    r"post-navigation|article-list|news-list|headlines|rank|ranking|inline-links?|"
    r"suggested|similar|ticker|breaking(?:-news)?|onward|upnext|read-next|backlinks|linkbox|link-list",
    "share": r"share|shares|sharing|share-bar|social|socials|social-?\w+|sns|sharedaddy|"
    r"addthis|addtoany|sharethis|follow|follow-us|print|bookmark|like-button",
    "standfirst": r"standfirst|stand-first|sub-?title|sub-?headline|sub-?head|subhed|"
    r"subline|deck|dek|kicker|eyebrow|lede-?text|chapo|sommario|bajada|entradilla|"
    r"topic|overline|strapline",
    "tags": r"tag|tags|taglist|tag-list|keywords|topics|categories|category|labels|"
    r"hashtags|post-tags|entry-tags|tagcloud|filed-under",
    "wall": r"paywall|pay-wall|barrier|regwall|reg-wall|piano|metered|meter|"
    r"subscriber-only|premium-(?:box|wall|message)|wall|mask|locked|gate|gateway|"
    r"tp-modal|registration-wall",
}
_ZONES: tuple[tuple[Zone, re.Pattern[str]], ...] = tuple(
    (zone, re.compile(rf"(?:^|[ -])(?:{words})(?=$|[ -])"))
    for zone, words in _WORDS.items()
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_:.]|--+")
_TAGS: dict[str, Zone] = {
    "nav": "nav",
    "footer": "footer",
    "aside": "aside",
    "figure": "caption",
    "figcaption": "caption",
}
_ROLES: dict[str, Zone] = {
    "navigation": "nav",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "header",
    "dialog": "consent",
    "alertdialog": "consent",
    "search": "nav",
}
_NONE: frozenset[Zone] = frozenset()
_LONGEST = 400  # letters; generated class lists are longer, and say nothing


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
    named = classes or ident
    if not named or tag in ("body", "html", "main", "article"):
        return frozenset(found) if found else _NONE
    if len(classes) + len(ident) > _LONGEST:
        return frozenset(found)
    words = _CAMEL.sub("-", f"{classes} {ident}").lower()
    found.update(zone for zone, pattern in _ZONES if pattern.search(words))
    return frozenset(found)
