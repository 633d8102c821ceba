//! Lists and filing as data grows: the time of a page of fifty and the rate of filing at each size, beside the smallest.
//!
//! Rows are copies of one that a person entered, written below the store, and counted by the database (ANALYZE). The sizes
//! stand in `GROWTH_SIZES`, with commas between; without it they are ten thousand, a hundred thousand and a million.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use enforcement::Enforcement;
use installation::{COURT, Database, WORKER};
use investigation::{Investigation, Settings};
use kit::{
    domain::Timestamp,
    storage::{Store, sql},
};
use law::identifiers::RegionCode;
use proto::{
    access::v1::Principal,
    dispatch::v1::{self as dispatch_wire, task_service_client::TaskServiceClient},
    enforcement::v1::{
        self as enforcement_wire, case_service_client::CaseServiceClient,
        money_service_client::MoneyServiceClient,
    },
    google::r#type::Date,
    investigation::v1::{
        self as investigation_wire, assist_request_service_client::AssistRequestServiceClient,
    },
};
use sea_orm::ConnectionTrait as _;
use tempfile::TempDir;
use uuid::Uuid;

use crate::world::{World, location};

/// The most that a page may take, in milliseconds.
const PAGE_MILLIS: f64 = 10.0;
/// The most that a page may take at the greatest size, in parts of its time at the smallest.
const GROWTH: f64 = 1.5;
/// What is no growth but the clock, in milliseconds.
const NOISE_MILLIS: f64 = 0.5;
/// The least rate of filing at the greatest size, in parts of that at the smallest.
const FILING: f64 = 0.8;
/// The most bytes that a task may take in its table and its indexes.
const TASK_BYTES: f64 = 2048.0;
/// How often a page is read for its median.
const READINGS: usize = 21;
/// How long filing is measured.
const FILED: Duration = Duration::from_secs(4);
/// Tasks in a call.
const AT_ONCE: usize = 50;
/// Rows that one statement writes.
const WRITTEN_AT_ONCE: i64 = 100_000;
const COUNTY: &str = "330783";
const NUMBER: &str = "34052419800101001X";

/// What was measured at one size, by name: milliseconds of a page, tasks filed in a second, bytes of a task.
type Figures = BTreeMap<String, f64>;

/// Measures every database; whether all stayed within their limits.
pub(crate) async fn run() -> bool {
    let sizes = std::env::var("GROWTH_SIZES").unwrap_or_else(|_| "10000,100000,1000000".to_owned());
    let sizes: Vec<i64> = sizes.split(',').map(|size| size.trim().parse().unwrap()).collect();
    let mut within = true;
    for database in installation::databases().await {
        let name = if matches!(database, Database::Sqlite) { "SQLite" } else { "PostgreSQL" };
        let mut folder = None;
        let mut measured: Vec<(i64, Figures)> = Vec::new();
        let mut rows = 0;
        for size in &sizes {
            let taken = folder.take();
            let used = match taken {
                Some(used) => used,
                None => Box::pin(begin(&database)).await,
            };
            let bytes = fill(&used, &database, rows, *size).await;
            rows = *size;
            let (used, mut figures) = Box::pin(measure(used, &database)).await;
            figures.insert("bytes a task".to_owned(), bytes);
            measured.push((*size, figures));
            folder = Some(used);
        }
        within &= report(name, &measured);
    }
    within
}

/// The services over a folder.
pub(crate) struct Services {
    pub(crate) world: World,
    pub(crate) enforcement: Enforcement,
    investigation: Investigation,
    pub(crate) officer: Principal,
}

