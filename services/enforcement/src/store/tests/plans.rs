//! How the databases read every list of the service: by an index that gives the order, whatever is asked for.

use jiff::civil::date;
use kit::{
    access::Scope,
    domain::{Timestamp, identity},
    storage::{Encryption, list::Place, record::Page},
    testing::{Plans, on_every_database},
};
use law::identifiers::RegionCode;
use uuid::Uuid;

use crate::{
    domain::{
        batch::Batch,
        money::{
            distribution::Distribution, money_month::MoneyMonth, payout::Payout, payout_file::PayoutFile,
            receipt::Receipt,
        },
        opening::Opening,
    },
    store::{
        LISTS, Migrator, approvals, case_deadlines, case_list, case_notes, indicator_sums,
        money::{self, ledger},
        openings, sanctions, service_acts, snapshots,
        stored_record::{self, ListParams, StoredRecord},
        supervision_list, timeline,
    },
};

/// A bank: it is in half of the cases, in hardly any of them as a debtor.
const BANK: &str = "91350100M000100Y43";
const CASE: &str = "cases/01900000-0000-7000-8000-000000000001";
const ID: &str = "01900000-0000-7000-8000-000000000001";

/// Twenty thousand rows of every table, most of them of one county and done.
const ROWS: &[&str] = &[
    "INSERT INTO cases (id, number, identity, state, handler, region_code, filed, closed, ending, first, limit_day, version,
            update_time, sealed)
        {numbers} SELECT 'c' || (10000000 + i), 'n' || i, 'x' || i, CASE WHEN i % 50 = 0 THEN 'OPEN' ELSE 'CLOSED' END,
        'people/o' || (i % 9), {region}, 20200101 + i / 40, 20210101, CASE WHEN i % 90 = 0 THEN 'REFUSED' ELSE 'COMPLETED' END,
        i % 2 = 0, 20220101, 1, i, {sealed} FROM n",
    "INSERT INTO case_parties (identity, case_id, debtor, filed)
        {numbers} SELECT {bank}, 'c' || (10000000 + i), i % 500 = 0, 20200101 + i / 40 FROM n WHERE i % 2 = 0",
    "INSERT INTO case_keys (search_key, filed, case_id)
        {numbers} SELECT {bank_name}, 20200101 + i / 40, 'c' || (10000000 + i) FROM n WHERE i % 2 = 0",
    "INSERT INTO case_keys (search_key, filed, case_id)
        {numbers} SELECT {start}, 20200101 + i / 40, 'c' || (10000000 + i) FROM n WHERE i % 30 = 0",
    "INSERT INTO receipts (id, region_code, version, create_time, update_time, bank_reference, payer, state, case_id, batch_id,
            amount_fen, arrive_time, due_day, covered_day, sealed)
        {numbers} SELECT 'r' || (10000000 + i), {region}, 1, i, i, 'b' || i,
        CASE WHEN i % 2 = 0 THEN {bank_name} END, CASE WHEN i % 50 = 0 THEN 'CLAIMED' ELSE 'SETTLED' END,
        CASE WHEN i % 3 = 0 THEN '' ELSE '{id}' END, CASE WHEN i % 7 = 0 THEN '{id}' ELSE '' END, i, i,
        CASE WHEN i % 50 = 0 THEN 20260101 + i / 700 END, CASE WHEN i % 50 = 0 THEN 20260101 + i / 700 END, {sealed} FROM n",
    "INSERT INTO distributions (id, region_code, version, create_time, update_time, receipt, case_id, state, sealed)
        {numbers} SELECT 'd' || (10000000 + i), {region}, 1, i, i, CASE WHEN i % 9 = 0 THEN '{id}' ELSE 'r' || i END,
        CASE WHEN i % 3 = 0 THEN '' ELSE '{id}' END, CASE WHEN i % 50 = 0 THEN 'PROPOSED' ELSE 'APPROVED' END, {sealed} FROM n",
    "INSERT INTO payouts (id, region_code, version, create_time, update_time, distribution, receipt, case_id, state, amount_fen,
            bank_reference, sealed)
        {numbers} SELECT 'p' || (10000000 + i), {region}, 1, i, i, CASE WHEN i % 9 = 0 THEN '{id}' ELSE 'd' || i END,
        CASE WHEN i % 9 = 0 THEN '{id}' ELSE 'r' || i END, CASE WHEN i % 3 = 0 THEN '' ELSE '{id}' END,
        CASE WHEN i % 50 = 0 THEN 'PAYABLE' ELSE 'PAID' END, i, NULL, {sealed} FROM n",
    "INSERT INTO indicator_snapshots (id, region_code, from_day, to_day, title, creator, create_time, figures)
        {numbers} SELECT '01900000-0000-7000-8000-' || (100000000000 + i), {region}, 20220101, 20221231, '', 'people/p1', i, '[]' FROM n",
    "INSERT INTO payout_files (id, region_code, version, create_time, update_time, number, state, total_fen, sealed)
        {numbers} SELECT 'f' || (10000000 + i), {region}, 1, i, i, 'FK' || i, CASE WHEN i % 50 = 0 THEN 'OPEN' ELSE 'SETTLED' END,
        i, {sealed} FROM n",
    "INSERT INTO money_months (id, region_code, version, create_time, update_time, label, state, sealed)
        {numbers} SELECT 'm' || (10000000 + i), {region}, 1, i, i, 'x' || i, CASE WHEN i % 50 = 0 THEN 'OPEN' ELSE 'CLOSED' END,
        {sealed} FROM n",
    "INSERT INTO batches (id, region_code, version, create_time, update_time, creator, sealed)
        {numbers} SELECT 'b' || (10000000 + i), {region}, 1, i, i, 'people/o' || (i % 9), {sealed} FROM n",
    "INSERT INTO case_openings (id, region_code, version, create_time, update_time, state, preparer, pending, sealed)
        {numbers} SELECT 'o' || (10000000 + i), {region}, 1, i, i, CASE WHEN i % 50 = 0 THEN 'DRAFT' ELSE 'CONFIRMED' END,
        'people/o' || (i % 9), 0, {sealed} FROM n",
    "INSERT INTO opening_rows (opening, source, line, ordinal, kind, state, number, digest, claim_fen, paid_fen, amount_fen,
            exceptions, sealed)
        {numbers} SELECT CASE WHEN i % 2 = 0 THEN '{id}' ELSE 'o' || i END, {sealed}, i, i, 'CASE', 'ENTERED', NULL, {sealed},
        0, 0, 0, CASE WHEN i % 60 = 0 THEN 1 ELSE 0 END, {sealed} FROM n",
    "INSERT INTO sanctions (name, case_name, kind, state, region_code, ends, lift_due, sealed)
        {numbers} SELECT 'sanctions/' || (10000000 + i), CASE WHEN i % 9 = 0 THEN '{case}' ELSE 'cases/' || i END,
        CASE WHEN i % 50 = 0 THEN 'SEARCH' ELSE 'CONSUMPTION_RESTRICTION' END,
        CASE WHEN i % 40 = 0 THEN 'PROPOSED' ELSE 'IN_FORCE' END, {region}, CASE WHEN i % 2 = 0 THEN 20260101 END, i % 400 = 0,
        {sealed} FROM n",
    "INSERT INTO case_deadlines (id, case_id, kind, handler, region_code, ends, is_duty, met, met_day, met_by)
        {numbers} SELECT '01900000-0000-7000-8000-' || (100000000000 + i) || '/HANDLER', '01900000-0000-7000-8000-' || (100000000000 + i),
        'HANDLER', 'people/o' || (i % 9), {region}, 20260101 + i * 7 % 9999, i % 5 <> 0, i % 5 <> 1, NULL, '' FROM n",
    "INSERT INTO case_notes (id, case_id, region_code, author, shared, remind_day, version, create_time, sealed)
        {numbers} SELECT 'n' || (10000000 + i), CASE WHEN i % 2 = 0 THEN '{id}' ELSE 'c' || i END, {region}, 'people/o' || (i % 9), true,
        CASE WHEN i % 3 = 0 THEN 20260101 + i * 7 % 9999 END, 1, i, {sealed} FROM n",
    "INSERT INTO approvals (id, record, region_code, for_president, propose_time, sealed)
        {numbers} SELECT 'sanctions/' || (10000000 + i), 'sanctions/' || (10000000 + i), {region}, i % 3 = 0, i * 7 % 9999,
        {sealed} FROM n",
    "INSERT INTO supervisions (id, series, year, serial, subject, rule, owner, issuer, region_code, state, is_open, due_time,
            late_from, version, create_time, update_time, sealed)
        {numbers} SELECT 's' || (10000000 + i), 'x', 2026, i, 'cases/' || (i / 3),
        CASE WHEN i % 50 = 0 THEN 'BY_HAND' ELSE 'CASE_DEADLINE' END, 'people/o' || (i % 9), 'people/p' || (i % 4), {region},
        CASE WHEN i % 40 = 0 THEN 'ISSUED' ELSE 'ACCEPTED' END, CASE WHEN i % 40 = 0 THEN 1 ELSE 0 END, i * 7 % 9999, NULL, 1, i, i,
        {sealed} FROM n",
    "INSERT INTO measures (what, subject, facet, day, region_code, amount)
        {numbers} SELECT CASE WHEN i % 10 = 0 THEN 'measure-' || (i % 70) ELSE 'case-closed' END, 'cases/' || (10000000 + i), CASE WHEN i % 50 = 0 THEN 'rare' ELSE 'usual' END,
        20200101 + i / 900, {region}, i FROM n",
    "INSERT INTO case_timeline (case_name, at, id, source, sealed)
        {numbers} SELECT CASE WHEN i % 2 = 0 THEN '{case}' ELSE 'cases/' || i END, i, 't' || i, 'dispatch', {sealed} FROM n",
    "INSERT INTO service_acts (name, case_name, region_code, sealed)
        {numbers} SELECT 'serviceActs/' || (10000000 + i), CASE WHEN i % 2 = 0 THEN '{case}' ELSE 'cases/' || i END, {region},
        {sealed} FROM n",
    "INSERT INTO ledger (receipt, posting, line, cause, account, amount_fen, at, person)
        {numbers} SELECT CASE WHEN i % 2 = 0 THEN '{id}' ELSE 'r' || i END, 'p' || (10000000 + i), 0, 'RECEIVED', 'a' || i, 1, i,
        '' FROM n",
];

