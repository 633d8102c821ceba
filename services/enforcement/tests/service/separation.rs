//! Every pair of steps that two people take, as far as this service has them: one person is refused both, whatever offices they hold.

use kit::{
    access::Role,
    domain::separation::{PAIRS, Pair, Step},
};
use proto::enforcement::v1 as wire;
use tonic::Status;

use crate::{
    batches, money_months, payout_files,
    till::{self, Till, item},
    world::{Person, World, day, fields, id, on_every, reason},
};

const OFFICES: [Role; 5] = [Role::Officer, Role::BureauChief, Role::President, Role::Command, Role::Cashier];

/// Somebody who holds every office of the court.
fn everybody(world: &World) -> Person {
    world.person_with("one", &OFFICES, "330783")
}

/// Money, claimed to a case.
async fn money(till: &Till, number: u32) -> String {
    let case = till.officer.file(number).await;
    till.receipt(&format!("IN-{number}"), 100, 1, &case.name).await.name
}

async fn draw_up(person: &Person, receipt: &str) -> wire::Distribution {
    let distribution =
        Some(wire::Distribution { receipt: receipt.into(), items: vec![item(1, 100)], ..Default::default() });
    let request = wire::CreateDistributionRequest { request_id: id(), distribution, ..Default::default() };
    person.money().create_distribution(request).await.unwrap().into_inner()
}

async fn approve(person: &Person, plan: &str) -> Result<wire::Distribution, Status> {
    let request =
        wire::ApproveDistributionRequest { request_id: id(), name: plan.into(), ..Default::default() };
    Ok(person.money().approve_distribution(request).await?.into_inner())
}

async fn confirm(person: &Person, payout: &str) -> Result<wire::Payout, Status> {
    let request = wire::ConfirmPayoutRequest {
        request_id: id(),
        name: payout.into(),
        bank_reference: format!("OUT-{payout}"),
        ..Default::default()
    };
    Ok(person.money().confirm_payout(request).await?.into_inner())
}

async fn change_account(till: &Till, person: &Person, payout: &str) {
    till.fail(payout).await.unwrap();
    let request = wire::RetryPayoutRequest {
        request_id: id(),
        name: payout.into(),
        account: "6217000011112222".into(),
        ..Default::default()
    };
    let changed = person.money().retry_payout(request).await.unwrap().into_inner();
    assert_eq!(changed.state(), wire::PayoutState::AwaitingApproval);
}

async fn approve_account(person: &Person, payout: &str) -> Result<wire::Payout, Status> {
    let request = wire::DecidePayoutAccountRequest {
        request_id: id(),
        name: payout.into(),
        approve: true,
        ..Default::default()
    };
    Ok(person.money().decide_payout_account(request).await?.into_inner())
}

/// The refusal of a person who orders a payment from the bank, or enters that it was made.
async fn pay(person: &Person, payout: &str, step: Step) -> Status {
    if step == Step::MakePayoutFile {
        return payout_files::create(person, &[payout.to_owned()]).await.unwrap_err();
    }
    confirm(person, payout).await.unwrap_err()
}