impl Services {
    pub(crate) async fn over(world: World, database: &Database) -> Self {
        let place = location(&world.folder, database);
        let open = Store::open::<enforcement::Migrator>(&place, enforcement::NAME, &world.keys);
        let enforcement =
            Enforcement::over(open.await.unwrap(), &world.keys, (world.courts.peer.clone(), None));
        let enforcement = enforcement.await.unwrap();
        let settings = Settings {
            region: RegionCode::parse(COUNTY).unwrap(),
            webhooks: investigation::domain::outbound::Allow::default(),
        };
        let open = Store::open::<investigation::Migrator>(&place, investigation::NAME, &world.keys);
        let investigation = Investigation::over(open.await.unwrap(), &world.keys, settings).await.unwrap();
        let officer = world.principal("people/officer").await;
        Self { world, enforcement, investigation, officer }
    }

    pub(crate) async fn stop(self) -> TempDir {
        self.investigation.stop().await;
        self.enforcement.stop().await;
        self.world.dispatch.stop().await;
        self.world.courts.stop().await;
        self.world.folder
    }
}

/// A fresh folder in which one of each was entered.
async fn begin(database: &Database) -> TempDir {
    let services = Services::over(World::new(database).await, database).await;
    let world = &services.world;
    file(&services, 1).await;
    let party = |side: enforcement_wire::Side, name: &str, number: &str| enforcement_wire::Party {
        side: side.into(),
        display_name: name.into(),
        kind: enforcement_wire::PartyKind::Person.into(),
        identity_number: number.into(),
        ..Default::default()
    };
    let case = enforcement_wire::Case {
        case_number: "（2023）浙0783执1号".into(),
        cause: "追索劳动报酬纠纷".into(),
        filing_date: Some(Date { year: 2023, month: 3, day: 1 }),
        claim_fen: 7_880_000,
        parties: vec![
            party(enforcement_wire::Side::Applicant, "张三", "11010519491231002X"),
            party(enforcement_wire::Side::Debtor, "李四", NUMBER),
        ],
        ..Default::default()
    };
    let request = enforcement_wire::CreateCaseRequest { request_id: id(), case: Some(case) };
    let line = world.line_to(&services.enforcement.peer, &services.officer);
    let case = CaseServiceClient::new(line).create_case(request).await.unwrap().into_inner();
    let cashier = world.principal("people/cashier").await;
    let arrived = Some(Timestamp::now().plus_hours(-48).to_timestamp());
    let receipt = enforcement_wire::Receipt {
        bank_reference: "b1".into(),
        amount_fen: 100,
        arrive_time: arrived,
        notice_time: arrived,
        payer: Some(enforcement_wire::Payer {
            display_name: "某建设公司".into(),
            account: "33001676789012345678".into(),
            ..Default::default()
        }),
        case: case.name,
        ..Default::default()
    };
    let request = enforcement_wire::CreateReceiptRequest {
        request_id: id(),
        receipt: Some(receipt),
        ..Default::default()
    };
    let line = world.line_to(&services.enforcement.peer, &cashier);
    MoneyServiceClient::new(line).create_receipt(request).await.unwrap();
    let request = investigation_wire::AssistRequest {
        unit: "units/u03".into(),
        matter: "matters/identity-query".into(),
        case: "cases/0190a".into(),
        case_number: "（2023）浙0783执123号".into(),
        papers: vec![format!("evidence/{}", "01".repeat(32))],
        subject: Some(investigation_wire::Subject {
            display_name: "张三".into(),
            kind: investigation_wire::SubjectKind::Person.into(),
            identity_number: "11010519491231002X".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let request = investigation_wire::CreateAssistRequestRequest { request_id: id(), request: Some(request) };
    let line = world.line_to(&services.investigation.peer, &services.officer);
    AssistRequestServiceClient::new(line).create_assist_request(request).await.unwrap();
    services.stop().await
}

fn id() -> String {
    Uuid::now_v7().to_string()
}

/// Files tasks in one call.
async fn file(services: &Services, tasks: usize) {
    let task = dispatch_wire::Task {
        kind: dispatch_wire::TaskKind::ServiceOfProcess.into(),
        case_number: "（2023）浙0783执123号".into(),
        addressee: Some(dispatch_wire::Addressee { display_name: "张三丰".into(), ..Default::default() }),
        address: installation::ADDRESS.into(),
        documents: vec![dispatch_wire::Document {
            title: "执行通知书".into(),
            copies: 1,
            ..Default::default()
        }],
        ..Default::default()
    };
    let create = || dispatch_wire::CreateTaskRequest { task: Some(task.clone()), ..Default::default() };
    let requests = (0..tasks).map(|_| create()).collect();
    let request = dispatch_wire::BatchCreateTasksRequest { request_id: id(), requests, ..Default::default() };
    let mut officer = TaskServiceClient::new(services.world.line(&services.officer));
    assert_eq!(officer.batch_create_tasks(request).await.unwrap().into_inner().tasks.len(), tasks);
}

/// Copies of the first task, case, receipt and request: most are done and of one county, a few are of a rare kind or still open.
const COPIES: &[(&str, &str, &str)] = &[
    (
        "dispatch",
        "tasks",
        "INSERT INTO tasks (id, kind, state, case_number, region_code, court, worker, creator, finish_by, version, create_time,
                update_time, sealed)
            {numbers} SELECT {uuid}, CASE WHEN i % 100 = 0 THEN 'WITNESS' ELSE 'SERVICE_OF_PROCESS' END,
            CASE WHEN i % 100 = 0 THEN 'REPORTED' ELSE 'DONE' END, '（2026）浙0783执' || (i / 4) || '号', {village},
            'courts/' || {village}, CASE WHEN i % 50 = 0 THEN '{worker}' ELSE 'people/w' || (i % 2000) END, 'people/officer',
            1700000000000000 + i * 7919 % 999999999, 1, 1700000000000000 + i, 1700000000000000 + i * 104729 % 999999999,
            (SELECT sealed FROM tasks WHERE id = '{first}') FROM n",
    ),
    (
        "enforcement",
        "cases",
        "INSERT INTO cases (id, number, identity, state, handler, region_code, filed, closed, ending, first, limit_day, version,
                update_time, sealed)
            {numbers} SELECT {uuid}, 'n' || i, 'x' || i, CASE WHEN i % 50 = 0 THEN 'OPEN' ELSE 'CLOSED' END,
            CASE WHEN i % 20 = 0 THEN 'people/officer' ELSE 'people/o' || (i % 50) END, {village}, 20100101 + i % 160000, 20210101,
            CASE WHEN i % 50 = 0 THEN '' ELSE 'COMPLETED' END, i % 2 = 0, NULL, 1, i,
            (SELECT sealed FROM cases WHERE id = '{first}') FROM n",
    ),
    (
        "enforcement",
        "case_parties",
        "INSERT INTO case_parties (identity, case_id, debtor, filed)
            {numbers} SELECT (SELECT identity FROM case_parties WHERE case_id = '{case}' AND debtor LIMIT 1), {uuid}, i % 500 = 0,
            20100101 + i % 160000 FROM n WHERE i % 10 = 0",
    ),
    (
        "enforcement",
        "receipts",
        "INSERT INTO receipts (id, region_code, version, create_time, update_time, bank_reference, state, case_id, batch_id,
                amount_fen, arrive_time, due_day, covered_day, sealed)
            {numbers} SELECT {uuid}, {village}, 1, 1700000000000000 + i, i, 'copy' || i,
            CASE WHEN i % 50 = 0 THEN 'CLAIMED' ELSE 'PAID' END, CASE WHEN i % 5 = 0 THEN '{case}' ELSE '' END, '', 100, i,
            CASE WHEN i % 50 = 0 THEN 20230101 END, CASE WHEN i % 50 = 0 THEN 20230101 END,
            (SELECT sealed FROM receipts WHERE id = '{first}') FROM n",
    ),
    (
        "investigation",
        "unit_requests",
        "INSERT INTO unit_requests (id, region_code, version, create_time, sealed, state, unit, visible_unit, matter, case_name,
                case_number, proposer, open_due, submit_time, outcome, on_time, total_micros, court_micros)
            {numbers} SELECT {uuid}, '330783', 1, 1700000000000000 + i, (SELECT sealed FROM unit_requests WHERE id = '{first}'),
            CASE WHEN i % 50 = 0 THEN 'SUBMITTED' ELSE 'DONE' END, 'units/u0' || (i % 9), 'units/u0' || (i % 9),
            'matters/identity-query', 'cases/' || (i / 3), '', 'people/officer', NULL, NULL, '', 0, 0, 0 FROM n",
    ),
];

