//! The bank's list taken over, what is suggested for its rows, and what is taken out of the books again.

use kit::{access::Role, domain::Timestamp, storage::sql};
use proto::enforcement::v1::{
    self as wire,
    ClaimGround::{AmountMissing, DebtorInRemark, NumberInRemark, PayerIsDebtor},
};

use sea_orm::ConnectionTrait as _;

use crate::{
    till::{self, Till, books_hold, item},
    world::{Person, World, id, on_every, reason},
};

fn transfer(reference: &str, amount_fen: i64, payer: &str, remark: &str) -> wire::BankTransfer {
    // A fixed hour, so that the same list is the same list again.
    let arrive_time = Timestamp::parse("2024-03-01T01:30:00Z").unwrap().to_timestamp();
    wire::BankTransfer {
        bank_reference: reference.into(),
        amount_fen,
        arrive_time: Some(arrive_time),
        payer: Some(wire::Payer { display_name: payer.into(), ..Default::default() }),
        remark: remark.into(),
    }
}

async fn import(
    person: &Person,
    transfers: &[wire::BankTransfer],
    validate_only: bool,
) -> wire::ImportReceiptsResponse {
    let request = wire::ImportReceiptsRequest {
        transfers: transfers.to_vec(),
        notice_time: Some(Timestamp::parse("2024-03-01T02:00:00Z").unwrap().to_timestamp()),
        validate_only,
    };
    person.money().import_receipts(request).await.unwrap().into_inner()
}

async fn all(world: &World, filter: &str) -> Vec<wire::Receipt> {
    let cashier = world.person("cashier", Role::Cashier, "330783");
    let request = wire::ListReceiptsRequest { filter: filter.into(), ..Default::default() };
    cashier.money().list_receipts(request).await.unwrap().into_inner().receipts
}

async fn one(world: &World, reference: &str) -> wire::Receipt {
    all(world, &format!("bank_reference={reference} AND state!=REVERSED")).await.remove(0)
}

fn counts(answer: &wire::ImportReceiptsResponse) -> (i32, i32, i64) {
    (answer.created, answer.present, answer.created_fen)
}

fn wrong(answer: &wire::ImportReceiptsResponse) -> Vec<(i32, &str, &str)> {
    answer.bad_rows.iter().map(|row| (row.index, row.field.as_str(), row.reason.as_str())).collect()
}

#[tokio::test]
async fn a_list_is_entered_once_however_often_it_is_imported() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let list = [
            transfer("B-1", 50_000, "李四", "执行款"),
            transfer("B-2", 0, "李四", ""),
            transfer("", 100, "李四", ""),
            transfer("B-3", 70_000, "王五", ""),
            transfer("B-1", 50_000, "李四", "执行款"),
        ];
        let checked = import(&till.cashier, &list, true).await;
        assert_eq!(counts(&checked), (2, 1, 120_000));
        assert_eq!(
            wrong(&checked),
            [(1, "amount_fen", "AMOUNT_NOT_POSITIVE"), (2, "bank_reference", "REQUIRED")]
        );
        assert!(all(&world, "").await.is_empty(), "a check enters nothing");
        assert_eq!(counts(&import(&till.cashier, &list, false).await), (2, 1, 120_000));
        assert_eq!(counts(&import(&till.cashier, &list, false).await), (0, 3, 0));
        assert_eq!(all(&world, "state=UNIDENTIFIED").await.len(), 2);

        // Another amount under a number that is known is never passed over.
        let other = [transfer("B-1", 50_001, "李四", "执行款"), transfer("B-4", 1, "李四", "")];
        let answer = import(&till.cashier, &other, false).await;
        assert_eq!(
            (answer.created, wrong(&answer)),
            (1, vec![(0, "bank_reference", "BANK_REFERENCE_DIFFERS")])
        );
        let elsewhere = world.person("other", Role::Cashier, "330782");
        let answer = import(&elsewhere, &[transfer("B-1", 50_000, "李四", "执行款")], false).await;
        assert_eq!(wrong(&answer), [(0, "bank_reference", "BANK_REFERENCE_REFUSED")]);
        assert_eq!(books_hold(&world).await.receipts, 3);
    })
    .await;
}

