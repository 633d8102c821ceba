//! Sanctions (制裁措施) against debtors and others who obstruct enforcement: limits, approval, lifting.

use jiff::civil::date;

use super::{CPL_2022, CPL_2024, Dated, INTERPRETATION, REVISION_2021, Rule, rules};
use crate::period::measure::Measure::WorkingDays;

rules! {
    /// Who may be fined or detained, in enforcement.
    GROUNDS = [Rule::new("sanction.grounds", "民事诉讼法第一百一十四条", CPL_2022,
        "诉讼参与人或者其他人有下列行为之一的，人民法院可以根据情节轻重予以罚款、拘留；构成犯罪的，依法追究刑事责任", "obstruction and refusal to perform are fined or punished by detention")];
    /// Parties and others that are units: the head or the person responsible is punished.
    UNIT_PEOPLE = [Rule::new("sanction.unit-people", "民事诉讼法第一百一十四条第二款", CPL_2022,
        "人民法院对有前款规定的行为之一的单位，可以对其主要负责人或者直接责任人员予以罚款、拘留；构成犯罪的，依法追究刑事责任",
        "where a unit did one of these acts, its head or the person directly responsible may be fined or detained")];
    /// Units that do not help.
    UNITS = [Rule::new("sanction.units", "民事诉讼法第一百一十七条", CPL_2022,
        "有义务协助调查、执行的单位有下列行为之一的，人民法院除责令其履行协助义务外，并可以予以罚款……人民法院对有前款规定的行为之一的单位，可以对其主要负责人或者直接责任人员予以罚款；对仍不履行协助义务的，可以予以拘留；并可以向监察机关或者有关机关提出予以纪律处分的司法建议", "a unit that does not help is fined, then its head is fined or detained, with a judicial proposal")];
    /// Limits of fine and detention.
    LIMITS = [Rule::new("sanction.limits", "民事诉讼法第一百一十八条", CPL_2022,
        "对个人的罚款金额，为人民币十万元以下。对单位的罚款金额，为人民币五万元以上一百万元以下。拘留的期限，为十五日以下", "a person is fined up to 100,000 yuan, a unit 50,000 to 1,000,000; detention is up to 15 days")];
    /// Approval by the president.
    APPROVAL = [Rule::new("sanction.approval", "民事诉讼法第一百一十九条", CPL_2022,
        "拘传、罚款、拘留必须经院长批准。拘传应当发拘传票。罚款、拘留应当用决定书", "compelled appearance, fine and detention need the president's approval and their paper")];
    /// Urgent detention.
    URGENT = [Rule::new("sanction.urgent-detention", "民事诉讼法解释第一百八十一条", INTERPRETATION,
        "因哄闹、冲击法庭，用暴力、威胁等方法抗拒执行公务等紧急情况，必须立即采取拘留措施的，可在拘留后，立即报告院长补办批准手续", "in an emergency approval follows at once after the detention")];
    /// Not twice for the same act.
    TWICE = [Rule::new("sanction.same-act", "民事诉讼法解释第一百八十四条", INTERPRETATION,
        "对同一妨害民事诉讼行为的罚款、拘留不得连续适用。发生新的妨害民事诉讼行为的，人民法院可以重新予以罚款、拘留", "fines and detentions are not repeated for the same act")];
    /// Compelled appearance.
    APPEARANCE = [Rule::new("sanction.compelled-appearance", "民事诉讼法解释第四百八十二条", INTERPRETATION,
        "对必须接受调查询问的被执行人、被执行人的法定代表人、负责人或者实际控制人，经依法传唤无正当理由拒不到场的，人民法院可以拘传其到场。人民法院应当及时对被拘传人进行调查询问，调查询问的时间不得超过八小时；情况复杂，依法可能采取拘留措施的，调查询问的时间不得超过二十四小时", "who stays away after a lawful summons without good reason is brought; questioning lasts 8 hours, or 24 where detention is possible")];
    /// Search.
    SEARCH = [Rule::new("sanction.search", "民事诉讼法第二百五十九条", CPL_2024,
        "被执行人不履行法律文书确定的义务，并隐匿财产的，人民法院有权发出搜查令，对被执行人及其住所或者财产隐匿地进行搜查。采取前款措施，由院长签发搜查令", "a search for hidden property needs an order signed by the president")];
    /// Search where the debtor hides property or accounts.
    SEARCH_HIDDEN = [Rule::new("sanction.search-hidden", "财产调查规定第十四条第一款", date(2017, 5, 1),
        "被执行人隐匿财产、会计账簿等资料拒不交出的，人民法院可以依法采取搜查措施", "a debtor who hides property or accounts and does not hand them over may be searched")];
    /// Reconsideration of a fine or a detention, by which it ends.
    RECONSIDERATION = [Rule::new("sanction.reconsidered", "民事诉讼法第一百一十九条第三款", CPL_2022,
        "罚款、拘留应当用决定书。对决定不服的，可以向上一级人民法院申请复议一次。复议期间不停止执行", "a fine or a detention is reconsidered once by the higher court and holds meanwhile")];
    /// How long somebody who was brought is questioned.
    APPEARANCE_HOURS = [Rule::new("sanction.compelled-appearance-hours", "民事诉讼法解释第四百八十二条第二款", INTERPRETATION,
        "调查询问的时间不得超过八小时；情况复杂，依法可能采取拘留措施的，调查询问的时间不得超过二十四小时", "questioning lasts 8 hours at most, or 24 where detention is possible")];
    /// The six grounds for the list of dishonest debtors.
    DISHONEST = [Rule::new("sanction.dishonest-list", "失信规定（2013年文本）第一条", date(2013, 10, 1),
        "被执行人具有履行能力而不履行生效法律文书确定的义务，并具有下列情形之一的，人民法院应当将其纳入失信被执行人名单，依法对其进行信用惩戒：（一）以伪造证据、暴力、威胁等方法妨碍、抗拒执行的；（二）以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行的；（三）违反财产报告制度的；（四）违反限制高消费令的；（五）被执行人无正当理由拒不履行执行和解协议的；（六）其他有履行能力而拒不履行生效法律文书确定义务的", "a debtor able to perform who meets one of six grounds goes on the list").unconfirmed()];
    /// Deletion from the list.
    DISHONEST_DELETE = [Rule::new("sanction.dishonest-delete", "失信规定（2017年修正）第十条", date(2017, 5, 1),
        "全部履行、和解履行完毕或者终结执行的，应当在三个工作日内删除", "on performance, settlement performed or termination the entry is deleted within 3 working days")
        .gives(WorkingDays(3)).not_at_hand()];
    /// Deletion with the applicant's consent.
    DISHONEST_CONSENT = [Rule::new("sanction.dishonest-consent", "失信规定（2017年修正）第十条第三项", date(2017, 5, 1),
        "申请执行人书面申请删除，人民法院审查同意的，应当在三个工作日内删除；仅提供担保的不在其内", "on the applicant's written request, with the court's consent, the entry is deleted within 3 working days; security alone is no ground")
        .gives(WorkingDays(3)).not_at_hand()];
    /// Consumption restriction.
    CONSUMPTION = [Rule::new("sanction.consumption", "限制高消费规定（2010年文本）第一条", date(2010, 10, 1),
        "被执行人未按执行通知书指定的期间履行生效法律文书确定的给付义务的，人民法院可以限制其高消费", "who does not perform within the time of the notice may be restricted").unconfirmed()];
    /// Who signs a consumption restriction.
    CONSUMPTION_SIGNED = [Rule::new("sanction.consumption-signed", "限制高消费规定（2010年文本）第五条", date(2010, 10, 1),
        "限制高消费令由人民法院院长签发", "the order is signed by the president").unconfirmed()];
    /// Lifting a consumption restriction.
    CONSUMPTION_LIFT = [Rule::new("sanction.consumption-lift", "限制高消费规定（2010年文本）第九条", date(2010, 10, 1),
        "在限制高消费期间，被执行人提供确实有效的担保或者经申请执行人同意的，人民法院可以解除限制高消费令；被执行人履行完毕生效法律文书确定的义务的，人民法院应当在本规定第六条通知或者公告的范围内及时以通知或者公告解除限制高消费令", "it is lifted promptly on performance, and may be lifted on security or consent").unconfirmed()];
    /// Exit restriction.
    EXIT = [Rule::new("sanction.exit", "执行程序解释第二十三条", REVISION_2021,
        "对被执行人限制出境的，应当由申请执行人向执行法院提出书面申请；必要时，执行法院可以依职权决定", "an exit restriction is applied for in writing, or decided ex officio where needed")];
    /// Lifting an exit restriction.
    EXIT_LIFT = [Rule::new("sanction.exit-lift", "执行程序解释第二十五条", REVISION_2021,
        "在限制出境期间，被执行人履行法律文书确定的全部债务的，执行法院应当及时解除限制出境措施；被执行人提供充分、有效的担保或者申请执行人同意的，可以解除限制出境措施", "it is lifted promptly on full performance, and may be lifted on security or consent")];
    /// Early end of detention.
    RELEASE = [Rule::new("sanction.early-release", "民事诉讼法解释第一百八十二条", INTERPRETATION,
        "被拘留人在拘留期间认错悔改的，可以责令其具结悔过，提前解除拘留。提前解除拘留，应报经院长批准", "who repents may be released early, with the president's approval")];
    /// Handing a crime over.
    CRIMINAL = [Rule::new("sanction.criminal", "执行工作规定第58条", REVISION_2021,
        "在执行过程中遇有被执行人或其他人拒不履行生效法律文书或者妨害执行情节严重，需要追究刑事责任的，应将有关材料移交有关机关处理", "a serious refusal is handed to the authority that prosecutes")];
    /// Minors on the list.
    MINOR = [Rule::new("sanction.dishonest-minor", "失信规定（2017年修正）第四条", date(2017, 5, 1),
        "被执行人为未成年人的，不得纳入名单", "a minor is not put on the list").not_at_hand()];
}
