//! What each paper says, from what is kept.

use kit::domain::Timestamp;
use papers::{
    Annex, Court, EnforcementNotice, Exhibit, Payment, PaymentList, Position, Receiver, ReturnForm,
    ServedPaper, ServiceReturn, SupervisionOrder, chinese,
};
use proto::{dispatch::v1 as tasks, enforcement::v1 as wire};

use crate::{
    api::date,
    domain::{
        batch::{self, Batch, Money},
        case::{Case, Side},
        service_act,
        supervision::{EventKind, Item, Rule, State},
    },
    messages::legal::of_name,
    store::visits::Visit,
};

/// The name of the visit that an act rests on; empty where it rests on none.
pub(super) fn visit_name(act: &wire::ServiceAct) -> String {
    match (act.task.as_str(), act.attempt.as_str()) {
        (_, "") => String::new(),
        (_, attempt) if attempt.starts_with("tasks/") => attempt.to_owned(),
        (task, attempt) => format!("{task}/attempts/{}", attempt.trim_start_matches("attempts/")),
    }
}

/// The proof of service of an act.
pub(super) fn service_return(
    court: Court,
    act: &wire::ServiceAct,
    case: &Case,
    visit: Option<&Visit>,
) -> Option<ServiceReturn> {
    let mode = service_act::how(of_name(act.mode().as_str_name(), "SERVICE_MODE_")?);
    let served = act.served_date.as_ref().and_then(|message| date(message).ok());
    let locked = act.recipient.as_ref().filter(|_| !act.refused).map(|recipient| {
        let reason = relation(recipient.relation());
        (
            reason.is_empty(),
            Receiver { name: recipient.display_name.clone(), reason: reason.to_owned(), on: served },
        )
    });
    let (received, substitute) = match locked {
        Some((true, receiver)) => (Some(receiver), None),
        Some((false, receiver)) => (None, Some(receiver)),
        None => (None, None),
    };
    let document = act.document.clone().unwrap_or_default();
    let title = if document.title.is_empty() { kind(document.kind()).to_owned() } else { document.title };
    let copies = u32::try_from(document.copies).unwrap_or_default().max(1);
    Some(ServiceReturn {
        court,
        cause: case.cause.clone(),
        case_number: case.number.clone(),
        papers: vec![ServedPaper { title, copies }],
        addressee: act.addressee.as_ref().map(|addressee| addressee.display_name.clone()).unwrap_or_default(),
        address: address(act, visit),
        mode: mode.to_owned(),
        received,
        substitute,
        remarks: remarks(act),
        issuer: act.recorder.clone(),
        servers: act.server.iter().map(|server| server.display_name.clone()).collect(),
        annex: Annex {
            name: act.name.clone(),
            deemed: date(act.deemed_date.as_ref()?).ok()?,
            basis: act.basis.iter().map(|reason| format!("{}：{}", reason.article, reason.text)).collect(),
            witness: act.witness.as_ref().map(witness).unwrap_or_default(),
            attempt: if act.attempt.is_empty() { act.task.clone() } else { visit_name(act) },
            position: visit.and_then(position),
            exhibits: act
                .evidence
                .iter()
                .map(|name| Exhibit {
                    what: String::new(),
                    sha256: name.trim_start_matches("evidence/").to_owned(),
                })
                .collect(),
            recorded: format!("{}，{}", act.recorder, time(act.create_time.as_ref())),
        },
    })
}

/// The form of the proof of service of a task, as it is taken along; `None` where the task can't be read.
pub(super) fn return_form(court: Court, task: &tasks::Task) -> Option<ReturnForm> {
    let paper = |document: &tasks::Document| ServedPaper {
        title: document.title.clone(),
        copies: u32::try_from(document.copies).unwrap_or_default().max(1),
    };
    // Who filed it issued its papers.
    let filed = task.steps.first().map(|step| step.actor_display_name.clone());
    Some(ReturnForm {
        name: format!("{}/returnForm", task.name),
        court,
        case_number: task.case_number.clone(),
        papers: task.documents.iter().map(paper).collect(),
        addressee: task.addressee.clone()?.display_name,
        address: task.address.clone(),
        issuer: filed.unwrap_or_default(),
        issued: Timestamp::from_timestamp(task.create_time.as_ref()?)?.legal_day(),
    })
}

