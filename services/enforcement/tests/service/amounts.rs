//! Amounts that nobody means: refused where they are entered, and no total breaks where one is stored already.

use kit::access::Role;
use proto::enforcement::v1 as wire;
use sea_orm::ConnectionTrait as _;

use crate::{
    till::{Till, item},
    world::{World, case, day, fields, id, on_every},
};

const HUGE: [i64; 2] = [1_000_000_000_001, i64::MAX];

fn assert_too_large(refused: &tonic::Status, field: &str) {
    let violations = fields(refused);
    assert!(
        violations.contains(&(field.to_owned(), "AMOUNT_TOO_LARGE".to_owned())),
        "{field}: {violations:?}"
    );
}

#[tokio::test]
async fn every_amount_has_one_bound() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let filed = till.officer.file(1).await;
        let receipt = till.receipt("IN-1", 1000, 1, &filed.name).await;
        let mut cases = till.officer.cases();
        for huge in HUGE {
            let claim = wire::Case { claim_fen: huge, ..case(2) };
            let request = wire::CreateCaseRequest { request_id: id(), case: Some(claim) };
            assert_too_large(&cases.create_case(request).await.unwrap_err(), "case.claim_fen");
            let settlement = |instalments: &[i64]| wire::SettleCaseRequest {
                request_id: id(),
                name: filed.name.clone(),
                settlement: Some(wire::Settlement {
                    signed_date: day(2023, 4, 1),
                    terms: "分期".into(),
                    instalments: instalments
                        .iter()
                        .map(|amount_fen| wire::Instalment {
                            due_date: day(2023, 5, 1),
                            amount_fen: *amount_fen,
                        })
                        .collect(),
                    ..Default::default()
                }),
                ..Default::default()
            };
            let refused = cases.settle_case(settlement(&[huge])).await.unwrap_err();
            assert_too_large(&refused, "settlement.instalments[0].amount_fen");
            let many = cases.settle_case(settlement(&[1_000_000_000_000; 2])).await.unwrap_err();
            assert_eq!(fields(&many)[0].1, "SUM_TOO_LARGE");
            let end = wire::EndSettlementRequest {
                request_id: id(),
                name: filed.name.clone(),
                paid_fen: huge,
                ..Default::default()
            };
            assert_too_large(&cases.end_settlement(end).await.unwrap_err(), "paid_fen");
            let mut owed = item(1, 100);
            owed.claim_fen = huge;
            let refused = till.draw_up(&receipt.name, vec![owed]).await.unwrap_err();
            assert_too_large(&refused, "distribution.items[0].claim_fen");
            let mut member = crate::batches::member(1, huge);
            member.case_number = "（2023）浙0783执900号".into();
            let request = crate::batches::request(vec![member]);
            let refused = till.officer.batches().create_batch(request).await.unwrap_err();
            assert_too_large(&refused, "batch.members[0].claim_fen");
            let sanction =
                wire::Sanction { case: filed.name.clone(), amount_fen: huge, ..Default::default() };
            let request = wire::CreateSanctionRequest { sanction: Some(sanction), ..Default::default() };
            let refused = till.officer.sanctions().create_sanction(request).await.unwrap_err();
            assert_too_large(&refused, "sanction.amount_fen");
        }
    })
    .await;
}

async fn run(world: &World, text: &str) {
    let tx = world.store.begin().await.unwrap();
    tx.execute_unprepared(text).await.unwrap();
    tx.commit().await.unwrap();
}

/// Rows from before there was a bound: what is added to their sums and read of them is a number.
#[tokio::test]
async fn what_is_stored_too_large_breaks_no_total() {
    on_every(|world| async move {
        for (table, when, at) in [
            ("measure_days", "day", 20_230_301),
            ("measure_days", "day", 20_230_302),
            ("measure_months", "month", 202_304),
            ("measure_months", "month", 202_305),
        ] {
            for facet in ["paid", "settled"] {
                let text = format!(
                    "INSERT INTO {table} (region_code, what, {when}, facet, number, amount)
                     VALUES ('330783', 'control-outcome', {at}, '{facet}', 1, {})",
                    i64::MAX
                );
                run(&world, &text).await;
            }
        }
        // A further amount is added to a sum that is too large already.
        let filed = world.officer().file(1).await;
        let text = format!("INSERT INTO controls (case_name, at) VALUES ('{}', 0)", filed.name);
        run(&world, &text).await;
        let paid = crate::guards::discharge(wire::DischargeKind::PaidDirectly, filed.claim_fen);
        let facts = wire::ClosingFacts { performed: true, discharges: vec![paid], ..Default::default() };
        let request = wire::CloseCaseRequest {
            request_id: id(),
            name: filed.name,
            ending: wire::Ending::Completed.into(),
            date: day(2023, 3, 1),
            facts: Some(facts),
            ..Default::default()
        };
        world.officer().cases().close_case(request).await.unwrap();
        let read = world.store.read();
        let text = "SELECT number, amount FROM measure_days WHERE region_code = '330783' AND day = 20230301
            AND what = 'control-outcome' AND facet = 'paid'";
        let row = read.query_one_raw(kit::storage::sql(read, text, vec![])).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "number").unwrap(), 2);
        let amount: i64 = row.try_get("", "amount").unwrap();
        assert_eq!(amount, 1_000_000_000_000_000, "a whole number within bounds, and no float");
        let command = world.person("command", Role::Command, "330783");
        for (from, to) in [("2023-03-01", "2023-03-02"), ("2023-01-15", "2023-12-15")] {
            let request = wire::GetIndicatorRequest {
                name: "indicators/money-after-control".into(),
                from: from.into(),
                to: to.into(),
                ..Default::default()
            };
            command.indicators().get_indicator(request).await.unwrap();
        }
    })
    .await;
}
