//! Rows as older releases wrote them: whatever a release adds to what is encrypted, these are read as long as there are rows of theirs. A
//! release that changes one of these types adds its row here, and none is ever taken away.

use serde::de::DeserializeOwned;

use crate::{
    domain::{
        batch::Batch,
        case::{Case, Identity},
        money::{distribution::Distribution, entitlement::Ground, payout::Payout},
    },
    store::timeline::Entry,
};

fn read<T: DeserializeOwned>(row: &str) -> T {
    serde_json::from_str(row).unwrap_or_else(|fault| panic!("{fault}: {row}"))
}

#[test]
fn rows_of_the_release_without_identities_and_corrections_are_read() {
    let case: Case = read(
        r#"{"id":"01a224d1-b930-71bd-ba15-87d8b6d09b09","number":"（2023）浙0783执1号","cause":"","filed":"2023-03-01","claim":100,"parties":[{"side":"APPLICANT","display_name":"张三","identity":{"Person":"11010519491231002X"},"phone":"","agents":[["王律师",true]]},{"side":"DEBTOR","display_name":"某公司","identity":{"Organisation":{"code":"91350203M0001QKT19","reason":"登记机关存量代码"}},"phone":"","agents":[]}],"handler":"people/officer","region_code":"330783","non_litigation":false,"green_channel":false,"state":"OPEN","suspensions":[],"extensions":[],"settlements":[],"closing":null,"closing_approver":"","origin":{"file":"台账.csv","line":2,"opening":null,"paid":7},"version":1,"created":1704412800000000,"updated":1704412800000000}"#,
    );
    assert!(matches!(case.parties[0].identity, Identity::Person(_)));
    assert_eq!(case.parties[1].identity.expose(), "91350203M0001QKT19");
    assert!(case.satisfaction.is_none() && case.corrections.is_empty());
    let batch: Batch = read(
        r#"{"id":"01a224d1-b930-71bd-ba15-87d7b9b8f450","display_name":"某工地欠薪","debtor":{"display_name":"某建设公司","is_organisation":true,"number":"91350100M000100Y43"},"cause":"追索劳动报酬纠纷","filed":"2023-03-20","region_code":"330783","members":[{"payee":{"display_name":"工人1","number":"330783198001010019","account":"6222020000000001","bank":""},"case_number":"（2023）浙0783执1001号","claim":100,"case":null,"urged":null,"allocated":[]}],"receipts":[],"paid":false,"creator":"people/officer","version":1,"created":1679277600000000,"updated":1679277600000000}"#,
    );
    let identity = batch.members[0].payee.identity().unwrap();
    assert_eq!((identity.expose(), batch.debtor.identity), ("330783198001010019", None));
    let plan: Distribution = read(
        r#"{"id":"01a224d1-b931-75e8-8940-70299e3fe641","receipt":"01a224d1-b931-75e8-8940-7027b9e35500","case":"","region_code":"330783","purpose":"PAYMENT","items":[{"payee":{"display_name":"工人1","number":null,"account":"62220000000001","bank":""},"amount":60,"claim":0,"case":null,"payout":null}],"note":"","total":60,"proposer":"people/officer","decision":null,"version":1,"created":1679277600000000,"updated":1679277600000000}"#,
    );
    assert_eq!(plan.items[0].entitlement.ground, Ground::Party);
    let payout: Payout = read(
        r#"{"id":"01a224d1-b931-75e8-8940-702a2b99d7c5","distribution":"01a224d1-b931-75e8-8940-70299e3fe641","receipt":"01a224d1-b931-75e8-8940-7027b9e35500","case":"01a224d1-b931-75e8-8940-7028c8b542aa","region_code":"330783","purpose":"PAYMENT","payee":{"display_name":"工人1","number":null,"account":"62220000000001","bank":""},"amount":60,"state":"Payable","failures":[],"account_by":"","account_change":null,"version":1,"created":1679277600000000,"updated":1679277600000000}"#,
    );
    assert!(payout.entitlement.pays_claim() && !payout.is_surplus);
    let entry: Entry = read(
        r#"{"kind":"TASK_CREATED","subject":"tasks/1","summary":"送达协助：已派发任务","person":"","amount_fen":0}"#,
    );
    assert_eq!((entry.kind.as_str(), entry.reason.as_str()), ("TASK_CREATED", ""));
}
