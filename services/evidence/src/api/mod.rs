//! Messages in, messages out. What is decided is decided in `domain`.

mod cited;
mod evidence;
mod holds;
mod log;
pub(crate) mod packets;
mod places;
mod sending;

use std::pin::Pin;

use futures::Stream;
use kit::{
    access::Caller,
    call::Peer,
    page::Pages,
    refusal::{Kind, Refusal},
    seal::Seal,
    store::Store,
};
use tonic::{Response, Status};

pub(crate) use places::{Pictures, UnderWay};

use crate::{
    Settings,
    domain::digest::Digest,
    signer::Signer,
    store::{
        citations,
        files::{self, File},
        objects::Objects,
    },
};

/// What a method gives.
type Answer<T> = Result<Response<T>, Status>;
/// What a method gives bit by bit.
type Flow<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// The service.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) objects: Objects,
    pub(crate) signer: Signer,
    pub(crate) pages: Pages,
    /// The service that knows the tasks.
    pub(crate) dispatch: Peer,
    /// The service that knows the acts of service.
    pub(crate) enforcement: Peer,
    pub(crate) settings: Settings,
    pub(crate) pictures: Pictures,
    pub(crate) under_way: UnderWay,
}

impl Api {
    pub(crate) fn seal(&self) -> &Seal {
        self.store.seal()
    }

    /// The digest in a name and what cites it, as far as a caller may see that. Who may not see the file learns nothing.
    async fn seen(&self, caller: &Caller, name: &str) -> Result<(Digest, Vec<String>), Refusal> {
        let digest = Digest::of_name(name).ok_or_else(unknown)?;
        let scope = if caller.is_ourselves() { kit::access::Scope::everything() } else { caller.scope() };
        let cited = citations::seen(self.store.read(), digest, (&scope, &caller.person)).await?;
        if cited.is_empty() && !caller.is_ourselves() {
            return Err(unknown());
        }
        Ok((digest, cited))
    }

    /// A file that a caller may see and that is there; or when and why it was deleted.
    async fn there(&self, caller: &Caller, name: &str) -> Result<File, Refusal> {
        let (digest, _) = self.seen(caller, name).await?;
        let file = files::get(self.store.read(), self.seal(), digest).await?.ok_or_else(unknown)?;
        match &file.deletion {
            Some(deletion) => Err(deletion.refusal()),
            None => Ok(file),
        }
    }
}

/// That there is no such file, or not for this caller.
pub(crate) fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        "EVIDENCE_UNKNOWN",
        "没有这份文件，或不在您的权限范围内。",
        "There is no such file, or it is not yours to see.",
    )
}
