//! One damaged row: it is left out of lists and named when it is asked for; the others are there.

use proto::enforcement::v1 as wire;
use sea_orm::ConnectionTrait as _;

use crate::{
    till::Till,
    world::{World, id, on_every, reason},
};

async fn damage(world: &World, table: &str, key: &str, name: &str) {
    let tx = world.store.begin().await.unwrap();
    let zeros = if world.store.is_postgres() { "'\\x0102030405'" } else { "x'0102030405'" };
    let text = format!("UPDATE {table} SET sealed = {zeros} WHERE {key} = '{name}'");
    assert!(tx.execute_unprepared(&text).await.unwrap().rows_affected() > 0, "{table} {name}");
    tx.commit().await.unwrap();
}

fn uuid_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn a_damaged_row_takes_no_list_with_it() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let mut filed = Vec::new();
        for number in 1..=5 {
            filed.push(till.officer.file(number).await.name);
        }
        damage(&world, "cases", "id", uuid_of(&filed[2])).await;
        // Pages of two: all others are found, though a page holds the damaged one.
        let (mut seen, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = wire::ListCasesRequest { page_size: 2, page_token, ..Default::default() };
            let page = till.officer.cases().list_cases(request).await.unwrap().into_inner();
            seen.extend(page.cases.into_iter().map(|case| case.name));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        seen.sort();
        let mut whole = filed.clone();
        whole.remove(2);
        whole.sort();
        assert_eq!(seen, whole);
        let get = wire::GetCaseRequest { name: filed[2].clone() };
        assert_eq!(reason(&till.officer.cases().get_case(get).await.unwrap_err()), "RECORD_DAMAGED");
        let act = wire::ResumeCaseRequest { request_id: id(), name: filed[2].clone(), ..Default::default() };
        assert_eq!(reason(&till.officer.cases().resume_case(act).await.unwrap_err()), "RECORD_DAMAGED");
        assert!(
            kit::telemetry::metrics::render().contains("sharedcourt_damaged_records_total{table=\"cases\"}")
        );

        let one = till.receipt("IN-1", 100, 1, "").await.name;
        let other = till.receipt("IN-2", 100, 1, "").await.name;
        damage(&world, "receipts", "id", uuid_of(&one)).await;
        let request = wire::ListReceiptsRequest::default();
        let list = till.officer.money().list_receipts(request).await.unwrap().into_inner().receipts;
        assert_eq!(list.into_iter().map(|receipt| receipt.name).collect::<Vec<_>>(), [other]);
        let get = wire::GetReceiptRequest { name: one };
        assert_eq!(reason(&till.officer.money().get_receipt(get).await.unwrap_err()), "RECORD_DAMAGED");

        let findings = enforcement::verify_money_in(&world.store).await.unwrap();
        assert!(findings.wrong.iter().any(|wrong| wrong.contains("can't be read")), "{:?}", findings.wrong);

        // The story of a case with one entry that can't be read.
        damage(&world, "case_timeline", "case_name", &filed[0]).await;
        let request = wire::ListCaseTimelineRequest { parent: filed[0].clone(), ..Default::default() };
        let story = till.officer.cases().list_case_timeline(request).await.unwrap().into_inner();
        assert!(story.entries.iter().all(|entry| entry.kind != "CASE_FILED"));
    })
    .await;
}
