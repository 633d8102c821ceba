//! Messages in, messages out. What is decided is decided in `domain`.

mod cited;
mod evidence;
mod holds;
mod log;
pub(crate) mod packets;
mod places;
mod register;
mod sending;

use std::pin::Pin;

use futures::Stream;
use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::{Peer, shares::Shares},
    storage::{Encryption, Store, list::PageTokens},
    unit_of_work::UnitsOfWork,
};
use tonic::{Response, Status};

pub(crate) use places::Pictures;
pub(crate) use register::Register;

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
    pub(crate) units: UnitsOfWork,
    pub(crate) objects: Objects,
    pub(crate) signer: Signer,
    pub(crate) pages: PageTokens,
    /// The service that knows the tasks.
    pub(crate) dispatch: Peer,
    /// The service that knows the acts of service.
    pub(crate) enforcement: Peer,
    /// The service that knows who may witness.
    pub(crate) register: Register,
    pub(crate) settings: Settings,
    pub(crate) pictures: Pictures,
    /// How many uploads each person has under way in this process.
    pub(crate) under_way: Shares<String>,
}

impl Api {
    pub(crate) fn encryption(&self) -> &Encryption {
        self.store.encryption()
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
        let file = files::get(self.store.read(), self.encryption(), digest).await?.ok_or_else(unknown)?;
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
        reason::EVIDENCE_UNKNOWN,
        "没有这份文件，或不在您的权限范围内。",
        "There is no such file, or it is not yours to see.",
    )
}
