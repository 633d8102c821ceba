//! How the databases read every list of the service: by an index that gives the order, whatever is asked for.

use kit::{
    access::Scope,
    domain::{Timestamp, identity},
    storage::{Encryption, list::Place, record::Page},
    testing::{Plans, on_every_database},
};
use law::identifiers::RegionCode;
use uuid::Uuid;

use super::{
    LISTS, Migrator,
    list::{ListParams, Listed, page, parse_order},
    openings::{self, RowQuestion},
    requests,
};
use crate::domain::{
    asset::Asset,
    debtor::Debtor,
    disposal::Disposal,
    duty::Duty,
    lead::Lead,
    opening::{Opening, OpeningRow},
    request::AssistRequest,
    seizure::Seizure,
    watch::PoliceWatch,
};

const CASE: &str = "cases/01900000-0000-7000-8000-000000000001";
const ID: &str = "01900000-0000-7000-8000-000000000001";
const NUMBER: &str = "11010519491231002X";

/// Twenty thousand rows of every table, most of them of one county and done.
const ROWS: &[&str] = &[
    "INSERT INTO unit_requests (id, region_code, version, create_time, sealed, state, unit, visible_unit, matter, case_name,
            case_number, proposer, open_due, submit_time, outcome, on_time, total_micros, court_micros)
        {numbers} SELECT 'r' || (10000000 + i), {region}, 1, i, {sealed}, CASE WHEN i % 50 = 0 THEN 'SUBMITTED' ELSE 'DONE' END,
        'units/u' || (i % 20), CASE WHEN i % 5 = 0 THEN '' ELSE 'units/u' || (i % 20) END, 'matters/m' || (i % 40),
        CASE WHEN i % 3 = 0 THEN '' WHEN i % 5 = 0 THEN '{case}' ELSE 'cases/' || i END,
        CASE WHEN i % 3 = 0 THEN '' ELSE '（2026）浙0783执' || (i / 4) || '号' END, 'people/o' || (i % 9),
        CASE WHEN i % 50 = 0 THEN i END, NULL, '', 0, 0, 0 FROM n",
    "INSERT INTO seizures (id, region_code, version, create_time, sealed, state, asset_class, property, case_name, case_number,
            request, last_day, live)
        {numbers} SELECT 's' || (10000000 + i), {region}, 1, i, {sealed}, CASE WHEN i % 50 = 0 THEN 'LAPSED' ELSE 'IN_FORCE' END,
        CASE WHEN i % 40 = 0 THEN 'EQUITY' ELSE 'DEPOSIT' END, {sealed},
        CASE WHEN i % 5 = 0 THEN '{case}' ELSE 'cases/' || i END, '（2026）浙0783执' || (i / 4) || '号', 'requests/' || (i / 2),
        CASE WHEN i % 4 = 0 THEN '2026-01-' || (10 + i % 20) END, 0 FROM n",
    "INSERT INTO duties (id, region_code, version, create_time, sealed, state, kind, case_name, request)
        {numbers} SELECT 'd' || (10000000 + i), {region}, 1, i, {sealed}, CASE WHEN i % 50 = 0 THEN 'OPEN' ELSE 'DONE' END, 'NOTICE',
        CASE WHEN i % 5 = 0 THEN '{case}' ELSE 'cases/' || i END, 'requests/' || i FROM n",
    "INSERT INTO debtors (id, region_code, version, create_time, sealed, person, merged_into)
        {numbers} SELECT 'd' || (10000000 + i), {region}, 1, i, {sealed},
        CASE WHEN i < 30 THEN {person} WHEN i % 9 = 0 THEN NULL ELSE {source} END,
        CASE WHEN i % 9 = 0 THEN 'debtors/{id}' END FROM n",
    "INSERT INTO leads (id, region_code, version, create_time, sealed, state, debtor, case_name, author, open_due)
        {numbers} SELECT 'l' || (10000000 + i), {region}, 1, i, {sealed}, CASE WHEN i % 50 = 0 THEN 'OPEN' ELSE 'VERIFIED' END,
        CASE WHEN i % 9 = 0 THEN 'debtors/{id}' END, CASE WHEN i % 5 = 0 THEN '{case}' ELSE '' END, 'people/w' || (i % 60), NULL
        FROM n",
    "INSERT INTO assets (id, region_code, version, create_time, sealed, debtor, case_name, kind)
        {numbers} SELECT 'a' || (10000000 + i), {region}, 1, i, {sealed}, CASE WHEN i % 9 = 0 THEN 'debtors/{id}' ELSE 'debtors/' || i END,
        CASE WHEN i % 5 = 0 THEN '{case}' ELSE '' END, CASE WHEN i % 50 = 0 THEN 'EQUITY' ELSE 'DEPOSIT' END FROM n",
    "INSERT INTO watches (id, region_code, version, create_time, sealed, state, visible_unit, case_name, case_number, person, until,
            open)
        {numbers} SELECT 'w' || (10000000 + i), {region}, 1, i, {sealed}, CASE WHEN i % 50 = 0 THEN 'PUSHED' ELSE 'ENDED' END,
        CASE WHEN i % 5 = 0 THEN '' ELSE 'units/u' || (i % 20) END, CASE WHEN i % 5 = 0 THEN '{case}' ELSE '' END,
        '（2026）浙0783执' || (i / 4) || '号', CASE WHEN i % 9 = 0 THEN {person} ELSE {sealed} END, '2026-01-01', 0 FROM n",
    "INSERT INTO disposals (id, region_code, version, create_time, sealed, state, case_name, case_number)
        {numbers} SELECT 'p' || (10000000 + i), {region}, 1, i, {sealed}, CASE WHEN i % 50 = 0 THEN 'LISTED' ELSE 'SOLD' END,
        CASE WHEN i % 5 = 0 THEN '{case}' ELSE '' END, '（2026）浙0783执' || (i / 4) || '号' FROM n",
    "INSERT INTO asked_units (unit, id, create_time)
        {numbers} SELECT 'units/u7', 'p' || (10000000 + i), i FROM n WHERE i % 2 = 0",
    "INSERT INTO seizure_openings (id, region_code, version, create_time, sealed, state)
        {numbers} SELECT 'o' || (10000000 + i), {region}, 1, i, {sealed}, CASE WHEN i % 50 = 0 THEN 'DRAFT' ELSE 'CONFIRMED' END FROM n",
    "INSERT INTO opening_rows (id, region_code, version, create_time, sealed, opening, source, source_file, source_line, kind,
            accepted, entered, since, group_key, value)
        {numbers} SELECT 'x' || (10000000 + i), '330783', 1, i, {row}, CASE WHEN i % 2 = 0 THEN '{id}' ELSE 'o' || i END,
        {source}, 'a.csv', i, '', CASE WHEN i % 60 = 0 THEN 0 ELSE 1 END, 1, NULL, NULL, 0 FROM n",
];

