use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use prost::Message as _;
use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};
use proto::{
    courts::v1::{
        self as courts,
        label_service_server::{LabelService, LabelServiceServer},
    },
    dispatch::v1::{ListTasksResponse, Report, Step, Task},
};
use tonic::{Request, Response, Status, body::Body, service::Routes};
use tower::{Layer as _, ServiceExt as _, service_fn};

use super::*;
use crate::{
    access::{AssertionSigner, keys::Keys},
    rpc::{Peer, around::AroundLayer, server},
};

const LIST: &str = "/sharedcourt.dispatch.v1.TaskService/ListTasks";

/// A register in which everybody has a name.
#[derive(Clone, Default)]
struct Register {
    asked: Arc<AtomicUsize>,
    away: Arc<AtomicBool>,
}

#[tonic::async_trait]
impl LabelService for Register {
    async fn get_labels(
        &self,
        request: Request<courts::GetLabelsRequest>,
    ) -> Result<Response<courts::GetLabelsResponse>, Status> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.away.load(Ordering::SeqCst) {
            return Err(Status::unavailable("away"));
        }
        let names = request.into_inner().names.into_iter().filter(|name| name != "people/nobody");
        let labels = names.map(|name| courts::RegisterLabel {
            text: format!("甲 {name}"),
            text_en: format!("A {name}"),
            title: "网格员".to_owned(),
            title_en: "grid worker".to_owned(),
            name,
        });
        Ok(Response::new(courts::GetLabelsResponse { labels: labels.collect() }))
    }
}

