"""Words that turn a statement round: opposites, and acts that no retouching brings in.

Without a model, and so by lists: a pair of sides in a line, in three languages, `*` for
any ending of a word. A side that goes where its opposite comes turns the statement.
Words of one side are free to stand for each other.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.core.words import normal

MOST: Final = 20_000  # characters of a sentence that are read

_OPPOSITES: Final = """
rose, rise*, rising, gain*, climb*, jump*, surg*, soar*, increas*, grew, grow*, up, higher, rall*, 올랐, 오른, 오르, 올라, 올린, 상승, 증가, 늘었, 늘어, 늘린, 급등, 인상, 확대, 上昇, 増加, 増え, 増やす, 上がっ, 急騰, 引き上げ, 拡大, 上げた | fell, fall*, drop*, decreas*, slump*, plung*, sank, slid*, tumbl*, shrank, shrink*, down, lower*, cut, cuts, 내렸, 내린, 내려, 하락, 감소, 줄었, 줄어, 줄인, 급락, 인하, 축소, 下落, 減少, 減っ, 減らす, 下がっ, 急落, 引き下げ, 縮小, 下げた
for, support*, back, backs, backed, backing, approv*, endors*, agree*, accept*, welcom*, prais*, favour*, favor*, uphold*, upheld, affirm*, 찬성, 지지, 환영, 동의, 수용, 승인, 가결, 찬동, 타결, 체결, 합의, 賛成, 支持, 歓迎, 同意, 受け入れ, 承認, 可決, 容認, 合意, 妥結, 締結 | against, oppos*, disagree*, reject*, refus*, veto*, condemn*, denounc*, criticis*, criticiz*, struck down, strik* down, overturn*, 반대, 거부, 부결, 규탄, 불허, 결렬, 反対, 拒否, 否決, 非難, 決裂
allow*, permit*, legal*, lift, lifts, lifted, lifting, 허용, 허가, 해제, 許可, 許容, 解除 | ban, bans, banned, banning, prohibit*, bar, bars, barred, illegal*, impos*, 금지, 불허, 부과, 禁止, 課す, 課した
won, win, wins, winning, victor*, 승리, 이겼, 이긴, 당선, 勝利, 勝っ, 当選 | lost, lose, loses, losing, 패배, 패했, 낙선, 敗北, 敗れ, 落選
begin*, began, begun, start*, open, opens, opened, launch*, resum*, 시작, 개시, 재개, 개막, 開始, 再開, 始ま, 始め, 開幕 | end, ends, ended, ending, stop*, halt*, clos*, shut*, finish*, 중단, 종료, 폐쇄, 폐막, 끝났, 끝내, 中止, 終了, 閉鎖, 停止, 閉幕
extend*, renew*, continu*, keep*, kept, 연장, 유지, 갱신, 계속, 延長, 維持, 継続, 更新 | end, ends, ended, terminat*, scrap*, withdr*, expir*, pull* out, 종료, 파기, 중단, 탈퇴, 終了, 破棄, 打ち切, 中断
before, 이전, 以前 | after, 이후, 以後, 以降
more, over, above, most, exceed*, 이상, 초과, 넘는, 以上, 超える, 上回 | less, fewer, under, below, least, 이하, 미만, 못 미치는, 以下, 未満, 下回
guilty, convict*, fine, fines, fined, charg*, jail*, 유죄, (?<!불)기소, 구속, 有罪, (?<!不)起訴, 逮捕 | innocen*, acquit*, clear, clears, cleared, exonerat*, freed, releas*, 무죄, 불기소, 석방, 무혐의, 無罪, 不起訴, 釈放
confirm*, admit*, acknowledg*, 인정, 시인, 확인, 認め, 確認 | deny, deni*, disput*, 부인, 반박, 否定, 否認, 反論
alive, surviv*, 생존, 살아, 生存 | dead, die, dies, died, kill*, 숨졌, 숨진, 사망, 死亡
all, every, everyone, everybody, entire, 모두, 전원, 전부, (?<!ほぼ)全員, 全て, すべて | most, some, several, many, few, 대부분, 일부, 大半, 一部, ほぼ全員, ほとんど
delight*, pleased, happy, cheer*, celebrat*, reliev*, 기뻐, 반겼, 喜 | disappoint*, dismay*, angr*, anger*, wept, mourn*, 실망, 분노, 失望, 怒り
calm, fine, clear, 맑았, 맑은, 잔잔, 穏やか, 晴れ | storm*, rough, 흐렸, 흐린, 거칠, 荒れ, 悪天候
first | last
north*, 북쪽, 북측, 북부, 北側, 北部 | south*, 남쪽, 남측, 남부, 南側, 南部
east, eastern, 동쪽, 동부, 東側, 東部 | west, western, 서쪽, 서부, 西側, 西部
early, 초반, 상순, 初旬, 上旬 | late, 후반, 하순, 下旬
strong*, 강한, 강하, 強い, 強く | weak*, 약한, 약하, 弱い, 弱く
small*, light*, lenient*, soft*, mild*, low, minor, 낮다, 낮은, 낮고, 가볍, 가벼, 軽い, 軽す, 軽く, 低い, 低す | large*, big, bigger, harsh*, heav*, sever*, tough*, high, major, 높다, 높은, 높고, 무겁, 무거, 지나치, 과도, 과하, 重い, 重す, 重く, 高い, 高す, 厳しす
join*, enter*, 가입, 참여, 합류, 加盟, 参加, 加入 | leav*, left, exit*, quit*, 탈퇴, 불참, 이탈, 脱退, 離脱, 不参加
import*, 수입, 輸入 | export*, 수출, 輸出
buy*, bought, acquir*, 매수, 매입, 인수, 買収, 購入, 買い | sell*, sold, sale, sales, 매도, 매각, 売却, 売り
succe*, pass, passes, passed, work, works, worked, 성공, 통과, 정상, 成功, 合格, 正常 | fail*, broke*, malfunction*, 실패, 탈락, 고장, 失敗, 故障
safe*, 안전, 安全 | danger*, unsafe, 위험, 危険
temporar*, interim, 일시, 임시, 一時, 臨時 | permanent*, 영구, 恒久, 永久
majority, 과반, 다수, 過半, 多数 | minority, 소수, 少数
public, publicly, 공개, 公開 | secret*, privat*, 비공개, 非公開
likely | unlikely
able | unable
usual | unusual
"""
# That they come or go says something else; a line is one such act.
_GRAVE: Final = """
cancel*, scrap, scraps, scrapped, scrapping, collaps*, abandon*, call* off, withdr*, revok*, annul*, overturn*, quash*, 취소, 철회, 무산, 결렬, 백지화, 폐기, 取り消, 撤回, 決裂, 破談, 白紙
suspend*, postpon*, delay*, put* off, 보류, 유예, 연기(?=했|하|됐|된|되|키), 延期, 見送, 凍結
former, ex, 전직, (?<![가-힣])전 (?=장관|총리|대통령|의원|대표|회장|사장|위원장|차관|총장|대사|시장|지사), 元(?=首相|大統領|外相|長官|議員|会長|社長|知事|市長|大臣|幹部|職員)
draft*, tentativ*, provisional*, preliminar*, 초안, 잠정, 草案, 素案, 暫定
alleged, allegedly, suspected
unanimous*, 만장일치, 全会一致
"""
# The same, but only that they come: what was said more gravely may be put mildly.
_COMING: Final = """
dead, die, dies, died, dying, kill*, death*, fatal*, murder*, 숨졌, 숨진, 숨지, 사망, 살해, 사살, 목숨을 잃, 死亡, 死者, 殺害, 亡くな
arrest*, detain*, 체포, 구속, 연행, 억류, 逮捕, 拘束
resign*, step* down, stepped down, oust*, sack, sacked, sacks, sacking, fired, 사임, 사퇴, 해임, 경질, 사직, 辞任, 辞職, 解任, 更迭
injur*, wound*, 부상, 다쳤, 중상, けが, 負傷, 重傷
convict*, acquit*, indict*, 유죄, 무죄, (?<!불)기소, 有罪, 無罪, (?<!不)起訴
missing, 실종, 행방불명, 行方不明, 人不明
sink, sinks, sank, sunk, capsiz*, 침몰, 沈没, 転覆
explo*, blast, 폭발, 爆発
appeal, appeals, appealed, sue, sues, sued, suing, lawsuit*, 항소, 상고, 제소, 소송, 控訴, 上告, 提訴
"""
_WORD: Final = re.compile(r"[a-z]")


def _compiled(side: str) -> re.Pattern[str]:
    parts = []
    for word in (each.strip() for each in side.split(",")):
        stem = word.replace("*", "[a-z]*")
        parts.append(rf"\b{stem}\b" if _WORD.match(word) else stem)
    return re.compile("|".join(parts))


def _table(lines: str) -> list[tuple[re.Pattern[str], ...]]:
    rows = (line.split(" | ") for line in lines.strip().splitlines())
    return [tuple(_compiled(side) for side in row) for row in rows]


_SIDES: Final = [(a, b) for a, b in _table(_OPPOSITES)]
_ACTS: Final = [(one, True) for (one,) in _table(_GRAVE)] + [
    (one, False) for (one,) in _table(_COMING)
]


def turned(old: str, new: str) -> bool:
    """Say whether one of two like sentences says the opposite of the other."""
    old, new = normal(old[:MOST]), normal(new[:MOST])
    for one, other in _SIDES:
        more = _more(one, old, new), _more(other, old, new)
        if more in ((1, -1), (-1, 1)):
            return True
    return False


def acts(old: str, new: str, *, known: str = "") -> tuple[str, ...]:
    """Give the grave words that came with a new wording, or went with the old one.

    Words for one act stand for each other: "cancelled" for "called off" is none.

    Args:
        old: wording.
        new: wording.
        known: what readers were told besides; an act that it names is not new.
    """
    old, new, known = normal(old[:MOST]), normal(new[:MOST]), normal(known)
    found: list[str] = []
    for act, going in _ACTS:
        more = _more(act, old, new)
        if more > 0 and not act.search(known):
            found += act.findall(new)[-1:]
        elif more < 0 and going:
            found += act.findall(old)[-1:]
    return tuple(found)


def _more(pattern: re.Pattern[str], old: str, new: str) -> int:
    """Give 1 where a new wording has more of these words, -1 where it has fewer."""
    gained = len(pattern.findall(new)) - len(pattern.findall(old))
    return (gained > 0) - (gained < 0)
