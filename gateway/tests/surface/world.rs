//! A small world for the gateway: a register that knows one person, a service of tasks and one of courts that answer what they
//! were asked, and the gateway before them on a real socket.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use gateway::{Gateway, Settings, Upstreams};
use kit::{
    access::{Caller, HEADER, keys::Keys, token},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    rpc::{Peer, server},
};
use prost_reflect::DescriptorPool;
use proto::{
    access::v1::{
        Grant, IdentifyPrincipalRequest, Principal, Role,
        identity_service_server::{IdentityService, IdentityServiceServer},
    },
    courts::v1::{
        BatchResolveCourtsRequest, BatchResolveCourtsResponse, Court, CreateCourtRequest, GetCourtRequest,
        ImportCourtsRequest, ImportResult, ListCourtsRequest, ListCourtsResponse, ReportEquipmentRequest,
        ResolveCourtRequest, ResolveCourtResponse, SetReceptionRequest, UpdateCourtRequest,
        court_service_server::{CourtService, CourtServiceServer},
    },
    dispatch::v1::{
        AcceptTaskRequest, AssignTaskRequest, Attempt, BatchCreateTasksRequest, BatchCreateTasksResponse,
        CountTasksRequest, CountTasksResponse, CreateAttemptRequest, CreateTaskRequest, DeclineTaskRequest,
        GetTaskRequest, HandOverTasksRequest, HandOverTasksResponse, ListTasksRequest, ListTasksResponse,
        RecordPrintRequest, ReportTaskRequest, ReviewTaskRequest, RevokeTaskRequest, Task, TaskEvent,
        TaskEventKind, TransferTaskRequest, WatchTasksRequest,
        task_service_server::{TaskService, TaskServiceServer},
    },
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use tonic::{Request, Response, Status, async_trait, service::Routes};

use crate::file_service::{CONTRACT, Files};

pub(crate) type Answer<T> = Result<Response<T>, Status>;

/// What the services saw: the last call's headers, and what the handlers noted.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<String>>>, Arc<AtomicBool>);

impl Seen {
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// From now on the officer is an officer no more.
    pub(crate) fn end_term(&self) {
        self.1.store(true, Ordering::SeqCst);
    }

    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }
}

/// The gateway and what is behind it.
pub(crate) struct World {
    pub(crate) address: SocketAddr,
    pub(crate) keys: Keys,
    pub(crate) seen: Seen,
    pub(crate) gateway: Gateway,
    pub(crate) http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<()>>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Settings { drain: Duration::from_secs(3), ..Settings::default() }).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let keys = Keys::random().unwrap();
        let seen = Seen::default();
        let tasks = Routes::new(TaskServiceServer::new(Tasks(seen.clone())));
        let tasks = server::stack("dispatch", tasks, &keys);
        Self::before(tasks, keys, seen, settings).await
    }

    /// Before a service of tasks of one's own.
    pub(crate) async fn before(tasks: Peer, keys: Keys, seen: Seen, settings: Settings) -> Self {
        let register = Routes::new(IdentityServiceServer::new(Register(seen.clone())))
            .add_service(CourtServiceServer::new(Courts(seen.clone())));
        let courts = server::stack("courts", register, &keys);
        let upstreams = Upstreams::new()
            .with("sharedcourt.access.v1", courts.clone())
            .with("sharedcourt.courts.v1", courts)
            .with("sharedcourt.dispatch.v1", tasks);
        Self::of(&proto::POOL, upstreams, keys, seen, settings).await
    }

    /// Before a service of a contract of its own.
    pub(crate) async fn with_file_service(files: &Files, settings: Settings) -> Self {
        let keys = Keys::random().unwrap();
        let seen = Seen::default();
        let register = Routes::new(IdentityServiceServer::new(Register(seen.clone())));
        let register = server::stack("courts", register, &keys);
        let upstreams =
            Upstreams::new().with("sharedcourt.access.v1", register).with("trial.v1", files.peer());
        Self::of(&CONTRACT, upstreams, keys, seen, settings).await
    }

    async fn of(
        contract: &DescriptorPool,
        upstreams: Upstreams,
        keys: Keys,
        seen: Seen,
        settings: Settings,
    ) -> Self {
        let gateway = Gateway::of_contract(contract, upstreams, &keys, settings).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = gateway.clone();
        let running = tokio::spawn(async move {
            serving.serve(listener, async { stopped.await.unwrap_or_default() }).await;
        });
        let http = reqwest::Client::new();
        Self { address, keys, seen, gateway, http, stop: Some(stop), running: Some(running) }
    }

    pub(crate) fn token(&self) -> String {
        self.token_of("people/officer")
    }

    pub(crate) fn token_of(&self, person: &str) -> String {
        token::issue(&self.keys, person, Timestamp::now()).unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A call of the person who is known.
    pub(crate) fn call(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.url(path)).bearer_auth(self.token())
    }

    pub(crate) async fn channel(&self) -> tonic::transport::Channel {
        tonic::transport::Endpoint::from_shared(self.url("")).unwrap().connect().await.unwrap()
    }

    /// A message with the token of the person who is known.
    pub(crate) fn signed<T>(&self, message: T) -> Request<T> {
        self.signed_by("people/officer", message)
    }

    pub(crate) fn signed_by<T>(&self, person: &str, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let bearer = format!("Bearer {}", self.token_of(person));
        request.metadata_mut().insert("authorization", bearer.parse().unwrap());
        request
    }

    pub(crate) fn stop(&mut self) -> JoinHandle<()> {
        self.stop.take().unwrap().send(()).unwrap();
        self.running.take().unwrap()
    }
}

