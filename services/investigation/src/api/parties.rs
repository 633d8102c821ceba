//! Whom an act concerns, where a party of a case is named: number and kind are taken over from the case, so that nobody types what the
//! court has.

use kit::{
    access::Caller,
    domain::{
        Timestamp,
        party::{self, PartyName},
        refusal::{Refusal, Violations},
    },
    rpc::{ClientChannel, client::again},
};
use proto::{
    enforcement::v1::{GetCasePartiesRequest, Party, PartyKind, case_service_client::CaseServiceClient},
    investigation::v1 as wire,
};

use super::{
    Api,
    case_register::{get, unavailable},
};
use crate::{domain::case_lookup::CaseAnswer, messages::opening::note_case};

/// Where a case is stated besides the party, the party has to be one of it.
pub(super) enum Of<'a> {
    /// The case of the act, `cases/{id}`.
    Case(&'a str),
    /// The act is of no case.
    Any,
}

impl Api {
    /// Fills in kind and number of a subject that names a party. `prefix` stands before the names of its fields, for example
    /// `request.subject.`.
    pub(super) async fn take_party(
        &self,
        caller: &Caller,
        subject: &mut wire::Subject,
        (of, prefix): (Of<'_>, &str),
    ) -> Result<(), Refusal> {
        if subject.party.trim().is_empty() {
            return Ok(());
        }
        if subject.identity.is_some() || !subject.identity_number.is_empty() {
            return Err(party::with_number(&format!("{prefix}identity_number")));
        }
        let field = format!("{prefix}party");
        let at = |refusal: Refusal| refusal.at(field.clone());
        let name = PartyName::parse(&subject.party).map_err(at)?;
        let parties = match of {
            Of::Case(case) if case.trim() != name.case() => Vec::new(),
            Of::Case(_) | Of::Any => self.parties(caller, name.case(), &field).await?,
        };
        let found = name.among(&parties, &subject.display_name, |party| &party.display_name).map_err(at)?;
        subject.set_kind(match found.kind() {
            PartyKind::Organisation => wire::SubjectKind::Organisation,
            _ => wire::SubjectKind::Person,
        });
        subject.identity.clone_from(&found.identity);
        subject.party.clear();
        Ok(())
    }

    /// The same for the holder of the equity of a request.
    pub(super) async fn take_parties(
        &self,
        caller: &Caller,
        request: &mut wire::AssistRequest,
    ) -> Result<(), Refusal> {
        let case = request.case.clone();
        if let Some(subject) = &mut request.subject {
            self.take_party(caller, subject, (Of::Case(&case), "request.subject.")).await?;
        }
        if let Some(freeze) = request.equity_freeze.as_mut().filter(|freeze| !freeze.holder_party.is_empty())
        {
            let mut holder = wire::Subject {
                display_name: freeze.holder.clone(),
                identity_number: std::mem::take(&mut freeze.holder_identity_number),
                identity: freeze.holder_identity.take(),
                party: std::mem::take(&mut freeze.holder_party),
                ..wire::Subject::default()
            };
            let fields = (Of::Case(&case), "request.equity_freeze.holder_");
            self.take_party(caller, &mut holder, fields).await?;
            freeze.holder_identity = holder.identity;
        }
        Ok(())
    }

    /// The parties of a case that the caller may see, with whole numbers. The caller's own right is asked first; the numbers are given to
    /// this installation alone. `field` is where the case is named.
    pub(super) async fn parties(
        &self,
        caller: &Caller,
        case: &str,
        field: &str,
    ) -> Result<Vec<Party>, Refusal> {
        let unknown = || {
            let mut v = Violations::new();
            note_case(&CaseAnswer::Unknown, field, &mut v);
            v.into_refusal()
        };
        let (Some(peer), Some(ways)) = (&self.cases, &self.tasks) else { return Err(unknown()) };
        let seen = CaseServiceClient::new(ClientChannel::on_behalf_of(peer, caller)?);
        let ours = CaseServiceClient::new(ClientChannel::of_ourselves(peer, &ways.signer, Timestamp::now())?);
        get(&seen, case).await?.ok_or_else(unknown)?;
        let parties = again(|| {
            let (mut client, name) = (ours.clone(), case.to_owned());
            async move { client.get_case_parties(GetCasePartiesRequest { name }).await }
        });
        Ok(parties.await.map_err(|status| unavailable(&status))?.into_inner().parties)
    }
}
