"""What may follow, and stand before, a Korean noun in one run of syllables.

Korean writes particles to the noun (`지소미아를`), sometimes several (`아베까지도`),
the copula too (`문재인입니다`), and often the next noun (`수출규제`). Other syllables
make it another word (`아베노믹스`, `서울대`). The lists are of news language, written
by hand; a star in the term opens its end to everything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Particles that go with any noun, and those that ask for a final consonant or none.
_ANY: Final = """
의 도 만 에 에서 에게 이야말로 야말로 께서는 께서도 께서의 에게서 한테 한테서 께 께서 에는 에도 에만 에서는 에서도 에서만 에서의 에선 에겐 에게는 에게도
에까지 에서부터 에서까지 에서조차 에서라도 에나 에라도 에야 에의 에조차 에서처럼 에서와 에서나 까지 부터 마저 조차
밖에 처럼 같이 보다 마다 만큼 대로 뿐 하고 커녕 더러 보고 로부터 로서 께선 께는 치고 든지 라도 라든지 한테는 한테도
에다 에다가 에게로 에게까지 에게만 에게나 만이라도 만이 만은 만을 만의 만도 만으로 만으로도 뿐만 뿐이 뿐인 뿐이다
뿐더러 까지도 까지는 까지의 까지만 까지가 까지를 부터는 부터의 부터도 부터가 조차도 마저도 보다는 보다도 보다 처럼은
만큼은 만큼의 만큼이나 대로의 같은 같이도 만한 만하 요 측 대비
"""
_AFTER_VOWEL: Final = """
가 는 를 와 로 나 라 란 랑 며 면 야 여 고 다 라고 라는 라며 라면 라서 라도 라지만 라던 라니 라야 였는데 로는 로도 로의 로만 로서
로서는 로서의 로서도 로써 로까지 로부터 로부터의 로부터는 로라도 와는 와도 와의 와만 와도 였다 였던 였고 였으며 였지만 였을 였으나
였다는 였다고 예요 지만 든 든지 나마 랑은 랑도 인 인가 인지 인데 인들 일 임 임을 임이 입니다 입니까 이다 이며 이고 이자 이지만 이란 이라는 니까 이니까 이라기 라기 구나 이구나 답게 답지 다운
이라고 이라며 이라면 이라도 이었다 이라 이기 이기도 이기에 이니 이면 이나 이든 인데다 인만큼 인양 일까 일지 일지도 일뿐 임에도 자
냐 냐고 냐는 느냐
"""
_AFTER_FINAL: Final = """
이 은 을 과 으로 이나 이라 이란 이랑 이며 이면 이야 이여 이고 이다 이라고 이라는 이라며 이라면 이라서 이라도 이라지만 이라던 이라니 이었는데
이라야 으로는 으로도 으로의 으로만 으로서 으로서는 으로서의 으로서도 으로써 으로까지 으로부터 으로부터의 으로부터는 으로라도 과는 과도 과의
과만 이가 이었다 이었던 이었고 이었으며 이었지만 이었을 이었으나 이었다는 이었다고 이에요 이지만 이든 이든지 이나마 이랑은 이랑도 아 인 인가 인지
인데 인들 일 임 임을 임이 입니다 입니까 이자 이기 이기도 이기에 이니 인데다 인만큼 인양 일까 일지 일지도 일뿐 임에도 이냐 이냐고 이냐는 였다 이니까 이라기 이구나 답게 답지 다운
"""
# Short suffixes that leave the noun what it is.
_SUFFIXES: Final = """
들 측 씨 님 용 산 발 행 내 간 인 군 계 식 형 제 적 시 국 전 후 당 권 급 호 차 외 쪽 편 땐 때 상 하 건 안 팀 업 품 량 률 액 망 론 설 파 화 문
"""
# Nouns that news language writes onto a noun without a blank.
_NOUNS: Final = """
가격 가능성 가입 각료 각서 간부 감소 감축 강화 개발 개선 개입 개정 개최 개편 갈등 거래 거부 거절 건설 검사 검찰 검토 결과 결렬 결정 경고 경영
경쟁 경제 경제인 경찰 계약 계획 고객 고위급 고위 고조 공격 공급 공동 공무원 공방 공사 공식 공장 공조 공항 공해 과거사 관계 관계자 관광 관광객 관련 관료
관리 관세 교류 교섭 교수 교역 교육 교체 교포 구매 구입 구축 국가 국내 국민 국방 국방부 국방장관 국채 국회 군사 군사령부 군사정보 군함 규모 규정 규제 규탄 균열
근로자 금리 금융 금지 급등 급락 기간 기관 기구 기념 기념관 기념일 기술 기업 기업들 기업인 기자 기자단 기자회견 기지 기조 기준 긴장 내각 내부 내용
내정 네트워크 노동 노동자 노력 노선 노조 논란 논의 농산물 농업 뉴스 단절 단지 단체 담당 담화 당국 당국자 당대표 당사자 대결 대변인 대비 대사 대사관 대선 대응 대책
대체 대치 대통령 대표 대표단 대표부 대학생 대화 대회 도발 도입 독립 동결 동맹 동맹국 동향 레이더 로켓 마찰 마트 매각 매체 면담 면제 명단 명령 모델 모임 목록
무기 무역 무역전쟁 무역협상 문건 문서 문제 문화 물가 물량 미사일 민간 민간인 반대 반도체 반발 반응 발사 발사체 발언 발전 발전소 발표 방문 방문객 방송 방안 방어 방위
방위비 방위비분담금 방위상 방위성 방침 배상 배상금 배터리 배제 배치 백신 법안 법원 법정 변경 변호사 병력 보고서 보도 보복 보복조치 보상 보유 보장 보호 보호협정 복귀 복원 본부 본사 부과
부대 부문 부인 부장관 부총리 부품 부활 부회장 북한 분담 분담금 분석 분야 분쟁 불매 불매운동 비난 비서관 비용 비판 비핵화 빌딩 사건 사고 사과 사람 사람들 사례 사령관 사령부
사무국 사무소 사무총장 사업 사업자 사용 사이 사이버 사장 사태 사퇴 사회 산업 산업부 삭제 상공회의소 상품 상황 생산 생산량 선거 선박 선수 선수단 선언 선언문 설명 설비 설치
성공 성명 성장 세계 세관 세력 세미나 소녀상 소속 소송 소식 소식통 소비 소비자 소유 소재 소재부품 수급 수도 수상 수석 수석대표 수석부대표 수요 수입 수입규제 수입량 수입액 수정 수출 수출관리 수출규제
수출량 수출액 수출입 수출제한 수출통제 수출허가 수호 수교 승리 승인 시간 시국 시도 시민 시민단체 시민들 시설 시스템 시승 시위 시위대 시장 시장님 시절 시점 시한 시행 시험 신고 신청 신뢰 실무 실무자 실무협상 실무협의
실적 실태 실험 심사 안보 안보실 안보실장 안보협력 안전 압박 압류 약속 양국 양해각서 어선 언론 업계 업무 업종 업체 업체들 여객기 여론 여론조사 여사 여성 여행 여행객 여행사 역사 역할 연결
연계 연구 연구소 연구원 연기 연대 연료 연방 연설 연수 연장 연합 연합군 연합사 연합훈련 영공 영사 영사관 영토 영향 영화 예산 예정 외교 외교관 외교관계 외교부 외교장관 외교차관 외교안보 외무상 외무성 외무장관 외상 요구 요청 용의
우려 우방 우선 우호 운동 운동가 운영 원내대표 원료 원유 원자재 원장 원전 원칙 위기 위반 위성 위안부 위원 위원장 위원회 위치 위협 유가 유럽 유엔 유예 유지 유출 육군 은행장 음식 의견 의도 의원
의원들 의원연맹 의원단 의장 의제 의지 의혹 의회 이슈 이익 이전 이행 인권 인근 인력 인물 인민 인사 인상 인식 인정 일부 일정 임시 입국 입국자 입장 입찰 자금 자동차 자료 자문 자본 자산 자위대 자유
작가 작전 잔류 잠수함 장관 장관급 장관회담 장관회의 장비 장치 장성 재개 재검토 재단 재무 재무부 재무장관 재판 재판소 저지 적용 전국 전년 전략 전력 전망 전문 전문가 전술 전시 전자 전쟁 전체 절차 점검 접촉
정권 정권들 정당 정보 정보공유 정보교환 정보국 정보기관 정보보호 정보보호협정 정보원 정부 정부군 정비 정상 정상들 정상회담 정상회의 정상화 정세 정찰 정책 정치 정치권 정치인 제거 제도 제외 제안 제재 제재안 제조 제조사 제조업 제조업체 제품
제품들 제한 조건 조사 조사단 조선소 조약 조약국 조정 조직 조치 조합 존중 종결 종료 주가 주권 주민 주민들 주식 주식시장 주의 주의보 주장 주재 주한미군 주주 준비 중국 중단 중앙 중재 증가 증권 증시 지도 지도부 지도자 지역 지원 지위
지정 지지 지지율 지출 지침 직원 직원들 직후 진단 진영 진입 진전 진출 진행 질서 집권 집단 집행 집회 징용 참가 참가자 참석 참석자 참전 창구 채권 책임 책임론 책임자 처리 처벌 천황 철강 철도 철수 철회 청구권 청년
청문회 체결 체계 체제 초계기 총괄 총리 총선 총선거 총영사 총영사관 총재 최고 최고위원 추가 추진 축소 출신 출연 출입 충돌 취소 취재 취재진 측근 치안 침략 침범 침해 칩 캠프 컨소시엄 타결 탄도미사일 탈퇴 탈북자 통계 통관 통보 통상
통신 통신사 통일부 통제 통화 투자 투자자 투표 특보 특사 특사단 파견 파괴 파기 파병 파업 판결 판매 판매량 판사 패널 편입 평가 평화 평화협정 폐기 폐기물 폐지 포기 포럼 폭격 폭발 표결 표시 품목 품목들 프로그램 피해 피해국 피해자 피해자들
해협 일본군 한국군 미군 일제 메모리 비메모리 친환경 학교 학생 학생들 학술 한국 한국인 한미 한반도 한일 합동 합동참모본부 합의 합의문 합의안 합참 항공 항공기 항공모함 항공사 항구 항로 항만 항의 해결 해군 해명 해병대 해상 해양 해역 해외 해제 해지 핵 핵무기 핵실험 핵잠수함
핵합의 핵협상 핵심 행사 행정 행정명령 행정부 허가 허용 현대화 현안 협력 협력국 협상 협상단 협상팀 협약 협의 협의체 협의회 협정 협정문 협회 호텔 혼란 홍보 화물 화학 확대 확보 확산 확인 환경 환율 활동 활동가 회견 회담
회동 회복 회사 회사들 회원 회원국 회의 회의실 회장 회장단 회피 효과 효력 후보 후보자 훈련 휴전 흑연 희생 희생자 백색국가 화이트리스트 지소미아 일본 미국 대일 대북 대미 대중 대한 미일 한중 북미 남북 한미일 동북아
아시아 탄도 순항 요격 장거리 단거리 중거리 대륙간 차량용 가정용 산업용 군사용 상업용 민간용 의료용 국제 정례 긴급 신임 부정 전직 현직 전범 강제 강제징용 강제동원 동원 불화수소 감광액 레지스트
"""
_ACTS: Final = (
    # what makes a verb of a noun: 종료하기로, 종료됐다, 종료한다고, 종료시켰다
    r"하(?:다|고|는|며|면|기|지|자|려|겠|여|였|던|도록|게|거나|라|느|니|러|므로|십|시|세|나|$).*"
    r"|한(?:다.*|데.*|지.*|바|$)|할(?:지.*|수|때.*|것.*|만.*|$)|함(?:을|이|은|으로.*|에.*|께|$)"
    r"|합(?:니.*|시다)|했.*|해(?:서.*|야.*|도|요|왔.*|온|선|달.*|주.*|줄|준|줬.*|진|졌.*|$)"
    r"|되(?:다.*|고.*|는.*|며|면.*|기.*|지.*|자|려.*|겠.*|어.*|었.*|던|도록|게|거나|나|$)"
    r"|된(?:다.*|데.*|지.*|바|$)|될(?:지.*|수|때.*|것.*|$)|됨.{0,2}|됩니.*|됐.*|돼.*"
    r"|키로.*|토록|코자|시(?:키|켜|켰|킨|킬|킴).*|당(?:하|한|했|할).*|받(?:다|고|는|은|을|았).*|없(?:는|이|다|고)"
)
# Names are not done: 부산하게 is "in a bustle", not what Busan does.
_PLACES: Final = frozenset(
    """