fn address(act: &wire::ServiceAct, visit: Option<&Visit>) -> String {
    if !act.address.is_empty() {
        return act.address.clone();
    }
    if let Some(visit) = visit.filter(|visit| !visit.address.is_empty()) {
        return visit.address.clone();
    }
    match act.place() {
        wire::ServicePlace::Residence => "受送达人住所",
        wire::ServicePlace::Workplace => "受送达人工作单位",
        wire::ServicePlace::Court => "人民法院",
        wire::ServicePlace::Elsewhere => "住所以外",
        wire::ServicePlace::Unspecified => "",
    }
    .to_owned()
}

fn position(visit: &Visit) -> Option<Position> {
    let (latitude, longitude, accuracy) = visit.position?;
    Some(Position {
        degrees: format!("{latitude:.6}, {longitude:.6}"),
        accuracy: if accuracy > 0.0 { format!("{accuracy:.0}米") } else { String::new() },
        at: visit.at.map(|at| at.to_string()).unwrap_or_default(),
    })
}

/// What is noted: the refusal and how it was met, the slip, what was tried before.
fn remarks(act: &wire::ServiceAct) -> Vec<String> {
    let mut remarks = Vec::new();
    if act.refused {
        remarks.push("受送达人（或者其同住成年家属）拒绝接收。".to_owned());
    }
    if let Some(seen) = &act.witness {
        remarks.push(format!("见证人：{}。", witness(seen)));
    }
    if act.recorded_media {
        remarks.push("已采用拍照、录像等方式记录送达过程，文书留置于送达地址。".to_owned());
    }
    if let Some(on) = act.postal_receipt_date.as_ref().and_then(|message| date(message).ok()) {
        remarks.push(format!("邮寄回执载明签收日期：{}。", chinese::day(on)));
    }
    for earlier in &act.earlier_attempts {
        let how = of_name(earlier.mode().as_str_name(), "SERVICE_MODE_").map(service_act::how);
        let on = earlier.date.as_ref().and_then(|message| date(message).ok()).map(chinese::day);
        remarks.push(format!("此前{}{}未成。", on.unwrap_or_default(), how.unwrap_or("送达")));
    }
    if !act.publication_dates.is_empty() {
        let days = act.publication_dates.iter().filter_map(|message| date(message).ok()).map(chinese::day);
        remarks.push(format!("公告日期：{}。", days.collect::<Vec<_>>().join("、")));
    }
    remarks
}

fn witness(witness: &wire::ServiceWitness) -> String {
    let of = match witness.represents() {
        wire::WitnessOf::ResidenceCommittee => "（村民委员会、居民委员会代表）",
        wire::WitnessOf::Employer => "（所在单位代表）",
        wire::WitnessOf::Other | wire::WitnessOf::Unspecified => "",
    };
    format!("{}{of}", witness.display_name)
}

const fn relation(relation: wire::RecipientRelation) -> &'static str {
    match relation {
        wire::RecipientRelation::Addressee | wire::RecipientRelation::Unspecified => "",
        wire::RecipientRelation::CohabitingAdultFamily => "同住成年家属",
        wire::RecipientRelation::LegalRepresentative => "法定代表人、主要负责人",
        wire::RecipientRelation::ReceivingStaff => "负责收件的人",
        wire::RecipientRelation::Agent => "诉讼代理人",
        wire::RecipientRelation::DesignatedReceiver => "指定的代收人",
        wire::RecipientRelation::Other => "其他人",
    }
}

const fn kind(kind: wire::ServedDocumentKind) -> &'static str {
    match kind {
        wire::ServedDocumentKind::Judgment => "判决书",
        wire::ServedDocumentKind::Ruling => "裁定书",
        wire::ServedDocumentKind::MediationStatement => "调解书",
        wire::ServedDocumentKind::Notice => "通知书",
        wire::ServedDocumentKind::Other | wire::ServedDocumentKind::Unspecified => "诉讼文书",
    }
}

