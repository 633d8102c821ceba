//! Cases and receipts are found by names, telephones and the beginnings of numbers, by those whose scope has them.

use std::time::Duration;

use proto::enforcement::v1 as wire;
use sea_orm::ConnectionTrait as _;

use crate::{
    till::{Till, receipt, request},
    world::{Person, case, day, id, on_every, reason},
};

async fn found(person: &Person, filter: &str) -> Vec<String> {
    let request = wire::ListCasesRequest { filter: filter.into(), ..Default::default() };
    let page = person.cases().list_cases(request).await.unwrap().into_inner();
    page.cases.into_iter().map(|case| case.case_number).collect()
}

async fn refused(person: &Person, filter: &str) -> String {
    let request = wire::ListCasesRequest { filter: filter.into(), ..Default::default() };
    reason(&person.cases().list_cases(request).await.unwrap_err())
}

async fn paid_by(person: &Person, filter: &str) -> Vec<String> {
    let request = wire::ListReceiptsRequest { filter: filter.into(), ..Default::default() };
    let page = person.money().list_receipts(request).await.unwrap().into_inner();
    page.receipts.into_iter().map(|receipt| receipt.bank_reference).collect()
}

/// A case whose debtor has a telephone.
fn with_phone(number: u32) -> wire::Case {
    let mut written = case(number);
    written.filing_date = day(2023, 4, 1);
    written.parties[1].display_name = "阿不都·买买提".into();
    written.parties[1].phone = "138 0000 0000、0579-8612345".into();
    written
}

#[tokio::test]
async fn a_case_is_found_by_the_name_and_telephone_of_a_party_and_the_beginning_of_its_number() {
    on_every(|world| async move {
        let officer = world.officer();
        officer.file(17).await;
        let request = wire::CreateCaseRequest { request_id: id(), case: Some(with_phone(123)) };
        let made = officer.cases().create_case(request).await.unwrap().into_inner();
        let (first, second) = ("（2023）浙0783执17号", "（2023）浙0783执123号");
        for (filter, numbers) in [
            ("party_name=李四", vec![first]),
            ("party_name=\"李　四\"", vec![first]),
            ("party_name=张三", vec![second, first]),
            ("party_name=李", vec![]),
            ("party_name=阿不都•买买提", vec![second]),
            ("party_name=张三 AND party_name=李四", vec![first]),
            ("party_name!=李四", vec![second]),
            ("party_phone=13800000000", vec![second]),
            ("party_phone=\"+86 138 0000 0000\"", vec![second]),
            ("party_phone=05798612345", vec![second]),
            ("party_phone=13800000001", vec![]),
            ("case_number=（2023）浙0783执1*", vec![second, first]),
            ("case_number=2023浙0783执12*", vec![second]),
            ("case_number=（2023）浙0783执恢*", vec![]),
            ("case_number=（2023）浙0783执17号*", vec![first]),
            ("case_number=（2023）浙0783执字第17号", vec![first]),
            ("case_number!=（2023）浙0783执12*", vec![first]),
        ] {
            assert_eq!(found(&officer, filter).await, numbers, "{filter}");
        }
        for filter in ["party_name=李四", "party_phone=13800000000", "case_number=（2023）浙0783执*"] {
            assert!(found(&world.stranger(), filter).await.is_empty(), "{filter}");
        }
        for filter in
            ["case_number=浙0783执*", "case_number=（2023）浙0783*", "party_phone=138", "party_name=\" \""]
        {
            assert_eq!(refused(&officer, filter).await, "FILTER_VALUE_INVALID", "{filter}");
        }
        // What is corrected is found as it is now, and no longer as it was.
        let mut corrected = made.clone();
        corrected.case_number = "（2023）浙0783执456号".into();
        corrected.parties[1].display_name = "王五".into();
        corrected.parties[1].phone.clear();
        // Numbers are masked in an answer; a correction writes them out.
        for (party, number) in corrected.parties.iter_mut().zip(["11010519491231002X", "34052419800101001X"])
        {
            party.identity_number = number.into();
            party.identity = None;
        }
        let paths = vec!["case_number".into(), "parties".into()];
        let update = wire::UpdateCaseRequest {
            request_id: id(),
            case: Some(corrected),
            update_mask: Some(prost_types::FieldMask { paths }),
            etag: made.etag,
            reason: "当事人更名，案号录入有误".into(),
        };
        officer.cases().update_case(update).await.unwrap();
        for filter in
            ["party_name=阿不都·买买提", "party_phone=13800000000", "case_number=（2023）浙0783执12*"]
        {
            assert!(found(&officer, filter).await.is_empty(), "{filter}");
        }
        for filter in ["party_name=王五", "case_number=（2023）浙0783执45*"] {
            assert_eq!(found(&officer, filter).await, ["（2023）浙0783执456号"], "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_receipt_is_found_by_its_payer() {
    on_every(|world| async move {
        let till = Till::of(&world);
        till.receipt("A-1", 100, 1, "").await;
        let mut other = receipt("A-2", 100, 1, "");
        other.payer = None;
        till.cashier.money().create_receipt(request(other)).await.unwrap();
        assert_eq!(paid_by(&till.cashier, "payer=某建设公司").await, ["A-1"]);
        assert_eq!(paid_by(&till.cashier, "payer=\"某 建设公司\"").await, ["A-1"]);
        assert_eq!(paid_by(&till.cashier, "payer!=某建设公司").await, ["A-2"]);
        assert!(paid_by(&till.cashier, "payer=某建设").await.is_empty());
        assert!(paid_by(&world.stranger(), "payer=某建设公司").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn rows_of_an_older_release_are_found_once_they_were_looked_through() {
    on_every(|world| async move {
        let till = Till::of(&world);
        till.officer.file(1).await;
        till.receipt("A-1", 100, 1, "").await;
        for statement in [
            "DELETE FROM case_keys",
            "UPDATE receipts SET payer = NULL",
            "INSERT INTO search_keys_to_fill VALUES ('cases', ''), ('receipts', '')
                ON CONFLICT (of_table) DO UPDATE SET after_id = ''",
        ] {
            let tx = world.store.begin().await.unwrap();
            tx.execute_unprepared(statement).await.unwrap();
            tx.commit().await.unwrap();
        }
        let again = world.without_register().await;
        while found(&till.officer, "party_name=李四").await.is_empty()
            || paid_by(&till.cashier, "payer=某建设公司").await.is_empty()
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        again.enforcement.stop().await;
    })
    .await;
}
