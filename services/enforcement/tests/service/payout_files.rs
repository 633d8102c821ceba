//! Files for the bank at the service's surface: made once, the same bytes each time, settled by the bank's answer alone.

use kit::access::Role;
use proto::enforcement::v1 as wire;
use tonic::{Code, Status};

use crate::{
    till::{Till, books_hold, item},
    world::{Person, fields, id, on_every, reason},
};

pub(crate) async fn create(person: &Person, payouts: &[String]) -> Result<wire::PayoutFile, Status> {
    let request = wire::CreatePayoutFileRequest { request_id: id(), payouts: payouts.to_vec() };
    Ok(person.payout_files().create_payout_file(request).await?.into_inner())
}

async fn look(person: &Person, name: &str) -> Result<wire::PayoutFile, Status> {
    let request = wire::GetPayoutFileRequest { name: name.into() };
    Ok(person.payout_files().get_payout_file(request).await?.into_inner())
}

async fn download(person: &Person, name: &str) -> Result<String, Status> {
    let mut request = tonic::Request::new(wire::DownloadPayoutFileRequest { name: name.into() });
    request.metadata_mut().insert("x-access-reason", "payment".parse().unwrap());
    let body = person.payout_files().download_payout_file(request).await?.into_inner();
    Ok(String::from_utf8(body.data.to_vec()).unwrap())
}

pub(crate) async fn withdraw(person: &Person, name: &str) -> Result<wire::PayoutFile, Status> {
    let request = wire::WithdrawPayoutFileRequest {
        request_id: id(),
        name: name.into(),
        reason: "银行系统未受理".into(),
        ..Default::default()
    };
    Ok(person.payout_files().withdraw_payout_file(request).await?.into_inner())
}

/// The result of a row, as the file names it.
fn result(content: &str, row: usize, reference: &str, failure: &str) -> wire::PayoutResult {
    let line: Vec<&str> = content.split_terminator("\r\n").nth(row).unwrap().split(',').collect();
    let (yuan, cents) = line[5].split_once('.').unwrap();
    wire::PayoutResult {
        file_number: line[0].into(),
        row: i32::try_from(row).unwrap(),
        account: line[3].into(),
        amount_fen: yuan.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap(),
        bank_reference: reference.into(),
        failure: failure.into(),
        pay_time: None,
    }
}

async fn enter(
    person: &Person,
    name: &str,
    results: Vec<wire::PayoutResult>,
    validate_only: bool,
) -> Result<wire::EnterPayoutResultsResponse, Status> {
    let request =
        wire::EnterPayoutResultsRequest { request_id: id(), name: name.into(), results, validate_only };
    Ok(person.payout_files().enter_payout_results(request).await?.into_inner())
}

fn outcomes(answers: &[wire::PayoutResultAnswer]) -> Vec<(i32, wire::PayoutResultOutcome, &str)> {
    answers.iter().map(|answer| (answer.line, answer.outcome(), answer.reason.as_str())).collect()
}

/// Payouts out of one receipt, approved.
async fn payouts(till: &Till, number: u32, amounts: &[i64]) -> (String, Vec<String>) {
    let case = till.officer.file(number).await;
    let receipt = till.receipt(&format!("IN-{number}"), amounts.iter().sum(), 1, &case.name).await;
    let items = amounts.iter().enumerate().map(|(place, amount)| item(place + 1, *amount)).collect();
    let payouts = till.plan(&receipt.name, items).await;
    (receipt.name, payouts)
}