fn scopes() -> Vec<Scope> {
    let region = |code: &str| Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::default() };
    let codes = ["330783", "3307", "330783201", "330783201215"];
    codes.map(region).into_iter().chain([Scope::everything()]).collect()
}

fn place(after: Option<Vec<String>>) -> Option<(i64, String)> {
    let [number, id] = <[String; 2]>::try_from(after?).ok()?;
    Some((number.parse().ok()?, id))
}

async fn walk_kept<T: StoredRecord>(plans: &mut Plans, encryption: &Encryption, filters: &[&str]) {
    for scope in &scopes() {
        for filter in filters {
            plans
                .walk(T::LEADS.method, (scope, filter), async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    let params =
                        ListParams { scope, filter, at: Timestamp::now(), after, limit: Plans::PAGE };
                    stored_record::list::<T>(store.read(), params, encryption).await
                })
                .await;
        }
    }
}

async fn walk_cases(plans: &mut Plans, encryption: &Encryption) {
    let (party, debtor) =
        (format!("identity_number={BANK}"), format!("debtor_identity_number={BANK} AND state=OPEN"));
    let filters = [
        "",
        "state=OPEN",
        "handler=people/o3",
        "case_number=（2026）浙0783执77号",
        "ending=REFUSED",
        "region=330783201215",
        "filing_date>=2021-01-01 AND first_enforcement=true",
        "closing_date<2021-01-01 AND state!=OPEN",
        &party,
        &debtor,
        "party_name=\"某　银行\"",
        "party_name=某银行 AND state=OPEN",
        "party_phone=13800000000",
        "case_number=（2023）浙0783执1*",
        "case_number=（2023）浙0783执1* AND party_name=某银行",
        "party_name!=某银行 AND handler=people/o3",
    ];
    for scope in &scopes() {
        for filter in filters {
            plans
                .walk(case_list::LEADS.method, (scope, filter), async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    case_list::list(store.read(), scope, filter, (after, Plans::PAGE), encryption).await
                })
                .await;
        }
    }
}

