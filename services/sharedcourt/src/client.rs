//! The connection to a running server: its address and the caller.

use std::time::Duration;

use clap::Args;
use kit::{access::token, domain::Timestamp};
use proto::{
    access::v1::session_service_client::SessionServiceClient,
    courts::v1::{
        court_service_client::CourtServiceClient, person_service_client::PersonServiceClient,
        region_service_client::RegionServiceClient, terminal_service_client::TerminalServiceClient,
    },
    dispatch::v1::task_service_client::TaskServiceClient,
    enforcement::v1::{
        case_opening_service_client::CaseOpeningServiceClient, case_service_client::CaseServiceClient,
        money_service_client::MoneyServiceClient, sanction_service_client::SanctionServiceClient,
        supervision_service_client::SupervisionServiceClient,
    },
    investigation::v1::{
        assist_request_service_client::AssistRequestServiceClient,
        debtor_service_client::DebtorServiceClient, disposal_service_client::DisposalServiceClient,
        person_watch_service_client::PersonWatchServiceClient,
        seizure_opening_service_client::SeizureOpeningServiceClient,
    },
};
use tonic::{
    Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

use crate::{error::Failure, folder::Folder};

/// How a running server is reached.
#[derive(Args, Clone)]
#[command(next_help_heading = "client")]
pub(crate) struct Connection {
    /// The address of the server.
    #[arg(long, global = true, default_value = "http://127.0.0.1:8080")]
    server: String,
    /// A bearer token; without one, it is made with the key in the data folder.
    #[arg(long, global = true, hide_default_value = true)]
    token: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Adds the token to every call.
#[derive(Clone)]
pub(crate) struct Bearer(Option<MetadataValue<Ascii>>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: tonic::Request<()>) -> Result<tonic::Request<()>, Status> {
        if let Some(value) = &self.0 {
            request.metadata_mut().insert("authorization", value.clone());
        }
        Ok(request)
    }
}

/// A channel to the server.
pub(crate) type Wire = InterceptedService<Channel, Bearer>;

/// A running server, called as one person.
#[derive(Clone)]
pub(crate) struct Client {
    wire: Wire,
    channel: Channel,
}

impl Connection {
    /// The data folder.
    pub(crate) fn data(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The channel alone, for what needs no person.
    pub(crate) async fn channel(&self) -> Result<Channel, Failure> {
        let endpoint = Endpoint::from_shared(self.server.clone())
            .map_err(|_| Failure::Usage(format!("{}: 不是一个地址 (not an address)", self.server)))?
            .connect_timeout(Duration::from_secs(5))
            .http2_keep_alive_interval(Duration::from_secs(30))
            .keep_alive_while_idle(true);
        endpoint.connect().await.map_err(|_| Failure::from(Status::unavailable("")))
    }

    /// The server, called as a person: `people/{id}` or the id alone.
    pub(crate) async fn client_of(&self, person: &str) -> Result<Client, Failure> {
        let token = match &self.token {
            Some(token) => token.clone(),
            None => self.token_for(person)?,
        };
        Client::over(self.channel().await?, &token)
    }

    /// Whether the caller is who `client_of` was asked for, and not whom a token names.
    pub(crate) fn is_known_by_key(&self) -> bool {
        self.token.is_none()
    }

    fn token_for(&self, person: &str) -> Result<String, Failure> {
        Ok(token::issue(&self.folder.keys_of_installation()?, &person_name(person), Timestamp::now())?)
    }
}

/// `people/{id}` from a name or an id.
pub(crate) fn person_name(person: &str) -> String {
    if person.starts_with("people/") { person.to_owned() } else { format!("people/{person}") }
}

impl Client {
    fn over(channel: Channel, token: &str) -> Result<Self, Failure> {
        let value = format!("Bearer {token}").parse();
        let value = value.map_err(|_| {
            Failure::Usage("凭证含有不能传送的字符 (the token holds characters that can't be sent)".into())
        })?;
        Ok(Self { wire: InterceptedService::new(channel.clone(), Bearer(Some(value))), channel })
    }

    /// The same server, called with another token.
    pub(crate) fn as_bearer_of(&self, token: &str) -> Result<Self, Failure> {
        Self::over(self.channel.clone(), token)
    }

    /// Sessions and invitations.
    pub(crate) fn sessions(&self) -> SessionServiceClient<Wire> {
        SessionServiceClient::new(self.wire.clone())
    }

    /// Regions.
    pub(crate) fn regions(&self) -> RegionServiceClient<Wire> {
        RegionServiceClient::new(self.wire.clone())
    }

    /// Courts.
    pub(crate) fn courts(&self) -> CourtServiceClient<Wire> {
        CourtServiceClient::new(self.wire.clone())
    }

    /// People.
    pub(crate) fn people(&self) -> PersonServiceClient<Wire> {
        PersonServiceClient::new(self.wire.clone())
    }

    /// Terminals.
    pub(crate) fn terminals(&self) -> TerminalServiceClient<Wire> {
        TerminalServiceClient::new(self.wire.clone())
    }

    /// Cases of enforcement.
    pub(crate) fn cases(&self) -> CaseServiceClient<Wire> {
        CaseServiceClient::new(self.wire.clone())
    }

    /// Openings: what is in force on a stated day.
    pub(crate) fn case_openings(&self) -> CaseOpeningServiceClient<Wire> {
        CaseOpeningServiceClient::new(self.wire.clone())
    }

    /// Case funds.
    pub(crate) fn money(&self) -> MoneyServiceClient<Wire> {
        MoneyServiceClient::new(self.wire.clone())
    }

    /// Sanctions.
    pub(crate) fn sanctions(&self) -> SanctionServiceClient<Wire> {
        SanctionServiceClient::new(self.wire.clone())
    }

    /// The supervision list.
    pub(crate) fn supervisions(&self) -> SupervisionServiceClient<Wire> {
        SupervisionServiceClient::new(self.wire.clone())
    }

    /// Requests to units.
    pub(crate) fn requests(&self) -> AssistRequestServiceClient<Wire> {
        AssistRequestServiceClient::new(self.wire.clone())
    }

    /// Debtors and assets.
    pub(crate) fn debtors(&self) -> DebtorServiceClient<Wire> {
        DebtorServiceClient::new(self.wire.clone())
    }

    /// Projects of disposal.
    pub(crate) fn disposals(&self) -> DisposalServiceClient<Wire> {
        DisposalServiceClient::new(self.wire.clone())
    }

    /// What is in force on a stated day.
    pub(crate) fn seizure_openings(&self) -> SeizureOpeningServiceClient<Wire> {
        SeizureOpeningServiceClient::new(self.wire.clone())
    }

    /// Police watches.
    pub(crate) fn watches(&self) -> PersonWatchServiceClient<Wire> {
        PersonWatchServiceClient::new(self.wire.clone())
    }

    /// Tasks.
    pub(crate) fn tasks(&self) -> TaskServiceClient<Wire> {
        TaskServiceClient::new(self.wire.clone()).max_decoding_message_size(64 * 1024 * 1024)
    }
}
