//! Seizure (查封、扣押、冻结) and freezes of equity: longest terms, renewal, lapse, queue, excess.

use jiff::civil::{Date, date};

use super::{Dated, INTERPRETATION, REVISION_2021, Rule, rules};
use crate::period::measure::Measure::{Days, Months, Years};

const FIRST: Date = date(2005, 1, 1);
const LONGER: Date = date(2015, 2, 4);
const EQUITY: Date = date(2022, 1, 1);
const OLD: &str = "查封扣押冻结规定（2004年文本）第二十九条";
const BEFORE: &str = "民事诉讼法解释（2015年文本）第四百八十七条";
const NOW: &str = "民事诉讼法解释第四百八十五条第一款";

/// The three rows of a longest term: the dead rule, the rule of 2015, and today's text.
macro_rules! term {
    ($id:literal, $old:expr, $now:expr, $old_zh:literal, $zh:literal, $quoted:literal, $en:literal) => {
        [
            Rule::new($id, OLD, FIRST, $old_zh, concat!($en, " (superseded)"))
                .until(date(2015, 2, 3))
                .gives($old)
                .not_at_hand(),
            Rule::new($id, BEFORE, LONGER, $zh, $en).until(date(2022, 4, 9)).gives($now).not_at_hand(),
            Rule::new($id, NOW, INTERPRETATION, $quoted, $en).gives($now),
        ]
    };
}