async fn walk_sanctions(plans: &mut Plans, encryption: &Encryption) {
    let of_case = format!("case={CASE}");
    for scope in &scopes() {
        for filter in ["", "state=EXPIRED", "state!=IN_FORCE", "kind=SEARCH", "lift_due=true", &of_case] {
            plans
                .walk(sanctions::LEADS.method, (scope, filter), async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    let today = date(2026, 6, 1);
                    sanctions::list(store.read(), scope, filter, (after, Plans::PAGE), today, encryption)
                        .await
                })
                .await;
        }
    }
}

async fn walk_approvals(plans: &mut Plans, encryption: &Encryption) {
    for scope in &scopes() {
        for is_president in [true, false] {
            plans
                .walk(approvals::LEADS.method, (scope, is_president), async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    approvals::list(store.read(), scope, is_president, (after, Plans::PAGE), encryption).await
                })
                .await;
        }
    }
}

async fn walk_deadlines(plans: &mut Plans) {
    let filters = [
        "",
        "met=false",
        "met=false AND date<=2026-03-01",
        "handler=people/o3",
        "handler=people/o3 AND met=false AND duty=true",
        "handler=people/o3 AND date<2026-03-01",
        "duty=true",
    ];
    for scope in &scopes() {
        for filter in filters {
            plans
                .walk(case_deadlines::LEADS.method, (scope, filter), async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    case_deadlines::list(store.read(), scope, filter, (after, Plans::PAGE)).await
                })
                .await;
        }
    }
}

