//! The task in which a lead came up: asked for in the caller's own name, and its case in that of the installation.

use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    rpc::{ClientChannel, client::again},
};
use law::identifiers::{CaseNumber, RegionCode};
use proto::{
    dispatch::v1::{GetTaskRequest, Task, task_service_client::TaskServiceClient},
    enforcement::v1::{ListCasesRequest, case_service_client::CaseServiceClient},
};
use tonic::{Code, Status};

use super::Api;
use crate::domain::lead;

/// The case of a task, as far as it is known.
pub(super) struct CaseOfTask {
    /// `cases/{id}`; empty where the case is not entered yet.
    pub(super) name: String,
    /// The case's number.
    pub(super) number: String,
    /// Where the case belongs; none where it is not entered yet.
    pub(super) region_code: Option<RegionCode>,
}

impl Api {
    /// The case of a task that is the caller's: of a grid worker's own task, of a task of a director's court, of one that the court may see.
    pub(super) async fn case_of_task(&self, caller: &Caller, task: &str) -> Result<CaseOfTask, Refusal> {
        let Some(ways) = &self.tasks else { return Err(lead::task_unknown()) };
        let asked = GetTaskRequest { name: task.to_owned() };
        let ask = |line: ClientChannel| {
            let (client, asked) = (TaskServiceClient::new(line), asked.clone());
            again(move || {
                let (mut client, asked) = (client.clone(), asked.clone());
                async move { client.get_task(asked).await }
            })
        };
        let seen: Task = match ask(ClientChannel::on_behalf_of(&ways.dispatch, caller)?).await {
            Ok(task) => task.into_inner(),
            Err(status)
                if matches!(
                    status.code(),
                    Code::NotFound | Code::InvalidArgument | Code::PermissionDenied
                ) =>
            {
                return Err(lead::task_unknown());
            }
            Err(status) => return Err(unavailable(&status)),
        };
        let own = seen.worker == caller.person;
        if !own && caller.grants.iter().all(|grant| grant.role == Role::GridWorker) {
            return Err(lead::task_unknown());
        }
        // What a worker reads of a task need not have the number of its case.
        let line = ClientChannel::of_ourselves(&ways.dispatch, &ways.signer, Timestamp::now())?;
        let whole = ask(line).await.map_err(|status| unavailable(&status))?.into_inner();
        let number = CaseNumber::parse(&whole.case_number).map_err(|_| lead::task_without_case())?.of_case();
        self.case_of_number(&number).await
    }

    async fn case_of_number(&self, number: &CaseNumber) -> Result<CaseOfTask, Refusal> {
        let unlinked = || CaseOfTask { name: String::new(), number: number.to_string(), region_code: None };
        let (Some(peer), Some(ways)) = (&self.cases, &self.tasks) else { return Ok(unlinked()) };
        let client =
            CaseServiceClient::new(ClientChannel::of_ourselves(peer, &ways.signer, Timestamp::now())?);
        let filter = format!("case_number=\"{number}\"");
        let asked = ListCasesRequest { filter, page_size: 1, ..ListCasesRequest::default() };
        let found = again(|| {
            let (mut client, asked) = (client.clone(), asked.clone());
            async move { client.list_cases(asked).await }
        });
        let found = found.await.map_err(|status| unavailable(&status))?.into_inner().cases.into_iter().next();
        Ok(found.map_or_else(unlinked, |case| CaseOfTask {
            name: case.name,
            number: case.case_number,
            region_code: RegionCode::parse(&case.region_code).ok(),
        }))
    }
}

fn unavailable(status: &Status) -> Refusal {
    tracing::warn!(%status, "the task of a lead can't be asked for");
    Refusal::new(
        Kind::Unavailable,
        reason::TASKS_AWAY,
        "暂时无法核对任务，请稍后重试，不会重复提交。",
        "The task can't be checked at the moment; try again shortly, nothing is entered twice.",
    )
}