/// A row of an opening that could not be read. A list that leaves no damaged row out reads it.
fn unread() -> OpeningRow {
    OpeningRow {
        id: Uuid::nil(),
        opening: Uuid::parse_str(ID).unwrap(),
        region_code: RegionCode::parse("330783").unwrap(),
        file: "a.csv".into(),
        line: 7,
        digest: String::new(),
        entry: None,
        faults: Vec::new(),
        conflict: None,
        entered: None,
        preparer: String::new(),
        version: 1,
        created: Timestamp::from_micros(0),
    }
}

fn scopes() -> Vec<Scope> {
    let region = |code: &str| Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::default() };
    let codes = ["330783", "3307", "330783201", "330783201215"];
    let worker = Scope { person: Some("people/w7".into()), ..Scope::default() };
    let unit = Scope { units: vec!["units/u7".into()], ..Scope::default() };
    codes.map(region).into_iter().chain([worker, unit, Scope::everything()]).collect()
}

async fn walk<T: Listed>(plans: &mut Plans, encryption: &Encryption, filters: &[&str]) {
    let orders = T::DAYS.iter().flat_map(|day| [(*day).to_owned(), format!("{day} desc")]);
    let orders: Vec<String> = [String::new(), "create_time".to_owned()].into_iter().chain(orders).collect();
    for scope in &scopes() {
        for filter in filters {
            for order in &orders {
                plans
                    .walk(T::LEADS.method, (scope, filter, order), async |store, after| {
                        let (order, after) = (parse_order::<T>(order)?, after.as_deref().and_then(Place::of));
                        let query = ListParams { scope, filter, order, after, limit: Plans::PAGE };
                        page::<T>(store.read(), encryption, query).await
                    })
                    .await;
            }
        }
    }
}