fn time(message: Option<&prost_types::Timestamp>) -> String {
    message.and_then(Timestamp::from_timestamp).map(|at| chinese::day(at.legal_day())).unwrap_or_default()
}

/// The notice of enforcement of a case, dated by its filing.
pub(super) fn enforcement_notice(court: Court, case: &Case) -> EnforcementNotice {
    let of = |side| {
        let parties = case.parties.iter().filter(|party| party.side == side);
        parties.map(|party| party.display_name.clone()).collect()
    };
    EnforcementNotice {
        name: case.name(),
        court,
        case_number: case.number.clone(),
        debtors: of(Side::Debtor),
        applicants: of(Side::Applicant),
        cause: case.cause.clone(),
        claim: case.claim,
        basis: vec!["《中华人民共和国民事诉讼法》第二百五十一条".to_owned()],
        contact: case.handler.clone(),
        issued: case.filed,
    }
}

/// The payments of a batch; accounts masked, as everywhere.
pub(super) fn payment_list(court: Court, batch: &Batch, money: &Money) -> PaymentList {
    let standings = money.standings(batch);
    let payments = batch.members.iter().zip(&standings).map(|(member, standing)| Payment {
        case_number: member.case_number.to_string(),
        payee: member.payee.display_name.clone(),
        account: member.payee.account.masked(),
        bank: member.payee.bank.clone(),
        claim: member.claim,
        amount: member.allocated_in_all(),
        state: standing_word(standing.state).to_owned(),
    });
    PaymentList {
        name: batch.name(),
        court,
        batch: batch.display_name.clone(),
        debtor: batch.debtor.display_name.clone(),
        payments: payments.collect(),
        issued: batch.updated.legal_day(),
    }
}

const fn standing_word(state: batch::State) -> &'static str {
    match state {
        batch::State::Entered => "未立案",
        batch::State::Filed => "已立案",
        batch::State::Urged => "已督促",
        batch::State::Allocated => "已分配",
        batch::State::Proposed => "待审批",
        batch::State::Payable => "待付",
        batch::State::PayFailed => "付款失败",
        batch::State::PartlyPaid => "部分已付",
        batch::State::Paid => "已付",
        batch::State::Closed => "已结案",
    }
}

/// A supervision order.
pub(super) fn supervision_order(court: Court, item: &Item) -> SupervisionOrder {
    let cause = match item.rule {
        Rule::ByHand => "人工督办",
        Rule::CaseDeadline => "案件期限临近或已过",
        Rule::MoneyAging => "案款未按期发放",
        Rule::SeizureLapse => "查封、扣押、冻结即将到期",
        Rule::RequestOverdue => "协助事项逾期",
        Rule::TaskOverdue => "任务逾期",
    };
    let state = match item.state {
        State::Issued => "已签发",
        State::Signed => "已签收",
        State::InProgress => "办理中",
        State::Replied => "已反馈",
        State::Accepted => "已销号",
        State::Returned => "已退回",
        State::Cancelled => "已撤销",
    };
    let story = item.steps.iter().map(|step| {
        let words = match step.what {
            EventKind::Issued => "签发",
            EventKind::Signed => "签收",
            EventKind::Begun => "开始办理",
            EventKind::Replied => "反馈",
            EventKind::Accepted => "销号",
            EventKind::Returned => "退回",
            EventKind::Cancelled => "撤销",
            EventKind::Escalated => "逾期上报",
        };
        let comment =
            if step.comment.is_empty() { words.to_owned() } else { format!("{words}：{}", step.comment) };
        [chinese::day(step.at.legal_day()), step.actor.clone(), comment]
    });
    SupervisionOrder {
        name: item.name(),
        court,
        number: item.number.to_string(),
        subject: if item.case.is_empty() || item.case == item.subject {
            item.subject.clone()
        } else {
            format!("{}（{}）", item.subject, item.case)
        },
        cause: cause.to_owned(),
        owner: item.owner.clone(),
        demand: item.matter.clone(),
        due: Some(item.due.legal_day()),
        issuer: item.issuer.clone().unwrap_or_else(|| "执行指挥中心".to_owned()),
        state: state.to_owned(),
        story: story.collect(),
        issued: item.created.legal_day(),
    }
}
