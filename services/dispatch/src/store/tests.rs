//! The same on every database.

use kit::{
    access::{Scope, keys::Keys},
    domain::Timestamp,
    storage::{
        Store,
        list::{ListQuery, Place as ListPlace},
    },
    testing::on_every_database,
};
use law::{
    guide::{FileKind, FileRole, VisitOutcome, VisitRecord},
    identifiers::RegionCode,
    service::ServerPresence,
};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use super::{Migrator, Tasks, parse_filter, parse_order};
use crate::domain::{
    Actor, AttemptDraft, AttemptFile, Draft, DraftAddressee, Kind, Office, Outcome, Print, Printed, Task,
    Term, Worker, place::Place,
};

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::parse("2026-11-23T01:00:00Z").unwrap().plus_seconds(seconds)
}

pub(super) fn task(number: u64, court: &str, region: &str) -> Task {
    let draft = Draft {
        kind: Some(Kind::LocatePerson),
        case_number: format!("（2023）浙0783执{}号", number + 1),
        addressee: Some(DraftAddressee {
            display_name: "张三".into(),
            identity_number: "11010519491231002X".into(),
            ..DraftAddressee::default()
        }),
        address: "前田村".into(),
        ..Draft::default()
    };
    // Three of each instant, so that a page ends among equals.
    let at = at(i64::try_from(number).unwrap() / 3);
    let place = Place::Found { court: court.into(), region_code: RegionCode::parse(region).unwrap() };
    let county = RegionCode::parse("330783").unwrap();
    let officer = Actor { person: "people/officer".into(), ..Actor::default() };
    Task::file(
        draft.check(at).unwrap(),
        Uuid::from_u128(1000 + u128::from(number)),
        place,
        &county,
        &officer,
        at,
    )
    .0
}

pub(super) async fn add(tasks: &Tasks, task: &Task) {
    let tx = tasks.store().begin().await.unwrap();
    tasks.add(&tx, task).await.unwrap();
    tx.commit().await.unwrap();
}

pub(super) fn tasks_of(store: &Store) -> Tasks {
    Tasks::new(store)
}

fn scope(court: &str) -> Scope {
    Scope { courts: vec![court.into()], ..Scope::default() }
}

#[tokio::test]
async fn a_task_comes_back_as_it_was() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        let mut one = task(1, "courts/a", "330783201203");
        add(&tasks, &one).await;
        assert_eq!(tasks.get(&Scope::everything(), one.id).await.unwrap().as_ref(), Some(&one));

        let terms =
            vec![Term { office: Office::GridWorker, court: "courts/a".into(), from: at(0), until: None }];
        let worker = Worker {
            name: "people/w".into(),
            display_name: "王五".into(),
            phone: String::new(),
            terms,
            deactivated: false,
        };
        let director = Actor { person: "people/d".into(), ..Actor::default() };
        let tx = tasks.store().begin().await.unwrap();
        let mut taken = tasks.lock(&tx, &scope("courts/a"), one.id).await.unwrap().unwrap();
        assert!(tasks.lock_as_worker(&tx, "people/w", one.id).await.unwrap().is_none());
        taken.assign(&worker, &director, at(5)).unwrap();
        let w = Actor { person: "people/w".into(), ..Actor::default() };
        taken.accept(&w, at(6)).unwrap();
        let file = |role| AttemptFile {
            evidence: format!("evidence/{}", "a".repeat(64)),
            kind: FileKind::Photo,
            role,
        };
        let mut record = VisitRecord::new(VisitOutcome::NotFound);
        record.date = Some(at(7).legal_day());
        record.server.presence = Some(ServerPresence::Video);
        let draft = AttemptDraft {
            outcome: Some(Outcome::NotFound),
            record: Some(record),
            files: vec![Some(file(FileRole::Place)), Some(file(FileRole::Process))],
            ..AttemptDraft::default()
        };
        let mut visit = draft.check(Uuid::now_v7(), "people/w", at(7)).unwrap();
        taken.attempt(&mut visit, true, at(7)).unwrap();
        tasks.save(&tx, &taken).await.unwrap();
        tasks.remember_worker(&tx, one.id, "people/w").await.unwrap();
        tasks.remember_worker(&tx, one.id, "people/w").await.unwrap();
        tasks.add_attempt(&tx, one.id, &visit).await.unwrap();
        assert!(tasks.lock_as_worker(&tx, "people/w", one.id).await.unwrap().is_some());
        tx.commit().await.unwrap();
        one = taken;
        assert_eq!(tasks.get(&Scope::everything(), one.id).await.unwrap().as_ref(), Some(&one));
        assert_eq!(tasks.attempts(&one).await.unwrap(), std::slice::from_ref(&visit));
        assert_eq!(tasks.attempts_of(&[one.id]).await.unwrap()[&one.id], [visit]);
    })
    .await;
}

