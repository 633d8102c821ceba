//! Who sees whom.

use courts::Migrator;
use kit::testing::on_every_database;
use proto::courts::v1 as wire;
use sea_orm::ConnectionTrait as _;

use crate::world::{Person, World, reason};

async fn get(person: &Person, name: &str) -> Result<wire::Person, String> {
    let request = wire::GetPersonRequest { name: format!("people/{name}") };
    person
        .people()
        .get_person(request)
        .await
        .map(tonic::Response::into_inner)
        .map_err(|refused| reason(&refused))
}

async fn list(person: &Person, filter: &str, page_size: i32) -> Vec<wire::Person> {
    let mut people = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = wire::ListPeopleRequest { filter: filter.into(), page_size, page_token };
        let page = person.people().list_people(request).await.unwrap().into_inner();
        assert!(page.people.len() <= usize::try_from(page_size).unwrap());
        people.extend(page.people);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return people;
        }
    }
}

#[tokio::test]
async fn a_director_sees_the_people_of_their_court_alone() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let director = world.person("director-330783201203").await;
        let worker = get(&director, "worker-330783201203-1").await.unwrap();
        assert!(worker.phone.starts_with("1380000") && !worker.phone.contains('*'));
        let unknown = Err("PERSON_UNKNOWN".to_owned());
        assert_eq!(get(&director, "worker-330783123001-1").await, unknown);
        assert_eq!(get(&director, "officer").await, unknown);
        assert_eq!(get(&director, "nobody").await, unknown);
        assert_eq!(get(&director, "UPPER").await, unknown);
        let seen = list(&director, "", 3).await;
        assert!(seen.iter().flat_map(|person| &person.terms).all(|term| term.court == "courts/330783201203"));
        assert!(seen.iter().any(|person| person.name.contains("judge-")));
        assert!(seen.len() >= 4, "{}", seen.len());
        let none = list(&director, "court=courts/330783201", 10).await;
        assert!(none.is_empty(), "{none:?}");
    })
    .await;
}

#[tokio::test]
async fn a_telephone_number_is_for_those_who_have_to_call() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let seen = get(&world.person("officer").await, "worker-330783201203-1").await.unwrap();
        assert!(!seen.phone.contains('*'));
        let seen = get(&world.person("president").await, "worker-330783201203-1").await.unwrap();
        assert!(seen.phone.starts_with("138****"), "{}", seen.phone);
        let own = get(&world.person("president").await, "president").await.unwrap();
        assert!(!own.phone.contains('*'));
        let worker = world.person("worker-330783201203-1").await;
        let me = worker.people().get_me(wire::GetMeRequest {}).await.unwrap().into_inner();
        assert!(!me.phone.contains('*') && me.terms.len() == 1 && me.terms[0].committee_staff);
        assert!(get(&worker, "officer").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_list_has_no_gap_and_nobody_twice() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let officer = world.person("officer").await;
        let all = list(&officer, "", 97).await;
        assert_eq!(all.len(), 7 + 17 + 6 + 355 + 776 + 1);
        assert!(all.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert_eq!(list(&officer, "role=DIRECTOR", 200).await.len(), 355);
        let workers =
            list(&officer, "role=GRID_WORKER AND court=courts/330783201203 AND active=true", 1).await;
        assert!(workers.len() >= 2 && workers.len() % 2 == 0);
        let wrong =
            wire::ListPeopleRequest { filter: "role=KING".into(), ..wire::ListPeopleRequest::default() };
        assert_eq!(reason(&officer.people().list_people(wrong).await.unwrap_err()), "FILTER_VALUE_INVALID");
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_their_whole_name_and_telephone_within_a_scope() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store.clone()).await;
        let officer = world.person("officer").await;
        let worker = get(&officer, "worker-330783201203-1").await.unwrap();
        let (first, rest) = worker.display_name.split_at(3);
        let by_name = format!("display_name=\"{first} {rest}\"");
        assert!(list(&officer, &by_name, 200).await.contains(&worker));
        let by_phone = format!("phone=\"+86 {}\"", worker.phone);
        assert_eq!(list(&officer, &by_phone, 10).await, std::slice::from_ref(&worker));
        assert!(list(&officer, &format!("{by_phone} AND display_name=某某"), 10).await.is_empty());
        assert!(list(&officer, &format!("{by_phone} AND role=DIRECTOR"), 10).await.is_empty());
        // Whose court it is not finds nobody.
        let director = world.person("director-330783123").await;
        assert!(list(&director, &by_phone, 10).await.is_empty());
        // Who is shown a part of the number alone does not learn the whole of it by asking.
        let ask = wire::ListPeopleRequest { filter: by_phone.clone(), ..wire::ListPeopleRequest::default() };
        let president = world.person("president").await;
        assert_eq!(reason(&president.people().list_people(ask).await.unwrap_err()), "PHONE_NOT_SHOWN");
        let short =
            wire::ListPeopleRequest { filter: "phone=138".into(), ..wire::ListPeopleRequest::default() };
        assert_eq!(reason(&officer.people().list_people(short).await.unwrap_err()), "FILTER_VALUE_INVALID");
        // People of an older release are looked through when the next process starts.
        for statement in ["DELETE FROM people_keys", "INSERT INTO people_keys_to_fill VALUES ('')"] {
            let tx = store.begin().await.unwrap();
            tx.execute_unprepared(statement).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert!(list(&officer, &by_phone, 10).await.is_empty());
        let _again = world.beside(store).await;
        assert_eq!(list(&officer, &by_phone, 10).await, std::slice::from_ref(&worker));
    })
    .await;
}

#[tokio::test]
async fn another_service_gets_people_by_name() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let names =
            ["people/officer", "people/nobody", "people/worker-330783201203-2"].map(str::to_owned).to_vec();
        let request = wire::BatchGetPeopleRequest { names };
        let found = world.ourselves().people().batch_get_people(request.clone()).await.unwrap().into_inner();
        assert_eq!(found.people.len(), 2);
        let refused = world.person("admin").await.people().batch_get_people(request).await.unwrap_err();
        assert_eq!(reason(&refused), "INTERNAL_METHOD");
    })
    .await;
}

#[tokio::test]
async fn a_damaged_row_takes_neither_the_list_nor_anybody_else_with_it() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store.clone()).await;
        let director = world.person("director-330783201203").await;
        let whole = list(&director, "", 3).await;
        let tx = store.begin().await.unwrap();
        let bytes = if store.is_postgres() { "'\\x0102'" } else { "x'0102'" };
        let text = format!("UPDATE people SET phone = {bytes} WHERE id = 'worker-330783201203-1'");
        assert_eq!(tx.execute_unprepared(&text).await.unwrap().rows_affected(), 1);
        let text = "UPDATE terms SET role = 'NONE' WHERE person = 'worker-330783201203-2'";
        assert!(tx.execute_unprepared(text).await.unwrap().rows_affected() > 0);
        tx.commit().await.unwrap();
        let seen: Vec<_> = list(&director, "", 3).await.into_iter().map(|person| person.name).collect();
        let expected = whole.iter().map(|person| person.name.clone());
        let damaged = ["people/worker-330783201203-1", "people/worker-330783201203-2"];
        assert_eq!(seen, expected.filter(|name| !damaged.contains(&name.as_str())).collect::<Vec<_>>());
        assert_eq!(get(&director, "worker-330783201203-1").await, Err("RECORD_DAMAGED".to_owned()));
    })
    .await;
}