struct Register(Seen);

#[async_trait]
impl IdentityService for Register {
    async fn identify_principal(&self, request: Request<IdentifyPrincipalRequest>) -> Answer<Principal> {
        let person = request.into_inner().person;
        if !["people/officer", "people/worker"].contains(&person.as_str()) {
            return Err(Refusal::new(
                Kind::NotFound,
                reason::PERSON_UNKNOWN,
                "查无此人。",
                "Nobody of that name.",
            )
            .into());
        }
        let held = |role: Role| Grant {
            role: role.into(),
            region_code: "330783".into(),
            start_time: Some(Timestamp::from_micros(0).to_timestamp()),
            ..Grant::default()
        };
        let grants = match person.as_str() {
            "people/worker" => vec![held(Role::GridWorker)],
            _ if self.0.1.load(Ordering::SeqCst) => vec![held(Role::Admin)],
            _ => vec![held(Role::Officer), held(Role::Admin)],
        };
        let display_name = "王警官".into();
        Ok(Response::new(Principal { person, display_name, grants, ..Principal::default() }))
    }
}

struct Tasks(Seen);

#[async_trait]
impl TaskService for Tasks {
    type WatchTasksStream = std::pin::Pin<Box<dyn futures::Stream<Item = Result<TaskEvent, Status>> + Send>>;

    /// Gives back what was sent, with the caller as its creator.
    async fn create_task(&self, request: Request<CreateTaskRequest>) -> Answer<Task> {
        let creator = Caller::of(&request)?.person;
        for header in [HEADER, "authorization", "x-request-id"] {
            let held = request.metadata().get_all(header).iter().count();
            self.0.note(format!("{header}={held}"));
        }
        let CreateTaskRequest { request_id, task, .. } = request.into_inner();
        self.0.note(format!("request_id={request_id}"));
        let task = task.unwrap_or_default();
        if task.address == "nowhere" {
            let refusal = Refusal::new(
                Kind::Invalid,
                reason::ADDRESS_UNKNOWN,
                "找不到该地址。",
                "The address is not known.",
            );
            return Err(refusal.at("task.region_code").with("candidates", "0").into());
        }
        Ok(Response::new(Task { name: "tasks/1".into(), creator, etag: "\"v1\"".into(), ..task }))
    }

    async fn get_task(&self, request: Request<GetTaskRequest>) -> Answer<Task> {
        let name = request.into_inner().name;
        match name.as_str() {
            "tasks/slow" => tokio::time::sleep(Duration::from_millis(700)).await,
            "tasks/broken" => panic!("a fault of the service"),
            "tasks/none" => {
                return Err(Refusal::new(
                    Kind::NotFound,
                    reason::TASK_UNKNOWN,
                    "没有这个任务。",
                    "There is no such task.",
                )
                .into());
            }
            _ => {}
        }
        Ok(Response::new(Task { name, etag: "\"v7\"".into(), ..Task::default() }))
    }

    async fn list_tasks(&self, request: Request<ListTasksRequest>) -> Answer<ListTasksResponse> {
        let ListTasksRequest { filter, page_size, .. } = request.into_inner();
        let next_page_token = format!("{filter}/{page_size}");
        Ok(Response::new(ListTasksResponse { next_page_token, ..ListTasksResponse::default() }))
    }