#[tokio::test]
async fn what_is_about_people_lies_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open::<Migrator>(
        &kit::storage::Location::folder(folder.path()),
        "dispatch",
        &Keys::random().unwrap(),
    )
    .await
    .unwrap();
    add(&tasks_of(&store), &task(1, "courts/a", "330783201203")).await;
    store.close().await.unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for secret in ["张三", "11010519491231002X", "前田村"] {
            assert!(
                !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
                "{secret} can be read"
            );
        }
    }
}

#[tokio::test]
async fn a_scope_sees_its_own_and_an_empty_one_nothing() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        let (here, there) = (task(1, "courts/a", "330783201203"), task(2, "courts/b", "330784001"));
        add(&tasks, &here).await;
        add(&tasks, &there).await;
        let region =
            |code: &str| Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::default() };
        let cases = [
            (Scope::default(), false, false),
            (Scope::everything(), true, true),
            (scope("courts/a"), true, false),
            (region("330783"), true, false),
            (region("330783201"), true, false),
            (region("330784"), false, true),
            (region("3307"), true, true),
            (Scope { person: Some("people/w".into()), ..Scope::default() }, false, false),
        ];
        for (scope, sees_here, sees_there) in cases {
            assert_eq!(tasks.get(&scope, here.id).await.unwrap().is_some(), sees_here, "{scope:?}");
            assert_eq!(tasks.get(&scope, there.id).await.unwrap().is_some(), sees_there, "{scope:?}");
            let question = ListQuery {
                scope: &scope,
                terms: parse_filter("", at(0)).unwrap(),
                order: parse_order("").unwrap(),
                after: None,
                limit: 10,
            };
            let seen = tasks.list(question).await.unwrap().rows.len();
            assert_eq!(seen, usize::from(sees_here) + usize::from(sees_there), "{scope:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_show_everything_once_in_order() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        for number in 0..20 {
            add(&tasks, &task(number, if number % 2 == 0 { "courts/a" } else { "courts/b" }, "330783201203"))
                .await;
        }
        for (order, filter, expected) in [
            ("", "", 20),
            ("create_time", "court=courts/a", 10),
            ("finish_by desc", "state=DISPATCHED", 20),
            ("updateTime", "caseNumber=(2023)浙0783执3号", 1),
            ("", "region=330783201 AND create_time>=2026-11-23T01:00:03Z", 11),
            ("", "region!=330783201", 0),
            ("", "kind!=TASK_KIND_LOCATE_PERSON", 0),
        ] {
            let order = parse_order(order).unwrap();
            let mut after: Option<Vec<String>> = None;
            let mut seen = Vec::new();
            loop {
                let terms = parse_filter(filter, at(0)).unwrap();
                let scope = Scope::everything();
                let page = tasks
                    .list(ListQuery {
                        scope: &scope,
                        terms,
                        order,
                        after: after.as_deref().and_then(ListPlace::of),
                        limit: 4,
                    })
                    .await
                    .unwrap();
                seen.extend(page.rows);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            // Every task's times are equally long after its number, so each order sorts them alike.
            let numbers = seen.iter().map(|task| (task.created.micros(), task.id.to_string()));
            let mut sorted: Vec<_> = numbers.clone().collect();
            sorted.sort();
            let forwards = sorted.clone();
            sorted.reverse();
            let numbers: Vec<_> = numbers.collect();
            assert_eq!(numbers.len(), expected, "{filter}");
            assert!(numbers == forwards || numbers == sorted, "{filter}");
        }
        for wrong in [
            "state=ASLEEP",
            "case_number=x",
            "region=33078",
            "open=maybe",
            "state:(DISPATCHED,ASLEEP)",
            "court:(courts/a,courts/b)",
            "finish_by>tomorrow",
            "colour=red",
        ] {
            assert!(parse_filter(wrong, at(0)).is_err(), "{wrong}");
        }
        assert!(parse_order("name").is_err());
    })
    .await;
}

