//! The clocks of enforcement (执行期限): filing, notice, checks, limit, objections, distribution, payout, auction.

use jiff::civil::date;

use super::{CPL_2022, CPL_2024, Dated, INTERPRETATION, REVISION_2021, Rule, rules};
use crate::period::measure::Measure::{Days, Months, Years};

const LIMITS: jiff::civil::Date = date(2000, 9, 28);
const INVESTIGATION: jiff::civil::Date = date(2017, 5, 1);
const AUCTIONS: jiff::civil::Date = date(2017, 1, 1);

rules! {
    /// File or refuse an application.
    FILING = [Rule::new("enforcement.filing", "执行工作规定第16条", REVISION_2021,
        "人民法院对符合上述条件的申请，应当在七日内予以立案；不符合上述条件之一的，应当在七日内裁定不予受理",
        "an application is filed or refused within 7 days").gives(Days(7))];
    /// Name the handler.
    HANDLER = [Rule::new("enforcement.handler", "关于人民法院办理执行案件若干期限的规定第二条", date(2007, 1, 1),
        "立案后七日内确定承办人", "the handler is named within 7 days of filing").gives(Days(7)).not_at_hand()];
    /// Notice of enforcement.
    NOTICE = [Rule::new("enforcement.notice", "民事诉讼法解释第四百八十条", INTERPRETATION,
        "人民法院应当在收到申请执行书或者移交执行书后十日内发出执行通知",
        "the notice of enforcement goes out within 10 days of the application").gives(Days(10))];
    /// Notice after a measure that was taken at once.
    NOTICE_AFTER_MEASURE = [Rule::new("enforcement.notice-after-measure", "执行程序解释第二十二条", REVISION_2021,
        "立即采取强制执行措施的，可以同时或者自采取强制执行措施之日起三日内发送执行通知书",
        "where a measure was taken at once, the notice goes with it or within 3 days").gives(Days(3))];
    /// Property report order.
    REPORT_ORDER = [Rule::new("enforcement.report-order", "财产调查规定第三条", INVESTIGATION,
        "金钱债权执行中，报告财产令应当与执行通知同时发出",
        "in money cases the property report order goes out together with the notice").gives(Days(10))];
    /// Supplementary report by the debtor.
    REPORT_CHANGE = [Rule::new("enforcement.report-change", "财产调查规定第七条", INVESTIGATION,
        "被执行人报告财产后，其财产情况发生变动，影响申请执行人债权实现的，应当自财产变动之日起十日内向人民法院补充报告",
        "a change of property is reported within 10 days").gives(Days(10))];
    /// Check of a clue.
    CLUE = [Rule::new("enforcement.clue", "财产调查规定第二条", INVESTIGATION,
        "财产线索明确、具体的，人民法院应当在七日内调查核实",
        "a clear and concrete clue to property is checked within 7 days").gives(Days(7))];
    /// Check of an urgent clue.
    CLUE_URGENT = [Rule::new("enforcement.clue-urgent", "财产调查规定第二条", INVESTIGATION,
        "情况紧急的，应当在三日内调查核实", "an urgent clue is checked within 3 days").gives(Days(3))];
    /// Decision on an audit.
    AUDIT = [Rule::new("enforcement.audit", "财产调查规定第十七条", INVESTIGATION,
        "人民法院应当自收到书面申请之日起十日内决定是否准许", "a request for an audit is decided within 10 days").gives(Days(10))];
    /// Decision on a reward notice.
    REWARD = [Rule::new("enforcement.reward", "财产调查规定第二十一条", INVESTIGATION,
        "人民法院应当自收到书面申请之日起十日内决定是否准许", "a request for a reward notice is decided within 10 days").gives(Days(10))];
    /// The limit of an enforcement case.
    LIMIT = [Rule::new("enforcement.limit", "案件审理期限规定第五条", LIMITS,
        "执行案件应当在立案之日起六个月内执结", "an enforcement case is finished within 6 months of filing").gives(Months(6))];
    /// The limit of non-litigation enforcement.
    LIMIT_NON_LITIGATION = [Rule::new("enforcement.limit-non-litigation", "案件审理期限规定第五条", LIMITS,
        "非诉执行案件应当在立案之日起三个月内执结", "a non-litigation enforcement case is finished within 3 months of filing").gives(Months(3))];
    /// Extension of the limit.
    EXTENSION = [Rule::new("enforcement.extension", "案件审理期限规定第五条", LIMITS,
        "有特殊情况需要延长的，经本院院长批准，可以延长三个月，还需延长的，层报高级人民法院备案",
        "with the president's approval the limit is extended by 3 months; further extensions go on record with the high court").gives(Months(3))];
    /// The limit runs from the day after filing.
    LIMIT_START = [Rule::new("enforcement.limit-start", "案件审理期限规定第八条", LIMITS,
        "案件的审理期限从立案次日起计算", "the limit runs from the day after filing")];
    /// When an extension has to be asked for.
    EXTENSION_REQUEST = [Rule::new("enforcement.extension-request", "关于人民法院办理执行案件若干期限的规定第十二条", date(2007, 1, 1),
        "需要延长的，应当在期限届满五日前提出申请", "an extension is asked for at least 5 days before the end").gives(Days(5)).not_at_hand()];
    /// When the president has to decide on an extension.
    EXTENSION_IN_TIME = [Rule::new("enforcement.extension-in-time", "案件审理期限规定第十四条第二款", LIMITS,
        "需要本院院长批准延长办案期限的，院长应当在审限届满前批准或者决定",
        "the president approves an extension before the limit runs out")];
    /// What is not counted: the list.
    EXCLUDED = [Rule::new("enforcement.exclude", "案件审理期限规定第九条", LIMITS,
        "下列期间不计入审理、执行期限", "these stretches are not counted towards the limit")];
    /// Excluded in civil and administrative cases alone: public notice and appraisal.
    EXCLUDE_CIVIL = [Rule::new("enforcement.exclude.civil", "案件审理期限规定第九条第六项", LIMITS,
        "民事、行政案件公告、鉴定的期间", "public notice and expert opinion in civil and administrative cases are not counted")];
    /// Excluded: objection to jurisdiction, and disputes over it between courts.
    EXCLUDE_JURISDICTION = [Rule::new("enforcement.exclude.jurisdiction", "案件审理期限规定第九条第七项", LIMITS,
        "审理当事人提出的管辖权异议和处理法院之间的管辖争议的期间", "the review of an objection to jurisdiction and disputes over it between courts are not counted")];
    /// Excluded: audit, appraisal, liquidation.
    EXCLUDE_AUDIT = [Rule::new("enforcement.exclude.audit", "案件审理期限规定第九条第八项", LIMITS,
        "民事、行政、执行案件由有关专业机构进行审计、评估、资产清理的期间", "audit, appraisal and asset liquidation by specialists are not counted")];
    /// Excluded: suspension.
    EXCLUDE_SUSPENSION = [Rule::new("enforcement.exclude.suspension", "案件审理期限规定第九条第九项", LIMITS,
        "中止诉讼（审理）或执行至恢复诉讼（审理）或执行的期间", "the time from suspension to resumption is not counted")];
    /// Excluded: settlement or security.
    EXCLUDE_SETTLEMENT = [Rule::new("enforcement.exclude.settlement", "案件审理期限规定第九条第十项", LIMITS,
        "当事人达成执行和解或者提供执行担保后，执行法院决定暂缓执行的期间", "a deferral after a settlement or security is not counted")];
    /// Excluded: notice of a higher court.
    EXCLUDE_SUPERIOR = [Rule::new("enforcement.exclude.superior", "案件审理期限规定第九条第十一项", LIMITS,
        "上级人民法院通知暂缓执行的期间", "a deferral by notice of a higher court is not counted")];
    /// Excluded: auction and sale.
    EXCLUDE_AUCTION = [Rule::new("enforcement.exclude.auction", "案件审理期限规定第九条第十二项", LIMITS,
        "执行中拍卖、变卖被查封、扣押财产的期间", "the auction or sale of seized property is not counted")];
    /// Objection to a measure: review.
    CONDUCT_REVIEW = [Rule::new("enforcement.objection-review", "民事诉讼法第二百三十六条", CPL_2024,
        "当事人、利害关系人提出书面异议的，人民法院应当自收到书面异议之日起十五日内审查", "an objection to the conduct of enforcement is reviewed within 15 days").gives(Days(15))];
    /// Objection to a measure: request for reconsideration.
    RECONSIDERATION_REQUEST = [Rule::new("enforcement.reconsideration-request", "民事诉讼法第二百三十六条", CPL_2024,
        "当事人、利害关系人对裁定不服的，可以自裁定送达之日起十日内向上一级人民法院申请复议", "reconsideration is asked for within 10 days of service of the ruling").gives(Days(10))];
    /// Reconsideration: decision.
    RECONSIDERATION_REVIEW = [Rule::new("enforcement.reconsideration-review", "执行程序解释第八条", REVISION_2021,
        "上一级人民法院应当自收到复议申请之日起三十日内审查完毕，并作出裁定。有特殊情况需要延长的，经本院院长批准，可以延长，延长的期限不得超过三十日", "reconsideration is decided within 30 days").gives(Days(30))];
    /// Outsider's objection: review.
    OUTSIDER_REVIEW = [Rule::new("enforcement.outsider-review", "民事诉讼法第二百三十八条", CPL_2024,
        "案外人对执行标的提出书面异议的，人民法院应当自收到书面异议之日起十五日内审查", "an outsider's objection is reviewed within 15 days").gives(Days(15))];
    /// Outsider's objection: suit.
    OUTSIDER_SUIT = [Rule::new("enforcement.outsider-suit", "民事诉讼法第二百三十八条", CPL_2024,
        "案外人、当事人对裁定不服，认为原判决、裁定错误的，依照审判监督程序办理；与原判决、裁定无关的，可以自裁定送达之日起十五日内向人民法院提起诉讼", "the suit is brought within 15 days of service of the ruling").gives(Days(15))];
    /// Objection to jurisdiction.
    JURISDICTION = [Rule::new("enforcement.jurisdiction-objection", "执行程序解释第三条", REVISION_2021,
        "人民法院受理执行申请后，当事人对管辖权有异议的，应当自收到执行通知书之日起十日内提出", "an objection to jurisdiction is raised within 10 days of the notice").gives(Days(10))];
    /// Way to the higher court.
    HIGHER_COURT = [Rule::new("enforcement.higher-court", "民事诉讼法第二百三十七条", CPL_2024,
        "人民法院自收到申请执行书之日起超过六个月未执行的，申请执行人可以向上一级人民法院申请执行",
        "after 6 months without enforcement the applicant may go to the higher court").gives(Months(6))];
    /// What does not count towards those six months.
    HIGHER_COURT_EXCLUDED = [Rule::new("enforcement.higher-court.exclude", "执行程序解释第十三条", REVISION_2021,
        "六个月期间，不应当计算执行中的公告期间、鉴定评估期间、管辖争议处理期间、执行争议协调期间、暂缓执行期间以及中止执行期间",
        "public notice, appraisal, jurisdiction disputes, coordination, deferral and suspension are not counted")];
    /// Time bar of the application.
    TIME_BAR = [Rule::new("enforcement.time-bar", "民事诉讼法第二百五十条", CPL_2024,
        "申请执行的期间为二年", "enforcement is applied for within 2 years").gives(Years(2))];
    /// Entrusted enforcement: start.
    ENTRUSTED_START = [Rule::new("enforcement.entrusted-start", "民事诉讼法第二百四十条", CPL_2024,
        "受委托人民法院收到委托函件后，必须在十五日内开始执行，不得拒绝", "entrusted enforcement starts within 15 days").gives(Days(15))];
    /// Entrusted enforcement: report.
    ENTRUSTED_REPORT = [Rule::new("enforcement.entrusted-report", "民事诉讼法第二百四十条", CPL_2024,
        "在三十日内如果还未执行完毕，也应当将执行情况函告委托人民法院", "what is unfinished after 30 days is reported to the entrusting court").gives(Days(30))];
    /// Entrusted enforcement: filing.
    ENTRUSTED_FILING = [Rule::new("enforcement.entrusted-filing", "委托执行规定第七条", REVISION_2021,
        "受托法院收到委托执行函后，应当在7日内予以立案", "an entrusted case is filed within 7 days").gives(Days(7))];
    /// Plan of distribution: objection.
    DISTRIBUTION_OBJECTION = [Rule::new("enforcement.distribution-objection", "民事诉讼法解释第五百零九条", INTERPRETATION,
        "债权人或者被执行人对分配方案有异议的，应当自收到分配方案之日起十五日内向执行法院提出书面异议", "an objection to the plan of distribution is raised within 15 days").gives(Days(15))];
    /// Plan of distribution: answer.
    DISTRIBUTION_REPLY = [Rule::new("enforcement.distribution-reply", "民事诉讼法解释第五百一十条", INTERPRETATION,
        "未提出异议的债权人、被执行人自收到通知之日起十五日内未提出反对意见的，执行法院依异议人的意见对分配方案审查修正后进行分配", "the others oppose an objection within 15 days").gives(Days(15))];
    /// Plan of distribution: suit.
    DISTRIBUTION_SUIT = [Rule::new("enforcement.distribution-suit", "民事诉讼法解释第五百一十条", INTERPRETATION,
        "异议人可以自收到通知之日起十五日内，以提出反对意见的债权人、被执行人为被告，向执行法院提起诉讼", "the objector sues within 15 days").gives(Days(15))];
    /// Third party's debt.
    THIRD_PARTY_DEBT = [Rule::new("enforcement.third-party-debt", "执行工作规定第45条", REVISION_2021,
        "（2）第三人应当在收到履行通知后的十五日内向申请执行人履行债务；（3）第三人对履行到期债权有异议的，应当在收到履行通知后的十五日内向执行法院提出", "a debtor's debtor pays or objects within 15 days").gives(Days(15))];
    /// Payout of case funds.
    PAYOUT = [Rule::new("enforcement.payout", "关于执行款物管理工作的规定第十条", date(2017, 5, 1),
        "收到财务部门执行款到账通知之日起三十日内发放", "case funds are paid out within 30 days of the finance office's notice").gives(Days(30)).not_at_hand()];
    /// Money that waits for its case.
    CLAIM_MONEY = [Rule::new("enforcement.claim-money", "关于执行款物管理工作的规定第九条", date(2017, 5, 1),
        "不明款项在三日内认领", "unknown money is claimed to a case within 3 days").gives(Days(3)).not_at_hand()];
    /// Outsider's objection rejected: no disposal meanwhile.
    NO_DISPOSAL = [Rule::new("enforcement.no-disposal", "民事诉讼法解释第四百六十三条", INTERPRETATION,
        "驳回案外人执行异议裁定送达案外人之日起十五日内，人民法院不得对执行标的进行处分", "no disposal within 15 days of service on the outsider").gives(Days(15))];
    /// Objection by a bank to an online freeze.
    BANK_OBJECTION = [Rule::new("enforcement.bank-objection", "网络查询冻结存款规定第六条", date(2013, 9, 2),
        "金融机构认为人民法院通过网络执行查控系统采取的查控措施违反相关法律、行政法规规定的，应当向人民法院书面提出异议。人民法院应当在15日内审查完毕并书面回复", "a bank's objection is answered in writing within 15 days").gives(Days(15))];
    /// Auction of movables.
    AUCTION_MOVABLE = [Rule::new("auction.notice-movable", "网络司法拍卖规定第十二条", AUCTIONS,
        "拍卖动产的，应当在拍卖十五日前公告", "an auction of movables is announced 15 days before").gives(Days(15))];
    /// Auction of real estate and rights.
    AUCTION_REAL_ESTATE = [Rule::new("auction.notice-real-estate", "网络司法拍卖规定第十二条", AUCTIONS,
        "拍卖不动产或者其他财产权的，应当在拍卖三十日前公告", "an auction of real estate or rights is announced 30 days before").gives(Days(30))];
    /// Auction again.
    REAUCTION = [Rule::new("auction.again", "网络司法拍卖规定第二十六条", AUCTIONS,
        "流拍后应当在三十日内在同一网络司法拍卖平台再次拍卖……再次拍卖的起拍价降价幅度不得超过前次起拍价的百分之二十", "the next auction is within 30 days, at most 20 % lower").gives(Days(30))];
    /// Notice of the next auction of movables.
    REAUCTION_NOTICE_MOVABLE = [Rule::new("auction.again-notice-movable", "网络司法拍卖规定第二十六条", AUCTIONS,
        "拍卖动产的应当在拍卖七日前公告", "the next auction of movables is announced 7 days before").gives(Days(7))];
    /// Notice of the next auction of real estate and rights.
    REAUCTION_NOTICE_REAL_ESTATE = [Rule::new("auction.again-notice-real-estate", "网络司法拍卖规定第二十六条", AUCTIONS,
        "拍卖不动产或者其他财产权的应当在拍卖十五日前公告", "the next auction of real estate or rights is announced 15 days before").gives(Days(15))];
    /// Reserve price.
    RESERVE = [Rule::new("auction.reserve", "网络司法拍卖规定第十条", AUCTIONS,
        "起拍价不得低于评估价或者市价的百分之七十", "the starting price is at least 70 % of the valuation or market price")];
    /// Deposit.
    AUCTION_DEPOSIT = [Rule::new("auction.deposit", "网络司法拍卖规定第十七条", AUCTIONS,
        "保证金数额由人民法院在起拍价的百分之五至百分之二十范围内确定", "the deposit is from 5 to 20 % of the starting price")];
    /// Who defaulted.
    AUCTION_DEFAULT = [Rule::new("auction.default", "网络司法拍卖规定第二十四条", AUCTIONS,
        "拍卖成交后买受人悔拍的，交纳的保证金不予退还……悔拍后重新拍卖的，原买受人不得参加竞买", "a buyer who defaults loses the deposit and may not bid in the auction that follows")];
    /// Sell-off after two auctions.
    SELL_OFF = [Rule::new("auction.sell-off", "网络司法拍卖规定第二十六条", AUCTIONS,
        "再次拍卖流拍的，可以依法在同一网络司法拍卖平台变卖", "after a second auction without a bid the property may be sold off on the same platform")];
    /// Reconsideration of a fine or detention.
    SANCTION_RECONSIDERATION = [Rule::new("sanction.reconsideration", "民事诉讼法解释第一百八十五条", INTERPRETATION,
        "被罚款、拘留的人不服罚款、拘留决定申请复议的，应当自收到决定书之日起三日内提出", "reconsideration of a fine or detention is asked for within 3 days").gives(Days(3))];
    /// Decision on that reconsideration.
    SANCTION_DECISION = [Rule::new("sanction.reconsideration-decision", "民事诉讼法解释第一百八十五条", INTERPRETATION,
        "上级人民法院应当在收到复议申请后五日内作出决定", "the higher court decides within 5 days").gives(Days(5))];
    /// Relief for a missed period.
    RELIEF = [Rule::new("enforcement.relief", "民事诉讼法第八十六条", CPL_2022,
        "当事人因不可抗拒的事由或者其他正当理由耽误期限的，在障碍消除后的十日内，可以申请顺延期限，是否准许，由人民法院决定", "more time is asked for within 10 days after the hindrance ends").gives(Days(10))];
}
