//! The list of the days that the law sets: it says of each case what the case says of itself.

use kit::{
    access::Role, domain::Timestamp, storage::Store, testing::on_every_database, unit_of_work::UnitsOfWork,
};
use proto::enforcement::v1::{self as wire, service_act_service_client::ServiceActServiceClient};
use sea_orm::ConnectionTrait as _;

use super::tests::{World, case, day, left};
use crate::store::{Migrator, case_deadlines};

async fn list(world: &World, id: &str, role: Role, filter: &str) -> Vec<wire::Deadline> {
    let request = wire::ListDeadlinesRequest { filter: filter.into(), ..Default::default() };
    world.cases(id, role).list_deadlines(request).await.unwrap().into_inner().deadlines
}

/// What a case says of itself.
async fn of_case(world: &World, case: &str) -> Vec<wire::Deadline> {
    let request = wire::ListCaseDeadlinesRequest { parent: case.into() };
    world.cases("officer", Role::Officer).list_case_deadlines(request).await.unwrap().into_inner().deadlines
}

/// In the order of the list: of one day by the case and the kind.
fn in_order(mut all: Vec<wire::Deadline>) -> Vec<wire::Deadline> {
    let place = |one: &wire::Deadline| {
        let date = one.date.unwrap_or_default();
        ((date.year, date.month, date.day), one.case.clone(), one.kind.clone())
    };
    all.sort_by_key(place);
    all
}

fn kinds(all: &[wire::Deadline]) -> Vec<&str> {
    all.iter().map(|one| one.kind.as_str()).collect()
}

/// As an upgrade does it, until nothing is left.
async fn fill(store: &Store) {
    let log = kit::events::Log::open(store).await.unwrap();
    let units = UnitsOfWork::new(store.clone(), log);
    loop {
        let work = units.begin_unkeyed(Timestamp::now()).await.unwrap();
        let more = case_deadlines::fill_some(work.tx(), work.encryption()).await.unwrap();
        work.commit_unkeyed().await.unwrap();
        if !more {
            return;
        }
    }
}

async fn execute(store: &Store, text: &str) {
    store.read().execute_unprepared(text).await.unwrap();
}

#[tokio::test]
async fn the_list_follows_every_case_and_is_written_anew_for_older_ones() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store.clone()).await;
        let first = world.create("（2023）浙0783执3号").await;
        let second = world.create("（2023）浙0783执4号").await;
        let other = Some(case("（2023）浙0783执5号"));
        let other = wire::CreateCaseRequest { request_id: String::new(), case: other };
        world.cases("other", Role::Officer).create_case(other).await.unwrap();

        let mine = "handler=people/officer";
        let both = [of_case(&world, &first.name).await, of_case(&world, &second.name).await].concat();
        assert_eq!(list(&world, "officer", Role::Officer, mine).await, in_order(both));
        assert_eq!(list(&world, "chief", Role::BureauChief, "").await.len(), 15, "three cases of five days");
        let late =
            list(&world, "officer", Role::Officer, &format!("{mine} AND met=false AND duty=true")).await;
        assert!(late.iter().all(|one| one.overdue && one.met_by.is_empty()) && late.len() == 4, "{late:?}");
        let early = format!("{mine} AND date<=2023-03-31 AND met=false");
        let early = list(&world, "officer", Role::Officer, &early).await;
        assert_eq!(kinds(&early), ["NOTICE_OF_ENFORCEMENT", "NOTICE_OF_ENFORCEMENT"]);

        // A notice that was served, a clock that is stopped, a case that goes to somebody else.
        let mut acts = ServiceActServiceClient::new(world.channel("officer", Role::Officer, "330783"));
        let enter = wire::CreateServiceActRequest {
            parent: first.name.clone(),
            act: Some(left()),
            ..Default::default()
        };
        let notice = acts.create_service_act(enter).await.unwrap().into_inner();
        let met = list(&world, "officer", Role::Officer, &format!("{mine} AND met=true")).await;
        let notices: Vec<_> = met.iter().filter(|one| one.kind == "NOTICE_OF_ENFORCEMENT").collect();
        assert_eq!(notices.len(), 1);
        assert_eq!((&notices[0].met_by, notices[0].met_date), (&notice.name, Some(day(2023, 3, 10))));
        let suspend = wire::SuspendCaseRequest {
            name: second.name.clone(),
            etag: second.etag,
            ground: wire::SuspensionGround::Suspension.into(),
            reason: "申请人表示可以延期执行".into(),
            ..Default::default()
        };
        let stopped = world.cases("officer", Role::Officer).suspend_case(suspend).await.unwrap().into_inner();
        let limit = |all: &[wire::Deadline], case: &str| {
            all.iter().any(|one| one.case == case && one.kind == "ENFORCEMENT_LIMIT")
        };
        let now = list(&world, "officer", Role::Officer, mine).await;
        assert!(limit(&now, &first.name) && !limit(&now, &second.name), "a clock that stands has no day");

        // Rows that an older release did not write, and those that another calendar gave.
        execute(&store, "DELETE FROM case_deadlines").await;
        execute(&store, "UPDATE case_deadlines_to_fill SET after_id = ''").await;
        fill(&store).await;
        assert_eq!(list(&world, "officer", Role::Officer, mine).await, now);
        execute(&store, "UPDATE case_deadlines SET ends = 20991231").await;
        fill(&store).await;
        assert_ne!(list(&world, "officer", Role::Officer, mine).await, now, "it is looked through once");
        execute(&store, "UPDATE case_deadlines_to_fill SET calendar = 'another'").await;
        fill(&store).await;
        assert_eq!(list(&world, "officer", Role::Officer, mine).await, now);

        let resume = wire::ResumeCaseRequest { name: stopped.name, etag: stopped.etag, ..Default::default() };
        world.cases("officer", Role::Officer).resume_case(resume).await.unwrap();
        assert!(limit(&list(&world, "officer", Role::Officer, mine).await, &second.name));
        let elsewhere = world.channel("officer", Role::Officer, "330782");
        let mut elsewhere = wire::case_service_client::CaseServiceClient::new(elsewhere);
        let hidden = elsewhere.list_deadlines(wire::ListDeadlinesRequest::default()).await.unwrap();
        assert!(hidden.into_inner().deadlines.is_empty());
    })
    .await;
}
