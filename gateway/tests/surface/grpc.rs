//! gRPC through the gateway, and its own services.

use http_body_util::BodyExt as _;
use kit::rpc::Peer;
use prost::Message as _;
use proto::{
    access::v1::{IdentifyPrincipalRequest, identity_service_client::IdentityServiceClient},
    dispatch::v1::{
        CreateTaskRequest, GetTaskRequest, Task, WatchTasksRequest, task_service_client::TaskServiceClient,
    },
};
use tonic::{Code, Request};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::{v1, v1alpha};
use tower::ServiceExt as _;

use crate::world::{Seen, World};

#[tokio::test]
async fn a_call_goes_through_with_its_caller_and_comes_back_with_its_id() {
    let world = World::new().await;
    let mut client = TaskServiceClient::new(world.channel().await);
    let task = Task { instructions: "请带上文书".into(), ..Task::default() };
    let mut request = world.signed(CreateTaskRequest { task: Some(task), ..CreateTaskRequest::default() });
    request.metadata_mut().insert("x-request-id", "mine".parse().unwrap());
    request.metadata_mut().insert(kit::access::HEADER, "forged".parse().unwrap());
    let answer = client.create_task(request).await.unwrap();
    assert_eq!(answer.metadata().get("x-request-id").unwrap(), "mine");
    let task = answer.into_inner();
    assert_eq!((task.creator.as_str(), task.instructions.as_str()), ("people/officer", "请带上文书"));
    let seen = world.seen.all();
    assert!(seen.contains(&format!("{}=1", kit::access::HEADER)), "{seen:?}");
    assert!(seen.contains(&"authorization=0".to_owned()), "{seen:?}");
}

#[tokio::test]
async fn a_refusal_keeps_its_details_on_the_way() {
    let world = World::new().await;
    let mut client = TaskServiceClient::new(world.channel().await);
    let status =
        client.get_task(world.signed(GetTaskRequest { name: "tasks/none".into() })).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    let details = proto::google::rpc::Status::decode(status.details()).unwrap();
    assert!(details.details.iter().any(|detail| detail.type_url.ends_with("ErrorInfo")));
    assert!(status.metadata().get("x-request-id").is_some());
}