서울 부산 대구 인천 광주 대전 울산 세종 경기 강원 충북 충남 전북 전남 경북 경남 제주 수원 성남 고양 용인 창원 청주 전주 포항 안산
천안 김해 평택 구미 춘천 원주 강릉 여수 순천 목포 경주 독도 한국 일본 중국 미국 북한 남한 대만 러시아 영국 독일 프랑스 이란 이라크 이스라엘
시리아 터키 인도 호주 태국 베트남 필리핀 몽골 홍콩 도쿄 오사카 교토 나고야 히로시마 베이징 상하이 평양 개성 워싱턴 뉴욕 런던 파리 베를린
모스크바 하노이 유럽 아시아 아프리카 중동 한일 한미 한중 북미 남북 미일 미중 한미일 동남아 우크라이나 사우디 캐나다 멕시코 브라질
""".split()  # noqa: SIM905 - a list of words reads better than a list of strings
)
# Terms that are particles or endings where they do not stand for themselves: 협정이란.
_ENDINGS: Final = frozenset(
    (
        "이란",
        "이나",
        "에도",
        "까지",
        "부터",
        "으로",
        "이라",
        "라도",
        "주의",
        "이자",
        "보다",
    )
)
# "‘전쟁’이란 말": what is quoted takes its particle over the quotation mark.
# Words that begin with another and are not about it.
_OTHERS: Final = (
    "인도적",
    "인도주의",
    "인도양",
    "이란성",
    "고양이",
    "구미호",
    "부산물",
    "연장전",
    "연장자",
    "수출입은행",
)
_QUOTED: Final = re.compile(r"[’”」』》〉)\]>a-zA-Z0-9]$|\S['\"]$")
_OF_WORDS: Final = re.compile(
    r"\s(?:말|이름|뜻|표현|단어|의미|점|것|게|질문|지적|비판|평가|주장)"
)
_TOWARDS: Final = re.compile("[대주재친반탈혐방항]")  # 대중국: towards China
LONGEST_TAIL: Final = 14  # syllables after a noun that are looked at


def _choice(*lists: str) -> str:
    words = {word for words in lists for word in words.split()}
    return "|".join(sorted(words, key=len, reverse=True))


_SOME: Final = f"(?:{_choice(_ANY, _AFTER_VOWEL, _AFTER_FINAL)})"


def _tail(particles: str) -> re.Pattern[str]:
    suffix = f"(?:{_choice(_SUFFIXES)})"
    # What follows a suffix or a second noun goes by the last syllable of that.
    return re.compile(
        f"(?:{particles}){{1,2}}"
        f"|{suffix}{{1,2}}{_SOME}{{0,2}}"
        f"|(?:{_choice(_NOUNS)}){{1,4}}{suffix}?{_SOME}{{0,2}}"
    )


_TAIL_AFTER_VOWEL: Final = _tail(_choice(_ANY, _AFTER_VOWEL))
_TAIL_AFTER_FINAL: Final = _tail(_choice(_ANY, _AFTER_FINAL))
_TAIL_ANY: Final = _tail(_choice(_ANY, _AFTER_VOWEL, _AFTER_FINAL))
_ACT: Final = re.compile(_ACTS)
_HEAD: Final = re.compile(f"(?:{_choice(_NOUNS)}){{1,4}}")


_NO_FINAL: Final = 0
_RIEUL: Final = 8


def _tail_after(syllable: str) -> re.Pattern[str]:
    """Choose the particles that may stand after a syllable."""
    final = (ord(syllable) - 0xAC00) % 28
    if final == _RIEUL:  # 서울로, and not 서울으로
        return _TAIL_ANY
    return _TAIL_AFTER_VOWEL if final == _NO_FINAL else _TAIL_AFTER_FINAL


@lru_cache(maxsize=32768)
def may_follow(noun: str, tail: str) -> bool:
    """Tell whether `tail` leaves `noun` the word it is.

    Args:
        noun: ends in a Hangul syllable.
        tail: the syllables after it up to the next that is not Hangul; not empty.
    """
    if len(tail) > LONGEST_TAIL or (noun + tail).startswith(_others(noun)):
        return False
    if _tail_after(noun[-1]).fullmatch(tail):
        return True
    return noun not in _PLACES and _ACT.fullmatch(tail.removeprefix("화")) is not None


@lru_cache(maxsize=4096)
def _others(noun: str) -> tuple[str, ...]:
    """Give the longer words that a noun only begins."""
    return tuple(word for word in _OTHERS if word.startswith(noun) and word != noun)


@lru_cache(maxsize=32768)
def may_precede(head: str, noun: str) -> bool:
    """Tell whether `noun` is a word of its own after `head` in one run of syllables.

    Args:
        head: the syllables before it, back to the start of the run; not empty.
        noun: begins with a Hangul syllable.
    """
    if noun in _PLACES and _TOWARDS.fullmatch(head):
        return True
    if len(noun) < 2 or noun in _ENDINGS or len(head) > LONGEST_TAIL:
        return False
    return _HEAD.fullmatch(head) is not None


def may_be_ending(noun: str) -> bool:
    """Tell whether what looks like a noun is, somewhere, a particle or an ending."""
    return noun in _ENDINGS


def is_ending(noun: str, before: str, after: str) -> bool:
    """Tell whether what looks like a noun is a particle here: ’이란 말, and not Iran.

    Args:
        noun: as found at the start of a run of syllables.
        before: the two characters before it as printed, or fewer.
        after: what follows it as printed.
    """
    if noun not in _ENDINGS:
        return False
    return bool(_QUOTED.search(before)) or _OF_WORDS.match(after) is not None
