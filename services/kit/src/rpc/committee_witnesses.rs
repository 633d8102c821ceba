//! Who may witness for the committee of a village, as the register of people has it.

use proto::courts::v1::{ListPeopleRequest, person_service_client::PersonServiceClient};
use tonic::Status;

use super::{ClientChannel, Peer, client::again};
use crate::{
    access::AssertionSigner,
    domain::{
        Timestamp,
        visit::task::{EligibleWitness, eligible_witnesses},
    },
    storage::list::page,
};

/// The committee's staff of a village among the workers of its court (民诉法解释第一百三十条), by one call.
pub async fn committee_witnesses(
    register: &Peer,
    signer: &AssertionSigner,
    (court, village): (&str, &str),
    at: Timestamp,
) -> Result<Vec<EligibleWitness>, Status> {
    let client = PersonServiceClient::new(ClientChannel::of_ourselves(register, signer, at)?);
    let asked = ListPeopleRequest {
        filter: format!("role=GRID_WORKER AND court={court}"),
        page_size: i32::try_from(page::MOST).unwrap_or(i32::MAX),
        ..ListPeopleRequest::default()
    };
    let answer = again(|| {
        let (mut client, asked) = (client.clone(), asked.clone());
        async move { client.list_people(asked).await }
    });
    Ok(eligible_witnesses(&answer.await?.into_inner().people, village, at))
}