/// What becomes of who takes the second step after somebody took the first; none where the pair is another service's.
async fn both(pair: &Pair, number: u32, world: &World, two: &Person) -> Option<Status> {
    let (till, one) = (Till::of(world), everybody(world));
    let refused = match (pair.first, pair.second) {
        (Step::EnterReceipt, Step::ReverseReceipt) => {
            let entered = till::receipt(&format!("IN-{number}"), 100, 1, "");
            let request =
                wire::CreateReceiptRequest { request_id: id(), receipt: Some(entered), ..Default::default() };
            let entered = one.money().create_receipt(request).await.unwrap().into_inner();
            till::reverse(two, &entered.name).await.unwrap_err()
        }
        (Step::ConfirmPayout, Step::ReversePayout) => {
            let payout = till.plan(&money(&till, number).await, vec![item(1, 100)]).await.remove(0);
            confirm(&one, &payout).await.unwrap();
            till::reverse_payout(two, &payout).await.unwrap_err()
        }
        (Step::ProposePlan, Step::ApprovePlan) => {
            let plan = draw_up(&one, &money(&till, number).await).await;
            approve(two, &plan.name).await.unwrap_err()
        }
        (Step::ProposePlan, step) => {
            let plan = draw_up(&one, &money(&till, number).await).await;
            let plan = approve(&till.chief, &plan.name).await.unwrap();
            pay(two, &plan.items[0].payout, step).await
        }
        (Step::ApprovePlan, step) => {
            let plan = draw_up(&till.officer, &money(&till, number).await).await;
            let plan = approve(&one, &plan.name).await.unwrap();
            pay(two, &plan.items[0].payout, step).await
        }
        (Step::MakePayoutFile, Step::WithdrawPayoutFile) => {
            let payouts = till.plan(&money(&till, number).await, vec![item(1, 100)]).await;
            let file = payout_files::create(&one, &payouts).await.unwrap();
            payout_files::withdraw(two, &file.name).await.unwrap_err()
        }
        (Step::ProposeMoneyClose, Step::ConfirmMoneyClose) => {
            let month = money_months::ready(world, &till, number).await;
            money_months::propose(&one, &month, &[]).await.unwrap();
            money_months::confirm(two, &month, "").await.unwrap_err()
        }
        (Step::ChangeAccount, Step::ApprovePlan) => accounts_of_a_batch(&till, (&one, two), number).await,
        (Step::ChangeAccount | Step::ApproveAccount, _) => {
            let payout = till.plan(&money(&till, number).await, vec![item(1, 100)]).await.remove(0);
            let changes = pair.first == Step::ChangeAccount;
            change_account(&till, if changes { &one } else { &till.officer }, &payout).await;
            if pair.second == Step::ApproveAccount {
                approve_account(two, &payout).await.unwrap_err()
            } else {
                let early = confirm(&till.cashier, &payout).await.unwrap_err();
                assert_eq!(reason(&early), "ACCOUNT_NOT_APPROVED");
                approve_account(if changes { &till.chief } else { &one }, &payout).await.unwrap();
                let refused = pay(two, &payout, pair.second).await;
                confirm(&till.cashier, &payout).await.unwrap();
                refused
            }
        }
        (Step::ProposeDeferral, Step::DecideDeferral) => deferral(&till, (&one, two), number).await,
        (Step::ProposeMeasure, Step::DecideMeasure) => measure(&till, (&one, two), number).await,
        (Step::ProposeOnCase, Step::DecideOnCase) => {
            let name = till.officer.file(number).await.name;
            let request = wire::ExtendCaseRequest {
                request_id: id(),
                name: name.clone(),
                months: 3,
                reason: "财产处置未完成".into(),
                ..Default::default()
            };
            one.cases().extend_case(request).await.unwrap();
            let request =
                wire::DecideExtensionRequest { request_id: id(), name, approve: true, ..Default::default() };
            two.cases().decide_extension(request).await.unwrap_err()
        }
        (Step::AnswerSupervision, Step::CloseSupervision) => {
            let subject = till.officer.file(number).await.name;
            supervision((&one, two), &world.person("issuer", Role::Command, "330783"), subject).await
        }
        (Step::PrepareOpening, Step::ConfirmOpening) => {
            let case_opening = Some(wire::CaseOpening { as_of_date: day(2024, 1, 1), ..Default::default() });
            let request = wire::CreateCaseOpeningRequest { request_id: id(), case_opening };
            let opening = one.openings().create_case_opening(request).await.unwrap().into_inner();
            let request =
                wire::ConfirmCaseOpeningRequest { request_id: id(), name: opening.name, etag: opening.etag };
            two.openings().confirm_case_opening(request).await.unwrap_err()
        }
        (Step::FileTask | Step::ReportTask | Step::DraftRequest | Step::HoldEvidence, _) => return None,
        other => panic!("a pair that is not tried: {other:?}"),
    };
    Some(refused)
}

/// Who entered the accounts of a batch approves no plan over it.
async fn accounts_of_a_batch(till: &Till, (one, two): (&Person, &Person), number: u32) -> Status {
    use wire::BatchStep::{Allocate, Approve, FileCases, Propose};
    let members = vec![batches::member(usize::try_from(number).unwrap(), 100)];
    let batch = one.batches().create_batch(batches::request(members)).await.unwrap().into_inner().name;
    batches::ask(&till.officer, batches::run(&batch, FileCases)).await.unwrap();
    let receipt = till.receipt(&format!("SEP-B{number}"), 100, 0, "").await.name;
    let over = wire::RunBatchRequest { receipt, ..batches::run(&batch, Allocate) };
    batches::ask(&till.cashier, over).await.unwrap();
    batches::ask(&till.officer, batches::run(&batch, Propose)).await.unwrap();
    batches::ask(two, batches::run(&batch, Approve)).await.unwrap_err()
}