#[tokio::test]
async fn what_runs_out_is_found_and_nothing_else() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        let mut gone = task(1, "courts/a", "330783201203");
        add(&tasks, &gone).await;
        let late = gone.times.finish_by.plus_seconds(1);
        assert!(tasks.running_out(gone.times.finish_by, 10).await.unwrap().is_empty());
        assert_eq!(tasks.running_out(late, 10).await.unwrap(), [gone.id]);
        gone.expire(late).unwrap();
        let tx = tasks.store().begin().await.unwrap();
        tasks.save(&tx, &gone).await.unwrap();
        tx.commit().await.unwrap();
        assert!(tasks.running_out(late, 10).await.unwrap().is_empty());
        assert!(tasks.without_court(10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_damaged_row_is_left_out_of_the_list_and_named_when_asked_for() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        let all: Vec<_> = (0..5).map(|number| task(number, "courts/a", "330783201203")).collect();
        for task in &all {
            add(&tasks, task).await;
        }
        let tx = tasks.store().begin().await.unwrap();
        let bytes = if store.is_postgres() { "'\\x0102'" } else { "x'0102'" };
        let text = format!("UPDATE tasks SET sealed = {bytes} WHERE id = '{}'", all[2].id);
        assert_eq!(tx.execute_unprepared(&text).await.unwrap().rows_affected(), 1);
        tx.commit().await.unwrap();
        let scope = Scope::everything();
        let (mut after, mut seen) = (None::<Vec<String>>, Vec::new());
        loop {
            let (terms, order) = (parse_filter("", at(0)).unwrap(), parse_order("create_time").unwrap());
            let page = tasks
                .list(ListQuery {
                    scope: &scope,
                    terms,
                    order,
                    after: after.as_deref().and_then(ListPlace::of),
                    limit: 1,
                })
                .await
                .unwrap();
            seen.extend(page.rows.into_iter().map(|task| task.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, [0, 1, 3, 4].map(|place: usize| all[place].id));
        assert_eq!(tasks.get(&scope, all[2].id).await.unwrap_err().reason(), "RECORD_DAMAGED");
    })
    .await;
}

/// A task as the first version wrote it, and a visit of it. Each version that adds to them adds what it writes to these lists: rows of every
/// version have to be read.
const TASKS_OF_VERSIONS: [&str; 2] = [
    r#"{"addressee":{"display_name":"张三","kind":"Person","identity":{"Citizen":"11010519491231002X"},"phone":"13800000000"},
    "wanted":{"address":"前田村12号","region_code":"330783201203","court":"courts/330783201203"},
    "documents":[{"title":"执行通知书","copies":2}],"instructions":"先打电话","contact":{"display_name":"李强","phone":"0579-86000000"},
    "urgent":true,"times":{"accept_by":1,"first_attempt_by":2,"finish_by":3},"worker_name":"王五","attempted":true,"visits":1,
    "steps":[{"what":"Created","actor":"people/officer","at":4,"court":"","worker":"","comment":""},
    {"what":"Declined","actor":"people/w","at":5,"court":"courts/a","worker":"","comment":"外出"}],
    "report":{"summary":"已送达","worker":"people/w","at":6},
    "review":{"approved":false,"comment":"缺照片","reviewer":"people/officer","at":7},"routing_problem":"查不到"}"#,
    r#"{"addressee":{"display_name":"张三","kind":"Person","identity":{"Citizen":"11010519491231002X"},"phone":"","status":"PRISONER"},
    "wanted":{"address":"前田村12号","region_code":"330783201203","court":"courts/330783201203"},
    "documents":[{"title":"民事裁定书","copies":2,"kind":"RULING","file":"evidence/a","sealed":true}],"instructions":"",
    "contact":{"display_name":"","phone":""},"urgent":true,"times":{"accept_by":1,"first_attempt_by":2,"finish_by":3},
    "worker_name":"王五","attempted":true,"visits":1,
    "steps":[{"what":"Created","actor":"people/officer","at":4,"court":"","worker":"","comment":"","actor_name":"李强"},
    {"what":"Printed","actor":"people/d","at":5,"court":"courts/a","worker":"","comment":"","actor_name":"陈主任",
    "print":{"what":{"Cover":0},"copies":1}}],
    "report":{"summary":"已送达","worker":"people/w","at":6},
    "review":{"approved":false,"comment":"缺照片","reviewer":"people/officer","at":7,"missing_files_reason":"","missing_files":[]},
    "routing_problem":"查不到","late_reports":[],"procedure":"ENFORCEMENT"}"#,
];
const VISITS_OF_VERSIONS: [&str; 3] = [
    r#"{"id":"0190b6f0-0000-7000-8000-000000000001","outcome":"Refused","note":"拒收","device_time":8,"server_time":9,
    "position":{"latitude":29.28,"longitude":120.24,"accuracy_m":12.0},"witness":{"display_name":"赵六","organisation":"村委会"},
    "evidence":["evidence/a"],"worker":"people/w","lateness":"Reassignment"}"#,
    r#"{"id":"0190b6f0-0000-7000-8000-000000000001","outcome":"Refused","note":"拒收","device_time":8,"server_time":9,
    "position":null,"witness":null,"evidence":[],"worker":"people/w","lateness":null,"predates_task":true}"#,
    r#"{"id":"0190b6f0-0000-7000-8000-000000000001","outcome":"Refused","note":"拒收","device_time":8,"server_time":9,
    "position":null,"witness":null,"evidence":["evidence/a"],"worker":"people/w","lateness":null,"predates_task":false,
    "record":{"outcome":"REFUSED","recipient":{"displayName":"李四","relation":"ADDRESSEE"},"refused":true,"refusal":"NONE_GIVEN",
    "place":"RESIDENCE","left":true,"noted":true,"date":"2026-11-23","server":{"displayName":"王法官","presence":"ON_SITE"},
    "files":[{"kind":"PHOTO","role":"PROCESS"}],"guideVersion":"2026.1"},
    "files":[{"evidence":"evidence/a","kind":"PHOTO","role":"PROCESS"}]}"#,
];

