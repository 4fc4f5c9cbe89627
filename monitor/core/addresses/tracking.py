"""Which parameters of an address only tell where its reader came from.

The list is our own rather than courlan's, whose pattern also takes `cid`, `uid`, `eid`
and `source`: those are article numbers in much Korean and Japanese news software
(`news.php?uid=3312`), and dropping them makes one address of a whole site.

Source: the public lists of AdGuard (TrackParamFilter), ClearURLs, Neat URL and
mpchadwick/tracking-query-params-registry, and the addresses in publishers' own feeds.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PREFIXES = tuple(
    _words("""utm_ utm- mtm_ matomo_ pk_ piwik_ hsa_ at_ itm_ ga_ gad_ vero_ oly_ ns_ wt. cm_mm
    cm_ven cm_cat fb_ __hs _hs mc_ mkt_ cx_ guce_ amp_js amp_gsa amp_kit trk_ aff_ ict_
    tblci asc_ aspsessionid""")
)
_NAMES = _words("""fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid ysclid twclid ttclid
    igshid igsh li_fat_id epik srsltid rb_clickid wickedid ef_id s_cid s_kwcid sc_cid
    sc_campaign sc_channel sc_content sc_medium sc_src _ga _gl _ke _openstat __s hsctatracking ml_subscriber
    guccounter ncid ocid cmpid icid intcid intcmp int_cmp int_source xtor trk trkcampaign spm
    scm cndid bxid mbid sref soc_src soc_trk tsrc smid smtyp __twitter_impression
    feedtype feedname virtualbrandchannel ref_src ref_url iref n_cid outurl cloc cds
    nclick_check usqp phpsessid jsessionid sessionid cftoken cfid utm
    mkwid pcrid dm_i fr_ref share_source share_medium sharetype shareuid
    wt_mc wt_zmc xing_share __tn__ hss_channel algo_pvid
    echobox _branch_match_id _branch_referrer ito ftag taid cmp_id campaign_id ved
    sa_campaign dicbo recruiter kakao_from fromsns onetap""")
# A number under these names may be what the address is about.
_REFERRERS = frozenset(("ref", "refer", "referer", "referrer", "reffer", "partner_ref"))
# Under these names only a value that speaks of the way here is dropped.
_WAYS = _words("""from src source via cid campaign cmp partner rss feed share shared social channel
    medium input link_source nl emc origin entry spref feature""")
_WAY = re.compile(
    r"(?:rss|feeds?|atom|twitter|tw|x|facebook|fb|e?mail|newsletters?|home ?page|home|hp"
    r"|front(?:page)?|share[dr]?|social|sns|kakao(?:talk|story)?|line|naver|daum|google"
    r"|gnews|googlenews|yahoo|bing|msn|linkedin|reddit|telegram|whatsapp|instagram|push"
    r"|app|mobile|related|ranking|widget|sidebar|copy(?:link)?|edit|true)(?:[^a-z].*)?",
    re.IGNORECASE | re.DOTALL,
)
# Other shapes of the same page: `?outputType=amp`, `?print=1`, `?view=print`.
_EDITIONS = _words("amp print printable printerfriendly isprint rss")
_CHOICES = frozenset(("output", "outputtype", "view", "mode", "format", "type"))
_YES = frozenset(("", "1", "true", "yes", "y", "on"))
_SESSION = re.compile(r"[0-9a-f]{26,}", re.IGNORECASE)


def is_tracking(name: str, value: str) -> bool:
    """Tell whether a parameter leaves the page as it is.

    Args:
        name: as in the address; case does not matter.
        value: as in the address; empty when there is none.
    """
    name = name.lower()
    return (
        name in _NAMES
        or name.startswith(_PREFIXES)
        or (name in _REFERRERS and not value.isdecimal())
        or (name in _WAYS and _WAY.fullmatch(value) is not None)
        or (name in _EDITIONS and value.lower() in _YES)
        or (name in _CHOICES and value.lower() in ("amp", "print"))
        or (name == "sid" and _SESSION.fullmatch(value) is not None)
    )
