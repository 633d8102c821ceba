//! Courts and dispatch in this process, on a database.

use courts::Courts;
use dispatch::Dispatch;
use installation::Database;
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
    signer: AssertionSigner,
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
        let signer = AssertionSigner::new(&keys, "bench");
        Self { keys, courts, dispatch, signer, folder }
    }

    /// Who a person is.
    pub(crate) async fn principal(&self, person: &str) -> Principal {
        let line = ClientChannel::of_ourselves(&self.courts.peer, &self.signer, Timestamp::now()).unwrap();
        let question =
            IdentifyPrincipalRequest { person: person.to_owned(), ..IdentifyPrincipalRequest::default() };
        IdentityServiceClient::new(line).identify_principal(question).await.unwrap().into_inner()
    }

    /// What the gateway would say of a caller now.
    pub(crate) fn assertion(&self, principal: &Principal) -> String {
        self.signer.person_calls(principal.clone(), Timestamp::now())
    }

    /// A line to dispatch as a person.
    pub(crate) fn line(&self, principal: &Principal) -> AssertedPeer {
        self.line_to(&self.dispatch.peer, principal)
    }

    /// A line to a service as a person.
    pub(crate) fn line_to(&self, peer: &Peer, principal: &Principal) -> AssertedPeer {
        AssertedPeer { peer: peer.clone(), assertion: self.assertion(principal).parse().unwrap() }
    }
}

/// Where the rows of a folder lie.
pub(crate) fn location(folder: &TempDir, database: &Database) -> Location {
    match database {
        Database::Sqlite => Location::folder(folder.path()),
        Database::Postgres(url) => Location::postgres(url.clone()),
    }
}

/// A channel that sends an assertion with every call.
#[derive(Clone)]
pub(crate) struct AssertedPeer {
    peer: Peer,
    assertion: tonic::codegen::http::HeaderValue,
}

impl tonic::codegen::Service<tonic::codegen::http::Request<tonic::body::Body>> for AssertedPeer {
    type Response = tonic::codegen::http::Response<tonic::body::Body>;
    type Error = tonic::codegen::StdError;
    type Future = <Peer as tonic::codegen::Service<tonic::codegen::http::Request<tonic::body::Body>>>::Future;

    fn poll_ready(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        tonic::codegen::Service::poll_ready(&mut self.peer, cx)
    }

    fn call(&mut self, mut request: tonic::codegen::http::Request<tonic::body::Body>) -> Self::Future {
        request.headers_mut().insert(kit::access::HEADER, self.assertion.clone());
        tonic::codegen::Service::call(&mut self.peer, request)
    }
}