impl Register {
    fn labels(&self) -> ResourceLabels {
        let keys = Keys::random().unwrap();
        let peer: Peer = server::stack("courts", Routes::new(LabelServiceServer::new(self.clone())), &keys);
        ResourceLabels::of_register(peer, AssertionSigner::new(&keys, "test"))
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A page of tasks, each with a worker of its own.
fn page(tasks: usize) -> ListTasksResponse {
    let task = |number: usize| Task {
        name: format!("tasks/{number}"),
        court: "courts/330783201203".to_owned(),
        creator: "people/officer".to_owned(),
        worker: format!("people/worker-{number}"),
        region_code: "330783201203".to_owned(),
        instructions: "people/not-a-reference".to_owned(),
        report: Some(Report { worker: "people/nobody".to_owned(), ..Report::default() }),
        steps: vec![Step { actor: "people/director".to_owned(), ..Step::default() }],
        ..Task::default()
    };
    ListTasksResponse { tasks: (0..tasks).map(task).collect(), ..ListTasksResponse::default() }
}

/// What a service gives that answers with a page, behind the layer.
async fn answer(
    labels: &ResourceLabels,
    page: &ListTasksResponse,
    headers: &[(&str, &str)],
) -> ListTasksResponse {
    let message = page.encode_to_vec();
    let inner = service_fn(move |_: http::Request<Body>| {
        let mut frame = vec![0];
        frame.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        frame.extend(&message);
        let mut trailers = http::HeaderMap::new();
        trailers.insert("grpc-status", http::HeaderValue::from_static("0"));
        let body = http_body_util::Full::new(Bytes::from(frame))
            .with_trailers(std::future::ready(Some(Ok(trailers))));
        std::future::ready(Ok::<_, Infallible>(http::Response::new(Body::new(body))))
    });
    let mut request = http::Request::new(Body::empty());
    *request.uri_mut() = LIST.parse().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(
            http::HeaderName::from_bytes(name.as_bytes()).unwrap(),
            http::HeaderValue::from_str(value).unwrap(),
        );
    }
    let service = AroundLayer(LabelledAnswers(Some(labels.clone()))).layer(inner);
    let answer = service.oneshot(request).await.unwrap().into_body().collect().await.unwrap();
    assert_eq!(answer.trailers().unwrap()["grpc-status"], "0", "what ends an answer stays behind it");
    let bytes = answer.to_bytes();
    let length = u32::from_be_bytes(bytes[1..5].try_into().unwrap());
    assert_eq!((bytes[0], usize::try_from(length).unwrap()), (0, bytes.len() - 5));
    ListTasksResponse::decode(&bytes[5..]).unwrap()
}

#[tokio::test]
async fn an_answer_has_the_labels_of_its_names_and_of_no_others_by_one_call() {
    let register = Register::default();
    let labels = register.labels();
    let asked = page(500);
    let answered = answer(&labels, &asked, &[]).await;
    assert_eq!(answered.tasks, asked.tasks, "the rows stay as they are");
    let mut wanted: BTreeSet<String> = (0..500).map(|number| format!("people/worker-{number}")).collect();
    wanted.extend(
        ["courts/330783201203", "people/officer", "people/director", "regions/330783201203"]
            .map(str::to_owned),
    );
    assert_eq!(answered.labels.keys().cloned().collect::<BTreeSet<_>>(), wanted);
    let officer = &answered.labels["people/officer"];
    assert_eq!((officer.text.as_str(), officer.title.as_str()), ("甲 people/officer", "网格员"));
    assert_eq!(register.asked(), 1, "one call for a page");
    answer(&labels, &asked, &[]).await;
    assert_eq!(
        register.asked(),
        1,
        "and none for what was asked a moment ago, names without a label included"
    );
}

#[tokio::test]
async fn labels_speak_the_language_of_the_call() {
    let labels = Register::default().labels();
    let answered = answer(&labels, &page(1), &[("accept-language", "en-GB, zh;q=0.5")]).await;
    let officer = &answered.labels["people/officer"];
    assert_eq!((officer.text.as_str(), officer.title.as_str()), ("A people/officer", "grid worker"));
}

#[tokio::test]
async fn without_the_register_answers_go_out_without_labels_and_nobody_waits_for_it_again() {
    let register = Register::default();
    register.away.store(true, Ordering::SeqCst);
    let labels = register.labels();
    let asked = page(2);
    assert_eq!(answer(&labels, &asked, &[]).await, asked);
    assert_eq!(answer(&labels, &asked, &[]).await, asked);
    assert_eq!(register.asked(), 1);
}

#[tokio::test]
async fn a_service_that_asks_for_itself_gets_no_labels() {
    let register = Register::default();
    assert!(answer(&register.labels(), &page(1), &[(HEADER, NONE)]).await.labels.is_empty());
    assert_eq!(register.asked(), 0);
}

/// The messages that answers to people hold, each once.
fn in_answers(pool: &DescriptorPool) -> Vec<MessageDescriptor> {
    let methods = pool.services().filter(|service| service.full_name().starts_with("sharedcourt."));
    let methods = methods.flat_map(|service| service.methods().collect::<Vec<_>>());
    let is_internal = |method: &prost_reflect::MethodDescriptor| {
        proto::access_of(method).is_none_or(|access| access.door() == proto::access::v1::Door::Internal)
    };
    let mut waiting: Vec<_> =
        methods.filter(|method| !is_internal(method)).map(|method| method.output()).collect();
    let mut found = BTreeMap::new();
    while let Some(message) = waiting.pop() {
        let is_ours = message.full_name().starts_with("sharedcourt.");
        if is_ours && found.insert(message.full_name().to_owned(), message.clone()).is_none() {
            waiting.extend(message.fields().filter_map(|field| field.kind().as_message().cloned()));
        }
    }
    found.into_values().collect()
}

/// The comment of a field in the contract.
fn comment(field: &FieldDescriptor) -> String {
    let file = field.parent_file();
    let info = file.file_descriptor_proto().source_code_info.as_ref().unwrap();
    let location = info.location.iter().find(|location| location.path == field.path());
    location.map(|location| location.leading_comments().to_owned()).unwrap_or_default()
}

/// Fields that hold a name which nobody has looked up: as somebody wrote it, beside the name of the person in words.
const AS_WRITTEN: [&str; 3] = [
    "sharedcourt.enforcement.v1.ServiceServer.person",
    "sharedcourt.enforcement.v1.ServiceWitness.person",
    "sharedcourt.audit.v1.AuditRecord.terminal",
];

/// Fields of the same names that hold something else: a figure's unit, the region of a figure, a body in words.
const OTHERS: [&str; 4] = [
    "sharedcourt.enforcement.v1.Indicator.unit",
    "sharedcourt.enforcement.v1.QueryIndicatorResponse.unit",
    "sharedcourt.enforcement.v1.IndicatorDefinition.unit",
    "sharedcourt.dispatch.v1.VisitWitness.unit",
];

/// Subjects that the text beside them tells of.
const TOLD: [&str; 6] = [
    "sharedcourt.enforcement.v1.Approval.subject",
    "sharedcourt.enforcement.v1.EnforcementEvent.subject",
    "sharedcourt.enforcement.v1.MoneyDifference.subject",
    "sharedcourt.enforcement.v1.Supervision.subject",
    "sharedcourt.enforcement.v1.TimelineEntry.subject",
    "sharedcourt.evidence.v1.LeafProof.subject",
];

#[test]
fn every_field_of_an_answer_that_holds_a_name_says_of_what() {
    let pool = &*proto::POOL;
    let collections = ["people", "serviceAccounts", "courts", "peoplesCourts", "regions", "units", "cases"];
    let mentions = |text: &str| {
        let quoted: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        // What belongs to another resource, as a party to its case, has no label of its own.
        let of = |name: &&str| {
            name.split_once("/{")
                .filter(|(_, rest)| !rest.contains("/{"))
                .map(|(collection, _)| collection.to_owned())
        };
        let named: Vec<String> = quoted.iter().filter(|name| name.ends_with('}')).filter_map(of).collect();
        !named.is_empty() && named.iter().all(|collection| collections.contains(&collection.as_str()))
    };
    let messages = in_answers(pool);
    let texts =
        || messages.iter().flat_map(MessageDescriptor::fields).filter(|field| field.kind() == Kind::String);
    let references: BTreeSet<String> = texts()
        .filter(|field| fields::referenced(field).is_some())
        .map(|field| field.name().to_owned())
        .collect();
    assert!(references.len() > 20, "{references:?}");
    // What a resource is itself called under, and what a person may be called under in the address of something else.
    let is_own = |field: &FieldDescriptor| field.name() == "name";
    let missing: Vec<String> = texts()
        .filter(|field| fields::referenced(field).is_none() && !is_own(field))
        .filter(|field| mentions(&comment(field)) || references.contains(field.name()))
        .map(|field| field.full_name().to_owned())
        .filter(|name| ![&AS_WRITTEN[..], &OTHERS, &TOLD].concat().contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty(), "without google.api.resource_reference: {missing:#?}");
}

#[test]
fn every_type_that_fields_name_is_one_of_the_contract() {
    let pool = &*proto::POOL;
    let known = fields::collections(pool);
    assert_eq!(known["sharedcourt/Person"], "people");
    let fields = pool.all_messages().flat_map(|message| message.fields().collect::<Vec<_>>());
    for (field, kind) in fields.filter_map(|field| Some((field.clone(), fields::referenced(&field)?))) {
        assert!(kind == "*" || known.contains_key(&kind), "{}: {kind}", field.full_name());
    }
}

#[test]
fn no_name_that_has_a_label_is_hidden_from_anybody() {
    let pool = &*proto::POOL;
    let sensitivity = pool.get_extension_by_name("sharedcourt.access.v1.sensitivity").unwrap();
    let fields = in_answers(pool).into_iter().flat_map(|message| message.fields().collect::<Vec<_>>());
    for field in fields.filter(|field| field.options().has_extension(&sensitivity)) {
        // What hides a field hides no name with it, so that a label is never left behind alone.
        assert!(fields::referenced(&field).is_none(), "{}", field.full_name());
        let holds_one = |inner: &MessageDescriptor| names_something(inner, &mut BTreeSet::new());
        assert!(!field.kind().as_message().is_some_and(holds_one), "{}", field.full_name());
    }
}

/// Answers without labels, though they name somebody: the caller, the person whom the caller named, or what the catalogue beside them says.
const WITHOUT: [&str; 19] = [
    "access.v1.ActivateSecondFactorResponse",
    "access.v1.CompleteSignInResponse",
    "access.v1.Invitation",
    "access.v1.ListPersonSessionsResponse",
    "access.v1.ListSessionsResponse",
    "access.v1.SecondFactor",
    "access.v1.Session",
    "access.v1.UploadCredential",
    "access.v1.UploadSession",
    "courts.v1.ListPeoplesCourtsResponse",
    "courts.v1.ListTerminalsResponse",
    "courts.v1.PeoplesCourt",
    "courts.v1.Terminal",
    "courts.v1.TerminalSignIn",
    "dispatch.v1.Attempt",
    "enforcement.v1.ImportCasesResponse",
    "evidence.v1.ListUploadSessionEvidenceResponse",
    "investigation.v1.GetStatisticsResponse",
    "investigation.v1.ListMattersResponse",
];

#[test]
fn every_answer_that_names_something_has_labels() {
    let pool = &*proto::POOL;
    let fields = LabelFields::ours();
    let mut lacking = BTreeSet::new();
    for method in proto::methods(pool) {
        let is_internal =
            proto::access_of(&method).is_none_or(|access| access.door() == proto::access::v1::Door::Internal);
        if is_internal || method.is_server_streaming() {
            continue;
        }
        let output = method.output();
        let has_labels = output.get_field_by_name("labels").is_some();
        if has_labels != names_something(&output, &mut BTreeSet::new()) {
            lacking.insert(output.full_name().trim_start_matches("sharedcourt.").to_owned());
        }
        let path = proto::method_path(&method);
        assert_eq!(fields.answer(&path).is_some(), has_labels, "{path}");
    }
    let wanted: BTreeSet<String> = WITHOUT.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(lacking, wanted);
}

fn names_something(message: &MessageDescriptor, seen: &mut BTreeSet<String>) -> bool {
    seen.insert(message.full_name().to_owned())
        && message.fields().any(|field| {
            fields::referenced(&field).is_some()
                || field.kind().as_message().is_some_and(|inner| names_something(inner, seen))
        })
}
