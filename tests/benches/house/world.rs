//! Courts and dispatch in this process, on a database.

use courts::Courts;
use dispatch::Dispatch;
use house::Database;
use kit::{
    access::{AssertionSigner, keys::Keys},
    domain::Timestamp,
    rpc::{ClientChannel, Peer},
    storage::Location,
};
use proto::access::v1::{
    IdentifyPrincipalRequest, Principal, identity_service_client::IdentityServiceClient,
};
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) keys: Keys,
    pub(crate) courts: Courts,
    pub(crate) dispatch: Dispatch,
    speaker: AssertionSigner,
    pub(crate) folder: TempDir,
}

impl World {
    pub(crate) async fn new(database: &Database) -> Self {
        let world = Self::over(tempfile::tempdir().unwrap(), database).await;
        world.courts.fill_demo(Timestamp::now()).await.unwrap();
        world
    }

    /// Over a folder that may have been used before.
    pub(crate) async fn over(folder: TempDir, database: &Database) -> Self {
        let keys = Keys::open(folder.path()).unwrap();
        let location = location(&folder, database);
        let courts = Courts::start(&location, &keys).await.unwrap();
        let dispatch = Dispatch::start(&location, &keys, courts.peer.clone(), None, None).await.unwrap();
        let speaker = AssertionSigner::new(&keys, "bench");
        Self { keys, courts, dispatch, speaker, folder }
    }

    /// Who a person is.
    pub(crate) async fn principal(&self, person: &str) -> Principal {
        let line = ClientChannel::of_ourselves(&self.courts.peer, &self.speaker, Timestamp::now()).unwrap();
        let question =
            IdentifyPrincipalRequest { person: person.to_owned(), ..IdentifyPrincipalRequest::default() };
        IdentityServiceClient::new(line).identify_principal(question).await.unwrap().into_inner()
    }

    /// What the front door would say of a caller now.
    pub(crate) fn statement(&self, principal: &Principal) -> String {
        self.speaker.person_calls(principal.clone(), Timestamp::now())
    }

    /// A line to dispatch as a person.
    pub(crate) fn line(&self, principal: &Principal) -> Said {
        self.line_to(&self.dispatch.peer, principal)
    }

    /// A line to a service as a person.
    pub(crate) fn line_to(&self, peer: &Peer, principal: &Principal) -> Said {
        Said { peer: peer.clone(), statement: self.statement(principal).parse().unwrap() }
    }
}

/// Where the rows of a folder lie.
pub(crate) fn location(folder: &TempDir, database: &Database) -> Location {
    match database {
        Database::Sqlite => Location::folder(folder.path()),
        Database::Postgres(url) => Location::postgres(url.clone()),
    }
}

/// A peer that hears a statement with every call.
#[derive(Clone)]
pub(crate) struct Said {
    peer: Peer,
    statement: tonic::codegen::http::HeaderValue,
}

impl tonic::codegen::Service<tonic::codegen::http::Request<tonic::body::Body>> for Said {
    type Response = tonic::codegen::http::Response<tonic::body::Body>;
    type Error = tonic::codegen::StdError;
    type Future = <Peer as tonic::codegen::Service<tonic::codegen::http::Request<tonic::body::Body>>>::Future;

    fn poll_ready(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        tonic::codegen::Service::poll_ready(&mut self.peer, cx)
    }

    fn call(&mut self, mut request: tonic::codegen::http::Request<tonic::body::Body>) -> Self::Future {
        request.headers_mut().insert(kit::access::HEADER, self.statement.clone());
        tonic::codegen::Service::call(&mut self.peer, request)
    }
}
