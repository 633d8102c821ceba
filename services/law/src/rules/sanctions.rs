//! Sanctions (制裁措施) against debtors and others who obstruct enforcement: limits, approval, lifting.

use jiff::civil::date;

use super::{CPL_2022, CPL_2024, Dated, INTERPRETATION, REVISION_2021, Rule, rules};
use crate::period::Measure::WorkingDays;

rules! {
    /// Who may be fined or detained, in enforcement.
    GROUNDS = [Rule::new("sanction.grounds", "民事诉讼法第一百一十四条", CPL_2022,
        "有隐藏、转移财产，阻碍执行职务，拒不履行生效判决、裁定等行为的，可以罚款、拘留", "obstruction and refusal to perform are fined or punished by detention")];
    /// Units that do not help.
    UNITS = [Rule::new("sanction.units", "民事诉讼法第一百一十七条", CPL_2022,
        "拒不协助的单位可以罚款，对负责人可以罚款，仍不协助的可以拘留，并可以提出司法建议", "a unit that does not help is fined, then its head is fined or detained, with a judicial proposal")];
    /// Limits of fine and detention.
    LIMITS = [Rule::new("sanction.limits", "民事诉讼法第一百一十八条", CPL_2022,
        "对个人罚款十万元以下，对单位罚款五万元以上一百万元以下；拘留十五日以下", "a person is fined up to 100,000 yuan, a unit 50,000 to 1,000,000; detention is up to 15 days")];
    /// Approval by the president.
    APPROVAL = [Rule::new("sanction.approval", "民事诉讼法第一百一十九条", CPL_2022,
        "拘传、罚款、拘留必须经院长批准；拘传应当发拘传票，罚款、拘留应当用决定书", "compelled appearance, fine and detention need the president's approval and their paper")];
    /// Urgent detention.
    URGENT = [Rule::new("sanction.urgent-detention", "民事诉讼法解释第一百八十一条", INTERPRETATION,
        "紧急情况必须立即拘留的，可在拘留后立即报告院长补办批准手续", "in an emergency approval follows at once after the detention")];
    /// Not twice for the same act.
    TWICE = [Rule::new("sanction.same-act", "民事诉讼法解释第一百八十四条", INTERPRETATION,
        "对同一妨害行为的罚款、拘留不得连续适用", "fines and detentions are not repeated for the same act")];
    /// Compelled appearance.
    APPEARANCE = [Rule::new("sanction.compelled-appearance", "民事诉讼法解释第四百八十二条", INTERPRETATION,
        "经依法传唤无正当理由拒不到场的，可以拘传；调查询问不得超过八小时，可能拘留的不得超过二十四小时", "who stays away after a lawful summons without good reason is brought; questioning lasts 8 hours, or 24 where detention is possible")];
    /// Search.
    SEARCH = [Rule::new("sanction.search", "民事诉讼法第二百五十九条", CPL_2024,
        "不履行义务并隐匿财产的，由院长签发搜查令", "a search for hidden property needs an order signed by the president")];
    /// The six grounds for the list of dishonest debtors.
    DISHONEST = [Rule::new("sanction.dishonest-list", "失信规定（2013年文本）第一条", date(2013, 10, 1),
        "具有履行能力而不履行，并具有六种情形之一的，应当纳入名单", "a debtor able to perform who meets one of six grounds goes on the list").unconfirmed()];
    /// Deletion from the list.
    DISHONEST_DELETE = [Rule::new("sanction.dishonest-delete", "失信规定（2017年修正）第十条", date(2017, 5, 1),
        "全部履行、和解履行完毕或者终结执行的，应当在三个工作日内删除", "on performance, settlement performed or termination the entry is deleted within 3 working days")
        .gives(WorkingDays(3)).unconfirmed()];
    /// Consumption restriction.
    CONSUMPTION = [Rule::new("sanction.consumption", "限制高消费规定（2010年文本）第一条", date(2010, 10, 1),
        "未按执行通知书指定的期间履行的，可以限制高消费", "who does not perform within the time of the notice may be restricted").unconfirmed()];
    /// Who signs a consumption restriction.
    CONSUMPTION_SIGNED = [Rule::new("sanction.consumption-signed", "限制高消费规定（2010年文本）第五条", date(2010, 10, 1),
        "限制高消费令由院长签发", "the order is signed by the president").unconfirmed()];
    /// Lifting a consumption restriction.
    CONSUMPTION_LIFT = [Rule::new("sanction.consumption-lift", "限制高消费规定（2010年文本）第九条", date(2010, 10, 1),
        "履行完毕的应当及时解除；提供担保或者申请执行人同意的可以解除", "it is lifted promptly on performance, and may be lifted on security or consent").unconfirmed()];
    /// Exit restriction.
    EXIT = [Rule::new("sanction.exit", "执行程序解释第二十三条", REVISION_2021,
        "限制出境应当由申请执行人书面申请，必要时可以依职权决定", "an exit restriction is applied for in writing, or decided ex officio where needed")];
    /// Lifting an exit restriction.
    EXIT_LIFT = [Rule::new("sanction.exit-lift", "执行程序解释第二十五条", REVISION_2021,
        "履行全部债务的应当及时解除；提供担保或者申请执行人同意的可以解除", "it is lifted promptly on full performance, and may be lifted on security or consent")];
    /// Early end of detention.
    RELEASE = [Rule::new("sanction.early-release", "民事诉讼法解释第一百八十二条", INTERPRETATION,
        "认错悔改的可以提前解除拘留，应报经院长批准", "who repents may be released early, with the president's approval")];
    /// Handing a crime over.
    CRIMINAL = [Rule::new("sanction.criminal", "执行工作规定第58条", REVISION_2021,
        "情节严重需要追究刑事责任的，应将有关材料移交有关机关处理", "a serious refusal is handed to the authority that prosecutes")];
    /// Minors on the list.
    MINOR = [Rule::new("sanction.dishonest-minor", "失信规定（2017年修正）第四条", date(2017, 5, 1),
        "被执行人为未成年人的，不得纳入名单", "a minor is not put on the list").unconfirmed()];
}
