//! Seizure (查封、扣押、冻结) and freezes of equity: longest terms, renewal, lapse, queue, excess.

use jiff::civil::{Date, date};

use super::{Dated, INTERPRETATION, REVISION_2021, Rule, rules};
use crate::period::Measure::{Days, Months, Years};

const FIRST: Date = date(2005, 1, 1);
const LONGER: Date = date(2015, 2, 4);
const EQUITY: Date = date(2022, 1, 1);
const OLD: &str = "查封扣押冻结规定（2004年文本）第二十九条";
const BEFORE: &str = "民事诉讼法解释（2015年文本）第四百八十七条";
const NOW: &str = "民事诉讼法解释第四百八十五条第一款";

/// The three rows of a longest term: the dead rule, the rule of 2015, and today's text.
macro_rules! term {
    ($id:literal, $old:expr, $now:expr, $zh:literal, $en:literal) => {
        [
            Rule::new($id, OLD, FIRST, concat!($zh, "（旧规定）"), concat!($en, " (superseded)"))
                .until(date(2015, 2, 3))
                .gives($old)
                .unconfirmed(),
            Rule::new($id, BEFORE, LONGER, $zh, $en).until(date(2022, 4, 9)).gives($now).unconfirmed(),
            Rule::new($id, NOW, INTERPRETATION, $zh, $en).gives($now),
        ]
    };
}