async fn deferral(till: &Till, (one, two): (&Person, &Person), number: u32) -> Status {
    let until = kit::domain::Timestamp::now().plus_hours(24 * 30).legal_day();
    let deferral = wire::Deferral {
        reason: wire::DeferralReason::Objection.into(),
        until_date: day(until.year().into(), until.month().into(), until.day().into()),
        ..Default::default()
    };
    let request = wire::CreateDeferralRequest {
        request_id: id(),
        parent: money(till, number).await,
        deferral: Some(deferral),
    };
    let asked = one.money().create_deferral(request).await.unwrap().into_inner();
    let request = wire::ApproveDeferralRequest { request_id: id(), name: asked.name };
    two.money().approve_deferral(request).await.unwrap_err()
}

async fn measure(till: &Till, (one, two): (&Person, &Person), number: u32) -> Status {
    let case = till.officer.file(number).await.name;
    let fine = wire::Sanction {
        case,
        kind: wire::SanctionKind::Fine.into(),
        sanctioned: Some(wire::SanctionedSubject {
            display_name: "李四".into(),
            kind: wire::SanctionedKind::Person.into(),
            identity_number: "34052419800101001X".into(),
            identity: None,
            ..wire::SanctionedSubject::default()
        }),
        ground: "拒不报告财产".into(),
        amount_fen: 1_000_000,
        ..Default::default()
    };
    let request = wire::CreateSanctionRequest { sanction: Some(fine), ..Default::default() };
    let proposed = one.sanctions().create_sanction(request).await.unwrap().into_inner();
    let request = wire::ApproveSanctionRequest { name: proposed.name, ..Default::default() };
    two.sanctions().approve_sanction(request).await.unwrap_err()
}

async fn supervision((one, two): (&Person, &Person), issuer: &Person, subject: String) -> Status {
    let item = wire::Supervision {
        subject,
        matter: "三日内书面说明进展".into(),
        owner: "people/one".into(),
        ..Default::default()
    };
    let request = wire::CreateSupervisionRequest { supervision: Some(item), ..Default::default() };
    let name = issuer.supervisions().create_supervision(request).await.unwrap().into_inner().name;
    let request = wire::SignSupervisionRequest { name: name.clone(), ..Default::default() };
    one.supervisions().sign_supervision(request).await.unwrap();
    let request =
        wire::ReplySupervisionRequest { name: name.clone(), reply: "已办结".into(), ..Default::default() };
    one.supervisions().reply_supervision(request).await.unwrap();
    let request = wire::AcceptSupervisionRequest { name, ..Default::default() };
    two.supervisions().accept_supervision(request).await.unwrap_err()
}

/// Tries every pair of this service: the second step by somebody who may not take it.
async fn never_both(world: World, two: Person) {
    let mut tried = 0;
    for (pair, number) in PAIRS.iter().zip(500..) {
        let Some(refused) = both(pair, number, &world, &two).await else { continue };
        tried += 1;
        // A file names each payment that this person may not pay by its field.
        let named = fields(&refused).into_iter().next();
        let (code, why) = named.map_or_else(
            || (tonic::Code::PermissionDenied, reason(&refused)),
            |(_, why)| (tonic::Code::InvalidArgument, why),
        );
        assert_eq!((refused.code(), why.as_str()), (code, pair.reason.name()), "{pair:?}");
    }
    assert_eq!(tried, 20, "pairs of this service");
}

#[tokio::test]
async fn one_person_never_takes_both_steps_of_a_pair() {
    on_every(|world| {
        let one = everybody(&world);
        never_both(world, one)
    })
    .await;
}

#[tokio::test]
async fn a_deputy_never_takes_the_second_step_after_who_is_absent_took_the_first() {
    on_every(|world| {
        let deputy = world.deputy("two", "people/one", &OFFICES);
        never_both(world, deputy)
    })
    .await;
}
