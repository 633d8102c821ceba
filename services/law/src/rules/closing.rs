//! Closing (结案): the six endings, and what is not one.

use jiff::civil::date;

use super::{CPL_2024, Dated, INTERPRETATION, REVISION_2021, Rule, rules};
use crate::period::Measure::{Months, Years};

const TERMINATION: jiff::civil::Date = date(2016, 12, 1);

rules! {
    /// The endings.
    ENDINGS = [Rule::new("closing.endings", "执行工作规定第64条", REVISION_2021,
        "执行结案的方式为：执行完毕、终结本次执行程序、终结执行、销案、不予执行、驳回申请",
        "a case ends by full enforcement, termination of the current procedure, termination, striking out, refusal or dismissal")];
    /// Termination of the current procedure.
    CURRENT = [Rule::new("closing.current-procedure", "民事诉讼法解释第五百一十七条", INTERPRETATION,
        "经财产调查未发现可供执行的财产，申请执行人签字确认，或者合议庭审查核实并经院长批准的，可以裁定终结本次执行程序",
        "where no property is found, the applicant signs or a panel finds so and the president approves")];
    /// The further conditions of that ending.
    CURRENT_CONDITIONS = [Rule::new("closing.current-conditions", "关于严格规范终结本次执行程序的规定（试行）第一条", TERMINATION,
        "已发出执行通知、责令报告财产，已限制消费、依法纳入失信名单，已穷尽财产调查措施，自立案之日起已超过三个月，已查找下落不明的被执行人或者处罚妨害行为",
        "notice and report order sent, restriction issued, list where due, inquiry exhausted, more than 3 months since filing, missing debtor searched for")
        .gives(Months(3)).unconfirmed()];
    /// The later network query.
    LATER_QUERY = [Rule::new("closing.later-query", "关于严格规范终结本次执行程序的规定（试行）第九条", TERMINATION,
        "终结本次执行程序后的五年内，每六个月通过网络查控系统查询一次", "for 5 years the network is queried every 6 months")
        .gives(Months(6)).unconfirmed()];
    /// How long the query goes on.
    LATER_QUERY_END = [Rule::new("closing.later-query-end", "关于严格规范终结本次执行程序的规定（试行）第九条", TERMINATION,
        "查询持续五年", "the queries go on for 5 years").gives(Years(5)).unconfirmed()];
    /// Resumption.
    RESUME = [Rule::new("closing.resume", "民事诉讼法解释第五百一十七条第二款", INTERPRETATION,
        "发现有可供执行财产的，可以再次申请执行，不受申请执行时效期间的限制", "on property found the applicant applies again, without time bar")];
    /// Termination of enforcement.
    TERMINATED = [Rule::new("closing.terminated", "民事诉讼法第二百六十八条", CPL_2024,
        "撤销申请、法律文书被撤销、被执行人死亡无遗产又无义务承担人、权利人死亡、丧失劳动能力等情形，裁定终结执行",
        "enforcement is terminated on withdrawal, quashed title, death without estate, death of a maintenance creditor, or lasting incapacity")];
    /// Suspension.
    SUSPENDED = [Rule::new("closing.suspended", "民事诉讼法第二百六十七条", CPL_2024,
        "中止执行的情形消失后恢复执行，中止不是结案", "suspension ends with its cause; it is not an ending")];
    /// Settlement performed.
    SETTLED = [Rule::new("closing.settled", "执行和解规定第八条", REVISION_2021,
        "执行和解协议履行完毕的，人民法院作执行结案处理", "a settlement that is performed in full closes the case")];
    /// Form of a settlement.
    SETTLEMENT_FORM = [Rule::new("closing.settlement-form", "执行和解规定第二条", REVISION_2021,
        "和解协议应当书面提交或者认可，或者记入笔录并由各方签名或者盖章", "a settlement is handed in in writing or recorded, and signed")];
    /// Refusal of an award.
    REFUSED_AWARD = [Rule::new("closing.refused-award", "民事诉讼法第二百四十八条", CPL_2024,
        "仲裁裁决有法定情形的，裁定不予执行", "enforcement of an award is refused on the grounds of the law")];
    /// Refusal after the time bar.
    REFUSED_BARRED = [Rule::new("closing.refused-barred", "民事诉讼法解释第四百八十一条", INTERPRETATION,
        "被执行人对申请执行时效提出异议并成立的，裁定不予执行", "enforcement is refused where the debtor raises the time bar with success")];
    /// Refusal of a notarial deed.
    REFUSED_NOTARIAL = [Rule::new("closing.refused-notarial", "民事诉讼法第二百四十九条", CPL_2024,
        "公证债权文书确有错误的，裁定不予执行", "enforcement of a defective notarial deed is refused")];
    /// Striking out after entrustment.
    STRUCK_OUT = [Rule::new("closing.struck-out", "委托执行规定第二条", REVISION_2021,
        "委托法院应当在收到受托法院的立案通知书后作销案处理", "an entrusted case is struck out when the other court's notice of filing arrives")];
    /// Striking out after a double filing.
    STRUCK_OUT_DOUBLE = [Rule::new("closing.struck-out-double", "执行程序解释第二条", REVISION_2021,
        "其他有管辖权的人民法院已经立案的，应当撤销案件", "a case that another competent court filed first is withdrawn")];
    /// Dismissal.
    DISMISSED = [Rule::new("closing.dismissed", "执行工作规定第16条", REVISION_2021,
        "不符合受理条件的，裁定不予受理；受理后发现的，驳回申请", "an application that does not meet the conditions is not taken, or dismissed")
        .unconfirmed()];
    /// Full enforcement.
    COMPLETED = [Rule::new("closing.completed", "民事诉讼法第二百三十九条第二款", CPL_2024,
        "执行完毕后，应当将执行情况制作笔录，由在场的有关人员签名或者盖章", "after full enforcement a record is made and signed")];
}