rules! {
    /// Bank deposits: one year.
    DEPOSIT = term!("seizure.term.deposit", Months(6), Years(1),
        "冻结银行存款的期限不得超过最长期限", "a bank deposit is frozen for no longer than the term");
    /// Movables: two years.
    MOVABLE = term!("seizure.term.movable", Years(1), Years(2),
        "查封、扣押动产的期限不得超过最长期限", "movables are seized for no longer than the term");
    /// Real estate: three years.
    REAL_ESTATE = term!("seizure.term.real-estate", Years(2), Years(3),
        "查封不动产的期限不得超过最长期限", "real estate is sealed for no longer than the term");
    /// Equity and other rights: three years.
    RIGHT = term!("seizure.term.right", Years(2), Years(3),
        "冻结其他财产权的期限不得超过最长期限", "equity and other rights are frozen for no longer than the term");
    /// Renewal.
    RENEWAL = [Rule::new("seizure.renewal", "民事诉讼法解释第四百八十五条第二款", INTERPRETATION,
        "应当在期限届满前办理续行手续，续行期限不得超过前款规定的期限",
        "a seizure is renewed before it ends, each time for no longer than the longest term")];
    /// Renewal by the court of its own motion.
    RENEWAL_EX_OFFICIO = [Rule::new("seizure.renewal-ex-officio", "民事诉讼法解释第四百八十五条第三款", INTERPRETATION,
        "人民法院也可以依职权办理续行手续", "the court may renew of its own motion")];
    /// Lapse.
    LAPSE = [Rule::new("seizure.lapse", "查封扣押冻结规定第二十七条第一款", REVISION_2021,
        "期限届满未办理延期手续的，查封、扣押、冻结的效力消灭", "a seizure that is not renewed ends with its term")];
    /// End by disposal.
    DISPOSED = [Rule::new("seizure.disposed", "查封扣押冻结规定第二十七条第二款", REVISION_2021,
        "财产已经被执行拍卖、变卖或者抵债的，效力消灭", "a seizure ends when the property is sold or taken in satisfaction")];
    /// No disposal without seizure.
    BEFORE_DISPOSAL = [Rule::new("seizure.before-disposal", "民事诉讼法解释第四百八十四条", INTERPRETATION,
        "非经查封、扣押、冻结不得处分；扣划裁定同时具有冻结的效力", "no disposal without prior seizure; an order to transfer a deposit is also a freeze")];
    /// Waiting seizure and its promotion.
    WAITING = [Rule::new("seizure.waiting", "查封扣押冻结规定第二十六条第一款", REVISION_2021,
        "查封、扣押、冻结解除的，登记在先的轮候查封、扣押、冻结即自动生效", "on release the waiting seizure that was registered first takes effect by itself")];
    /// Promotion on lapse, and the term of a promoted seizure: no text at hand says either.
    WAITING_AFTER_LAPSE = [Rule::new("seizure.waiting-after-lapse", "查封扣押冻结规定第二十六条第一款", REVISION_2021,
        "在先查封因届满失效的，轮候查封是否即自动生效，条文只写明“解除”", "the text speaks of release; that a waiting seizure follows on lapse too is practice").unconfirmed()];
    /// From which day the term of a promoted seizure runs.
    WAITING_TERM = [Rule::new("seizure.waiting-term", "查封扣押冻结规定第二十六条第一款", REVISION_2021,
        "轮候查封的期限自其生效之日起计算", "the term of a waiting seizure runs from the day on which it takes effect").unconfirmed()];
    /// Over-seizure.
    EXCESS = [Rule::new("seizure.excess", "查封扣押冻结规定第十九条", REVISION_2021,
        "以足以清偿债权额及执行费用为限，不得明显超标的额；超标的额部分应当及时解除，不可分物且无其他足够财产的除外",
        "seizure stays within claim and costs; the excess is lifted promptly, except an indivisible thing where nothing else suffices")];
    /// Good-faith third parties.
    PUBLICITY = [Rule::new("seizure.publicity", "查封扣押冻结规定第二十四条第三款", REVISION_2021,
        "没有公示的，其效力不得对抗善意第三人", "an unpublicised seizure does not bind a third party in good faith")];
    /// What equity is.
    EQUITY_SCOPE = [Rule::new("equity.scope", "强制执行股权规定第一条", EQUITY,
        "不包括在证券交易所上市交易以及在全国性证券交易场所交易的股份", "shares traded on an exchange or another national market are outside these provisions")];
    /// Evidence of holding.
    EQUITY_EVIDENCE = [Rule::new("equity.evidence", "强制执行股权规定第四条", EQUITY,
        "可以冻结章程、股东名册等资料，登记、备案信息，或者公示信息之一载明的股权", "equity is frozen on the company's papers, the registration record, or the public system")];
    /// Extent.
    EQUITY_EXTENT = [Rule::new("equity.extent", "强制执行股权规定第五条第一款", EQUITY,
        "以足以清偿债权额及执行费用为限；价额无法确定的，可以按申请的比例或者数量冻结", "the freeze stays within claim and costs; where the value is not known, by percentage or number applied for")];
    /// Excess lifted.
    EQUITY_EXCESS = [Rule::new("equity.excess", "强制执行股权规定第五条第二款", EQUITY,
        "异议成立的，应当自裁定生效之日起七日内解除对明显超标的额部分的冻结", "where the objection stands, the excess is lifted within 7 days of the ruling's effect").gives(Days(7))];
    /// Effect and priority.
    EQUITY_EFFECT = [Rule::new("equity.effect", "强制执行股权规定第六条第一款", EQUITY,
        "股权冻结自在公示系统公示时发生法律效力；多个人民法院冻结同一股权的，先办理公示的为在先冻结", "a freeze takes effect when published in the public system; the first published is the first")];
    /// Duties after publication.
    EQUITY_DUTIES = [Rule::new("equity.duties", "强制执行股权规定第六条第二款", EQUITY,
        "应当及时向被执行人、申请执行人送达裁定书，并书面通知股权所在公司", "the ruling is served on both parties promptly, and the company is told in writing")];
    /// Sale by the debtor.
    EQUITY_SELF_SALE = [Rule::new("equity.self-sale", "强制执行股权规定第十条", EQUITY,
        "准许自行变价的，最长不超过三个月", "a sale by the debtor is allowed for at most 3 months").gives(Months(3))];
}
