//! The wages of a building site: 85 workers, one debtor, one transfer.

use kit::{access::Role, domain::Timestamp, storage::sql};
use proto::enforcement::v1 as wire;
use sea_orm::ConnectionTrait as _;
use tonic::Status;

use crate::{
    till::{Till, books_hold},
    world::{Person, World, fields, id, on_every, reason},
};

const WORKERS: usize = 85;

/// A citizen's number with its check character.
fn citizen(number: usize) -> String {
    let body = format!("33078319800101{number:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    format!("{body}{}", "10X98765432".chars().nth((sum % 11) as usize).unwrap())
}

pub(crate) fn member(number: usize, claim_fen: i64) -> wire::BatchMember {
    wire::BatchMember {
        payee: Some(wire::Payee {
            display_name: format!("工人{number}"),
            identity_number: citizen(number),
            account: format!("622202{number:010}"),
            bank: "中国工商银行东阳支行".into(),
            identity: None,
        }),
        claim_fen,
        case_number: format!("（2023）浙0783执{}号", 2000 + number),
        ..Default::default()
    }
}

/// 6.7 million yuan and some fen, every claim another.
fn workers() -> Vec<wire::BatchMember> {
    (1..=WORKERS).map(|number| member(number, 7_882_000 + 37 * i64::try_from(number).unwrap() + 1)).collect()
}

pub(crate) fn request(members: Vec<wire::BatchMember>) -> wire::CreateBatchRequest {
    let debtor = wire::Party {
        display_name: "某建设公司".into(),
        kind: wire::PartyKind::Organisation.into(),
        identity_number: "91350100M000100Y43".into(),
        ..Default::default()
    };
    let batch = wire::Batch {
        display_name: "某工地八十五名工人工资".into(),
        debtor: Some(debtor),
        cause: "追索劳动报酬纠纷".into(),
        members,
        ..Default::default()
    };
    wire::CreateBatchRequest { request_id: id(), batch: Some(batch), ..Default::default() }
}

pub(crate) fn run(batch: &str, step: wire::BatchStep) -> wire::RunBatchRequest {
    wire::RunBatchRequest { request_id: id(), name: batch.into(), step: step.into(), ..Default::default() }
}

pub(crate) async fn ask(
    person: &Person,
    request: wire::RunBatchRequest,
) -> Result<wire::RunBatchResponse, Status> {
    Ok(person.batches().run_batch(request).await?.into_inner())
}

pub(crate) fn counts(answer: &wire::RunBatchResponse) -> (i32, i32, i32) {
    (answer.done_count, answer.skipped_count, answer.failed_count)
}

fn row(index: usize) -> i32 {
    i32::try_from(index).unwrap()
}

pub(crate) async fn look(world: &World, name: &str) -> wire::Batch {
    let request = wire::GetBatchRequest { name: name.into() };
    world.president().batches().get_batch(request).await.unwrap().into_inner()
}

/// How many things were counted under a name, and their sum.
pub(crate) async fn counted(world: &World, what: &str) -> (i64, i64) {
    let text = "SELECT COUNT(*) AS number, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount FROM measures WHERE what = $1";
    let read = world.store.read();
    let row = read.query_one_raw(sql(read, text, vec![what.into()])).await.unwrap().unwrap();
    (row.try_get("", "number").unwrap(), row.try_get("", "amount").unwrap())
}

#[tokio::test]
async fn eighty_five_workers_are_paid_to_the_fen() {
    use wire::BatchStep::{Allocate, Approve, Close, FileCases, Pay, Propose, Urge};
    on_every(|world| async move {
        let till = Till::of(&world);
        let batch = till.officer.batches().create_batch(request(workers())).await.unwrap().into_inner();
        let owed = batch.totals.as_ref().unwrap().claim_fen;
        assert_eq!(owed, 670_105_320);
        let name = batch.name;
        let filed = ask(&till.officer, run(&name, FileCases)).await.unwrap();
        assert_eq!(counts(&filed), (85, 0, 0));
        assert_eq!(counts(&ask(&till.officer, run(&name, FileCases)).await.unwrap()), (0, 85, 0));
        assert_eq!(counts(&ask(&till.officer, run(&name, Urge)).await.unwrap()), (85, 0, 0));

        let receipt = till.receipt("WAGES-1", owed, 0, "").await;
        let over = wire::RunBatchRequest { receipt: receipt.name.clone(), ..run(&name, Allocate) };
        assert_eq!(counts(&ask(&till.cashier, over).await.unwrap()), (85, 0, 0));
        assert_eq!(counts(&ask(&till.officer, run(&name, Propose)).await.unwrap()), (85, 0, 0));
        assert_eq!(counts(&ask(&till.officer, run(&name, Propose)).await.unwrap()), (0, 85, 0));
        let early = ask(&till.cashier, run(&name, Approve)).await.unwrap_err();
        assert_eq!(reason(&early), "ROLE_REQUIRED");
        // Two approve at once: the plan is approved once.
        let (one, other) =
            tokio::join!(ask(&till.chief, run(&name, Approve)), ask(&till.president, run(&name, Approve)));
        let mut done = [one.unwrap().done_count, other.unwrap().done_count];
        done.sort_unstable();
        assert_eq!(done, [0, 85]);

        // The bank's file: two could not be paid.
        let payment = |number: usize| wire::BatchPayment {
            member: row(number),
            bank_reference: if number == 7 || number == 60 { String::new() } else { format!("PAY-{number}") },
            failure: if number == 7 || number == 60 { "户名不符".into() } else { String::new() },
            ..Default::default()
        };
        let file =
            wire::RunBatchRequest { payments: (1..=WORKERS).map(payment).collect(), ..run(&name, Pay) };
        let paid = ask(&till.cashier, file.clone()).await.unwrap();
        assert_eq!(paid.done_count, 85);
        assert_eq!(ask(&till.cashier, file.clone()).await.unwrap(), paid, "the same call is the same answer");
        let standing = paid.batch.unwrap();
        assert_eq!(standing.totals.as_ref().unwrap().paid_members, 83);
        assert_eq!(standing.members[6].state(), wire::BatchMemberState::PayFailed);
        // The same file again under another request: nothing is paid twice.
        let again = wire::RunBatchRequest { request_id: id(), ..file };
        assert_eq!(counts(&ask(&till.cashier, again).await.unwrap()), (0, 83, 2));
        let closed = ask(&till.officer, run(&name, Close)).await.unwrap();
        assert_eq!(counts(&closed), (83, 0, 2));
        assert_eq!(closed.results[6].reason, "MEMBER_NOT_PAID");
        assert!(books_hold(&world).await.paid_fen < i128::from(owed));

        for number in [7, 60] {
            let payout = standing.members[number - 1].payouts[0].clone();
            let retry = wire::RetryPayoutRequest {
                request_id: id(),
                name: payout.clone(),
                account: format!("621700{number:010}"),
                ..Default::default()
            };
            till.officer.money().retry_payout(retry).await.unwrap();
            till.decide_account(&payout, true).await.unwrap();
        }
        let retried = [7, 60].map(|number: usize| wire::BatchPayment {
            member: row(number),
            bank_reference: format!("PAY-AGAIN-{number}"),
            ..Default::default()
        });
        let file = wire::RunBatchRequest { payments: retried.to_vec(), ..run(&name, Pay) };
        assert_eq!(counts(&ask(&till.cashier, file).await.unwrap()), (2, 83, 0));
        assert_eq!(counts(&ask(&till.officer, run(&name, Close)).await.unwrap()), (2, 83, 0));

        let end = look(&world, &name).await;
        let totals = end.totals.unwrap();
        assert_eq!((totals.claim_fen, totals.allocated_fen, totals.paid_fen), (owed, owed, owed));
        assert_eq!(totals.paid_members, 85);
        assert!(totals.days <= 7);
        let states: Vec<_> = totals.states.iter().map(|count| (count.state(), count.members)).collect();
        assert_eq!(states, [(wire::BatchMemberState::Closed, 85)]);
        assert!(end.members.iter().all(|member| member.paid_fen == member.claim_fen));
        let money = till.look(&receipt.name).await;
        assert_eq!((money.state(), money.rest_fen, money.paid_fen), (wire::ReceiptState::Paid, 0, owed));
        let findings = books_hold(&world).await;
        assert_eq!((findings.paid_fen, findings.payouts), (i128::from(owed), 85));
        for (what, number, amount) in [
            ("payout", 85, Some(owed)),
            ("receipt-days", 1, None),
            ("wage-case", 85, Some(owed)),
            ("wage-case-paid", 85, Some(owed)),
            ("wage-batch-paid", 1, None),
        ] {
            let counted = counted(&world, what).await;
            assert_eq!(counted.0, number, "{what}");
            assert!(amount.is_none_or(|amount| amount == counted.1), "{what} {counted:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_batch_with_a_double_stores_nothing() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let mut members: Vec<_> = (1..=4).map(|number| member(number, 100)).collect();
        let (person, account) = {
            let first = members[0].payee.clone().unwrap();
            (first.identity_number, first.account)
        };
        members[1].payee.as_mut().unwrap().identity_number = person.clone();
        members[2].payee.as_mut().unwrap().account = account.clone();
        members[3].claim_fen = -1;
        let refused = till.officer.batches().create_batch(request(members)).await.unwrap_err();
        let violations: Vec<_> = fields(&refused);
        let violations: Vec<_> =
            violations.iter().map(|(field, reason)| (field.as_str(), reason.as_str())).collect();
        assert_eq!(
            violations,
            [
                ("batch.members[1].payee.identity_number", "MEMBER_DUPLICATE"),
                ("batch.members[2].payee.account", "ACCOUNT_DUPLICATE"),
                ("batch.members[3].claim_fen", "AMOUNT_NOT_POSITIVE"),
            ]
        );
        let said = String::from_utf8_lossy(refused.details());
        assert!(said.contains("第 1 行与第 2 行") && said.contains("第 1 行与第 3 行"));
        assert!(!said.contains(&person) && !said.contains(&account));
        let list = wire::ListBatchesRequest::default();
        let list = till.officer.batches().list_batches(list).await.unwrap().into_inner();
        assert!(list.batches.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_fails_for_one_is_done_for_the_others_and_shared_fairly() {
    use wire::{
        BatchMemberState::{Entered, PartlyPaid},
        BatchStep::{Allocate, Approve, FileCases, Pay, Propose},
    };
    on_every(|world| async move {
        let till = Till::of(&world);
        // An older case has the number of the second member.
        till.officer.file(2002).await;
        let members = vec![member(1, 100), member(2, 100), member(3, 200)];
        let batch = till.officer.batches().create_batch(request(members)).await.unwrap().into_inner();
        let name = batch.name;
        let filed = ask(&till.officer, run(&name, FileCases)).await.unwrap();
        assert_eq!(counts(&filed), (2, 0, 1));
        assert_eq!((filed.results[1].member, filed.results[1].reason.as_str()), (2, "CASE_EXISTS"));
        let receipt = till.receipt("SHORT-1", 100, 0, "").await;
        let over = wire::RunBatchRequest { receipt: receipt.name.clone(), ..run(&name, Allocate) };
        let allocated = ask(&till.officer, over).await.unwrap().batch.unwrap();
        let shares: Vec<_> = allocated.members.iter().map(|member| member.allocated_fen).collect();
        assert_eq!(shares, [33, 0, 67]);
        let chief = world.person("chief", Role::BureauChief, "330783");
        ask(&chief, run(&name, Propose)).await.unwrap();
        let own = ask(&chief, run(&name, Approve)).await.unwrap_err();
        assert_eq!(reason(&own), "APPROVER_IS_PROPOSER");
        ask(&till.president, run(&name, Approve)).await.unwrap();
        let payment = |member: i32| wire::BatchPayment {
            member,
            bank_reference: format!("S-{member}"),
            pay_time: Some(Timestamp::now().to_timestamp()),
            ..Default::default()
        };
        let wrong = vec![payment(1), payment(1), payment(9)];
        let refused = ask(&till.cashier, wire::RunBatchRequest { payments: wrong, ..run(&name, Pay) }).await;
        let violations = fields(&refused.unwrap_err());
        let violations: Vec<_> = violations.iter().map(|(_, reason)| reason.as_str()).collect();
        assert_eq!(violations, ["MEMBER_UNKNOWN", "BANK_REFERENCE_DUPLICATE", "MEMBER_UNKNOWN"]);
        let payments = vec![payment(1), payment(2), payment(3)];
        let paid = ask(&till.cashier, wire::RunBatchRequest { payments, ..run(&name, Pay) }).await.unwrap();
        assert_eq!(counts(&paid), (2, 0, 1));
        let states: Vec<_> = paid.batch.unwrap().members.iter().map(wire::BatchMember::state).collect();
        assert_eq!(states, [PartlyPaid, Entered, PartlyPaid]);
        let stranger = world.stranger().batches().get_batch(wire::GetBatchRequest { name }).await;
        assert_eq!(reason(&stranger.unwrap_err()), "BATCH_UNKNOWN");
        books_hold(&world).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_pays_beside_a_batch_pays_nobody_twice() {
    use wire::BatchStep::{Allocate, Approve, FileCases, Pay, Propose};
    on_every(|world| async move {
        let till = Till::of(&world);
        let members = (1..=12).map(|number| member(number, 100)).collect();
        let name = till.officer.batches().create_batch(request(members)).await.unwrap().into_inner().name;
        ask(&till.officer, run(&name, FileCases)).await.unwrap();
        let receipt = till.receipt("BESIDE-1", 1200, 0, "").await;
        let over = wire::RunBatchRequest { receipt: receipt.name.clone(), ..run(&name, Allocate) };
        ask(&till.officer, over).await.unwrap();
        ask(&till.officer, run(&name, Propose)).await.unwrap();
        let batch = ask(&till.chief, run(&name, Approve)).await.unwrap().batch.unwrap();
        let payment = |number: i32| wire::BatchPayment {
            member: number,
            bank_reference: format!("N-{number}"),
            ..Default::default()
        };
        let file = wire::RunBatchRequest { payments: (1..=12).map(payment).collect(), ..run(&name, Pay) };
        let beside = async {
            for member in batch.members.iter().rev() {
                till.confirm(&member.payouts[0], &format!("N-{}", member.number)).await.unwrap();
            }
        };
        let (paid, ()) = tokio::join!(ask(&till.cashier, file), beside);
        assert_eq!(paid.unwrap().failed_count, 0);
        let money = till.look(&receipt.name).await;
        assert_eq!((money.paid_fen, money.state()), (1200, wire::ReceiptState::Paid));
        assert_eq!(books_hold(&world).await.paid_fen, 1200);
    })
    .await;
}

#[tokio::test]
async fn where_two_payments_wait_the_bank_says_which() {
    use wire::BatchStep::{Allocate, Approve, FileCases, Pay, Propose};
    on_every(|world| async move {
        let till = Till::of(&world);
        let batch =
            till.officer.batches().create_batch(request(vec![member(1, 300)])).await.unwrap().into_inner();
        let name = batch.name;
        ask(&till.officer, run(&name, FileCases)).await.unwrap();
        // Money comes in two parts, and each becomes a payment of its own.
        for part in ["PART-1", "PART-2"] {
            let receipt = till.receipt(part, 100, 0, "").await;
            let over = wire::RunBatchRequest { receipt: receipt.name, ..run(&name, Allocate) };
            ask(&till.officer, over).await.unwrap();
            ask(&till.officer, run(&name, Propose)).await.unwrap();
            ask(&till.president, run(&name, Approve)).await.unwrap();
        }
        let payouts = look(&world, &name).await.members[0].payouts.clone();
        assert_eq!(payouts.len(), 2);
        let pay = |payout: &str, reference: &str| {
            let payment = wire::BatchPayment {
                member: 1,
                bank_reference: reference.into(),
                payout: payout.into(),
                ..Default::default()
            };
            wire::RunBatchRequest { payments: vec![payment], ..run(&name, Pay) }
        };
        let unclear = ask(&till.cashier, pay("", "B-1")).await.unwrap();
        assert_eq!((counts(&unclear), unclear.results[0].reason.as_str()), ((0, 0, 1), "PAYOUT_AMBIGUOUS"));
        assert_eq!(counts(&ask(&till.cashier, pay(&payouts[1], "B-2")).await.unwrap()), (1, 0, 0));
        assert_eq!(counts(&ask(&till.cashier, pay("", "B-1")).await.unwrap()), (1, 0, 0));
        assert_eq!(look(&world, &name).await.totals.unwrap().paid_fen, 200);
        books_hold(&world).await;
    })
    .await;
}
