//! What a running installation reports to those who watch over it: spans to a collector, numbers to Prometheus, lines to a log; and none of them
//! about people.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use installation::{Database, servers::free_port};
use kit::{
    access::{keys::Keys, token},
    domain::Timestamp,
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    trace::v1::Span,
};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};

/// A collector that keeps what it is sent.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Span>>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let resources = request.into_inner().resource_spans;
        let spans =
            resources.into_iter().flat_map(|resource| resource.scope_spans).flat_map(|scope| scope.spans);
        self.0.lock().unwrap().extend(spans);
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const ABOVE: &str = "00f067aa0ba902b7";

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_followed_to_the_database_and_counted_and_nobody_is_named() {
    let collector = Collector::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = tonic::transport::Server::builder().add_service(TraceServiceServer::new(collector.clone()));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));

    let folder = tempfile::tempdir().unwrap();
    let admin = format!("127.0.0.1:{}", free_port());
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "200")];
    let (mut process, url) = installation::part_with(
        folder.path(),
        &Database::Sqlite,
        true,
        "127.0.0.1:0",
        &["--admin", &admin],
        &variables,
    )
    .await;
    installation::ready(&url).await;
    let keys = Keys::open(folder.path()).unwrap();
    let token = token::issue(&keys, "people/officer", Timestamp::now()).unwrap();
    let filed = reqwest::Client::new()
        .post(format!("{url}/v1/tasks"))
        .bearer_auth(token)
        .header("traceparent", format!("00-{TRACE}-{ABOVE}-01"))
        .json(&installation::filing(installation::ADDRESS))
        .send()
        .await
        .unwrap();
    assert_eq!(filed.status(), 200);

    let numbers = reqwest::get(format!("http://{admin}/metrics")).await.unwrap().text().await.unwrap();
    for line in [
        r#"grpc_server_handled_total{grpc_code="Ok",grpc_method="CreateTask",grpc_service="sharedcourt.dispatch.v1.TaskService"} 1"#,
        r#"grpc_server_handling_seconds_count{grpc_method="CreateTask",grpc_service="sharedcourt.dispatch.v1.TaskService"} 1"#,
        r#"http_server_requests_total{method="POST",status="200"} 1"#,
        "sharedcourt_build_info{",
    ] {
        assert!(numbers.contains(line), "{line} is not in {numbers}");
    }

    let ours = || -> Vec<Span> {
        let spans = collector.0.lock().unwrap();
        spans.iter().filter(|span| hex(&span.trace_id) == TRACE).cloned().collect()
    };
    for _ in 0..200 {
        if ours().iter().any(|span| hex(&span.parent_span_id) == ABOVE) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let spans = ours();
    let named = |name: &str| {
        spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name}: {spans:#?}"))
    };
    let first = named("/v1/tasks");
    assert_eq!(hex(&first.parent_span_id), ABOVE);
    let create = named("/sharedcourt.dispatch.v1.TaskService/CreateTask");
    assert_eq!(create.parent_span_id, first.span_id);
    let asked = named("/sharedcourt.courts.v1.CourtService/BatchResolveCourts");
    assert_eq!(asked.parent_span_id, create.span_id, "one service asks another");
    let is_database = |span: &&Span| span.attributes.iter().any(|attribute| attribute.key == "db.system");
    assert!(spans.iter().filter(is_database).any(|span| span.parent_span_id == create.span_id), "{spans:#?}");

    process.start_kill().unwrap();
    process.wait().await.unwrap();
    let log = std::fs::read_to_string(folder.path().join("serve.log")).unwrap();
    let output = format!("{spans:?}{log}{numbers}");
    for secret in ["张三丰", "11010519491231002X", "前田村12号"] {
        assert!(!output.contains(secret), "{secret}");
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
