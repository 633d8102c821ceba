//! The tasks that an act of service cites: those of its own case alone.

use std::time::Duration;

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::{
        ClientChannel,
        client::{again, is_unavailable},
    },
};
use law::identifiers::CaseNumber;
use proto::dispatch::v1::{GetTaskRequest, Task, task_service_client::TaskServiceClient};
use tonic::Code;

use super::Api;
use crate::{
    domain::{case::Case, service_act},
    store::known_tasks,
};

impl Api {
    /// Refuses a task that is not there, or that is one of another case. What the log of tasks has reported is known here; a task that is newer
    /// or older than that is asked for in the caller's name.
    pub(crate) async fn check_task(&self, caller: &Caller, task: &str, case: &Case) -> Result<(), Refusal> {
        if task.is_empty() {
            return Ok(());
        }
        let known = known_tasks::identity_of(self.units.store().read(), task).await?;
        let identity = match known {
            Some(identity) => identity,
            None => self.ask_task(caller, task).await?,
        };
        if identity == case.number.identity().as_str() {
            return Ok(());
        }
        Err(service_act::task_of_another_case())
    }

    /// Whether there is a task that the caller may see.
    pub(crate) async fn is_task(&self, caller: &Caller, task: &str) -> Result<bool, Refusal> {
        if self.dispatch.is_none() {
            return Ok(known_tasks::identity_of(self.units.store().read(), task).await?.is_some());
        }
        Ok(self.get_task(caller, task).await?.is_some())
    }

    /// What the case number of a task means; empty where it has none.
    async fn ask_task(&self, caller: &Caller, task: &str) -> Result<String, Refusal> {
        let task = self.get_task(caller, task).await?.ok_or_else(service_act::task_unknown)?;
        let number = CaseNumber::parse(&task.case_number);
        Ok(number.map(|number| number.identity().to_string()).unwrap_or_default())
    }

    /// A task as the caller may see it; none where there is none for them.
    pub(crate) async fn get_task(&self, caller: &Caller, task: &str) -> Result<Option<Task>, Refusal> {
        let Some(peer) = &self.dispatch else { return Ok(None) };
        let client = TaskServiceClient::new(ClientChannel::on_behalf_of(peer, caller)?);
        let asked = GetTaskRequest { name: task.to_owned() };
        let answer = again(|| {
            let (mut client, asked) = (client.clone(), asked.clone());
            async move { client.get_task(asked).await }
        });
        match answer.await {
            Ok(task) => Ok(Some(task.into_inner())),
            Err(status)
                if matches!(
                    status.code(),
                    Code::NotFound | Code::InvalidArgument | Code::PermissionDenied
                ) =>
            {
                Ok(None)
            }
            Err(status) if is_unavailable(&status) => {
                tracing::warn!(%status, "tasks can't be asked");
                Err(unavailable())
            }
            Err(status) => Err(Refusal::internal(&status)),
        }
    }
}

fn unavailable() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::TASKS_AWAY,
        "暂时无法核对所引用的任务，请稍后重试。",
        "The task that the act cites can't be checked at the moment; try again shortly.",
    )
    .retry_after(Duration::from_secs(2))
}
