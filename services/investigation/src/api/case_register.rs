//! What the service of cases knows of a case, asked in the caller's own name: outside their scope there is none.

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::{ClientChannel, client::again},
};
use law::identifiers::CaseNumber;
use proto::enforcement::v1::{
    Case, CaseState, GetCaseRequest, ListCasesRequest, Party, PartyKind, Side,
    case_service_client::CaseServiceClient,
};
use tonic::{Code, Status};

use super::Api;
use crate::domain::case_lookup::{CaseAnswer, CaseLookup};

impl Api {
    /// Asks for a case. Where no service of cases is set, the caller's word is taken.
    pub(crate) async fn ask_case(
        &self,
        caller: &Caller,
        question: &CaseLookup,
    ) -> Result<CaseAnswer, Refusal> {
        let Some(peer) = &self.cases else {
            return Ok(CaseAnswer::Runs(question.case.clone(), question.number.clone()));
        };
        let client = CaseServiceClient::new(ClientChannel::on_behalf_of(peer, caller)?);
        let number = CaseNumber::parse(&question.number).ok();
        let found = if question.case.is_empty() {
            let Some(number) = &number else { return Ok(CaseAnswer::Unknown) };
            first(&client, format!("case_number=\"{number}\"")).await?
        } else {
            get(&client, &question.case).await?
        };
        let Some(case) = found else { return Ok(CaseAnswer::Unknown) };
        let own = CaseNumber::parse(&case.case_number).ok().map(|number| number.identity());
        if number.is_some_and(|number| Some(number.identity()) != own) {
            return Ok(CaseAnswer::OtherNumber);
        }
        if case.state() == CaseState::Closed {
            return Ok(CaseAnswer::Closed(case.name, case.case_number));
        }
        if !question.organisation.is_empty() {
            let named = |party: &Party| {
                party.side() == Side::Debtor
                    && party.kind() == PartyKind::Organisation
                    && law::names::same(&party.display_name, &question.organisation)
            };
            return Ok(if case.parties.iter().any(named) {
                CaseAnswer::Runs(case.name, case.case_number)
            } else {
                CaseAnswer::NoParty
            });
        }
        // A text that could end the quotes of the filter is no identity number.
        let party = question.party.trim();
        if !party.is_empty() && party.chars().all(|symbol| symbol.is_alphanumeric() || symbol == '-') {
            let filter =
                format!("case_number=\"{}\" AND debtor_identity_number=\"{party}\"", case.case_number);
            if first(&client, filter).await?.is_none() {
                return Ok(CaseAnswer::NoParty);
            }
        }
        Ok(CaseAnswer::Runs(case.name, case.case_number))
    }
}

pub(super) async fn get(
    client: &CaseServiceClient<ClientChannel>,
    name: &str,
) -> Result<Option<Case>, Refusal> {
    let asked = GetCaseRequest { name: name.to_owned() };
    let answer = again(|| {
        let (mut client, asked) = (client.clone(), asked.clone());
        async move { client.get_case(asked).await }
    });
    match answer.await {
        Ok(case) => Ok(Some(case.into_inner())),
        Err(status)
            if matches!(status.code(), Code::NotFound | Code::InvalidArgument | Code::PermissionDenied) =>
        {
            Ok(None)
        }
        Err(status) => Err(unavailable(&status)),
    }
}

async fn first(client: &CaseServiceClient<ClientChannel>, filter: String) -> Result<Option<Case>, Refusal> {
    let asked = ListCasesRequest { filter, page_size: 1, ..ListCasesRequest::default() };
    let answer = again(|| {
        let (mut client, asked) = (client.clone(), asked.clone());
        async move { client.list_cases(asked).await }
    });
    match answer.await {
        Ok(list) => Ok(list.into_inner().cases.into_iter().next()),
        Err(status) if matches!(status.code(), Code::InvalidArgument | Code::PermissionDenied) => Ok(None),
        Err(status) => Err(unavailable(&status)),
    }
}

pub(super) fn unavailable(status: &Status) -> Refusal {
    tracing::warn!(%status, "cases can't be asked");
    Refusal::new(
        Kind::Unavailable,
        reason::CASES_AWAY,
        "暂时无法核对案件，请稍后重试。",
        "Cases can't be checked at the moment; try again shortly.",
    )
}
