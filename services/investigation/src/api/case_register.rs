//! What the service of cases knows of a case, asked in the caller's own name: outside their scope there is none.

use kit::{
    access::Caller,
    call::{Line, again},
    refusal::{Kind, Refusal},
};
use law::identifiers::CaseNumber;
use proto::enforcement::v1::{
    Case, CaseState, GetCaseRequest, ListCasesRequest, case_service_client::CaseServiceClient,
};
use tonic::{Code, Status};

use super::Api;

/// How somebody names a case, and whom they say is a party of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CaseQuestion {
    /// `cases/{id}`, or empty where the number says it.
    pub(super) case: String,
    /// The case's number, or empty.
    pub(super) number: String,
    /// The identity number of somebody who has to be a party; empty where nobody has to.
    pub(super) party: String,
}

/// What is known of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CaseAnswer {
    /// It runs: its name and number.
    Runs(String, String),
    /// There is none that the caller may see.
    Unknown,
    /// It is closed.
    Closed,
    /// It has another number.
    OtherNumber,
    /// The person is no party.
    NoParty,
}

impl Api {
    /// Asks for a case. Where no service of cases is set, the caller's word is taken.
    pub(super) async fn ask_case(
        &self,
        caller: &Caller,
        question: &CaseQuestion,
    ) -> Result<CaseAnswer, Refusal> {
        let Some(peer) = &self.cases else {
            return Ok(CaseAnswer::Runs(question.case.clone(), question.number.clone()));
        };
        let client = CaseServiceClient::new(Line::on_behalf_of(peer, caller)?);
        let number = CaseNumber::parse(&question.number).ok().map(|number| number.to_string());
        let found = if question.case.is_empty() {
            let Some(number) = &number else { return Ok(CaseAnswer::Unknown) };
            first(&client, format!("case_number=\"{number}\"")).await?
        } else {
            get(&client, &question.case).await?
        };
        let Some(case) = found else { return Ok(CaseAnswer::Unknown) };
        if number.is_some_and(|number| number != case.case_number) {
            return Ok(CaseAnswer::OtherNumber);
        }
        if case.state() == CaseState::Closed {
            return Ok(CaseAnswer::Closed);
        }
        // A text that could end the quotes of the filter is no identity number.
        let party = question.party.trim();
        if party.chars().all(char::is_alphanumeric) && !party.is_empty() {
            let filter = format!("case_number=\"{}\" AND identity_number=\"{party}\"", case.case_number);
            if first(&client, filter).await?.is_none() {
                return Ok(CaseAnswer::NoParty);
            }
        }
        Ok(CaseAnswer::Runs(case.name, case.case_number))
    }
}

async fn get(client: &CaseServiceClient<Line>, name: &str) -> Result<Option<Case>, Refusal> {
    let asked = GetCaseRequest { name: name.to_owned() };
    let answer = again(|| {
        let (mut client, asked) = (client.clone(), asked.clone());
        async move { client.get_case(asked).await }
    });
    match answer.await {
        Ok(case) => Ok(Some(case.into_inner())),
        Err(status) if matches!(status.code(), Code::NotFound | Code::InvalidArgument) => Ok(None),
        Err(status) => Err(away(&status)),
    }
}

async fn first(client: &CaseServiceClient<Line>, filter: String) -> Result<Option<Case>, Refusal> {
    let asked = ListCasesRequest { filter, page_size: 1, ..ListCasesRequest::default() };
    let answer = again(|| {
        let (mut client, asked) = (client.clone(), asked.clone());
        async move { client.list_cases(asked).await }
    });
    match answer.await {
        Ok(list) => Ok(list.into_inner().cases.into_iter().next()),
        Err(status) if status.code() == Code::InvalidArgument => Ok(None),
        Err(status) => Err(away(&status)),
    }
}

fn away(status: &Status) -> Refusal {
    tracing::warn!(%status, "cases can't be asked");
    Refusal::new(
        Kind::Unavailable,
        "CASES_AWAY",
        "暂时无法核对案件，请稍后重试。",
        "Cases can't be checked at the moment; try again shortly.",
    )
}
