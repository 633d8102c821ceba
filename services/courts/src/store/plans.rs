//! How the databases read every list of the service: by an index that gives the order, whatever is asked for.

use kit::{
    access::{Caller, Grant, Role, Scope},
    domain::Timestamp,
    storage::{list::Place, record::Page},
    testing::{Plans, on_every_database},
};
use law::identifiers::RegionCode;

use super::{
    LISTS, Migrator, people_keys::SearchKey, people_list as people, service_accounts, sign_in, terminals,
};
use crate::domain::{court::CourtCode, person::PersonId, terminal::Presence};

/// Twenty thousand people with a term each, some with two, few without; terminals, accounts and sessions as many.
const ROWS: &[&str] = &[
    "INSERT INTO people (id, display_name, phone, deactivated, version, create_time, entered_by, entered_in)
        {numbers} SELECT 'p' || (10000000 + i), 'x', NULL, CASE WHEN i % 30 = 0 THEN 1 END, 1, i, '', {region} FROM n",
    // Half of them have one name.
    "INSERT INTO people_keys (search_key, person)
        {numbers} SELECT {name}, 'p' || (10000000 + i) FROM n WHERE i % 2 = 0",
    "INSERT INTO terms (person, id, role, place, court, unit, grid, committee_staff, start_time, end_time)
        {numbers} SELECT 'p' || (10000000 + i), 't' || i, CASE WHEN i % 100 = 0 THEN 'DIRECTOR' ELSE 'GRID_WORKER' END,
        CASE WHEN i % 50 = 0 THEN NULL ELSE {region} END, CASE WHEN i % 50 = 0 THEN NULL ELSE {region} END,
        CASE WHEN i % 50 = 0 THEN 'units/u7' END, NULL, 0, 1, CASE WHEN i % 9 = 0 THEN 2 END FROM n WHERE i % 40 <> 7",
    "INSERT INTO terms (person, id, role, place, court, unit, grid, committee_staff, start_time, end_time)
        {numbers} SELECT 'p' || (10000000 + i), 'u' || i, 'OFFICER', '330783', NULL, NULL, NULL, 0, 1, NULL FROM n WHERE i % 60 = 0",
    "INSERT INTO terminals (id, court, place, heard, software_version)
        {numbers} SELECT 't' || (10000000 + i), {region}, {region}, CASE WHEN i % 50 = 0 THEN NULL ELSE i END, '1' FROM n",
    "INSERT INTO service_accounts (id, display_name, methods, role, place, court, unit, addresses, creator, create_time, expires)
        {numbers} SELECT 'a' || (10000000 + i), 'x', '', 'CLERK', CASE WHEN i % 50 = 0 THEN NULL ELSE {region} END, NULL,
        CASE WHEN i % 50 = 0 THEN 'units/u7' END, '', '', i, i FROM n",
    "INSERT INTO sessions (id, secret, person, method, create_time, seen, expires, ended, inviter, hand, device)
        {numbers} SELECT 's' || (10000000 + i), {secret}, CASE WHEN i % 2 = 0 THEN 'p7' ELSE 'p' || i END, 'PASSWORD', i, i,
        CASE WHEN i % 4 = 0 THEN 1 ELSE 9999999999999999 END, CASE WHEN i % 3 = 0 THEN i END, '', '', '' FROM n",
];

fn caller(role: Role, region: Option<&str>, court: Option<&str>) -> Caller {
    let at = Timestamp::now();
    let grant = Grant {
        role,
        region: region.map(|code| RegionCode::parse(code).unwrap()),
        court: court.map(str::to_owned),
        unit: None,
        deputises_for: None,
        from: at.plus_hours(-1),
        until: None,
    };
    Caller { person: "people/p".into(), grants: vec![grant], ..Caller::ourselves(at) }
}

async fn walk_people(plans: &mut Plans, callers: &[Caller]) {
    let court = CourtCode::parse("330783201215").ok();
    let asked =
        |role, court, active| people::PeopleFilter { role, court, active, ..people::PeopleFilter::default() };
    let (name, phone) = (SearchKey::of_name("徐　磊").unwrap(), SearchKey::of_phone("13800000000").unwrap());
    let by_key = |role, keys| people::PeopleFilter { role, keys, ..people::PeopleFilter::default() };
    let questions = [
        asked(None, None, None),
        asked(None, None, Some(true)),
        asked(Some(Role::Director), None, None),
        asked(None, court.clone(), None),
        asked(Some(Role::GridWorker), court, Some(false)),
        by_key(None, vec![name.clone()]),
        by_key(Some(Role::Director), vec![phone.clone()]),
        by_key(None, vec![name, phone]),
    ];
    for caller in callers {
        for question in &questions {
            plans
                .walk(people::METHOD, (caller.scope(), question), async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    let (read, encryption) = (store.read(), store.encryption());
                    people::list(read, encryption, caller, question, after, Plans::PAGE).await
                })
                .await;
        }
    }
}

#[tokio::test]
async fn every_list_is_read_by_an_index_that_gives_its_order() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let secret = if store.is_postgres() {
            "decode(md5(CAST(i AS TEXT)), 'hex')"
        } else {
            "CAST('s' || i AS BLOB)"
        };
        let name = Plans::bytes(&store, &store.encryption().blind_index("name/徐磊"));
        let rows: Vec<String> =
            ROWS.iter().map(|text| text.replace("{secret}", secret).replace("{name}", &name)).collect();
        let mut plans = Plans::over(store, &rows).await;
        let callers = [
            caller(Role::Officer, Some("330783"), None),
            caller(Role::Admin, Some("330783"), None),
            caller(Role::Admin, Some("33"), None),
            caller(Role::Admin, Some("330783201"), None),
            caller(Role::Officer, Some("330783201215"), None),
            caller(Role::Director, None, Some("courts/330783201215")),
            Caller::ourselves(Timestamp::now()),
        ];
        walk_people(&mut plans, &callers).await;
        let scopes: Vec<Scope> = callers.iter().map(Caller::scope).collect();
        for scope in &scopes {
            for presence in [None, Some(Presence::NeverSeen), Some(Presence::Online)] {
                for court in [None, CourtCode::parse("330783201215").ok()] {
                    let asked = terminals::TerminalFilter { court, presence };
                    plans
                        .walk(terminals::LEADS.method, (scope, &asked), async |store, after| {
                            let after = after.as_deref().and_then(Place::of);
                            let at = Timestamp::now();
                            terminals::list(store.read(), scope, &asked, at, after, Plans::PAGE).await
                        })
                        .await;
                }
            }
            plans
                .walk(service_accounts::LEADS.method, scope, async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    service_accounts::list(store.read(), scope, after, Plans::PAGE).await
                })
                .await;
        }
        let person = PersonId::parse("p7").unwrap();
        for method in [sign_in::SESSIONS, sign_in::PERSON_SESSIONS] {
            plans
                .walk(method, "p7", async |store, _| {
                    let rows = sign_in::sessions(store.read(), &person, Timestamp::now()).await?;
                    Ok(Page { rows, next: None })
                })
                .await;
        }
        let (pages, refused) = plans.end(LISTS);
        assert!(pages > 100 && refused == 0, "{pages} pages, {refused} refused");
    })
    .await;
}
