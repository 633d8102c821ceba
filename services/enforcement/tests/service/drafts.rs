//! The act that is drafted from a recorded visit: courts and dispatch as they are.

use courts::Courts;
use dispatch::Dispatch;
use enforcement::{Enforcement, Migrator};
use kit::{
    access::{Role, keys::Keys},
    domain::{Timestamp, visit::day_to},
    storage::{Location, Store},
    testing::on_every_database,
};
use proto::{dispatch::v1 as tasks, enforcement::v1 as wire};
use tempfile::TempDir;
use tonic::Status;

use crate::world::{Person, case, id, reason, somebody};

const COURT: &str = "courts/330783201203";
const WORKER: &str = "worker-330783201203-1";
/// On the staff of the committee by the demonstration's register, as the visiting worker is.
const WITNESS: &str = "people/worker-330783201203-1";

struct Village {
    enforcement: Enforcement,
    dispatch: Dispatch,
    courts: Courts,
    keys: Keys,
    _folder: TempDir,
}

impl Village {
    async fn over(store: Store) -> Self {
        let (keys, folder) = (Keys::random().unwrap(), tempfile::tempdir().unwrap());
        let location = Location::folder(folder.path());
        let courts = Courts::start(&location, &keys).await.unwrap();
        courts.fill_demo(Timestamp::now()).await.unwrap();
        let dispatch = Dispatch::start(&location, &keys, courts.peer.clone(), None, None).await.unwrap();
        let peers = (courts.peer.clone(), Some(dispatch.peer.clone()));
        let enforcement = Enforcement::over(store, &keys, peers).await.unwrap();
        Self { enforcement, dispatch, courts, keys, _folder: folder }
    }

    fn officer(&self, region: &str) -> Person {
        somebody(&self.keys, &self.enforcement.peer, ("officer", ""), &[Role::Officer], (region, ""))
    }

    /// Somebody who calls dispatch.
    fn field(&self, id: &str, role: Role) -> Person {
        let place = if role == Role::Officer { ("330783", "") } else { ("", COURT) };
        somebody(&self.keys, &self.dispatch.peer, (id, ""), &[role], place)
    }

    /// What the register calls somebody.
    async fn name_of(&self, person: &str) -> String {
        let officer =
            somebody(&self.keys, &self.courts.peer, ("officer", ""), &[Role::Officer], ("330783", ""));
        let ask = proto::courts::v1::GetPersonRequest { name: person.into() };
        officer.people().get_person(ask).await.unwrap().into_inner().display_name
    }

    /// A task that a worker has accepted.
    async fn accepted(&self, kind: tasks::TaskKind) -> String {
        let task = tasks::Task {
            kind: kind.into(),
            addressee: Some(tasks::Addressee { display_name: "李四".into(), ..Default::default() }),
            case_number: "（2023）浙0783执1号".into(),
            address: "东阳市三单乡前田村12号".into(),
            documents: vec![tasks::Document {
                title: "执行通知书".into(), copies: 2, ..Default::default()
            }],
            ..Default::default()
        };
        let ask = tasks::CreateTaskRequest { task: Some(task), ..Default::default() };
        let created = self.field("officer", Role::Officer).tasks().create_task(ask).await;
        let name = created.unwrap().into_inner().name;
        let worker = format!("people/{WORKER}");
        let ask = tasks::AssignTaskRequest { name: name.clone(), worker, ..Default::default() };
        self.field("director-330783201203", Role::Director).tasks().assign_task(ask).await.unwrap();
        let ask = tasks::AcceptTaskRequest { name: name.clone(), ..Default::default() };
        self.field(WORKER, Role::GridWorker).tasks().accept_task(ask).await.unwrap();
        name
    }

    async fn visited(&self, task: &str, attempt: tasks::Attempt) -> String {
        let ask =
            tasks::CreateAttemptRequest { parent: task.into(), attempt: Some(attempt), ..Default::default() };
        let taken = self.field(WORKER, Role::GridWorker).tasks().create_attempt(ask).await.unwrap();
        taken.into_inner().name
    }

    async fn draft(&self, attempt: &str) -> Result<wire::DraftServiceActResponse, Status> {
        let ask = wire::DraftServiceActRequest { attempt: attempt.into() };
        Ok(self.officer("330783").acts().draft_service_act(ask).await?.into_inner())
    }
}

