//! Whether the books hold, whatever happens beside the proof, and whether lists show all of them.

use enforcement::verify_money_in;
use kit::{access::keys::Keys, storage::Location};
use proto::enforcement::v1 as wire;

use crate::{
    till::{Till, books_hold, item},
    world::{on_every, reason},
};

#[tokio::test]
async fn a_book_that_somebody_altered_does_not_hold() {
    use sea_orm::ConnectionTrait as _;
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(4).await;
        let receipt = till.receipt("G-1", 1000, 1, &case.name).await;
        let payouts = till.plan(&receipt.name, vec![item(1, 600)]).await;
        till.confirm(&payouts[0], "P-1").await.unwrap();
        books_hold(&world).await;
        for (alter, restore, finding) in [
            (
                "UPDATE ledger SET amount_fen = 700 WHERE account = 'paid'",
                "UPDATE ledger SET amount_fen = 600 WHERE account = 'paid'",
                "adds up to 100 fen",
            ),
            (
                "UPDATE receipts SET amount_fen = 1",
                "UPDATE receipts SET amount_fen = 1000",
                "its columns say other",
            ),
            (
                "UPDATE ledger SET cause = 'X' WHERE cause = 'PAID'",
                "UPDATE ledger SET cause = 'PAID' WHERE cause = 'X'",
                "the ledger paid []",
            ),
        ] {
            let tx = world.store.begin().await.unwrap();
            tx.execute_unprepared(alter).await.unwrap();
            tx.commit().await.unwrap();
            let wrong = verify_money_in(&world.store).await.unwrap().wrong;
            assert!(wrong.iter().any(|what| what.contains(finding)), "{finding} in {wrong:?}");
            let tx = world.store.begin().await.unwrap();
            tx.execute_unprepared(restore).await.unwrap();
            tx.commit().await.unwrap();
        }
        books_hold(&world).await;
    })
    .await;
}

#[tokio::test]
async fn a_list_shows_each_once_whatever_the_pages() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(6).await;
        let mut names = Vec::new();
        for number in 0..5 {
            names.push(till.receipt(&format!("I-{number}"), 100, 1, &case.name).await.name);
        }
        names.reverse();
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let ask = wire::ListReceiptsRequest {
                filter: format!("case={}", case.name),
                page_size: 2,
                page_token: token,
            };
            let page = till.officer.money().list_receipts(ask).await.unwrap().into_inner();
            seen.extend(page.receipts.into_iter().map(|receipt| receipt.name));
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(seen, names, "the newest first, each once");
        let (mut lines, mut token) = (0, String::new());
        loop {
            let ask =
                wire::ListLedgerEntriesRequest { parent: names[0].clone(), page_size: 1, page_token: token };
            let page = till.officer.money().list_ledger_entries(ask).await.unwrap().into_inner();
            lines += page.entries.len();
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(lines, 4);
        till.plan(&names[0], vec![item(1, 60), item(2, 40)]).await;
        let ask = wire::ListPayoutsRequest {
            filter: format!("receipt={} AND state=PAYABLE", names[0]),
            ..Default::default()
        };
        let seen = till.officer.money().list_payouts(ask.clone()).await.unwrap().into_inner().payouts;
        let account = |payout: &wire::Payout| payout.payee.as_ref().unwrap().account.clone();
        assert_eq!(seen.len(), 2);
        assert!(seen.iter().all(|payout| account(payout).starts_with("****")), "the officer saw an account");
        let seen = till.cashier.money().list_payouts(ask).await.unwrap().into_inner().payouts;
        assert!(seen.iter().all(|payout| account(payout).starts_with("****")), "a list gives none whole");
        let ask = wire::ListDistributionsRequest { filter: "state=PROPOSED".into(), ..Default::default() };
        let waiting = till.officer.money().list_distributions(ask).await.unwrap().into_inner();
        assert!(waiting.distributions.is_empty());
        let ask = wire::ListReceiptsRequest { filter: "colour=PINK".into(), ..Default::default() };
        let refused = till.officer.money().list_receipts(ask).await.unwrap_err();
        assert_eq!(reason(&refused), "FILTER_VALUE_INVALID");
        let unseen = world.stranger().money().list_receipts(wire::ListReceiptsRequest::default()).await;
        assert!(unseen.unwrap().into_inner().receipts.is_empty(), "next door sees none of it");
    })
    .await;
}

#[tokio::test]
async fn the_books_are_proved_while_money_moves() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(7).await;
        let receipt = till.receipt("J-1", 3000, 1, &case.name).await;
        let payouts = till.plan(&receipt.name, (1..=30).map(|number| item(number, 100)).collect()).await;
        let paying = async {
            for (at, payout) in payouts.iter().enumerate() {
                till.confirm(payout, &format!("P-{at}")).await.unwrap();
            }
        };
        let proving = async {
            for _ in 0..10 {
                books_hold(&world).await;
            }
        };
        tokio::join!(paying, proving);
        assert_eq!(books_hold(&world).await.paid_fen, 3000);
    })
    .await;
}

#[tokio::test]
async fn the_books_of_a_folder_are_proved_without_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let (location, keys) = (Location::folder(folder.path()), Keys::random().unwrap());
    enforcement::migrate(&location, &keys).await.unwrap();
    let findings = enforcement::verify_money(&location, &keys).await.unwrap();
    assert_eq!((findings.receipts, findings.wrong.len()), (0, 0));
}
