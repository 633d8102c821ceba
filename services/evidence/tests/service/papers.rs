//! The papers that a task serves: who reads their files, and for how long.

use std::time::Duration;

use evidence::Migrator;
use kit::testing::on_every_database;
use proto::{dispatch::v1 as tasks, enforcement::v1 as acts, evidence::v1 as wire};
use tonic::{Code, Status};

use crate::{
    field::{Field, OTHER, WORKER},
    world::{Person, png, reason},
};

const DIRECTOR: &str = "director-330783201203";

/// A file that somebody has sent.
async fn sent(person: &Person, side: u32) -> (String, Vec<u8>) {
    let bytes = png(side);
    let name = person.declare(&bytes, "image/png").await.unwrap().name;
    person.send(&name, &bytes, (0, true), None).await.unwrap();
    (name, bytes)
}

fn paper(title: &str, file: &str, sealed: bool) -> tasks::Document {
    tasks::Document {
        title: title.into(),
        copies: 1,
        kind: acts::ServedDocumentKind::Ruling.into(),
        file: file.into(),
        sealed,
    }
}

async fn reads(person: &Person, file: &str) -> bool {
    match person.read(file, "").await {
        Ok(_) => true,
        Err(refused) => {
            assert_eq!(refused.code(), Code::NotFound, "{refused:?}");
            false
        }
    }
}