async fn walk_notes(plans: &mut Plans, encryption: &Encryption) {
    for scope in &scopes() {
        for filter in ["", "remind_date<=2026-03-01"] {
            plans
                .walk(case_notes::REMINDERS.method, (scope, filter), async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    let whose = (scope, "people/o3");
                    case_notes::reminders(store.read(), whose, filter, (after, Plans::PAGE), encryption).await
                })
                .await;
        }
    }
    let case = Uuid::parse_str(ID).unwrap();
    plans
        .walk(case_notes::OF_CASE, "", async |store, after| {
            let after = after.and_then(|mut after| after.pop());
            case_notes::of_case(store.read(), (case, "people/o3"), after, Plans::PAGE, encryption).await
        })
        .await;
}

async fn walk_snapshots(plans: &mut Plans) {
    for scope in &scopes() {
        for filter in ["", "create_time>=2026-01-01T00:00:00Z"] {
            plans
                .walk(snapshots::LEADS.method, (scope, filter, ""), async |store, after| {
                    let (terms, after) =
                        (snapshots::parse_filter(filter)?, after.as_deref().and_then(Place::of));
                    let order = snapshots::NEWEST;
                    let query =
                        kit::storage::list::ListQuery { scope, terms, order, after, limit: Plans::PAGE };
                    snapshots::list(store, query).await
                })
                .await;
        }
    }
}

async fn walk_supervisions(plans: &mut Plans) {
    let filters = [
        "",
        "state=ISSUED",
        "open=true",
        "rule=BY_HAND",
        "owner=people/o3",
        "issuer=people/p1",
        "overdue=true",
        "subject=cases/7",
    ];
    for scope in &scopes() {
        for filter in filters {
            for order in ["", "create_time", "due_time", "due_time desc"] {
                plans
                    .walk(supervision_list::LEADS.method, (scope, filter, order), async |store, after| {
                        let terms = supervision_list::parse_filter(filter, Timestamp::now())?;
                        let (order, after) =
                            (supervision_list::parse_order(order)?, after.as_deref().and_then(Place::of));
                        let query =
                            kit::storage::list::ListQuery { scope, terms, order, after, limit: Plans::PAGE };
                        supervision_list::list(store, query).await
                    })
                    .await;
            }
        }
    }
}

async fn walk_records(plans: &mut Plans) {
    let of = |code: &str| indicator_sums::Place::Regions(vec![code.to_owned()]);
    let places =
        [indicator_sums::Place::Everywhere, of("33"), of("330783"), of("330783201"), of("330783201215")];
    for place_of in &places {
        for facets in [&["usual", "rare"] as &[&str], &["rare"]] {
            plans
                .walk(indicator_sums::RECORDS, (place_of, facets), async |store, after| {
                    let days = (Some(date(2019, 1, 1)), date(2030, 1, 1));
                    let what = ("case-closed", facets);
                    let (rows, next) =
                        indicator_sums::records(store, what, days, place_of, place(after), Plans::PAGE)
                            .await?;
                    Ok(Page { rows, next: next.map(|(day, subject)| vec![day.to_string(), subject]) })
                })
                .await;
        }
    }
}

