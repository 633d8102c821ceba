//! Closing (结案): the six endings, and what is not one.

use jiff::civil::date;

use super::{CPL_2024, Dated, INTERPRETATION, REVISION_2021, Rule, rules};
use crate::period::measure::Measure::{Months, Years};

const TERMINATION: jiff::civil::Date = date(2016, 12, 1);

rules! {
    /// The endings.
    ENDINGS = [Rule::new("closing.endings", "执行工作规定第64条", REVISION_2021,
        "执行结案的方式为：（1）执行完毕；（2）终结本次执行程序；（3）终结执行；（4）销案；（5）不予执行；（6）驳回申请",
        "a case ends by full enforcement, termination of the current procedure, termination, striking out, refusal or dismissal")];
    /// Termination of the current procedure.
    CURRENT = [Rule::new("closing.current-procedure", "民事诉讼法解释第五百一十七条", INTERPRETATION,
        "经过财产调查未发现可供执行的财产，在申请执行人签字确认或者执行法院组成合议庭审查核实并经院长批准后，可以裁定终结本次执行程序",
        "where no property is found, the applicant signs or a panel finds so and the president approves")];
    /// The further conditions of that ending.
    CURRENT_CONDITIONS = [Rule::new("closing.current-conditions", "关于严格规范终结本次执行程序的规定（试行）第一条", TERMINATION,
        "已发出执行通知、责令报告财产，已限制消费、依法纳入失信名单，已穷尽财产调查措施，自立案之日起已超过三个月，已查找下落不明的被执行人或者处罚妨害行为",
        "notice and report order sent, restriction issued, list where due, inquiry exhausted, more than 3 months since filing, missing debtor searched for")
        .gives(Months(3)).not_at_hand()];
    /// The later network query.
    LATER_QUERY = [Rule::new("closing.later-query", "关于严格规范终结本次执行程序的规定（试行）第九条", TERMINATION,
        "终结本次执行程序后的五年内，每六个月通过网络查控系统查询一次", "for 5 years the network is queried every 6 months")
        .gives(Months(6)).not_at_hand()];
    /// How long the query goes on.
    LATER_QUERY_END = [Rule::new("closing.later-query-end", "关于严格规范终结本次执行程序的规定（试行）第九条", TERMINATION,
        "查询持续五年", "the queries go on for 5 years").gives(Years(5)).not_at_hand()];
    /// Resumption.
    RESUME = [Rule::new("closing.resume", "民事诉讼法解释第五百一十七条第二款", INTERPRETATION,
        "申请执行人发现被执行人有可供执行财产的，可以再次申请执行。再次申请不受申请执行时效期间的限制", "on property found the applicant applies again, without time bar")];
    /// Termination of enforcement.
    TERMINATED = [Rule::new("closing.terminated", "民事诉讼法第二百六十八条", CPL_2024,
        "有下列情形之一的，人民法院裁定终结执行：（一）申请人撤销申请的；（二）据以执行的法律文书被撤销的；（三）作为被执行人的公民死亡，无遗产可供执行，又无义务承担人的；（四）追索赡养费、扶养费、抚养费案件的权利人死亡的；（五）作为被执行人的公民因生活困难无力偿还借款，无收入来源，又丧失劳动能力的；（六）人民法院认为应当终结执行的其他情形",
        "enforcement is terminated on withdrawal, quashed title, death without estate, death of a maintenance creditor, or lasting incapacity")];
    /// Suspension.
    SUSPENDED = [Rule::new("closing.suspended", "民事诉讼法第二百六十七条", CPL_2024,
        "有下列情形之一的，人民法院应当裁定中止执行……中止的情形消失后，恢复执行", "suspension ends with its cause; it is not an ending")];
    /// Settlement performed.
    SETTLED = [Rule::new("closing.settled", "执行和解规定第八条", REVISION_2021,
        "执行和解协议履行完毕的，人民法院作执行结案处理", "a settlement that is performed in full closes the case")];
    /// Form of a settlement.
    SETTLEMENT_FORM = [Rule::new("closing.settlement-form", "执行和解规定第二条", REVISION_2021,
        "（一）各方当事人共同向人民法院提交书面和解协议的；（二）一方当事人向人民法院提交书面和解协议，其他当事人予以认可的；（三）当事人达成口头和解协议，执行人员将和解协议内容记入笔录，由各方当事人签名或者盖章的", "a settlement is handed in in writing or recorded, and signed")];
    /// Refusal of an award.
    REFUSED_AWARD = [Rule::new("closing.refused-award", "民事诉讼法第二百四十八条", CPL_2024,
        "被申请人提出证据证明仲裁裁决有下列情形之一的，经人民法院组成合议庭审查核实，裁定不予执行……人民法院认定执行该裁决违背社会公共利益的，裁定不予执行", "enforcement of an award is refused on the grounds of the law")];
    /// Refusal after the time bar.
    REFUSED_BARRED = [Rule::new("closing.refused-barred", "民事诉讼法解释第四百八十一条", INTERPRETATION,
        "被执行人对申请执行时效期间提出异议，人民法院经审查异议成立的，裁定不予执行", "enforcement is refused where the debtor raises the time bar with success")];
    /// Refusal of a notarial deed.
    REFUSED_NOTARIAL = [Rule::new("closing.refused-notarial", "民事诉讼法第二百四十九条", CPL_2024,
        "公证债权文书确有错误的，人民法院裁定不予执行，并将裁定书送达双方当事人和公证机关", "enforcement of a defective notarial deed is refused")];
    /// Striking out after entrustment.
    STRUCK_OUT = [Rule::new("closing.struck-out", "委托执行规定第二条", REVISION_2021,
        "案件委托执行后，受托法院应当依法立案，委托法院应当在收到受托法院的立案通知书后作销案处理", "an entrusted case is struck out when the other court's notice of filing arrives")];
    /// Striking out after a double filing.
    STRUCK_OUT_DOUBLE = [Rule::new("closing.struck-out-double", "执行程序解释第二条", REVISION_2021,
        "立案后发现其他有管辖权的人民法院已经立案的，应当撤销案件", "a case that another competent court filed first is withdrawn")];
    /// Dismissal.
    DISMISSED = [Rule::new("closing.dismissed", "执行工作规定第16条", REVISION_2021,
        "不符合受理条件的，应当裁定不予受理；受理后才发现的如何处理，条文没有写明", "an application that does not meet the conditions is refused; what follows where that is found later the text does not say")
        .gist().unconfirmed()];
    /// Full enforcement as an ending.
    COMPLETED = [Rule::new("closing.completed", "执行工作规定第64条第一项", REVISION_2021,
        "执行完毕", "full enforcement is the first of the endings")];
    /// What the court settles after a settlement was broken, and when it may go back to the title.
    SETTLEMENT_NOT_DUE = [Rule::new("closing.settlement-not-due", "执行和解规定第十一条第二项", REVISION_2021,
        "有下列情形之一的，裁定不予恢复执行：……（二）执行和解协议约定的履行期限尚未届至或者履行条件尚未成就的，但符合民法典第五百七十八条规定情形的除外",
        "enforcement is not resumed before the time agreed has come or the condition agreed is met, except in the cases of article 578 of the Civil Code")];
    /// A settlement that is being performed as agreed.
    SETTLEMENT_RUNS = [Rule::new("closing.settlement-runs", "执行和解规定第十一条第三项", REVISION_2021,
        "有下列情形之一的，裁定不予恢复执行：……（三）被执行人一方正在按照执行和解协议约定履行义务的",
        "enforcement is not resumed while the debtor performs as agreed")];
    /// A settlement that was performed in full.
    SETTLEMENT_DONE = [Rule::new("closing.settlement-done", "执行和解规定第十一条第一项", REVISION_2021,
        "有下列情形之一的，裁定不予恢复执行：（一）执行和解协议履行完毕后申请恢复执行的",
        "enforcement is not resumed after the settlement was performed in full")];
    /// Resumption after a settlement was not performed.
    SETTLEMENT_RESUMED = [Rule::new("closing.settlement-resumed", "执行和解规定第九条", REVISION_2021,
        "被执行人一方不履行执行和解协议的，申请执行人可以申请恢复执行原生效法律文书，也可以就履行执行和解协议向执行法院提起诉讼",
        "where the debtor does not perform the settlement, the applicant asks for enforcement of the title to be resumed, or sues on the settlement")];
    /// Refusal to perform before the time has come.
    REPUDIATION = [Rule::new("closing.repudiation", "民法典第五百七十八条", REVISION_2021,
        "当事人一方明确表示或者以自己的行为表明不履行合同义务的，对方可以在履行期限届满前请求其承担违约责任",
        "a party that says, or shows by its conduct, that it won't perform answers for that before the time has come")];
    /// The record after full enforcement.
    COMPLETED_RECORD = [Rule::new("closing.completed-record", "民事诉讼法第二百三十九条第二款", CPL_2024,
        "执行完毕后，应当将执行情况制作笔录，由在场的有关人员签名或者盖章", "after full enforcement a record is made and signed")];
}