#[tokio::test]
async fn a_file_is_made_downloaded_and_answered_row_by_row() {
    on_every(|world| async move {
        use wire::PayoutResultOutcome::{Entered, Refused, Skipped};
        let till = Till::of(&world);
        let (receipt, payouts) = payouts(&till, 1, &[1000, 200, 30]).await;
        let file = create(&till.cashier, &payouts).await.unwrap();
        assert_eq!((file.row_count, file.total_fen, file.state()), (3, 1230, wire::PayoutFileState::Open));
        assert!(file.number.ends_with("-0001"), "{}", file.number);
        assert_eq!(file.rows[0].account, "****0001", "whole accounts stand in the bytes alone");
        let again = create(&till.cashier, &payouts[..1]).await.unwrap_err();
        assert_eq!(fields(&again), [("payouts[0]".into(), "PAYOUT_IN_FILE".into())]);
        let early = enter(&till.cashier, &file.name, vec![wire::PayoutResult::default()], false).await;
        assert_eq!(reason(&early.unwrap_err()), "PAYOUT_FILE_CLOSED", "nobody has the file");

        let silent = wire::DownloadPayoutFileRequest { name: file.name.clone() };
        let silent = till.cashier.payout_files().download_payout_file(silent).await.unwrap_err();
        assert_eq!(reason(&silent), "ACCESS_REASON_REQUIRED");
        let content = download(&till.cashier, &file.name).await.unwrap();
        assert_eq!(content, download(&till.cashier, &file.name).await.unwrap(), "the same bytes");
        assert!(content.starts_with('\u{feff}') && content.contains(",6222020000000001,"), "{content}");
        assert_eq!(look(&till.cashier, &file.name).await.unwrap().downloader, "people/cashier");
        let refused = till.confirm(&payouts[0], "OUT-0").await.unwrap_err();
        assert_eq!(reason(&refused), "PAYOUT_IN_FILE");
        assert_eq!(reason(&till.fail(&payouts[0]).await.unwrap_err()), "PAYOUT_IN_FILE");

        let results = vec![
            result(&content, 1, "OUT-1", ""),
            wire::PayoutResult { amount_fen: 201, ..result(&content, 2, "OUT-2", "") },
            result(&content, 3, "", "户名不符"),
        ];
        let wanted = [(1, Entered, ""), (2, Refused, "RESULT_AMOUNT_DIFFERS"), (3, Entered, "")];
        let checked = enter(&till.cashier, &file.name, results.clone(), true).await.unwrap();
        assert_eq!(outcomes(&checked.answers), wanted);
        assert_eq!(look(&till.cashier, &file.name).await.unwrap().paid_count, 0, "a check changes nothing");
        let entered = enter(&till.cashier, &file.name, results.clone(), false).await.unwrap();
        assert_eq!(outcomes(&entered.answers), wanted);
        let late = withdraw(&till.chief, &file.name).await.unwrap_err();
        assert_eq!(reason(&late), "PAYOUT_FILE_HAS_RESULTS");
        let mut results = results;
        results[1] = result(&content, 2, "OUT-2", "");
        let entered = enter(&till.cashier, &file.name, results, false).await.unwrap();
        assert_eq!(outcomes(&entered.answers), [(1, Skipped, ""), (2, Entered, ""), (3, Skipped, "")]);
        let file = entered.payout_file.unwrap();
        assert_eq!((file.paid_count, file.paid_fen, file.failed_count), (2, 1200, 1));
        assert_eq!(file.state(), wire::PayoutFileState::Settled);
        let money = till.look(&receipt).await;
        assert_eq!((money.paid_fen, money.payable_fen), (1200, 30));
        let settled = download(&till.cashier, &file.name).await.unwrap_err();
        assert_eq!(reason(&settled), "PAYOUT_FILE_CLOSED", "nobody needs its accounts any more");

        // What failed is retried with another account, approved, and stands in the next file.
        let retry = wire::RetryPayoutRequest {
            request_id: id(),
            name: payouts[2].clone(),
            account: "6217000000000009".into(),
            bank: "工商银行".into(),
            ..Default::default()
        };
        till.officer.money().retry_payout(retry).await.unwrap();
        let waiting = create(&till.cashier, &payouts[2..]).await.unwrap_err();
        assert_eq!(fields(&waiting)[0].1, "PAYOUT_NOT_PAYABLE");
        till.decide_account(&payouts[2], true).await.unwrap();
        let next = create(&till.cashier, &payouts[2..]).await.unwrap();
        assert!(next.number.ends_with("-0002"), "{}", next.number);
        let page = wire::ListPayoutFilesRequest { filter: "state=OPEN".into(), ..Default::default() };
        let page = till.chief.payout_files().list_payout_files(page).await.unwrap().into_inner();
        assert_eq!(page.payout_files.iter().map(|file| &file.name).collect::<Vec<_>>(), [&next.name]);
        assert!(page.payout_files[0].rows.is_empty());
        assert_eq!(books_hold(&world).await.files, 2);
    })
    .await;
}

#[tokio::test]
async fn a_payout_leaves_a_file_that_nobody_has_and_a_second_person_withdraws_it() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let (_, payouts) = payouts(&till, 2, &[500, 70]).await;
        let proposer = world.person_with("officer", &[Role::Officer, Role::Cashier], "330783");
        let refused = create(&proposer, &payouts).await.unwrap_err();
        assert_eq!(fields(&refused).len(), 2);
        assert_eq!(fields(&refused)[0].1, "PAYER_IS_PROPOSER");
        let strange = world.person("cashier3", Role::Cashier, "330784");
        let refused = create(&strange, &payouts[..1]).await.unwrap_err();
        assert_eq!(fields(&refused)[0].1, "PAYOUT_UNKNOWN");
        let file = create(&till.cashier, &payouts).await.unwrap();
        assert_eq!(look(&till.officer, &file.name).await.unwrap_err().code(), Code::PermissionDenied);
        assert_eq!(reason(&look(&strange, &file.name).await.unwrap_err()), "PAYOUT_FILE_UNKNOWN");
        till.fail(&payouts[0]).await.unwrap();
        assert_eq!(look(&till.cashier, &file.name).await.unwrap().left_count, 1);
        let stale = download(&till.cashier, &file.name).await.unwrap_err();
        assert_eq!(reason(&stale), "PAYOUT_FILE_STALE");
        let own = withdraw(&till.cashier, &file.name).await.unwrap_err();
        assert_eq!(reason(&own), "WITHDRAWER_IS_MAKER");
        let withdrawn = withdraw(&till.chief, &file.name).await.unwrap();
        assert_eq!(withdrawn.state(), wire::PayoutFileState::Withdrawn);
        assert_eq!(withdrawn.withdrawer, "people/chief");
        let rest = create(&till.cashier, &payouts[1..]).await.unwrap();
        assert_eq!(rest.total_fen, 70);
        books_hold(&world).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_files_made_at_once_of_the_same_payout_one_is() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let (_, payouts) = payouts(&till, 3, &[500, 70]).await;
        let second = world.person("cashier2", Role::Cashier, "330783");
        let turned: Vec<String> = payouts.iter().rev().cloned().collect();
        let (one, other) = tokio::join!(create(&till.cashier, &payouts), create(&second, &turned));
        let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
        let lost = lost.unwrap_err();
        assert!(fields(&lost).iter().all(|(_, reason)| reason == "PAYOUT_IN_FILE"), "{lost:?}");
        assert_eq!(won.unwrap().row_count, 2);
        books_hold(&world).await;
    })
    .await;
}