#[tokio::test]
async fn rows_of_every_version_are_read() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        for (number, written) in TASKS_OF_VERSIONS.into_iter().enumerate() {
            let one = task(u64::try_from(number).unwrap(), "courts/a", "330783201203");
            add(&tasks, &one).await;
            write(&store, "UPDATE tasks SET sealed = $1 WHERE id = $2", written, one.id).await;
            let read = tasks.get(&Scope::everything(), one.id).await.unwrap().unwrap();
            assert_eq!((read.worker_name.as_str(), read.steps.len(), read.visits), ("王五", 2, 1));
            assert_eq!(read.addressee.identity.as_ref().unwrap().masked(), "110105********002X");
            assert!(
                !read.review.as_ref().unwrap().approved
                    && read.report.is_some()
                    && read.late_reports.is_empty()
            );
            // What a version did not write is not stated.
            let (paper, step) = (&read.documents[0], &read.steps[1]);
            let stated = number > 0;
            assert_eq!((paper.sealed, paper.kind.is_some(), paper.copies), (stated, stated, 2));
            assert_eq!((read.procedure.is_some(), read.addressee.status.is_some()), (stated, stated));
            assert_eq!(step.print, stated.then_some(Print { what: Printed::Cover(0), copies: 1 }));
        }
        let one = task(100, "courts/a", "330783201203");
        let one = Task { visits: 1, ..one };
        add(&tasks, &one).await;
        for written in VISITS_OF_VERSIONS {
            let draft = AttemptDraft { outcome: Some(Outcome::Moved), ..AttemptDraft::default() };
            let visit = draft.check(Uuid::now_v7(), "people/w", at(1)).unwrap();
            let tx = tasks.store().begin().await.unwrap();
            tasks.add_attempt(&tx, one.id, &visit).await.unwrap();
            tx.commit().await.unwrap();
            write(&store, "UPDATE attempts SET sealed = $1 WHERE id = $2", written, visit.id).await;
        }
        let visits = tasks.attempts(&one).await.unwrap();
        assert_eq!(visits.len(), VISITS_OF_VERSIONS.len());
        assert!(visits.iter().all(|visit| visit.note == "拒收" && visit.time() == Timestamp::from_micros(8)));
    })
    .await;
}

/// Writes an encrypted value in place of the one that a row has.
async fn write(store: &Store, statement: &str, written: &str, id: Uuid) {
    let sealed = store.encryption().encrypt(written).unwrap();
    let tx = store.begin().await.unwrap();
    let statement = kit::storage::sql(&tx, statement, vec![sealed.into(), id.to_string().into()]);
    assert_eq!(tx.execute_raw(statement).await.unwrap().rows_affected(), 1);
    tx.commit().await.unwrap();
}