    /// Three events after the cursor, then silence; a refusal for a cursor that is no number.
    async fn watch_tasks(&self, request: Request<WatchTasksRequest>) -> Answer<Self::WatchTasksStream> {
        let cursor = request.into_inner().cursor;
        if cursor == "old" {
            let refusal = Refusal::new(
                Kind::OutOfRange,
                reason::CURSOR_EXPIRED,
                "游标已过期。",
                "The cursor is too old.",
            );
            return Err(refusal.into());
        }
        let from: u32 = cursor.parse().unwrap_or(0);
        let events = (from + 1..from + 4).map(|seq| {
            Ok(TaskEvent {
                cursor: seq.to_string(),
                kind: TaskEventKind::TaskAssigned.into(),
                task: Some(Task { name: format!("tasks/{seq}"), ..Task::default() }),
            })
        });
        let failing = (cursor == "100").then(|| Err(Refusal::internal(&"the log is gone").into()));
        let (hold, silence) = tokio::sync::mpsc::channel(1);
        let stream = tokio_stream::iter(events.chain(failing)).chain(ReceiverStream::new(silence));
        tokio::spawn(async move { hold.closed().await });
        Ok(Response::new(Box::pin(stream)))
    }

    async fn revoke_task(&self, request: Request<RevokeTaskRequest>) -> Answer<Task> {
        let RevokeTaskRequest { name, reason, etag, .. } = request.into_inner();
        kit::unit_of_work::etag::check(&etag, 7)?;
        Ok(Response::new(Task { name, instructions: reason, ..Task::default() }))
    }

    async fn batch_create_tasks(
        &self,
        _: Request<BatchCreateTasksRequest>,
    ) -> Answer<BatchCreateTasksResponse> {
        Err(Status::unimplemented(""))
    }
    async fn count_tasks(&self, _: Request<CountTasksRequest>) -> Answer<CountTasksResponse> {
        Err(Status::unimplemented(""))
    }
    async fn assign_task(&self, _: Request<AssignTaskRequest>) -> Answer<Task> {
        Err(Status::unimplemented(""))
    }
    async fn hand_over_tasks(&self, _: Request<HandOverTasksRequest>) -> Answer<HandOverTasksResponse> {
        Err(Status::unimplemented(""))
    }
    async fn accept_task(&self, _: Request<AcceptTaskRequest>) -> Answer<Task> {
        Err(Status::unimplemented(""))
    }
    async fn decline_task(&self, _: Request<DeclineTaskRequest>) -> Answer<Task> {
        Err(Status::unimplemented(""))
    }
    async fn transfer_task(&self, _: Request<TransferTaskRequest>) -> Answer<Task> {
        Err(Status::unimplemented(""))
    }
    async fn create_attempt(&self, _: Request<CreateAttemptRequest>) -> Answer<Attempt> {
        Err(Status::unimplemented(""))
    }
    async fn report_task(&self, _: Request<ReportTaskRequest>) -> Answer<Task> {
        Err(Status::unimplemented(""))
    }
    async fn record_print(&self, _: Request<RecordPrintRequest>) -> Answer<Task> {
        Err(Status::unimplemented(""))
    }
    async fn review_task(&self, _: Request<ReviewTaskRequest>) -> Answer<Task> {
        Err(Status::unimplemented(""))
    }
}

struct Courts(Seen);

#[async_trait]
impl CourtService for Courts {
    async fn get_court(&self, request: Request<GetCourtRequest>) -> Answer<Court> {
        Ok(Response::new(Court { name: request.into_inner().name, ..Court::default() }))
    }

    /// Notes the mask and gives the court back.
    async fn update_court(&self, request: Request<UpdateCourtRequest>) -> Answer<Court> {
        let UpdateCourtRequest { court, update_mask, .. } = request.into_inner();
        let court = court.unwrap_or_default();
        self.0.note(format!("mask={} etag={}", update_mask.unwrap_or_default().paths.join(","), court.etag));
        Ok(Response::new(court))
    }

    async fn resolve_court(&self, _: Request<ResolveCourtRequest>) -> Answer<ResolveCourtResponse> {
        Ok(Response::new(ResolveCourtResponse::default()))
    }

    async fn list_courts(&self, _: Request<ListCourtsRequest>) -> Answer<ListCourtsResponse> {
        Err(Status::unavailable("tcp connect error: 10.1.2.3:9999"))
    }

    async fn create_court(&self, _: Request<CreateCourtRequest>) -> Answer<Court> {
        Err(Status::unimplemented(""))
    }
    async fn report_equipment(&self, _: Request<ReportEquipmentRequest>) -> Answer<Court> {
        Err(Status::unimplemented(""))
    }
    async fn set_reception(&self, _: Request<SetReceptionRequest>) -> Answer<Court> {
        Err(Status::unimplemented(""))
    }
    async fn import_courts(&self, _: Request<ImportCourtsRequest>) -> Answer<ImportResult> {
        Err(Status::unimplemented(""))
    }
    async fn batch_resolve_courts(
        &self,
        _: Request<BatchResolveCourtsRequest>,
    ) -> Answer<BatchResolveCourtsResponse> {
        Err(Status::unimplemented(""))
    }
}