rules! {
    /// Bank deposits: one year.
    DEPOSIT = term!("seizure.term.deposit", Months(6), Years(1),
        "冻结银行存款不超过六个月（旧规定）", "冻结银行存款不超过一年",
        "人民法院冻结被执行人的银行存款的期限不得超过一年", "a bank deposit is frozen for no longer than the term");
    /// Movables: two years.
    MOVABLE = term!("seizure.term.movable", Years(1), Years(2),
        "查封、扣押动产不超过一年（旧规定）", "查封、扣押动产不超过两年",
        "查封、扣押动产的期限不得超过两年", "movables are seized for no longer than the term");
    /// Real estate: three years.
    REAL_ESTATE = term!("seizure.term.real-estate", Years(2), Years(3),
        "查封不动产不超过二年（旧规定）", "查封不动产不超过三年",
        "查封不动产、冻结其他财产权的期限不得超过三年", "real estate is sealed for no longer than the term");
    /// Equity and other rights: three years.
    RIGHT = term!("seizure.term.right", Years(2), Years(3),
        "冻结其他财产权不超过二年（旧规定）", "冻结其他财产权不超过三年",
        "查封不动产、冻结其他财产权的期限不得超过三年", "equity and other rights are frozen for no longer than the term");
    /// Renewal.
    RENEWAL = [Rule::new("seizure.renewal", "民事诉讼法解释第四百八十五条第二款", INTERPRETATION,
        "申请执行人申请延长期限的，人民法院应当在查封、扣押、冻结期限届满前办理续行查封、扣押、冻结手续，续行期限不得超过前款规定的期限",
        "a seizure is renewed before it ends, each time for no longer than the longest term")];
    /// From which day the term of a renewal runs: the text does not say it.
    RENEWAL_TERM = [Rule::new("seizure.renewal-term", "民事诉讼法解释第四百八十五条第二款", INTERPRETATION,
        "提前办理续行的，续行期限自原期限届满起算还是自办理之日起算，条文没有写明",
        "whether the term of an early renewal runs from the end of the term before or from its own day the text does not say")
        .gist().unconfirmed()];
    /// Renewal by the court of its own motion.
    RENEWAL_EX_OFFICIO = [Rule::new("seizure.renewal-ex-officio", "民事诉讼法解释第四百八十五条第三款", INTERPRETATION,
        "人民法院也可以依职权办理续行查封、扣押、冻结手续", "the court may renew of its own motion")];
    /// Lapse.
    LAPSE = [Rule::new("seizure.lapse", "查封扣押冻结规定第二十七条第一款", REVISION_2021,
        "查封、扣押、冻结期限届满，人民法院未办理延期手续的，查封、扣押、冻结的效力消灭", "a seizure that is not renewed ends with its term")];
    /// End by disposal.
    DISPOSED = [Rule::new("seizure.disposed", "查封扣押冻结规定第二十七条第二款", REVISION_2021,
        "查封、扣押、冻结的财产已经被执行拍卖、变卖或者抵债的，查封、扣押、冻结的效力消灭", "a seizure ends when the property is sold or taken in satisfaction")];
    /// No disposal without seizure.
    BEFORE_DISPOSAL = [Rule::new("seizure.before-disposal", "民事诉讼法解释第四百八十四条", INTERPRETATION,
        "对被执行的财产，人民法院非经查封、扣押、冻结不得处分。对银行存款等各类可以直接扣划的财产，人民法院的扣划裁定同时具有冻结的法律效力", "no disposal without prior seizure; an order to transfer a deposit is also a freeze")];
    /// Waiting seizure and its promotion.
    WAITING = [Rule::new("seizure.waiting", "查封扣押冻结规定第二十六条第一款", REVISION_2021,
        "查封、扣押、冻结解除的，登记在先的轮候查封、扣押、冻结即自动生效", "on release the waiting seizure that was registered first takes effect by itself")];
    /// Promotion on lapse, and the term of a promoted seizure: no text at hand says either.
    WAITING_AFTER_LAPSE = [Rule::new("seizure.waiting-after-lapse", "查封扣押冻结规定第二十六条第一款", REVISION_2021,
        "在先查封因届满失效的，轮候查封是否即自动生效，条文只写明“解除”", "the text speaks of release; that a waiting seizure follows on lapse too is practice").gist().unconfirmed()];
    /// From which day the term of a promoted seizure runs.
    WAITING_TERM = [Rule::new("seizure.waiting-term", "查封扣押冻结规定第二十六条第一款", REVISION_2021,
        "轮候查封的期限自其生效之日起计算，条文没有写明", "the term of a waiting seizure runs from the day on which it takes effect, which the text does not say").gist().unconfirmed()];
    /// Over-seizure.
    EXCESS = [Rule::new("seizure.excess", "查封扣押冻结规定第十九条", REVISION_2021,
        "查封、扣押、冻结被执行人的财产，以其价额足以清偿法律文书确定的债权额及执行费用为限，不得明显超标的额查封、扣押、冻结。发现超标的额查封、扣押、冻结的，人民法院应当根据被执行人的申请或者依职权，及时解除对超标的额部分财产的查封、扣押、冻结，但该财产为不可分物且被执行人无其他可供执行的财产或者其他财产不足以清偿债务的除外",
        "seizure stays within claim and costs; the excess is lifted promptly, except an indivisible thing where nothing else suffices")];
    /// Good-faith third parties.
    PUBLICITY = [Rule::new("seizure.publicity", "查封扣押冻结规定第二十四条第三款", REVISION_2021,
        "人民法院的查封、扣押、冻结没有公示的，其效力不得对抗善意第三人", "an unpublicised seizure does not bind a third party in good faith")];
    /// What equity is.
    EQUITY_SCOPE = [Rule::new("equity.scope", "强制执行股权规定第一条", EQUITY,
        "本规定所称股权，包括有限责任公司股权、股份有限公司股份，但是在依法设立的证券交易所上市交易以及在国务院批准的其他全国性证券交易场所交易的股份有限公司股份除外", "shares traded on an exchange or another national market are outside these provisions")];
    /// Evidence of holding.
    EQUITY_EVIDENCE = [Rule::new("equity.evidence", "强制执行股权规定第四条", EQUITY,
        "人民法院可以冻结下列资料或者信息之一载明的属于被执行人的股权：（一）股权所在公司的章程、股东名册等资料；（二）公司登记机关的登记、备案信息；（三）国家企业信用信息公示系统的公示信息", "equity is frozen on the company's papers, the registration record, or the public system")];
    /// Extent.
    EQUITY_EXTENT = [Rule::new("equity.extent", "强制执行股权规定第五条第一款", EQUITY,
        "人民法院冻结被执行人的股权，以其价额足以清偿生效法律文书确定的债权额及执行费用为限，不得明显超标的额冻结。股权价额无法确定的，可以根据申请执行人申请冻结的比例或者数量进行冻结", "the freeze stays within claim and costs; where the value is not known, by percentage or number applied for")];
    /// Excess lifted.
    EQUITY_EXCESS = [Rule::new("equity.excess", "强制执行股权规定第五条第二款", EQUITY,
        "人民法院审查后裁定异议成立的，应当自裁定生效之日起七日内解除对明显超标的额部分的冻结", "where the objection stands, the excess is lifted within 7 days of the ruling's effect").gives(Days(7))];
    /// Effect and priority.
    EQUITY_EFFECT = [Rule::new("equity.effect", "强制执行股权规定第六条第一款", EQUITY,
        "人民法院冻结被执行人的股权，应当向公司登记机关送达裁定书和协助执行通知书，要求其在国家企业信用信息公示系统进行公示。股权冻结自在公示系统公示时发生法律效力。多个人民法院冻结同一股权的，以在公示系统先办理公示的为在先冻结", "a freeze takes effect when published in the public system; the first published is the first")];
    /// Duties after publication.
    EQUITY_DUTIES = [Rule::new("equity.duties", "强制执行股权规定第六条第二款", EQUITY,
        "应当及时向被执行人、申请执行人送达裁定书，并将股权冻结情况书面通知股权所在公司", "the ruling is served on both parties promptly, and the company is told in writing")];
    /// Sale by the debtor.
    EQUITY_SELF_SALE = [Rule::new("equity.self-sale", "强制执行股权规定第十条", EQUITY,
        "人民法院可以准许，但是应当在能够控制变价款的情况下监督其在指定期限内完成，最长不超过三个月", "a sale by the debtor is allowed for at most 3 months").gives(Months(3))];
}
