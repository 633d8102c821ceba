//! The months of the ledger against the plain sum of all of it.

use kit::{domain::Timestamp, storage::sql, testing::on_every_database};
use law::identifiers::RegionCode;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};

use crate::{
    domain::{
        Actor,
        money::{
            money_month::{MoneyMonth, Progress},
            month::{Month, MonthName, Sums},
            reconciliation::DraftStatement,
        },
    },
    store::{Migrator, money::months, stored_record},
};

struct Line {
    court: &'static str,
    account: &'static str,
    amount: i64,
    at: Timestamp,
}

/// Movements of two courts over two years, the same in every run; some on the first and the last moment of a month.
fn lines() -> Vec<Line> {
    let first = Month::parse("2024-11").unwrap();
    let start = first.start().micros();
    let mut state: u64 = 7;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % below).unwrap()
    };
    let mut lines = Vec::new();
    for _ in 0..600 {
        let (account, sign) =
            [("bank", -1), ("bank", -1), ("paid", 1), ("returned", 1)][usize::try_from(next(4)).unwrap()];
        let amount = sign * (1 + next(1_000_000));
        let at = Timestamp::from_micros(start + next(720 * 24 * 3600) * 1_000_000);
        let court = if next(3) == 0 { "330784" } else { "330783" };
        lines.push(Line { court, account, amount, at });
    }
    let mut month = first;
    for _ in 0..20 {
        for at in [month.start(), Timestamp::from_micros(month.end().micros() - 1)] {
            lines.push(Line { court: "330783", account: "bank", amount: -7, at });
        }
        month = month.next();
    }
    lines
}

async fn write(tx: &DatabaseTransaction, lines: &[Line]) {
    for court in ["330783", "330784"] {
        let text = "INSERT INTO receipts (id, region_code, version, create_time, update_time, bank_reference, state, case_id,
            batch_id, amount_fen, arrive_time, sealed) VALUES ($1, $2, 1, 1, 1, $1, 'PAID', '', '', 1, 1, $3)";
        let values = vec![court.into(), court.into(), vec![1_u8].into()];
        tx.execute_raw(sql(tx, text, values)).await.unwrap();
    }
    for (number, line) in (0_i64..).zip(lines) {
        let text = "INSERT INTO ledger (receipt, posting, line, cause, account, amount_fen, at, person)
            VALUES ($1, $2, 0, 'X', $3, $4, $5, '')";
        let values = vec![
            line.court.into(),
            format!("p{number:06}").into(),
            line.account.into(),
            line.amount.into(),
            line.at.micros().into(),
        ];
        tx.execute_raw(sql(tx, text, values)).await.unwrap();
    }
}

/// The plain sum of what moved in a time.
fn plain(lines: &[Line], court: &str, from: Timestamp, until: Timestamp) -> Sums {
    let of = |account: &str| -> i64 {
        let of = lines.iter().filter(|line| line.court == court && line.account == account);
        of.filter(|line| line.at >= from && line.at < until).map(|line| line.amount).sum()
    };
    Sums { received: -of("bank"), paid: of("paid"), returned: of("returned") }
}

#[tokio::test]
async fn the_months_are_the_plain_sum_of_the_ledger_however_many_are_closed() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (lines, encryption) = (lines(), store.encryption().clone());
        let tx = store.begin().await.unwrap();
        write(&tx, &lines).await;
        let region_code = RegionCode::parse("330783").unwrap();
        let began = Timestamp::from_micros(0);
        let first = months::progress(&tx, &region_code).await.unwrap();
        assert_eq!(first, Progress { closed: None, first: Month::parse("2024-11") });
        let mut month = first.next().unwrap();
        for number in 0..24 {
            let name = MonthName { region_code: region_code.clone(), month };
            let mut record = MoneyMonth::open(&name, month.end());
            let figures = months::figures(&tx, &record, &encryption).await.unwrap();
            assert_eq!(figures.opening, plain(&lines, "330783", began, month.start()).net(), "{month}");
            assert_eq!(figures.sums, plain(&lines, "330783", month.start(), month.end()), "{month}");
            assert_eq!(figures.closing(), plain(&lines, "330783", began, month.end()).net(), "{month}");
            let moved = months::movements(&tx, &name).await.unwrap();
            let ours = lines.iter().filter(|line| line.court == "330783");
            assert_eq!(moved.len(), ours.filter(|line| Month::of(line.at.legal_day()) == month).count());
            // One that lies two months ahead counts what is not closed yet.
            let ahead = MonthName { month: month.next().next(), ..name.clone() };
            let ahead =
                months::figures(&tx, &MoneyMonth::open(&ahead, month.end()), &encryption).await.unwrap();
            assert_eq!(ahead.opening, plain(&lines, "330783", began, month.next().end()).net());
            // The first months are closed, the others are not.
            if number < 12 {
                let actor = |person: &str| Actor::person(format!("people/{person}"));
                let statement = DraftStatement::default().check(None).unwrap();
                record.enter(statement, month.end()).unwrap();
                let progress = months::progress(&tx, &region_code).await.unwrap();
                record.propose((figures, Vec::new()), progress, &actor("a"), month.end()).unwrap();
                record.confirm(&actor("b"), month.end()).unwrap();
                months::freeze(&tx, &name).await.unwrap();
                months::close(&tx, &name).await.unwrap();
                stored_record::add(&tx, std::slice::from_ref(&record), &encryption).await.unwrap();
                let frozen = months::frozen_until(&tx, &region_code).await.unwrap();
                assert_eq!(frozen, month.end());
            }
            month = month.next();
        }
        // An earlier freeze moves nothing back.
        let early = MonthName { region_code: region_code.clone(), month: first.next().unwrap() };
        months::freeze(&tx, &early).await.unwrap();
        let frozen = months::frozen_until(&tx, &RegionCode::parse("330783201").unwrap()).await.unwrap();
        assert!(frozen > early.month.end(), "a town's money is its county's");
        tx.commit().await.unwrap();
    })
    .await;
}
