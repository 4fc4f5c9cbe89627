"""What the press of three languages names in its own words each: one key for a thing.

Places, institutions, people in office and the words that say what happened. A line is
`key = English | Korean | Japanese`, spellings divided by commas. English is matched by
whole words (`*` stands for an ending), Korean and Japanese wherever they stand. What
is missing is bridged by sound (`core.sounds`) or by a watchlist's concepts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Final

from monitor.core.words import normal

_TABLE: Final = """
korea = south korea*, republic of korea, seoul, s korea | 한국, 대한민국, 우리 정부, 서울, 한일, 한미 | 韓国, 日韓, ソウル, 米韓
japan = japan*, tokyo | 일본, 한일, 도쿄, 미일, 일 정부 | 日本, 日韓, 東京, 日米, 日朝
north-korea = north korea*, pyongyang, dprk | 북한, 평양, 북미, 북측 | 北朝鮮, 平壌, 米朝, 日朝
usa = united states, u s, us, washington, american*, white house | 미국, 워싱턴, 한미, 미일, 백악관, 북미 | 米国, ワシントン, 日米, 米韓, 米朝, ホワイトハウス, 米政府, アメリカ
china = china, chinese, beijing | 중국, 베이징, 한중, 중일, 미중 | 中国, 北京, 日中, 中韓, 米中
russia = russia*, moscow, kremlin | 러시아, 모스크바 | ロシア, モスクワ, 日ロ
taiwan = taiwan*, taipei | 대만, 타이베이 | 台湾, 台北
uk = britain, british, uk, united kingdom, london | 영국, 런던 | 英国, ロンドン, 英政府, イギリス
france = france, french, paris | 프랑스, 파리 | フランス, パリ, 仏
germany = germany, german, berlin | 독일, 베를린 | ドイツ, ベルリン
ukraine = ukraine*, kyiv, kiev | 우크라이나, 키이우 | ウクライナ, キーウ
thailand = thailand, thai, bangkok | 태국, 방콕 | タイ, バンコク
vietnam = vietnam*, hanoi | 베트남, 하노이 | ベトナム, ハノイ
singapore = singapore* | 싱가포르 | シンガポール
geneva = geneva | 제네바 | ジュネーブ
eu = european union, eu, brussels | 유럽연합, 브뤼셀 | 欧州連合, ブリュッセル
un = united nations, u n, un | 유엔 | 国連
hongkong = hong kong | 홍콩 | 香港
osaka = osaka | 오사카 | 大阪
nagoya = nagoya, aichi | 나고야, 아이치 | 名古屋, 愛知
fukushima = fukushima | 후쿠시마 | 福島
hiroshima = hiroshima | 히로시마 | 広島
nagasaki = nagasaki | 나가사키 | 長崎
okinawa = okinawa, naha | 오키나와, 나하 | 沖縄, 那覇
hokkaido = hokkaido, sapporo | 홋카이도, 삿포로 | 北海道, 札幌
kyoto = kyoto | 교토 | 京都
nara = nara | 나라현, 나라시 | 奈良
niigata = niigata, sado | 니가타, 사도 | 新潟, 佐渡
noto = noto, ishikawa, wajima | 노토, 이시카와, 와지마 | 能登, 石川県, 輪島
kumamoto = kumamoto | 구마모토 | 熊本
busan = busan | 부산 | 釜山
daegu = daegu | 대구 | 大邱
incheon = incheon | 인천 | 仁川
jeju = jeju | 제주 | 済州
pohang = pohang | 포항 | 浦項
itaewon = itaewon | 이태원 | 梨泰院
dokdo = dokdo, takeshima, liancourt | 독도, 다케시마 | 竹島, 独島
east-sea = east sea, sea of japan | 동해 | 日本海
panmunjom = panmunjom, demilitarized zone, dmz | 판문점, 비무장지대 | 板門店, 非武装地帯
yasukuni = yasukuni | 야스쿠니 | 靖国
blue-house = blue house, cheong wa dae, presidential office | 청와대, 대통령실 | 青瓦台, 大統領府, 大統領室
foreign-ministry = foreign ministry, foreign minister*, ministry of foreign affairs | 외교부, 외무성, 외교장관, 외무상, 외교부 장관 | 外務省, 外相, 外交部
defense-ministry = defense ministry, defence ministry, defense minister*, defence minister* | 국방부, 방위성, 국방장관, 방위상 | 国防省, 防衛省, 防衛相, 国防相
trade-ministry = trade ministry, industry ministry, ministry of economy trade, meti, trade minister*, industry minister* | 산업통상자원부, 산업부, 경제산업성, 경산성, 통상교섭본부 | 経済産業省, 経産省, 経産相, 産業通商資源省
supreme-court = supreme court, top court | 대법원, 최고재판소 | 最高裁, 大法院
constitutional-court = constitutional court | 헌법재판소, 헌재 | 憲法裁
district-court = district court, local court, high court | 지방법원, 지법, 고등법원, 고법 | 地裁, 地方法院, 高裁
parliament = national assembly, parliament, diet, lawmakers, lower house, upper house | 국회, 중의원, 참의원, 여야 | 国会, 衆院, 参院, 衆議院, 参議院
prosecutors = prosecutor* | 검찰 | 検察, 検事
police = police | 경찰 | 警察, 警視庁, 県警
central-bank = bank of korea, bank of japan, central bank, boj, bok | 한국은행, 일본은행, 한은, 금통위 | 日銀, 日本銀行, 韓国銀行, 中央銀行
wto = wto, world trade organi* | 세계무역기구 | 世界貿易機関
who = world health organi* | 세계보건기구 | 世界保健機関
iaea = iaea, international atomic energy | 국제원자력기구 | 国際原子力機関
ioc = international olympic committee | 국제올림픽위원회 | 国際オリンピック委員会
unesco = unesco, world heritage | 유네스코, 세계유산 | ユネスコ, 世界遺産, 世界文化遺産
nsc = national security council, nsc | 국가안전보장회의, 국가안보회의 | 国家安全保障会議
security-adviser = national security advis*, security advis* | 안보보좌관, 국가안보실 | 安保補佐官, 大統領補佐官, 国家安保室
ambassador = ambassador*, envoy | 대사, 특사 | 大使, 特使
embassy = embassy, consulate* | 대사관, 총영사관 | 大使館, 総領事館
president = president | 대통령 | 大統領
prime-minister = prime minister, premier | 총리 | 首相
emperor = emperor, imperial | 일왕, 천황 | 天皇, 皇室
pope = pope, vatican | 교황 | 教皇, 法王, ローマ教皇
moon-jae-in = moon jae in | 문재인, 문 대통령 | 文在寅, 文大統領
yoon = yoon suk yeol, yoon seok youl | 윤석열, 윤 대통령 | 尹錫悦, 尹大統領
park-geun-hye = park geun hye | 박근혜 | 朴槿恵
lee-jae-yong = lee jae yong, jay y lee | 이재용 | 李在鎔
cho-kuk = cho kuk | 조국 장관, 조국 법무, 조국 전 | チョ・グク, 曺国
kang = kang kyung wha | 강경화 | 康京和
abe = abe, shinzo abe | 아베 | 安倍
suga = suga, yoshihide suga | 스가 요시히데, 스가 총리, 스가 관방, 스가 장관 | 菅義偉, 菅首相, 菅官房長官, 菅氏
kishida = kishida | 기시다 | 岸田
ishiba = ishiba | 이시바 | 石破
kono = kono, taro kono | 고노 | 河野
motegi = motegi | 모테기 | 茂木
seko = seko | 세코 | 世耕
hayashi = yoshimasa hayashi, hayashi | 하야시 | 林芳正, 林外相
iwaya = iwaya | 이와야 | 岩屋
aso = taro aso, aso | 아소 | 麻生
kim-jong-un = kim jong un | 김정은 | 金正恩
trump = trump | 트럼프 | トランプ
biden = biden | 바이든 | バイデン
pompeo = pompeo | 폼페이오 | ポンペオ
bolton = bolton | 볼턴 | ボルトン
esper = esper | 에스퍼 | エスパー
stilwell = stilwell | 스틸웰 | スティルウェル
harris = harry harris, ambassador harris | 해리스 | ハリス
biegun = biegun | 비건 | ビーガン
xi = xi jinping | 시진핑 | 習近平
putin = putin | 푸틴 | プーチン
zelensky = zelensk* | 젤렌스키 | ゼレンスキー
johnson = boris johnson | 존슨 | ジョンソン
ghosn = ghosn | 곤 전, 카를로스 곤 | ゴーン
thunberg = thunberg | 툰베리 | トゥンベリ
musk = musk | 머스크 | マスク氏
bong = bong joon ho, parasite | 봉준호, 기생충 | ポン・ジュノ, パラサイト
bts = bts | 방탄소년단 | 防弾少年団
ohtani = ohtani | 오타니 | 大谷翔平, 大谷選手
son = son heung min | 손흥민 | ソン・フンミン, 孫興民
samsung = samsung | 삼성 | サムスン
skhynix = sk hynix | 하이닉스 | ハイニックス
lg = lg chem, lg energy, lg | 엘지, 에너지솔루션 | エナジーソリューション
hyundai = hyundai | 현대차, 현대자동차 | 現代自動車
toyota = toyota | 도요타 | トヨタ
nissan = nissan | 닛산 | 日産
honda = honda | 혼다 | ホンダ
sony = sony | 소니 | ソニー
nintendo = nintendo | 닌텐도 | 任天堂
softbank = softbank | 소프트뱅크 | ソフトバンク
naver = naver | 네이버 | ネイバー
kakao = kakao* | 카카오 | カカオ
uniqlo = uniqlo, fast retailing | 유니클로 | ユニクロ, ファーストリテイリング
nippon-steel = nippon steel, sumitomo metal | 일본제철, 신일철주금 | 日本製鉄, 新日鉄住金
mitsubishi = mitsubishi heavy, mitsubishi | 미쓰비시 | 三菱重工, 三菱
tepco = tepco, tokyo electric | 도쿄전력 | 東京電力, 東電
tsmc = tsmc, taiwan semiconductor | 파운드리 업체 대만 | 台湾積体電路
apple = apple | 애플 | アップル
google = google | 구글 | グーグル
boeing = boeing | 보잉 | ボーイング
korean-air = korean air | 대한항공 | 大韓航空
jal = japan airlines | 일본항공 | 日本航空, 日航
gsomia = gsomia, military information agreement, intelligence sharing, intelligence pact, military pact, intelligence accord, information sharing pact | 지소미아, 군사정보보호협정, 군사비밀정보보호협정, 군사정보 | ジーソミア, 軍事情報包括保護協定, 軍事情報, 情報協定
end-pact = terminat*, scrap*, withdraw*, pull out, quit, abrogat*, end the pact, walk away | 종료, 파기, 폐기, 탈퇴 | 破棄, 終了, 離脱, 脱退
extend = extend*, extension, renew*, prolong* | 연장, 갱신 | 延長, 更新
suspend = suspend*, suspension, conditional*, put on hold, freez*, halt* | 유예, 정지, 중단, 중지, 조건부 | 停止, 猶予, 凍結, 中断, 中止, 条件付き
resume = resum*, reopen*, restart*, restor*, normali*, reinstat* | 재개, 정상화, 복원, 복귀 | 再開, 正常化, 復元, 復帰, 再稼働
notify = notif*, inform* tokyo, inform* seoul | 통보, 통지 | 通告, 通知
export-control = export control*, export curb*, export restriction*, export rule*, export regulation*, curbs | 수출규제, 수출 규제, 수출관리, 수출 관리 | 輸出規制, 輸出管理
white-list = white list*, whitelist*, trusted trad*, preferential trad*, trusted export* | 화이트리스트, 백색국가, 수출심사 우대국 | ホワイト国, 輸出優遇, 優遇対象国, グループA
etchant = hydrogen fluoride, etching gas | 불화수소, 에칭가스 | フッ化水素
photoresist = photoresist*, resist* | 포토레지스트, 감광액, 감광재 | レジスト, 感光材
polyimide = polyimide | 폴리이미드 | ポリイミド
chips = semiconductor*, chipmaker*, memory chip*, chips | 반도체 | 半導体
forced-labour = forced labo*, wartime labo*, conscripted, requisitioned, wartime worker* | 강제징용, 징용, 강제동원 | 徴用工, 元徴用, 強制動員, 強制労働
comfort-women = comfort wom*, sex slave* | 위안부 | 慰安婦
statue = statue* | 소녀상, 동상 | 少女像, 像の設置, 平和の少女
asset-sale = liquidat*, seiz*, asset sale, sell off | 현금화, 매각명령, 압류, 매각 | 現金化, 差し押さえ, 売却命令, 資産売却
radar = radar, patrol plane, patrol aircraft, lock on | 레이더, 초계기 | レーダー, 哨戒機
missile = missile*, projectile* | 미사일, 발사체 | ミサイル, 飛翔体
launch = launch*, fired, fire two, test fir* | 발사 | 発射, 打ち上げ
nuclear-test = nuclear | 핵실험, 비핵화, 핵무기, 핵 | 核実験, 核兵器, 非核化, 核
rocket = rocket, satellite | 로켓, 위성, 발사체 누리호, 누리호 | ロケット, 衛星
drill = military exercise*, joint drill*, joint exercise*, drills | 연합훈련, 군사훈련, 합동훈련, 훈련 | 合同演習, 軍事演習, 共同訓練, 演習
airspace = airspace, warplane*, bomber* | 영공, 방공식별구역, 군용기, 폭격기 | 領空, 防空識別圏, 軍用機, 爆撃機
cost-sharing = cost sharing, defense cost*, defence cost*, special measures agreement | 방위비 분담금, 방위비 | 駐留経費, 防衛費分担
summit = summit, talks between the leaders | 정상회담 | 首脳会談, 首脳会議
talks = talks, meeting, negotiat*, consult* | 회담, 회의, 협의, 협상 | 会談, 会合, 協議, 交渉
boycott = boycott* | 불매 | 不買
tourism = tourist*, visitors, visitor arrivals | 관광객, 방문객, 여행객 | 観光客, 訪日客, 旅行者
airline-route = flight*, route*, airline* | 항공편, 노선, 항공사 | 便, 路線, 航空会社
protest = protest*, rally, demonstrat* | 시위, 집회, 항의 | デモ, 集会, 抗議
speech = speech, address | 연설, 경축사, 기념사 | 演説, 式典で
liberation-day = liberation day, aug 15, 15 august, 74th anniversary | 광복절 | 光復節, 終戦の日
resign = resign*, step* down, quit his post | 사임, 사퇴, 사의, 퇴진 | 辞任, 辞意, 退陣, 辞職
appoint = appoint*, nominat*, named, reshuffl* | 임명, 지명, 개각, 내정 | 任命, 起用, 内閣改造, 指名
election = election*, vote*, ballot*, poll* | 선거, 투표, 총선, 대선 | 選挙, 投票, 総選挙
won-election = won, victory, landslide | 당선, 승리, 압승 | 当選, 勝利, 圧勝
impeach = impeach* | 탄핵 | 弾劾
martial-law = martial law | 계엄 | 戒厳
arrest = arrest*, detain*, custody | 체포, 구속, 구금 | 逮捕, 拘束, 勾留
indict = indict*, charged | 기소 | 起訴
sentence = sentenc*, years in prison, convict*, jail* | 징역, 선고, 유죄, 실형 | 懲役, 判決, 有罪, 実刑
acquit = acquit*, not guilty | 무죄 | 無罪
ruling = ruled, ruling, verdict, court order* | 판결, 선고, 결정 | 判決, 決定
dismiss = dismiss*, reject* | 기각, 각하, 거부 | 棄却, 却下, 拒否
compensate = compensat*, damages, reparation* | 배상, 보상 | 賠償, 補償
dead = killed, dead, died, deaths, death toll | 사망, 숨지, 숨졌, 희생 | 死亡, 死者, 亡くな, 犠牲
missing = missing | 실종 | 不明, 行方不明
injured = injur*, wounded, hurt | 부상, 다쳤, 다친 | 負傷, けが
shot = shot, shoot*, gunman, assassinat* | 총격, 피격, 저격 | 銃撃, 撃たれ, 狙撃
stab = stab*, knife | 흉기, 피습 | 刃物, 切りつけ, 刺さ
fire = fire, blaze, burn* | 화재, 불이 | 火災, 火事, 焼失, 炎上
arson = arson* | 방화 | 放火
earthquake = earthquake, quake, magnitude, tremor | 지진, 규모 | 地震, マグニチュード, 震度
tsunami = tsunami | 쓰나미, 지진해일 | 津波
typhoon = typhoon, hagibis, storm | 태풍 | 台風
flood = flood*, torrential, heavy rain*, downpour | 폭우, 홍수, 집중호우, 침수 | 豪雨, 大雨, 洪水, 浸水
crash = crash*, collid* | 추락, 충돌 | 墜落, 衝突
ferry = ferry, ship, tanker, vessel | 여객선, 선박, 유조선 | 客船, 船舶, タンカー
crush = crowd crush, crush, stampede | 압사, 압사사고 | 雑踏, 圧死, 転倒事故
heat = heat wave, heatwave, record heat | 폭염 | 猛暑, 熱波
virus = coronavirus, covid, virus, pneumonia | 코로나, 바이러스, 폐렴 | コロナ, ウイルス, 肺炎
emergency = state of emergency, emergency | 긴급사태, 비상사태 | 緊急事態
cases = infections, cases, infected | 확진, 감염자 | 感染者, 感染確認
cruise-ship = cruise ship, diamond princess | 크루즈, 다이아몬드 프린세스 | クルーズ船, ダイヤモンド・プリンセス
vaccine = vaccin* | 백신, 접종 | ワクチン, 接種
entry-ban = entry ban, travel ban, visa*, entry restriction*, quarantine | 입국 제한, 입국 금지, 비자, 무비자 | 入国制限, ビザ, 査証, 入国拒否, 水際
olympics = olympic* | 올림픽 | 五輪, オリンピック
postpone = postpon*, delay* | 연기 | 延期
open = open*, inaugurat*, kick* off | 개막, 개최, 개통 | 開幕, 開会, 開催, 開業
final = final, champion*, title, trophy | 결승, 우승 | 決勝, 優勝
world-cup = world cup, fifa | 월드컵 | W杯, ワールドカップ
rugby = rugby, springboks | 럭비 | ラグビー
baseball = baseball, mlb, dodgers | 야구, 다저스 | 野球, 大リーグ, ドジャース
medal = gold medal, medal* | 금메달, 메달 | 金メダル, メダル
oscar = oscar*, academy award*, best picture | 오스카, 아카데미, 작품상 | アカデミー賞, 作品賞
cannes = cannes, palme d or | 칸 영화제, 황금종려상 | カンヌ, パルムドール
nobel = nobel | 노벨 | ノーベル
billboard = billboard | 빌보드 | ビルボード
military-service = military service, conscript*, enlist* | 병역, 입대 | 兵役, 入隊
exhibit = exhibit*, triennale, art festival | 전시, 트리엔날레 | 企画展, 芸術祭, トリエンナーレ, 展示
heritage-list = world heritage list, inscri* | 등재 | 登録
mine = gold mine*, mine | 광산 | 金山, 鉱山
wastewater = treated water, radioactive water, wastewater, contaminated water | 오염수, 처리수 | 処理水, 汚染水
release = release*, discharg*, dump* | 방류, 방출 | 放出
seafood = seafood, fisher*, fish | 수산물, 어민 | 水産物, 海産物, 漁業
import-ban = import ban, ban imports, ban on imports, banned imports | 수입금지, 수입 금지, 수입 중단 | 輸入禁止, 輸入停止, 輸入規制
reactor = reactor*, nuclear plant, nuclear power | 원전, 원자로, 원자력발전소 | 原発, 原子炉
rate = interest rate*, key rate, policy rate, base rate | 기준금리, 금리 | 金利, 政策金利
rate-cut = cut*, lower* | 인하 | 引き下げ, 利下げ
rate-hike = rais*, hike*, increas* | 인상 | 引き上げ, 利上げ
gdp = gdp, gross domestic product, economy grew, economy shrank | 국내총생산, 성장률 | 国内総生産, GDP
stocks = stocks, shares, nikkei, kospi, stock market | 코스피, 주가, 닛케이, 증시 | 株価, 日経平均, 総合株価指数, 株式
yen = yen, dollar, currency, won | 엔화, 환율, 원화 | 円安, 円相場, 為替, 円高
exports = exports, trade balance, trade deficit, trade surplus, shipments | 수출액, 수출, 무역수지 | 輸出額, 輸出, 貿易収支, 貿易赤字
tax = consumption tax, sales tax, tax | 소비세, 세금 | 消費税, 税
tariff = tariff* | 관세 | 関税
merger = merge*, acqui*, takeover, buy | 합병, 인수 | 統合, 合併, 買収
profit = operating profit, profit, earnings | 영업이익, 실적 | 営業利益, 純利益, 決算
recall = recall* | 리콜, 회수 | リコール, 回収
plant = factory, plant | 공장 | 工場
invest = invest*, build a plant | 투자 | 投資, 建設
strike = strike*, walkout, union | 파업, 노조 | ストライキ, 労組
hack = hack*, cyber*, leak*, breach | 해킹, 유출 | ハッキング, サイバー, 流出
outage = outage, disruption | 먹통, 장애, 정전 | 障害, 停電
escape = fled, escape*, jump* bail | 도주, 탈출 | 逃亡, 出国, 脱出
bail = bail | 보석 | 保釈
funeral = funeral | 국장, 장례 | 国葬, 葬儀
visit = visit*, arriv* | 방문, 방한, 방일, 순방 | 訪問, 訪韓, 訪日
apology = apolog*, remorse | 사과, 사죄, 반성 | 謝罪, おわび, 反省
foundation = foundation | 재단 | 財団
g20 = g20, group of 20 | 주요 20개국 | 20カ国
g7 = g7, group of seven | 주요 7개국 | 主要7カ国, 先進7カ国
asean = asean | 아세안 | 東南アジア諸国連合
quad = quad | 쿼드 | クアッド
trilateral = trilateral, three way, three countries | 한미일, 3국, 한일중 | 日米韓, 3カ国, 日中韓
complaint = complaint, dispute panel, panel | 제소, 패널, 분쟁 | 提訴, 小委員会, パネル
textbook = textbook* | 교과서 | 教科書
diplomatic-paper = bluebook, white paper | 외교청서, 방위백서 | 外交青書, 防衛白書
submarine = submarine* | 잠수함 | 潜水艦
flag = rising sun flag, flag | 욱일기 | 旭日旗
drone = drone* | 무인기, 드론 | ドローン, 無人機
abductee = abduct* | 납북, 납치 | 拉致
census = population, birth rate, fertility | 출산율, 인구, 출생아 | 出生率, 人口, 出生数
plague = swine fever, bird flu, avian | 돼지열병, 조류인플루엔자 | 豚熱, 豚コレラ, 鳥インフルエンザ
castle = shuri castle, castle | 슈리성 | 首里城
cathedral = notre dame, cathedral | 노트르담 | ノートルダム
abdicate = abdicat*, enthron*, reiwa | 퇴위, 즉위, 레이와 | 退位, 即位, 令和
brexit = brexit | 브렉시트 | ブレグジット, EU離脱, 離脱
climate = climate, carbon, emissions | 기후, 탄소, 온실가스 | 気候, 炭素, 温室効果ガス
extradition = extradition | 송환 | 引き渡し, 逃亡犯条例
withdraw-bill = bill | 법안 | 法案, 改正案
moon-landing = lunar, moon landing | 달 착륙, 달 탐사, 달 궤도 | 月面, 月探査
asteroid = asteroid, hayabusa | 소행성, 하야부사 | 小惑星, はやぶさ
line-app = line, ly corp, messaging app, yahoo japan | 라인, 라인야후, 야후재팬 | LINE, LINEヤフー, ヤフー
gunsan = military intelligence, chief of staff | 합참, 합동참모본부 | 合同参謀本部
"""

_LANGUAGES = ("en", "ko", "ja")


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """Compile the spellings of one language; the longest wins where several fit."""
    at = _LANGUAGES.index(language)
    keys: dict[str, list[str]] = defaultdict(list)
    for line in _TABLE.strip().splitlines():
        key, _, spellings = line.partition(" = ")
        for spelling in spellings.split("|")[at].split(","):
            keys[normal(spelling.strip())].append(key)
    longest = sorted(keys, key=len, reverse=True)
    if language == "en":
        parts = (re.escape(s).replace(r"\*", "[a-z]*") for s in longest)
        return re.compile(rf"\b(?:{'|'.join(parts)})\b"), keys
    return re.compile("|".join(map(re.escape, longest))), keys


def named(plain: str, language: str) -> list[str]:
    """Give the keys of what a text names, in order, repeated as often as named.

    Args:
        plain: folded text; of English, its words divided by single spaces.
        language: "en", "ko" or "ja"; nothing is known of others.
    """
    if language not in _LANGUAGES:
        return []
    pattern, keys = _pattern(language)
    found = (match.group() for match in pattern.finditer(plain))
    return [key for spelling in found for key in _keys_of(spelling, keys)]


def _keys_of(spelling: str, keys: Mapping[str, list[str]]) -> list[str]:
    ends = range(len(spelling), 0, -1)
    shortened = (f"{spelling[:end]}*" for end in ends)
    known = next((s for s in (spelling, *shortened) if s in keys), spelling)
    return keys.get(known, [])