#[tokio::test]
async fn strangers_and_inner_methods_are_refused() {
    let world = World::new().await;
    let channel = world.channel().await;
    let mut tasks = TaskServiceClient::new(channel.clone());
    let status = tasks.get_task(GetTaskRequest { name: "tasks/1".into() }).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    assert!(String::from_utf8_lossy(status.details()).contains("TOKEN_MISSING"));
    let mut register = IdentityServiceClient::new(channel);
    let mut question =
        world.signed(IdentifyPrincipalRequest { person: "people/officer".into(), ..Default::default() });
    let forged =
        kit::access::AssertionSigner::new(&world.keys, "thief").we_call(kit::domain::Timestamp::now());
    question.metadata_mut().insert(kit::access::HEADER, forged.parse().unwrap());
    assert_eq!(register.identify_principal(question).await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn an_unknown_method_is_not_implemented() {
    let world = World::new().await;
    let mut client = tonic::client::Grpc::new(world.channel().await);
    client.ready().await.unwrap();
    let path = http::uri::PathAndQuery::from_static("/sharedcourt.dispatch.v1.TaskService/Dance");
    let codec = tonic_prost::ProstCodec::<GetTaskRequest, Task>::default();
    let status = client.unary(Request::new(GetTaskRequest::default()), path, codec).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
}

#[tokio::test]
async fn a_deadline_counts_for_grpc_too() {
    let world = World::with(gateway::Settings {
        deadline: std::time::Duration::from_millis(100),
        ..gateway::Settings::default()
    })
    .await;
    let mut client = TaskServiceClient::new(world.channel().await);
    let status =
        client.get_task(world.signed(GetTaskRequest { name: "tasks/slow".into() })).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn grpc_web_is_spoken_over_http_1() {
    let world = World::new().await;
    let message = GetTaskRequest { name: "tasks/5".into() }.encode_to_vec();
    let mut frame = vec![0];
    frame.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
    frame.extend(message);
    let call = world.call(reqwest::Method::POST, "/sharedcourt.dispatch.v1.TaskService/GetTask");
    let response =
        call.header("content-type", "application/grpc-web+proto").body(frame).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.headers().contains_key("x-request-id"));
    let answer = response.bytes().await.unwrap();
    let length = usize::try_from(u32::from_be_bytes(answer[1..5].try_into().unwrap())).unwrap();
    assert_eq!(Task::decode(&answer[5..5 + length]).unwrap().name, "tasks/5");
    assert!(String::from_utf8_lossy(&answer[5 + length..]).contains("grpc-status:0"));
}

#[tokio::test]
async fn health_answers_for_the_gateway_and_for_every_service() {
    let world = World::new().await;
    let mut health = HealthClient::new(world.channel().await);
    for service in ["", "sharedcourt.dispatch.v1.TaskService", "sharedcourt.courts.v1.CourtService"] {
        let answer = health.check(HealthCheckRequest { service: service.into() }).await.unwrap();
        assert_eq!(answer.get_ref().status(), ServingStatus::Serving, "{service}");
    }
    let unknown = health.check(HealthCheckRequest { service: "nobody".into() }).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let ready = world.http.get(world.url("/readyz?verbose")).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    assert!(ready.text().await.unwrap().contains("[+] sharedcourt.dispatch.v1 ok"));
}

#[tokio::test]
async fn reflection_lists_what_is_served_and_nothing_else_in_both_versions() {
    let world = World::new().await;
    let channel = world.channel().await;
    let question = v1::ServerReflectionRequest {
        message_request: Some(v1::server_reflection_request::MessageRequest::ListServices(String::new())),
        ..v1::ServerReflectionRequest::default()
    };
    let mut client = v1::server_reflection_client::ServerReflectionClient::new(channel.clone());
    let mut answers = client.server_reflection_info(tokio_stream::once(question)).await.unwrap().into_inner();
    let reflected = answers.message().await.unwrap().unwrap().message_response.unwrap();
    let v1::server_reflection_response::MessageResponse::ListServicesResponse(reflected) = reflected else {
        panic!("{reflected:?}")
    };
    let mut names: Vec<String> = reflected.service.into_iter().map(|service| service.name).collect();
    names.sort();
    let mut served: Vec<String> =
        proto::POOL.services().map(|service| service.full_name().to_owned()).collect();
    // Those of the packages behind this gateway that have a method for somebody outside.
    served.retain(|name| {
        let is_internal = ["sharedcourt.access.v1.IdentityService", "sharedcourt.courts.v1.LabelService"]
            .contains(&name.as_str());
        !is_internal
            && ["access", "courts", "dispatch"]
                .iter()
                .any(|package| name.starts_with(&format!("sharedcourt.{package}.")))
    });
    served.extend(
        ["health.v1.Health", "reflection.v1.ServerReflection", "reflection.v1alpha.ServerReflection"]
            .map(|own| format!("grpc.{own}")),
    );
    served.sort();
    assert_eq!(names, served);

    let mut client = v1alpha::server_reflection_client::ServerReflectionClient::new(channel);
    for name in names {
        let question = v1alpha::ServerReflectionRequest {
            message_request: Some(v1alpha::server_reflection_request::MessageRequest::FileContainingSymbol(
                name.clone(),
            )),
            ..v1alpha::ServerReflectionRequest::default()
        };
        let mut answers =
            client.server_reflection_info(tokio_stream::once(question)).await.unwrap().into_inner();
        let reflected = format!("{:?}", answers.message().await.unwrap().unwrap().message_response);
        assert!(
            reflected.contains("FileDescriptorResponse"),
            "{name} is listed and not described: {reflected}"
        );
    }
}

/// An answer made of what arrived: body and headers.
fn echo() -> Peer {
    Peer::new(tower::service_fn(async |request: http::Request<tonic::body::Body>| {
        let (head, body) = request.into_parts();
        let mut response = http::Response::new(body);
        for (name, value) in head.headers.iter().filter(|(name, _)| *name != "content-length") {
            response.headers_mut().append(name, value.clone());
        }
        Ok(response)
    }))
}

#[tokio::test]
async fn bytes_and_metadata_go_through_untouched() {
    let keys = kit::access::keys::Keys::random().unwrap();
    let world = World::before(echo(), keys, Seen::default(), gateway::Settings::default()).await;
    // No message at all: decoding it would fail.
    let bytes: &[u8] = b"\x01\x00\x00\x00\x07\xff\xff\xffgarbage";
    let request = http::Request::post("/sharedcourt.dispatch.v1.TaskService/GetTask")
        .version(http::Version::HTTP_2)
        .header("content-type", "application/grpc+proto")
        .header("te", "trailers")
        .header("authorization", format!("Bearer {}", world.token()))
        .header("cookie", "session=1")
        .header("grpc-timeout", "5S")
        .header("grpc-encoding", "gzip")
        .header("x-request-id", "mine-1")
        .header("x-many", "a")
        .header("x-many", "b")
        .header("x-some-bin", "AP8")
        .body(axum::body::Body::from(bytes))
        .unwrap();
    let (head, body) = world.gateway.router().oneshot(request).await.unwrap().into_parts();
    let mut body = body;
    let echoed = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(echoed, bytes);
    for (name, value) in [
        ("content-type", "application/grpc+proto"),
        ("te", "trailers"),
        ("grpc-encoding", "gzip"),
        ("x-request-id", "mine-1"),
        ("x-some-bin", "AP8"),
    ] {
        assert_eq!(head.headers[name], value, "{name}");
    }
    assert_eq!(head.headers.get_all("x-many").iter().collect::<Vec<_>>(), ["a", "b"]);
    for kept_back in ["authorization", "cookie"] {
        assert!(!head.headers.contains_key(kept_back), "{kept_back}");
    }
    assert_eq!(head.headers.get_all(kit::access::HEADER).iter().count(), 1);
    let left = head.headers["grpc-timeout"].to_str().unwrap().strip_suffix('m').unwrap();
    let left: u32 = left.parse().unwrap();
    assert!((4000..=5000).contains(&left), "the caller's deadline goes on, less what was used up: {left}");
}

#[tokio::test]
async fn a_stream_keeps_its_callers_deadline_and_gets_none_of_ours() {
    let keys = kit::access::keys::Keys::random().unwrap();
    let settings = gateway::Settings { deadline: std::time::Duration::from_secs(1), ..Default::default() };
    let world = World::before(echo(), keys, Seen::default(), settings).await;
    for timeout in [None, Some("9S")] {
        let mut request = http::Request::post("/sharedcourt.dispatch.v1.TaskService/WatchTasks")
            .version(http::Version::HTTP_2)
            .header("content-type", "application/grpc")
            .header("authorization", format!("Bearer {}", world.token()));
        if let Some(timeout) = timeout {
            request = request.header("grpc-timeout", timeout);
        }
        let response = world.gateway.router().oneshot(request.body(axum::body::Body::empty()).unwrap()).await;
        let response = response.unwrap();
        let arrived = response.headers().get("grpc-timeout").map(|value| value.to_str().unwrap());
        assert_eq!(arrived, timeout);
    }
}

#[tokio::test]
async fn what_comes_on_top_of_a_full_installation_is_asked_to_come_again() {
    let world = World::with(gateway::Settings {
        budgets: gateway::Budgets { calls: 1, streams: 1, ..gateway::Budgets::default() },
        ..gateway::Settings::default()
    })
    .await;
    let mut tasks = TaskServiceClient::new(world.channel().await);
    let stream = tasks.watch_tasks(world.signed(WatchTasksRequest::default())).await.unwrap();
    let status = tasks.watch_tasks(world.signed(WatchTasksRequest::default())).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(String::from_utf8_lossy(status.details()).contains("OVERLOADED"));
    let refused = world.call(reqwest::Method::GET, "/v1/tasks:watch").send().await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (503, &"1".parse().unwrap()));
    // Streams take no room from calls, and a place is free again when its stream is gone.
    tasks.get_task(world.signed(GetTaskRequest { name: "tasks/1".into() })).await.unwrap();
    tasks.get_task(world.signed(GetTaskRequest { name: "tasks/1".into() })).await.unwrap();
    drop(stream);
    let again = async || tasks.clone().watch_tasks(world.signed(WatchTasksRequest::default())).await.is_ok();
    for _ in 0..100 {
        if again().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the place of a stream that is gone is not free again");
}
