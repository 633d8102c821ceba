//! What happens to the supervision list without anybody asking.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    testing::on_every_database,
};
use law::identifiers::RegionCode;
use proto::{access::v1::Role, enforcement::v1 as wire};

use super::{World, bare_case, item};
use crate::{
    domain::supervision::{Rule, Subject},
    store::{Migrator, supervision_subjects},
    workers::supervision::{self, close_groundless, escalate_due, find_due},
};

const DAY: i64 = 24 * 3600;

fn money(name: &str, limit: Timestamp) -> Subject {
    Subject {
        name: name.into(),
        rule: Rule::RequestOverdue,
        case: "cases/1".into(),
        owner: "people/officer".into(),
        region_code: RegionCode::parse("330783").unwrap(),
        limit,
    }
}

async fn watch(world: &World, subject: &Subject) {
    let tx = world.api.units.store().begin().await.unwrap();
    supervision_subjects::watch(&tx, subject).await.unwrap();
    tx.commit().await.unwrap();
}

async fn issue_due(world: &World, at: Timestamp) -> Result<usize, Refusal> {
    supervision::issue_due(&world.api.units, &world.api.register.peoples_courts, at).await
}

async fn all(world: &World) -> Vec<wire::Supervision> {
    let request = wire::ListSupervisionsRequest { page_size: 1000, ..Default::default() };
    world.command().list_supervisions(request).await.unwrap().into_inner().supervisions
}

#[tokio::test]
async fn a_rule_issues_one_item_and_is_silent_while_it_is_open() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let now = Timestamp::now();
        watch(&world, &money("receipts/1", now.plus_seconds(-DAY))).await;
        watch(&world, &money("receipts/2", now.plus_seconds(DAY))).await;
        assert_eq!(issue_due(&world, now).await.unwrap(), 1);
        assert_eq!(issue_due(&world, now).await.unwrap(), 0);
        // The money is looked at anew, and the open item still stands for it.
        watch(&world, &money("receipts/1", now.plus_seconds(-2 * DAY))).await;
        assert_eq!(issue_due(&world, now).await.unwrap(), 0);
        let items = all(&world).await;
        assert_eq!(items.len(), 1);
        assert_eq!((items[0].issuer.as_str(), items[0].rule()), ("", wire::SupervisionRule::RequestOverdue));
        // Beside it one by hand about the same money is another matter.
        world.chief().create_supervision(item("receipts/1")).await.unwrap();
        // Closed by the command centre, which answers for rules: silence for a while, then the rule speaks again.
        let name = items[0].name.clone();
        let sign = wire::SignSupervisionRequest { name: name.clone(), ..Default::default() };
        world.officer().sign_supervision(sign).await.unwrap();
        let reply = wire::ReplySupervisionRequest {
            name: name.clone(),
            reply: "已发放".into(),
            ..Default::default()
        };
        world.officer().reply_supervision(reply).await.unwrap();
        let accept = wire::AcceptSupervisionRequest { name, ..Default::default() };
        world.command().accept_supervision(accept).await.unwrap();
        assert_eq!(issue_due(&world, now.plus_seconds(DAY / 2)).await.unwrap(), 0);
        assert_eq!(issue_due(&world, now.plus_seconds(16 * DAY)).await.unwrap(), 2);
        // What is paid is no longer watched.
        watch(&world, &money("receipts/3", now)).await;
        let tx = world.api.units.store().begin().await.unwrap();
        supervision_subjects::unwatch(&tx, "receipts/3", Rule::RequestOverdue).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(issue_due(&world, now.plus_seconds(16 * DAY)).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn of_several_processes_that_look_at_once_each_item_is_issued_by_one() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let now = Timestamp::now();
        for number in 0..12 {
            watch(&world, &money(&format!("receipts/{number}"), now.plus_seconds(-DAY))).await;
        }
        let looks = (0..4).map(|_| {
            let world = world.clone();
            tokio::spawn(async move { issue_due(&world, now).await.unwrap() })
        });
        let mut issued = 0;
        for look in looks.collect::<Vec<_>>() {
            issued += look.await.unwrap();
        }
        let mut numbers: Vec<_> = all(&world).await.into_iter().map(|item| item.number).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!((issued, numbers.len()), (12, 12));
        assert!(numbers.iter().any(|number| number.ends_with("督12号")), "{numbers:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_late_is_reported_to_those_above_once_each() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let issued = world.chief().create_supervision(item("cases/1")).await.unwrap().into_inner();
        let due = Timestamp::from_timestamp(&issued.due_time.unwrap()).unwrap();
        assert_eq!(escalate_due(&world.api.units, due.plus_seconds(60)).await.unwrap(), 0);
        assert_eq!(escalate_due(&world.api.units, due.plus_seconds(DAY + 60)).await.unwrap(), 1);
        let later = due.plus_seconds(4 * DAY);
        let (one, other) =
            tokio::join!(escalate_due(&world.api.units, later), escalate_due(&world.api.units, later));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        let levels: Vec<_> =
            all(&world).await[0].escalations.iter().map(wire::SupervisionEscalation::level).collect();
        assert_eq!(levels, [Role::BureauChief, Role::President]);
        let left =
            crate::store::supervisions::to_escalate(world.api.units.store(), due.plus_seconds(99 * DAY), 10)
                .await;
        assert!(left.unwrap().is_empty());
        let id = uuid::Uuid::parse_str(issued.name.trim_start_matches("supervisions/")).unwrap();
        let kept =
            crate::store::supervisions::get(world.api.units.store(), &Scope::everything(), id).await.unwrap();
        assert!(kept.unwrap().overdue(later));
    })
    .await;
}

