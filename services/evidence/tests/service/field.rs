//! The service beside those that it follows: courts and dispatch as they are.

use std::time::Duration;

use courts::Courts;
use dispatch::Dispatch;
use evidence::{Evidence, Migrator, Others};
use kit::{
    access::keys::Keys,
    domain::Timestamp,
    rpc::LateBoundPeer,
    storage::{Location, Store},
    testing::on_every_database,
};
use proto::{dispatch::v1 as tasks, evidence::v1 as wire};
use tonic::{Code, Status};

use crate::world::{World, png};

pub(crate) const WORKER: &str = "worker-330783201203-1";
pub(crate) const OTHER: &str = "worker-330783201203-2";

/// The three services.
pub(crate) struct Field {
    pub(crate) world: World,
    pub(crate) dispatch: Dispatch,
    pub(crate) courts: Courts,
}

impl Field {
    pub(crate) async fn new(store: Store) -> Self {
        Self::with(store, true).await
    }

    /// The same where evidence does not reach the register.
    pub(crate) async fn without_register(store: Store) -> Self {
        Self::with(store, false).await
    }

    async fn with(store: Store, register: bool) -> Self {
        let (keys, folder) = (Keys::random().unwrap(), tempfile::tempdir().unwrap());
        let location = Location::folder(folder.path());
        let courts = Courts::start(&location, &keys).await.unwrap();
        courts.fill_demo(Timestamp::now()).await.unwrap();
        let later = LateBoundPeer::default();
        let dispatch = Dispatch::start(&location, &keys, courts.peer.clone(), None, Some(later.peer()));
        let dispatch = dispatch.await.unwrap();
        let others = Others {
            courts: if register { courts.peer.clone() } else { LateBoundPeer::default().peer() },
            dispatch: dispatch.peer.clone(),
            enforcement: LateBoundPeer::default().peer(),
            investigation: LateBoundPeer::default().peer(),
        };
        let service = Evidence::following(store, &keys, ("", folder.path()), 10, others).unwrap();
        later.set(service.peer.clone());
        Self { world: World { service, folder, keys }, dispatch, courts }
    }

    /// Somebody who calls dispatch.
    pub(crate) fn tasks(
        &self,
        id: &str,
    ) -> tasks::task_service_client::TaskServiceClient<kit::rpc::ClientChannel> {
        self.world.at(&self.dispatch.peer, id).tasks()
    }

    /// A task that is with a worker, who has accepted it.
    pub(crate) async fn accepted(&self, worker: &str) -> String {
        self.accepted_of(worker, tasks::TaskKind::ServiceOfProcess, "执行通知书").await
    }

    /// The same of a kind, with a paper.
    pub(crate) async fn accepted_of(&self, worker: &str, kind: tasks::TaskKind, paper: &str) -> String {
        let papers = vec![tasks::Document { title: paper.into(), copies: 1, ..Default::default() }];
        let name = self.filed(kind, papers).await.unwrap();
        self.accept(worker, &name).await;
        name
    }

    /// A task with papers, as an officer files it.
    pub(crate) async fn filed(
        &self,
        kind: tasks::TaskKind,
        documents: Vec<tasks::Document>,
    ) -> Result<String, Status> {
        let task = tasks::Task {
            kind: kind.into(),
            addressee: Some(tasks::Addressee {
                display_name: "张三丰".into(),
                identity_number: "11010519491231002X".into(),
                phone: "13800000000".into(),
                ..Default::default()
            }),
            case_number: "（2023）浙0783执123号".into(),
            address: "东阳市三单乡前田村12号".into(),
            documents,
            ..Default::default()
        };
        let ask = tasks::CreateTaskRequest { task: Some(task), ..Default::default() };
        Ok(self.tasks("officer").create_task(ask).await?.into_inner().name)
    }

    /// Gives a task to a worker, who accepts it.
    pub(crate) async fn accept(&self, worker: &str, task: &str) {
        let worker_name = format!("people/{worker}");
        let ask = tasks::AssignTaskRequest { name: task.into(), worker: worker_name, ..Default::default() };
        self.tasks("director-330783201203").assign_task(ask).await.unwrap();
        let ask = tasks::AcceptTaskRequest { name: task.into(), ..Default::default() };
        self.tasks(worker).accept_task(ask).await.unwrap();
    }

