//! NetworkService.

use std::collections::HashSet;

use kit::access::{Caller, Role};
use proto::courts::v1::{self as wire, network_service_server::NetworkService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    domain::court::CourtKind,
    store::{network, people, terminals},
};

#[tonic::async_trait]
impl NetworkService for Api {
    async fn get_network_summary(
        &self,
        request: Request<wire::GetNetworkSummaryRequest>,
    ) -> Result<Response<wire::NetworkSummary>, Status> {
        let caller = Caller::of(&request)?;
        let read = self.register.store().read();
        // Every code lies between these two.
        let offices = people::offices(read, caller.at, "", ":").await?;
        let held = |wanted: Role| -> HashSet<String> {
            offices.keys().filter(|(_, role)| *role == wanted).map(|(court, _)| court.clone()).collect()
        };
        let (terminals, terminals_online) = terminals::count(read, caller.at).await?;
        let demonstration = network::is_demonstration(read).await?;
        let summary = self.register.network().summary(&held(Role::Director), &held(Role::ContactJudge));
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        let by_kind = CourtKind::ALL.iter().zip(summary.by_kind);
        Ok(Response::new(wire::NetworkSummary {
            courts: count(summary.by_kind.iter().sum()),
            by_kind: by_kind.map(|(kind, number)| (kind.name().to_owned(), count(number))).collect(),
            villages: count(summary.villages),
            villages_covered: count(summary.villages_covered),
            villages_uncovered: summary.villages_uncovered,
            towns: count(summary.towns),
            towns_covered: count(summary.towns_covered),
            terminals: i32::try_from(terminals).unwrap_or(i32::MAX),
            terminals_online: i32::try_from(terminals_online).unwrap_or(i32::MAX),
            courts_without_director: count(summary.without_director),
            courts_without_contact_judge: count(summary.without_contact_judge),
            demonstration,
        }))
    }
}
