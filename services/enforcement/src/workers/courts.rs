//! The network of shared courts as indicators count it: looked at in the register, and written down where something changed.

use std::{collections::HashMap, time::Duration};

use kit::{
    access::AssertionSigner,
    domain::{Timestamp, refusal::Refusal},
    rpc::{ClientChannel, Peer, client::is_unavailable},
    unit_of_work::UnitsOfWork,
};
use proto::courts::v1::{
    Court, CourtKind, CourtState, ListCourtsRequest, court_service_client::CourtServiceClient,
};

use crate::{domain::IndicatorRow, store::indicator_rows};

/// How often the register is looked at. The network changes a few times a year.
const LOOK: Duration = Duration::from_secs(30);
/// How soon again where it could not be asked.
const SOON: Duration = Duration::from_secs(2);
const PAGE: i32 = 1000;

/// Polls until cancelled.
pub(crate) async fn run(units: UnitsOfWork, register: Peer, signer: AssertionSigner) {
    // When each court was last changed, as far as it is written down.
    let mut written: HashMap<String, Timestamp> = HashMap::new();
    loop {
        let wait = match look(&units, &register, &signer, &mut written).await {
            Ok(()) => LOOK,
            Err(refusal) => {
                tracing::debug!(%refusal, "the network is counted later");
                SOON
            }
        };
        tokio::time::sleep(wait).await;
    }
}

async fn look(
    units: &UnitsOfWork,
    register: &Peer,
    signer: &AssertionSigner,
    written: &mut HashMap<String, Timestamp>,
) -> Result<(), Refusal> {
    let line = ClientChannel::of_ourselves(register, signer, Timestamp::now())?;
    let mut client = CourtServiceClient::new(line);
    let mut token = String::new();
    loop {
        let request =
            ListCourtsRequest { page_size: PAGE, page_token: token, ..ListCourtsRequest::default() };
        let page = client.list_courts(request).await.map_err(|status| {
            if !is_unavailable(&status) {
                tracing::warn!(%status, "the register can't be read");
            }
            Refusal::internal(&status)
        })?;
        let page = page.into_inner();
        let known = |court: &Court| changed(court).is_none_or(|at| written.get(&court.name) == Some(&at));
        let new: Vec<&Court> = page.courts.iter().filter(|court| !known(court)).collect();
        write(units, &new).await?;
        written.extend(new.iter().filter_map(|court| Some((court.name.clone(), changed(court)?))));
        token = page.next_page_token;
        if token.is_empty() {
            return Ok(());
        }
    }
}

async fn write(units: &UnitsOfWork, courts: &[&Court]) -> Result<(), Refusal> {
    if courts.is_empty() {
        return Ok(());
    }
    let work = units.begin_unkeyed(Timestamp::now()).await?;
    let beginnings: Vec<IndicatorRow> = courts.iter().filter_map(|court| beginning(court)).collect();
    indicator_rows::correct(work.tx(), &beginnings).await?;
    for court in courts {
        match closing(court) {
            Some(end) => indicator_rows::correct(work.tx(), &[end]).await?,
            // It may have been closed and opened again.
            None => drop(indicator_rows::withdraw(work.tx(), "shared-court", &closing_name(court)).await?),
        }
    }
    work.commit_unkeyed().await
}

fn changed(court: &Court) -> Option<Timestamp> {
    court.update_time.as_ref().or(court.create_time.as_ref()).and_then(Timestamp::from_timestamp)
}

fn beginning(court: &Court) -> Option<IndicatorRow> {
    let opened = court.create_time.as_ref().and_then(Timestamp::from_timestamp)?;
    Some(measured(court, court.name.clone(), opened, 1))
}

fn closing(court: &Court) -> Option<IndicatorRow> {
    let closed = changed(court).filter(|_| court.state() == CourtState::Closed)?;
    Some(measured(court, closing_name(court), closed, -1))
}

fn closing_name(court: &Court) -> String {
    format!("{}/closing", court.name)
}

fn measured(court: &Court, subject: String, at: Timestamp, amount: i64) -> IndicatorRow {
    let facet = match court.kind() {
        CourtKind::Town => "town",
        CourtKind::Village => "village",
        CourtKind::Special => "special",
        CourtKind::Unspecified => "other",
    };
    IndicatorRow {
        what: "shared-court",
        facet: facet.to_owned(),
        day: at.legal_day(),
        subject,
        region_code: court.region_code.clone(),
        amount,
    }
}