/// Waits until somebody reads a file, or does no more: the log of tasks is followed a moment later.
async fn until(person: &Person, file: &str, wanted: bool) {
    for _ in 0..600 {
        if reads(person, file).await == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{file} stays as it was");
}

async fn issue(person: &Person, task: &str) -> wire::PacketContent {
    let ask = wire::IssuePacketRequest { task: task.into(), device: "phone".into(), ..Default::default() };
    person.packets().issue_packet(ask).await.unwrap().into_inner().content.unwrap()
}

async fn print(field: &Field, person: &str, task: &str, print: tasks::Print) -> Result<tasks::Task, Status> {
    let ask = tasks::RecordPrintRequest { name: task.into(), print: Some(print), ..Default::default() };
    Ok(field.tasks(person).record_print(ask).await?.into_inner())
}

fn of(kind: tasks::PrintKind, document: i32) -> tasks::Print {
    tasks::Print { kind: kind.into(), document, copies: 0 }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_village_reads_open_papers_while_it_has_the_task_and_sealed_ones_never() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let person = |id: &str| field.world.person(id);
        let (worker, other, director) = (person(WORKER), person(OTHER), person(DIRECTOR));
        let (open, _) = sent(&person("officer"), 30).await;
        let (closed, _) = sent(&person("officer"), 31).await;
        assert!(!reads(&director, &open).await && !reads(&person("command"), &open).await);
        let papers = vec![paper("执行裁定书", &open, false), paper("民事裁定书", &closed, true)];
        let task = field.filed(tasks::TaskKind::ServiceOfProcess, papers).await.unwrap();

        until(&director, &open, true).await;
        // The court of the county reads both, anyone who sent them; another county's neither.
        for (id, read) in [("command", true), ("elsewhere", false), (DIRECTOR, false), (WORKER, false)] {
            assert_eq!(reads(&person(id), &closed).await, read, "{id}");
        }
        field.accept(WORKER, &task).await;
        assert!(!reads(&worker, &open).await, "without the packet nobody carries the paper");
        let content = issue(&worker, &task).await;
        let response: Vec<_> =
            content.papers.iter().map(|paper| (paper.sealed, paper.file.as_str())).collect();
        assert_eq!(response, [(false, open.as_str()), (true, "")]);
        assert!(reads(&worker, &open).await && !reads(&other, &open).await);
        for person in [&worker, &other, &director] {
            assert!(!reads(person, &closed).await);
        }

        // Given to somebody else, it is theirs once they hold the packet, and no more the first worker's.
        field.accept(OTHER, &task).await;
        until(&worker, &open, false).await;
        issue(&other, &task).await;
        assert!(reads(&other, &open).await && reads(&director, &open).await);

        let ask = tasks::RevokeTaskRequest { name: task, reason: "已撤回".into(), ..Default::default() };
        field.tasks("officer").revoke_task(ask).await.unwrap();
        until(&director, &open, false).await;
        until(&other, &open, false).await;
        assert!(reads(&person("command"), &open).await && reads(&person("command"), &closed).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_cites_a_file_that_is_here_and_that_its_officer_may_read() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let (theirs, _) = sent(&field.world.person("elsewhere"), 32).await;
        let coming = field.world.person("officer").declare(&png(33), "image/png").await.unwrap().name;
        let unknown = format!("evidence/{}", "0".repeat(64));
        for file in [&theirs, &coming, &unknown] {
            let papers = vec![paper("执行裁定书", file, false)];
            let refused = field.filed(tasks::TaskKind::ServiceOfProcess, papers).await.unwrap_err();
            assert_eq!(reason(&refused), "BAD_REQUEST");
            assert!(refused.message().contains("is not here yet"), "{}", refused.message());
        }
        // What a colleague sent is theirs to cite once something of the court cites it.
        let (colleagues, _) = sent(&field.world.person("command"), 34).await;
        let papers = |file: &str| vec![paper("执行裁定书", file, true)];
        let refused = field.filed(tasks::TaskKind::ServiceOfProcess, papers(&colleagues)).await;
        assert_eq!(reason(&refused.unwrap_err()), "BAD_REQUEST", "nothing of the court cites it yet");
        let (own, bytes) = sent(&field.world.person("officer"), 35).await;
        field.filed(tasks::TaskKind::ServiceOfProcess, papers(&own)).await.unwrap();
        until(&field.world.person("command"), &own, true).await;
        assert_eq!(field.world.person("command").read(&own, "").await.unwrap().0, bytes);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_print_is_recorded_with_who_made_it() {
    let recorded = on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let (open, _) = sent(&field.world.person("officer"), 36).await;
        let papers = vec![paper("执行裁定书", &open, false), paper("民事裁定书", "", true)];
        let task = field.filed(tasks::TaskKind::ServiceOfProcess, papers).await.unwrap();
        let (document, cover, form) =
            (tasks::PrintKind::Document, tasks::PrintKind::Cover, tasks::PrintKind::ReturnForm);
        let before = print(&field, DIRECTOR, &task, of(document, 0)).await.unwrap();
        field.accept(WORKER, &task).await;
        print(&field, WORKER, &task, of(cover, 1)).await.unwrap();
        let response = print(&field, WORKER, &task, of(form, 0)).await.unwrap();
        assert_eq!(response.state(), tasks::TaskState::Accepted);
        let officer = tasks::GetTaskRequest { name: task.clone() };
        let seen = field.tasks("officer").get_task(officer).await.unwrap().into_inner();
        let printed = seen.steps.iter().filter_map(|step| {
            let print = step.print?;
            Some((step.actor.as_str(), print.kind(), print.document, print.copies))
        });
        let (director, worker) = (format!("people/{DIRECTOR}"), format!("people/{WORKER}"));
        let expected = [
            (director.as_str(), document, 0, 1),
            (worker.as_str(), cover, 1, 1),
            (worker.as_str(), form, 0, 1),
        ];
        assert_eq!(printed.collect::<Vec<_>>(), expected);
        assert_eq!((before.steps.len(), seen.steps.len()), (3, 7));

        // Nobody else prints, and a print that was sent again is one.
        let refused = print(&field, OTHER, &task, of(form, 0)).await.unwrap_err();
        assert_eq!(reason(&refused), "TASK_UNKNOWN");
        let refused = print(&field, "officer", &task, of(form, 0)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let refused = print(&field, WORKER, &task, of(document, 1)).await.unwrap_err();
        assert_eq!(reason(&refused), "PAPER_SEALED");
        let refused = print(&field, WORKER, &task, tasks::Print::default()).await.unwrap_err();
        assert_eq!(reason(&refused), "BAD_REQUEST");
        let ask = tasks::RecordPrintRequest {
            request_id: "one".into(),
            name: task.clone(),
            print: Some(of(form, 0)),
        };
        let first = field.tasks(WORKER).record_print(ask.clone()).await.unwrap().into_inner();
        let again = field.tasks(WORKER).record_print(ask).await.unwrap().into_inner();
        assert_eq!((first.steps.len(), again.steps.len()), (8, 8));
    });
    Box::pin(recorded).await;
}