    /// An attempt that cites a file; when its leaf is in the log.
    pub(crate) async fn attempted(&self, worker: &str, task: &str, file: &str) -> String {
        let attempt = tasks::Attempt {
            outcome: tasks::AttemptOutcome::Delivered.into(),
            evidence: vec![file.into()],
            ..Default::default()
        };
        let ask =
            tasks::CreateAttemptRequest { parent: task.into(), attempt: Some(attempt), ..Default::default() };
        let attempt = self.tasks(worker).create_attempt(ask).await.unwrap().into_inner().name;
        self.logged(&attempt).await;
        attempt
    }

    /// Waits until an attempt's leaf is in the log.
    pub(crate) async fn logged(&self, attempt: &str) {
        let officer = self.world.person("officer");
        for _ in 0..600 {
            let ask = wire::GetLeafProofRequest { subject: attempt.into() };
            if officer.log().get_leaf_proof(ask).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{attempt} is no leaf");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_proves_to_those_who_may_see_and_tells_others_nothing() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let (worker, officer) = (field.world.person(WORKER), field.world.person("officer"));
        let elsewhere = field.world.person("elsewhere");
        let bytes = png(22);
        let file = worker.declare(&bytes, "image/png").await.unwrap().name;
        worker.send(&file, &bytes, (0, true), None).await.unwrap();
        let task = field.accepted(WORKER).await;
        let attempt = field.attempted(WORKER, &task, &file).await;
        let ask =
            wire::IssuePacketRequest { task: task.clone(), device: "phone".into(), ..Default::default() };
        let packet = worker.packets().issue_packet(ask).await.unwrap().into_inner().name;
        let nothing = uuid::Uuid::nil();
        let unknown = [
            format!("evidence/{}", "0".repeat(64)),
            format!("{task}/attempts/{nothing}"),
            format!("tasks/{nothing}/attempts/{nothing}"),
            format!("packets/{nothing}"),
            format!("{file}/deletions/1"),
            "serviceActs/nothing".into(),
            "nothing".into(),
            String::new(),
        ];
        let prove = async |person: &crate::world::Person, subject: &String| {
            let ask = wire::GetLeafProofRequest { subject: subject.clone() };
            person.log().get_leaf_proof(ask).await
        };
        let mut refusals = Vec::new();
        for subject in [&file, &attempt, &packet] {
            assert!(prove(&officer, subject).await.is_ok(), "{subject}");
            refusals.push(prove(&elsewhere, subject).await.unwrap_err());
        }
        for subject in &unknown {
            refusals.push(prove(&elsewhere, subject).await.unwrap_err());
            refusals.push(prove(&officer, subject).await.unwrap_err());
        }
        for refused in &refusals {
            assert_eq!(crate::world::reason(refused), "LEAF_UNKNOWN");
            assert_eq!((refused.code(), refused.message()), (refusals[0].code(), refusals[0].message()));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_shows_what_its_worker_sent_and_naming_a_digest_shows_nothing() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let (worker, other, officer) =
            (field.world.person(WORKER), field.world.person(OTHER), field.world.person("officer"));
        let (mine, theirs) = (png(20), png(21));
        let theirs_name = other.declare(&theirs, "image/png").await.unwrap().name;
        other.send(&theirs_name, &theirs, (0, true), None).await.unwrap();
        let task = field.accepted(WORKER).await;

        // Offline the attempt comes before the file: it counts when the file is there.
        let mine_name = worker.declare(&mine, "image/png").await.unwrap().name;
        field.attempted(WORKER, &task, &mine_name).await;
        assert_eq!(officer.read(&mine_name, "").await.unwrap_err().code(), Code::NotFound);
        worker.send(&mine_name, &mine, (0, true), None).await.unwrap();
        assert_eq!(officer.read(&mine_name, "").await.unwrap().0, mine);
        let elsewhere = field.world.person("elsewhere");
        assert_eq!(elsewhere.read(&mine_name, "").await.unwrap_err().code(), Code::NotFound);

        field.attempted(WORKER, &task, &theirs_name).await;
        for person in [&worker, &officer] {
            assert_eq!(person.read(&theirs_name, "").await.unwrap_err().code(), Code::NotFound);
        }
        worker.declare(&theirs, "image/png").await.unwrap();
        worker.send(&theirs_name, &theirs, (0, true), None).await.unwrap();
        assert_eq!(officer.read(&theirs_name, "").await.unwrap().0, theirs);
    })
    .await;
}