/// Left at the residence before a witness, the court's server being there so.
fn left(witness: &str, presence: wire::ServerPresence) -> tasks::Attempt {
    let file = |number: char, role: tasks::FileRole, kind: tasks::FileKind| tasks::AttemptFile {
        evidence: format!("evidence/{}", number.to_string().repeat(64)),
        role: role.into(),
        kind: kind.into(),
    };
    tasks::Attempt {
        outcome: tasks::AttemptOutcome::Refused.into(),
        note: "本人拒收，文书留在住所。".into(),
        record: Some(tasks::VisitRecord {
            recipient: Some(tasks::VisitRecipient {
                display_name: "李四".into(),
                relation: wire::RecipientRelation::Addressee.into(),
            }),
            refused: true,
            refusal: tasks::RefusalReason::DisputesCase.into(),
            place: wire::ServicePlace::Residence.into(),
            left: true,
            noted: Some(true),
            date: Some(day_to(Timestamp::now().legal_day())),
            witness: Some(tasks::VisitWitness {
                display_name: witness.into(),
                represents: wire::WitnessOf::ResidenceCommittee.into(),
                unit: String::new(),
            }),
            server: Some(tasks::VisitServer { display_name: "王法官".into(), presence: presence.into() }),
            documents_left: vec!["执行通知书".into()],
            guide_version: law::guide::VERSION.into(),
            ..tasks::VisitRecord::default()
        }),
        files: vec![
            file('a', tasks::FileRole::Place, tasks::FileKind::Photo),
            file('b', tasks::FileRole::SignatureWitness, tasks::FileKind::Signature),
        ],
        ..tasks::Attempt::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_drafted_checked_and_entered() {
    use wire::ServerPresence::{Absent, OnSite, Video};
    on_every_database::<Migrator, _>(enforcement::NAME, |store| {
        Box::pin(async move {
            let village = Village::over(store).await;
            let task = village.accepted(tasks::TaskKind::ServiceOfProcess).await;
            let witness = village.name_of(WITNESS).await;
            let officer = village.officer("330783");
            let request = wire::CreateCaseRequest { request_id: id(), case: Some(case(1)) };
            let filed = officer.cases().create_case(request).await.unwrap().into_inner();

            let attempt = village.visited(&task, left(&witness, OnSite)).await;
            let drafted = village.draft(&attempt).await.unwrap();
            let (act, check) = (drafted.act.unwrap(), drafted.check.unwrap());
            assert_eq!((act.mode(), act.case.as_str()), (wire::ServiceMode::Left, filed.name.as_str()));
            assert_eq!((act.task.as_str(), act.attempt.as_str(), act.evidence.len()), (&*task, &*attempt, 2));
            let document = act.document.clone().unwrap();
            assert_eq!((document.title.as_str(), document.copies), ("执行通知书", 2));
            assert_eq!(document.kind(), wire::ServedDocumentKind::Notice);
            assert_eq!(act.witness.as_ref().unwrap().person, WITNESS);
            assert_eq!(act.addressee.as_ref().unwrap().region_code, "330783201203");
            assert_eq!((check.valid, check.unmet.len()), (Some(true), 0));
            assert!(check.basis.iter().all(|reason| !reason.needs_confirmation));
            let asked = wire::CheckServiceActRequest { act: Some(act.clone()) };
            assert_eq!(officer.acts().check_service_act(asked).await.unwrap().into_inner(), check);
            // Nothing is stored until the officer enters it.
            let list = wire::ListServiceActsRequest { parent: filed.name.clone(), ..Default::default() };
            let acts = officer.acts().list_service_acts(list).await.unwrap().into_inner().service_acts;
            assert!(acts.is_empty());
            let act = wire::ServiceAct { evidence: Vec::new(), ..act };
            let enter = wire::CreateServiceActRequest {
                request_id: id(),
                parent: filed.name.clone(),
                act: Some(act),
            };
            let entered = officer.acts().create_service_act(enter).await.unwrap().into_inner();
            assert_eq!(entered.deemed_date, check.deemed_date);

            let by_video = village.visited(&task, left(&witness, Video)).await;
            let drafted = village.draft(&by_video).await.unwrap();
            let (act, check) = (drafted.act.unwrap(), drafted.check.unwrap());
            assert_eq!(act.server.as_ref().unwrap().presence(), Video);
            assert_eq!(check.valid, Some(true));
            assert!(check.basis.iter().any(|reason| reason.needs_confirmation), "{:?}", check.basis);

            for attempt in [left("张三", OnSite), left(&witness, Absent)] {
                let attempt = village.visited(&task, attempt).await;
                let check = village.draft(&attempt).await.unwrap().check.unwrap();
                assert_eq!((check.valid, check.unmet.len()), (Some(false), 1), "{:?}", check.unmet);
            }
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_service_or_not_the_officers_is_refused() {
    on_every_database::<Migrator, _>(enforcement::NAME, |store| async move {
        let village = Village::over(store).await;
        let task = village.accepted(tasks::TaskKind::ServiceOfProcess).await;
        let visit = |outcome: tasks::AttemptOutcome| tasks::Attempt {
            outcome: outcome.into(),
            note: "走访".into(),
            ..tasks::Attempt::default()
        };
        // A phone that keeps no record: everything that the law asks is missing, and named.
        let bare = village.visited(&task, visit(tasks::AttemptOutcome::Delivered)).await;
        let check = village.draft(&bare).await.unwrap().check.unwrap();
        assert!(check.valid == Some(false) && check.unmet.len() >= 3, "{:?}", check.unmet);
        let missed = village.visited(&task, visit(tasks::AttemptOutcome::NotFound)).await;
        let refused = village.draft(&missed).await.unwrap_err();
        assert_eq!(reason(&refused), "VISIT_IS_NO_SERVICE");
        let search = village.accepted(tasks::TaskKind::LocatePerson).await;
        let found = village.visited(&search, visit(tasks::AttemptOutcome::Delivered)).await;
        assert_eq!(reason(&village.draft(&found).await.unwrap_err()), "VISIT_IS_NO_SERVICE");

        let unknown = format!("{task}/attempts/{}", uuid::Uuid::nil());
        for attempt in [unknown.as_str(), "tasks/x/attempts/y", "attempts/1", ""] {
            assert_eq!(reason(&village.draft(attempt).await.unwrap_err()), "ATTEMPT_UNKNOWN", "{attempt}");
        }
        let ask = wire::DraftServiceActRequest { attempt: bare };
        let refused = village.officer("330784").acts().draft_service_act(ask).await.unwrap_err();
        assert_eq!(reason(&refused), "ATTEMPT_UNKNOWN", "an officer of another county");
    })
    .await;
}
