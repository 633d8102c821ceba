//! TerminalService.

use kit::{
    access::Caller,
    domain::{
        Timestamp,
        refusal::{Refusal, Violations},
    },
    storage::list::{Field, filter},
};
use proto::courts::v1::{self as wire, terminal_service_server::TerminalService};
use tonic::{Request, Response, Status};

use super::{Api, ListCall, equals};
use crate::{
    domain::{
        court::CourtCode,
        terminal::{self, Presence, Terminal, TerminalName},
    },
    messages,
    store::terminals,
};

const FIELDS: &[Field] = &[Field::equal("court"), Field::equal("presence")];

#[tonic::async_trait]
impl TerminalService for Api {
    async fn heartbeat(
        &self,
        request: Request<wire::HeartbeatRequest>,
    ) -> Result<Response<wire::Terminal>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let name = TerminalName::parse(&asked.name)?;
        let mut violations = Violations::new();
        let version = violations.optional_text("software_version", &asked.software_version, 60);
        violations.check()?;
        let network = self.register.network();
        let court = network.court(&name.court).ok_or_else(terminal::unknown)?;
        if !caller.scope().admits(Some(court.region.as_str()), Some(&court.name()), None) {
            return Err(terminal::unknown().into());
        }
        let heard = Terminal {
            id: name.id(),
            court: name.court,
            heard: Some(caller.at),
            software_version: version.unwrap_or_default(),
        };
        let work = self.register.units().begin_unkeyed(Timestamp::now()).await?;
        terminals::hear(work.tx(), &heard, court.region.as_str()).await.map_err(Refusal::from)?;
        work.commit_unkeyed().await?;
        Ok(Response::new(messages::network::terminal(&heard, caller.at)))
    }

    async fn list_terminals(
        &self,
        request: Request<wire::ListTerminalsRequest>,
    ) -> Result<Response<wire::ListTerminalsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let list = ListCall {
            method: "ListTerminals",
            caller: &caller,
            filter: &asked.filter,
            size: asked.page_size,
            token: &asked.page_token,
        };
        let (after, limit) = self.place(&list)?;
        let wanted = wanted(&asked.filter)?;
        let read = self.register.store().read();
        let found = terminals::list(read, &caller.scope(), &wanted, caller.at, after, limit).await?;
        let next_page_token = self.token(&list, &found);
        let terminals =
            found.rows.iter().map(|terminal| messages::network::terminal(terminal, caller.at)).collect();
        Ok(Response::new(wire::ListTerminalsResponse { terminals, next_page_token }))
    }
}

fn wanted(text: &str) -> Result<terminals::TerminalFilter, Refusal> {
    let mut wanted = terminals::TerminalFilter::default();
    for term in filter::parse(text, terminals::LEADS.method, FIELDS)? {
        if term.field == "court" {
            let court = CourtCode::from_name(&term.value).or_else(|_| CourtCode::parse(&term.value)).ok();
            wanted.court = equals(&term, court, "须为 courts/编号。", "it is courts/{code}.")?;
        } else {
            let presence = Presence::from_name(&term.value);
            let (zh, en) = ("可用：ONLINE、OFFLINE、NEVER_SEEN。", "there is ONLINE, OFFLINE, NEVER_SEEN.");
            wanted.presence = equals(&term, presence, zh, en)?;
        }
    }
    Ok(wanted)
}