async fn case(world: &World, id: &str, limit_day: Option<i64>) {
    bare_case(world.api.units.store(), id, limit_day).await;
}

#[tokio::test]
async fn a_case_is_supervised_when_its_limit_is_near_and_not_when_it_was_closed_or_extended() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let now = Timestamp::parse("2026-06-20T00:00:00Z").unwrap();
        case(&world, "near", Some(20_260_701)).await;
        case(&world, "far", Some(20_260_901)).await;
        case(&world, "past", Some(20_260_501)).await;
        case(&world, "closed", Some(20_260_701)).await;
        case(&world, "extended", Some(20_260_701)).await;
        assert_eq!(find_due(&world.api.units, now).await.unwrap(), 4);
        assert_eq!(find_due(&world.api.units, now).await.unwrap(), 0);
        case(&world, "closed", None).await;
        case(&world, "extended", Some(20_261_001)).await;
        assert_eq!(issue_due(&world, now).await.unwrap(), 2);
        assert_eq!(issue_due(&world, now).await.unwrap(), 0);
        let mut subjects: Vec<_> = all(&world).await.into_iter().map(|item| item.subject).collect();
        subjects.sort();
        assert_eq!(subjects, ["cases/near", "cases/past"]);
        let later = Timestamp::parse("2026-09-25T00:00:00Z").unwrap();
        find_due(&world.api.units, later).await.unwrap();
        assert_eq!(issue_due(&world, later).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_item_whose_ground_fell_away_closes_by_itself_and_says_why() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let now = Timestamp::parse("2026-06-20T00:00:00Z").unwrap();
        for id in ["closed", "extended", "stays"] {
            case(&world, id, Some(20_260_601)).await;
        }
        find_due(&world.api.units, now).await.unwrap();
        for name in ["requests/answered", "requests/prolonged", "requests/stays"] {
            watch(&world, &money(name, now.plus_seconds(-DAY))).await;
        }
        assert_eq!(issue_due(&world, now).await.unwrap(), 6);
        assert_eq!(close_groundless(&world.api.units, now).await.unwrap(), 0);
        case(&world, "closed", None).await;
        case(&world, "extended", Some(20_261_001)).await;
        watch(&world, &money("requests/prolonged", now.plus_seconds(DAY))).await;
        let tx = world.api.units.store().begin().await.unwrap();
        supervision_subjects::unwatch(&tx, "requests/answered", Rule::RequestOverdue).await.unwrap();
        tx.commit().await.unwrap();
        // By hand somebody saw the need, and only they take it back.
        world.chief().create_supervision(item("cases/closed")).await.unwrap();
        assert_eq!(close_groundless(&world.api.units, now).await.unwrap(), 4);
        assert_eq!(close_groundless(&world.api.units, now).await.unwrap(), 0);
        let items = all(&world).await;
        let open: Vec<_> = items
            .iter()
            .filter(|item| item.state() != wire::SupervisionState::Cancelled)
            .map(|item| item.subject.as_str())
            .collect();
        assert_eq!(open.len(), 3, "{open:?}");
        assert!(["cases/stays", "requests/stays"].iter().all(|subject| open.contains(subject)));
        let closed = items.iter().filter(|item| item.state() == wire::SupervisionState::Cancelled);
        for item in closed {
            let last = item.steps.last().unwrap();
            assert!(last.comment.contains("督办事由已消除") && last.actor.is_empty(), "{last:?}");
        }
        // What comes near its limit again is issued again.
        let later = Timestamp::parse("2026-09-25T00:00:00Z").unwrap();
        find_due(&world.api.units, later).await.unwrap();
        assert!(issue_due(&world, later).await.unwrap() >= 2, "the extended case, and the prolonged request");
    })
    .await;
}