#[tokio::test]
async fn every_list_is_read_by_an_index_that_gives_its_order() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let encryption = store.encryption().clone();
        let person = encryption.blind_index(identity::keys_like(NUMBER).first().unwrap());
        let person = Plans::bytes(&store, &person);
        let source = if store.is_postgres() {
            "decode(md5(CAST(i AS TEXT)), 'hex')"
        } else {
            "CAST('s' || i AS BLOB)"
        };
        let row = serde_json::to_string(&unread()).unwrap();
        let row = Plans::bytes(&store, &encryption.encrypt(&row).unwrap());
        let fill = |text: &&str| {
            let text = text.replace("{person}", &person).replace("{source}", source).replace("{row}", &row);
            text.replace("{case}", CASE).replace("{id}", ID)
        };
        let rows: Vec<String> = ROWS.iter().map(fill).collect();
        let mut plans = Plans::over(store, &rows).await;
        let of_case = format!("case={CASE}");
        let of_number = "case_number=（2026）浙0783执77号";
        let of_person = format!("identity_number={NUMBER}");
        let of_debtor = format!("debtor=debtors/{ID}");
        let merged = format!("merged_into=debtors/{ID}");
        let filters = [
            "",
            "state=SUBMITTED",
            "unit=units/u7",
            "matter=matters/m7",
            &of_case,
            of_number,
            "proposer=people/o3",
            "due_time<2026-01-01T00:00:00Z",
        ];
        walk::<AssistRequest>(&mut plans, &encryption, &filters).await;
        let filters = [
            "",
            "state=LAPSED",
            "asset_class=EQUITY",
            &of_case,
            of_number,
            "request=requests/7",
            "last_day<2026-01-15",
        ];
        walk::<Seizure>(&mut plans, &encryption, &filters).await;
        walk::<Duty>(&mut plans, &encryption, &["", "state=OPEN", &of_case, "request=requests/7"]).await;
        walk::<Debtor>(&mut plans, &encryption, &["", &of_person, &merged]).await;
        walk::<Lead>(&mut plans, &encryption, &["", "state=OPEN", &of_case, &of_debtor]).await;
        walk::<Asset>(&mut plans, &encryption, &["", "kind=EQUITY", &of_case, &of_debtor]).await;
        let filters = ["", "state=PUSHED", &of_case, of_number, &of_person, "until<2026-02-01"];
        walk::<PoliceWatch>(&mut plans, &encryption, &filters).await;
        walk::<Disposal>(&mut plans, &encryption, &["", "state=LISTED", &of_case, of_number]).await;
        walk::<Opening>(&mut plans, &encryption, &["", "state=DRAFT"]).await;
        let scope = Scope { regions: vec![RegionCode::parse("330783").unwrap()], ..Scope::default() };
        for exceptions_only in [false, true] {
            plans
                .walk(openings::ROWS, exceptions_only, async |store, after| {
                    let (opening, limit) = (Uuid::parse_str(ID).unwrap(), Plans::PAGE + 1);
                    let query = RowQuestion { scope: &scope, opening, exceptions_only, after, limit };
                    openings::rows(store.read(), &encryption, query).await?;
                    Ok(Page::<()> { rows: Vec::new(), next: Some(vec!["a.csv".into(), "700".into()]) })
                })
                .await;
        }
        let unit = Scope { units: vec!["units/u7".into()], ..Scope::default() };
        for scope in [&scope, &unit] {
            plans.counts(&requests::COUNTS, (scope, "", "state")).await;
        }
        let (pages, refused) = plans.end(LISTS);
        assert!(pages > 500 && refused < 100, "{pages} pages, {refused} refused");
    })
    .await;
}