/// Fills every table up to a size; the bytes of a task.
async fn fill(folder: &TempDir, database: &Database, from: i64, to: i64) -> f64 {
    let keys = kit::access::keys::Keys::open(folder.path()).unwrap();
    let place = location(folder, database);
    let mut bytes = 0.0;
    let mut case = String::new();
    for service in ["dispatch", "enforcement", "investigation"] {
        let store = Store::open_existing(&place, service, &keys).await.unwrap().unwrap();
        let before = bytes_of(&store, "tasks", service).await;
        for (_, table, copies) in COPIES.iter().filter(|(of, ..)| *of == service) {
            let first = if *table == "case_parties" { case.clone() } else { first_of(&store, table).await };
            if *table == "cases" {
                case.clone_from(&first);
            }
            for start in (from..to).step_by(usize::try_from(WRITTEN_AT_ONCE).unwrap()) {
                let end = (start + WRITTEN_AT_ONCE).min(to);
                let numbers = format!(
                    "WITH RECURSIVE n(i) AS (SELECT CAST({} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {end})",
                    start + 1
                );
                let text = copies.replace("{numbers}", &numbers).replace("{first}", &first);
                let text = text.replace("{case}", &case).replace("{worker}", WORKER);
                let uuid = "'01900000-0000-7000-8000-' || SUBSTR(CAST(100000000000 + i AS TEXT), 1, 12)";
                let village = "CASE WHEN i % 30 = 0 THEN '330783201203' WHEN i % 20 = 0 THEN '330784001001'
                    ELSE '3307832012' || CAST(10 + i % 30 AS TEXT) END";
                let text = text.replace("{uuid}", uuid).replace("{village}", village);
                let tx = store.begin().await.unwrap();
                tx.execute_unprepared(&text).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
        let counted = match service {
            "dispatch" => dispatch::COUNTS,
            "enforcement" => enforcement::COUNTS,
            _ => investigation::COUNTS,
        };
        kit::storage::counts::fold(&store, counted).await.unwrap();
        if store.is_postgres() {
            // Rows that came by the hundred thousand get the maintenance now that the server would otherwise do while pages are measured.
            store.read().execute_unprepared("VACUUM (ANALYZE)").await.unwrap();
        } else {
            let tx = store.begin().await.unwrap();
            tx.execute_unprepared("ANALYZE").await.unwrap();
            tx.commit().await.unwrap();
        }
        if service == "dispatch" {
            let after = bytes_of(&store, "tasks", service).await;
            #[expect(clippy::cast_precision_loss, reason = "a rate")]
            let added = (after - before) as f64 / (to - from) as f64;
            bytes = added;
        }
        store.close().await.unwrap();
    }
    bytes
}

/// The id of the row that a person entered.
async fn first_of(store: &Store, table: &str) -> String {
    let text =
        format!("SELECT id FROM {table} WHERE id NOT LIKE '01900000-0000-7000-8000-%' ORDER BY id LIMIT 1");
    let row = store.read().query_one_raw(sql(store.read(), &text, vec![])).await.unwrap().unwrap();
    row.try_get("", "id").unwrap()
}

/// What a table and its indexes take: on SQLite the whole file, to which nothing else is added meanwhile.
async fn bytes_of(store: &Store, table: &str, service: &str) -> i64 {
    if service != "dispatch" {
        return 0;
    }
    let text = if store.is_postgres() {
        format!("SELECT pg_total_relation_size('{table}') AS bytes")
    } else {
        "SELECT (page_count - freelist_count) * page_size AS bytes
         FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
            .to_owned()
    };
    let row = store.read().query_one_raw(sql(store.read(), &text, vec![])).await.unwrap().unwrap();
    row.try_get("", "bytes").unwrap()
}

/// The median time of a page in milliseconds. A page has fifty rows, or as many as two thousand entries of an index give.
async fn page(figures: &mut Figures, name: &str, read: impl AsyncFn() -> usize) {
    median(figures, format!("page, {name}"), read).await;
}

/// The median time of a reading in milliseconds.
async fn median(figures: &mut Figures, name: String, read: impl AsyncFn() -> usize) {
    let mut times = Vec::with_capacity(READINGS);
    for _ in 0..READINGS {
        let began = Instant::now();
        assert!(read().await > 0, "{name}: nothing is read");
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    figures.insert(name, times[READINGS / 2]);
}

async fn measure(folder: TempDir, database: &Database) -> (TempDir, Figures) {
    let services = Services::over(World::over(folder, database).await, database).await;
    let mut figures = Figures::new();
    tasks(&services, &mut figures).await;
    others(&services, &mut figures).await;
    counts(&services, &mut figures).await;
    let (began, mut filed) = (Instant::now(), 0.0);
    while began.elapsed() < FILED {
        file(&services, AT_ONCE).await;
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let more = AT_ONCE as f64;
        filed += more;
    }
    figures.insert("filing, tasks a second".to_owned(), filed / began.elapsed().as_secs_f64());
    (services.stop().await, figures)
}

async fn tasks(services: &Services, figures: &mut Figures) {
    let worker = services.world.principal(WORKER).await;
    let director = services.world.principal(installation::DIRECTOR).await;
    let of_court = format!("court={COURT}");
    for (name, who, filter, order) in [
        ("tasks, an officer's newest", &services.officer, "", ""),
        ("tasks, an officer's by their limit", &services.officer, "", "finish_by"),
        ("tasks, an officer's that changed last", &services.officer, "", "update_time desc"),
        ("tasks, of a state", &services.officer, "state=REPORTED", "finish_by"),
        ("tasks, of a case", &services.officer, "case_number=（2026）浙0783执77号", ""),
        ("tasks, of a rare kind", &services.officer, "kind=WITNESS", ""),
        ("tasks, of a court", &services.officer, of_court.as_str(), ""),
        ("tasks, a grid worker's own", &worker, "", "finish_by"),
        ("tasks, a director's", &director, "", "finish_by"),
    ] {
        page(figures, name, async || {
            let mut tasks = TaskServiceClient::new(services.world.line(who));
            let request = dispatch_wire::ListTasksRequest {
                filter: filter.to_owned(),
                order_by: order.to_owned(),
                page_size: 50,
                ..Default::default()
            };
            let page = tasks.list_tasks(request).await.unwrap().into_inner();
            // Behind thousands that were just filed a page of a rare kind is short, and has a token.
            page.tasks.len() + usize::from(!page.next_page_token.is_empty())
        })
        .await;
    }
}

async fn others(services: &Services, figures: &mut Figures) {
    let line = || services.world.line_to(&services.enforcement.peer, &services.officer);
    let of_party = format!("identity_number={NUMBER}");
    for (name, filter) in [
        ("cases, the newest", ""),
        ("cases, of a state", "state=OPEN"),
        ("cases, of an officer", "handler=people/officer"),
        ("cases, of a party", of_party.as_str()),
        ("cases, of the second kind", "first_enforcement=false"),
    ] {
        page(figures, name, async || {
            let request = enforcement_wire::ListCasesRequest {
                filter: filter.to_owned(),
                page_size: 50,
                ..Default::default()
            };
            CaseServiceClient::new(line()).list_cases(request).await.unwrap().into_inner().cases.len()
        })
        .await;
    }
    for (name, filter) in [
        ("receipts, the newest", ""),
        ("receipts, of a state", "state=CLAIMED"),
        ("receipts, overdue", "colour=OVERDUE"),
    ] {
        page(figures, name, async || {
            let request = enforcement_wire::ListReceiptsRequest {
                filter: filter.to_owned(),
                page_size: 50,
                ..Default::default()
            };
            MoneyServiceClient::new(line()).list_receipts(request).await.unwrap().into_inner().receipts.len()
        })
        .await;
    }
    for (name, filter) in [
        ("requests, the newest", ""),
        ("requests, of a state", "state=SUBMITTED"),
        ("requests, of a unit", "unit=units/u03"),
    ] {
        page(figures, name, async || {
            let line = services.world.line_to(&services.investigation.peer, &services.officer);
            let request = investigation_wire::ListAssistRequestsRequest {
                filter: filter.to_owned(),
                page_size: 50,
                ..Default::default()
            };
            let mut requests = AssistRequestServiceClient::new(line);
            requests.list_assist_requests(request).await.unwrap().into_inner().requests.len()
        })
        .await;
    }
}

/// Counts by kept sums.
async fn counts(services: &Services, figures: &mut Figures) {
    let line = || services.world.line_to(&services.enforcement.peer, &services.officer);
    for (name, filter, group_by) in [
        ("an officer's tasks by state", "creator=people/officer", "state"),
        ("a county's tasks by kind", "", "kind"),
        ("a court's tasks by worker", "court=courts/330783201203", "worker"),
    ] {
        median(figures, format!("count, {name}"), async || {
            let request =
                dispatch_wire::CountTasksRequest { filter: filter.into(), group_by: group_by.into() };
            let mut tasks = TaskServiceClient::new(services.world.line(&services.officer));
            tasks.count_tasks(request).await.unwrap().into_inner().counts.len()
        })
        .await;
    }
    median(figures, "count, cases by handler".to_owned(), async || {
        let request =
            enforcement_wire::CountCasesRequest { group_by: "handler".into(), ..Default::default() };
        CaseServiceClient::new(line()).count_cases(request).await.unwrap().into_inner().counts.len()
    })
    .await;
    median(figures, "count, receipts by state".to_owned(), async || {
        let request =
            enforcement_wire::CountReceiptsRequest { group_by: "state".into(), ..Default::default() };
        MoneyServiceClient::new(line()).count_receipts(request).await.unwrap().into_inner().counts.len()
    })
    .await;
    median(figures, "count, requests by state".to_owned(), async || {
        let line = services.world.line_to(&services.investigation.peer, &services.officer);
        let request =
            investigation_wire::CountAssistRequestsRequest { group_by: "state".into(), ..Default::default() };
        let mut requests = AssistRequestServiceClient::new(line);
        requests.count_assist_requests(request).await.unwrap().into_inner().counts.len()
    })
    .await;
}

/// Prints the table; whether every figure is within its limit.
fn report(database: &str, measured: &[(i64, Figures)]) -> bool {
    let (Some((_, smallest)), Some((_, greatest))) = (measured.first(), measured.last()) else { return true };
    let sizes = measured.iter().map(|(size, _)| format!("{size:>11}")).collect::<Vec<_>>().concat();
    println!("growth, {database:<44}{sizes}   of the first, limit");
    let mut within = true;
    for (name, last) in greatest {
        let first = smallest[name];
        let part = last / first;
        let (is_within, limit) = match name.as_str() {
            "bytes a task" => (*last <= TASK_BYTES, format!("{TASK_BYTES} bytes")),
            "filing, tasks a second" => (part >= FILING, format!("{FILING} at least")),
            _ => {
                let grows = part > GROWTH && last - first > NOISE_MILLIS;
                (*last <= PAGE_MILLIS && !grows, format!("{GROWTH}, {PAGE_MILLIS} ms"))
            }
        };
        let figures = measured.iter().map(|(_, figures)| format!("{:>11.2}", figures[name]));
        let figures = figures.collect::<Vec<_>>().concat();
        let mark = if is_within { "" } else { "   ABOVE ITS LIMIT" };
        println!("    {name:<48}{figures}   {part:.2}, {limit}{mark}");
        within &= is_within;
    }
    within
}