/// What belongs to one record.
async fn walk_of_one(plans: &mut Plans, encryption: &Encryption) {
    let id = Uuid::parse_str(ID).unwrap();
    plans
        .walk(timeline::OF_CASE, CASE, async |store, after| {
            timeline::list(store.read(), CASE, place(after), Plans::PAGE, encryption).await
        })
        .await;
    plans
        .walk(service_acts::OF_CASE, CASE, async |store, after| {
            let after = after.and_then(|mut parts| parts.pop());
            service_acts::list(store.read(), CASE, after, Plans::PAGE, encryption).await
        })
        .await;
    for exceptions in [false, true] {
        plans
            .walk(openings::ROWS, exceptions, async |store, after| {
                let after = after.and_then(|parts| parts.first()?.parse().ok());
                openings::list(store.read(), id, exceptions, after, Plans::PAGE, encryption).await
            })
            .await;
    }
    plans
        .walk(ledger::OF_RECEIPT, ID, async |store, after| {
            let rows = ledger::lines(store.read(), ID, place(after), Plans::PAGE + 1).await?;
            let next = rows.last().map(|line| vec![line.number.to_string(), line.posting.clone()]);
            Ok(Page { rows, next })
        })
        .await;
}

#[tokio::test]
async fn every_list_is_read_by_an_index_that_gives_its_order() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let encryption = store.encryption().clone();
        let bank = encryption.blind_index(identity::numbers_like(BANK).first().unwrap());
        let bank = Plans::bytes(&store, &bank);
        let key = |text: &str| Plans::bytes(&store, &encryption.blind_index(text));
        let (bank_name, start) = (key("name/某银行"), key("number/2023浙0783执1"));
        let fill = |text: &&str| {
            let keyed = text.replace("{bank}", &bank).replace("{bank_name}", &bank_name);
            keyed.replace("{start}", &start).replace("{case}", CASE).replace("{id}", ID)
        };
        let rows: Vec<String> = ROWS.iter().map(fill).collect();
        let mut plans = Plans::over(store, &rows).await;
        let (case, receipt) = (format!("case={CASE}"), format!("receipt=receipts/{ID}"));
        let batch = format!("batch=batches/{ID} AND state=CLAIMED");
        let distribution = format!("distribution=distributions/{ID}");
        walk_cases(&mut plans, &encryption).await;
        let filters = [
            "",
            "state=CLAIMED",
            "colour=OVERDUE",
            "colour!=NEW",
            &case,
            &batch,
            "bank_reference=b77",
            "payer=某银行",
            "payer=某银行 AND state=CLAIMED",
            "payer!=某银行",
            "arrive_time<2026-01-01T00:00:00Z",
        ];
        walk_kept::<Receipt>(&mut plans, &encryption, &filters).await;
        walk_kept::<Distribution>(&mut plans, &encryption, &["", "state=PROPOSED", &case, &receipt]).await;
        let filters = ["", "state=PAYABLE", &case, &receipt, &distribution];
        walk_kept::<Payout>(&mut plans, &encryption, &filters).await;
        walk_kept::<PayoutFile>(&mut plans, &encryption, &["", "state=OPEN"]).await;
        walk_kept::<MoneyMonth>(&mut plans, &encryption, &["", "state=CLOSED"]).await;
        walk_kept::<Batch>(&mut plans, &encryption, &["", "creator=people/o3"]).await;
        let filters = ["", "state=DRAFT", "preparer=people/o3 AND state!=DRAFT"];
        walk_kept::<Opening>(&mut plans, &encryption, &filters).await;
        walk_sanctions(&mut plans, &encryption).await;
        walk_approvals(&mut plans, &encryption).await;
        walk_deadlines(&mut plans).await;
        walk_notes(&mut plans, &encryption).await;
        walk_supervisions(&mut plans).await;
        walk_snapshots(&mut plans).await;
        walk_records(&mut plans).await;
        walk_of_one(&mut plans, &encryption).await;
        let county = Scope { regions: vec![RegionCode::parse("330783").unwrap()], ..Scope::default() };
        for (counts, filter, group_by) in [
            (&case_list::COUNTS, "", "handler"),
            (&case_list::COUNTS, "handler=people/o3", "state"),
            (&money::receipts::COUNTS, "", "state"),
            (&supervision_list::COUNTS, "", "owner"),
        ] {
            plans.counts(counts, (&county, filter, group_by)).await;
        }
        let (pages, refused) = plans.end(LISTS);
        assert!(pages > 300 && refused < 60, "{pages} pages, {refused} refused");
    })
    .await;
}
