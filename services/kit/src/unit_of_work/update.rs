//! An act on one resource.

use std::future::Future;

use prost::Message;
use tonic::Response;

use super::{IdempotencyKey, Outcome, UnitOfWork, UnitsOfWork, etag};
use crate::{
    access::{Caller, Scope},
    domain::refusal::Refusal,
};

/// A mutation as it reached the service: who, on which resource, resting on which version, and once.
pub struct Mutation<'a> {
    /// Who calls.
    pub caller: &'a Caller,
    /// By which it is carried out once.
    pub key: IdempotencyKey,
    /// The name of the resource.
    pub name: &'a str,
    /// The version that the caller saw; empty where they do not say.
    pub etag: &'a str,
}

/// A resource that acts change.
pub trait Resource: Sized + Send + Sync {
    /// What an act's decision gives beside the changed resource.
    type Decision: Send;
    /// As the contract shows it.
    type Message: Message + Default;
    /// What the service stands on.
    type Service: Sync;

    /// Reads the resource and locks its row until the commit. Refused where there is none in the scope.
    fn lock(
        service: &Self::Service,
        work: &UnitOfWork,
        scope: &Scope,
        name: &str,
    ) -> impl Future<Output = Result<Self, Refusal>> + Send;

    /// The version, by which an etag is compared.
    fn version(&self) -> i64;

    /// Writes the changed resource and emits what the decision says.
    fn save(
        &self,
        service: &Self::Service,
        work: &mut UnitOfWork,
        decision: Self::Decision,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// The resource as this caller sees it.
    fn to_message(&self, caller: &Caller) -> Self::Message;

    /// The stored response of a repeated call, with what its caller may see today.
    fn replay(
        _service: &Self::Service,
        _caller: &Caller,
        response: Self::Message,
    ) -> impl Future<Output = Result<Self::Message, Refusal>> + Send {
        std::future::ready(Ok(response))
    }
}

impl UnitsOfWork {
    /// Carries out an act on one resource: claims the key, locks the resource, compares the etag, decides, saves, emits, stores the
    /// response and commits.
    pub async fn update<R: Resource>(
        &self,
        service: &R::Service,
        mutation: Mutation<'_>,
        decide: impl FnOnce(&mut R) -> Result<R::Decision, Refusal> + Send,
    ) -> Result<Response<R::Message>, Refusal> {
        let mut work = match self.begin::<R::Message>(&mutation.key).await? {
            Outcome::Replayed(response) => {
                return Ok(Response::new(R::replay(service, mutation.caller, response).await?));
            }
            Outcome::Fresh(work) => work,
        };
        let mut resource = R::lock(service, &work, &mutation.caller.scope(), mutation.name).await?;
        etag::check(mutation.etag, resource.version())?;
        let decision = decide(&mut resource)?;
        resource.save(service, &mut work, decision).await?;
        let response = resource.to_message(mutation.caller);
        work.commit(response).await
    }
}

/// The mutation in a request that names a resource: binds the caller, the request's body and the mutation.
#[macro_export]
macro_rules! mutation {
    ($request:ident, $method:literal => $caller:ident, $body:ident, $mutation:ident) => {
        let $caller = $crate::access::Caller::of(&$request)?;
        let $body = $request.into_inner();
        let key = $crate::unit_of_work::IdempotencyKey::new(&$caller, &$body.request_id, $method, &$body)?;
        let $mutation =
            $crate::unit_of_work::Mutation { caller: &$caller, key, name: &$body.name, etag: &$body.etag };
    };
}