#[tokio::test]
async fn what_a_transfer_says_leads_to_its_case_and_nowhere_outside_the_scope() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let (first, second) = (till.officer.file(41).await, till.officer.file(42).await);
        let list = [
            transfer("B-1", 7_880_000, "某公司", "代李四付（2023）浙0783执42号"),
            transfer("B-2", 1_000, "李四", ""),
            transfer("B-3", 1_000, "赵六", "货款"),
        ];
        import(&till.cashier, &list, false).await;
        let mut receipts = Vec::new();
        for reference in ["B-1", "B-2", "B-3"] {
            receipts.push(one(&world, reference).await.name);
        }
        let asked = wire::SuggestClaimsRequest { receipts: receipts.clone() };
        let found =
            till.cashier.money().suggest_claims(asked.clone()).await.unwrap().into_inner().suggestions;
        let said: Vec<_> = found
            .iter()
            .map(|one| (one.receipt.as_str(), one.case.as_str(), one.grounds().collect::<Vec<_>>()))
            .collect();
        assert_eq!(
            said[..2],
            [
                (
                    receipts[0].as_str(),
                    second.name.as_str(),
                    vec![NumberInRemark, DebtorInRemark, AmountMissing]
                ),
                (receipts[0].as_str(), first.name.as_str(), vec![DebtorInRemark, AmountMissing]),
            ]
        );
        let of_second: Vec<_> = said.iter().filter(|(receipt, ..)| *receipt == receipts[1]).collect();
        assert_eq!(of_second.len(), 2);
        assert!(of_second.iter().all(|(_, _, grounds)| *grounds == [PayerIsDebtor]), "{of_second:?}");
        assert!(said.iter().all(|(receipt, ..)| *receipt != receipts[2]), "nothing speaks for a case of it");

        // What came for a case is no longer missing, and what is claimed has no suggestion.
        let claim = wire::ClaimReceiptRequest {
            request_id: id(),
            name: receipts[0].clone(),
            case: second.name.clone(),
            ..Default::default()
        };
        till.cashier.money().claim_receipt(claim).await.unwrap();
        let found = till.cashier.money().suggest_claims(asked).await.unwrap().into_inner().suggestions;
        assert!(found.iter().all(|one| one.receipt != receipts[0]));
        let missing: Vec<_> =
            found.iter().filter(|one| one.case == second.name).map(|one| one.missing_fen).collect();
        assert_eq!(missing, [0]);
        let elsewhere = world.person("other", Role::Cashier, "330782");
        let hidden = wire::SuggestClaimsRequest { receipts: vec![receipts[1].clone()] };
        let refused = elsewhere.money().suggest_claims(hidden).await.unwrap_err();
        assert_eq!(reason(&refused), "RECEIPT_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn a_receipt_that_was_entered_wrong_leaves_the_books_and_its_number_is_free() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(43).await;
        let entered = till.receipt("B-9", 500_000, 3, &case.name).await;
        assert_eq!(reason(&till::reverse(&till.chief, &entered.name).await.unwrap_err()), "RECEIPT_HELD");
        let unclaim = wire::UnclaimReceiptRequest {
            request_id: id(),
            name: entered.name.clone(),
            reason: "金额登记有误".into(),
            ..Default::default()
        };
        till.chief.money().unclaim_receipt(unclaim).await.unwrap();
        assert!(till::reverse(&till.cashier, &entered.name).await.is_err(), "it is not the cashier's to do");
        // As the supervision list counts money that waits beyond its last day.
        let late = format!(
            "INSERT INTO measures (what, subject, facet, day, region_code, amount)
             VALUES ('receipt-days', '{}', 'unpaid', 20240401, '330783', 31)",
            entered.name
        );
        world.store.read().execute_unprepared(&late).await.unwrap();
        let reversed = till::reverse(&till.chief, &entered.name).await.unwrap();
        let counted = "SELECT subject FROM measures WHERE what = 'receipt-days'";
        let counted =
            world.store.read().query_all_raw(sql(world.store.read(), counted, vec![])).await.unwrap();
        assert!(counted.is_empty(), "what is not in the books is not late");
        assert_eq!((reversed.state(), reversed.rest_fen), (wire::ReceiptState::Reversed, 0));
        assert_eq!(reversed.reversal.unwrap().person, "people/chief");
        assert_eq!(reason(&till::reverse(&till.chief, &entered.name).await.unwrap_err()), "RECEIPT_REVERSED");
        let claim = wire::ClaimReceiptRequest {
            request_id: id(),
            name: entered.name.clone(),
            case: case.name.clone(),
            ..Default::default()
        };
        assert_eq!(reason(&till.cashier.money().claim_receipt(claim).await.unwrap_err()), "RECEIPT_REVERSED");
        assert!(till.draw_up(&entered.name, vec![item(1, 100)]).await.is_err());
        let right = till.receipt("B-9", 50_000, 3, &case.name).await;
        assert_eq!(all(&world, "bank_reference=B-9").await.len(), 2, "both stay");
        assert_eq!(one(&world, "B-9").await.name, right.name);
        let books = books_hold(&world).await;
        assert_eq!((books.receipts, books.arrived_fen), (2, 50_000));
    })
    .await;
}
