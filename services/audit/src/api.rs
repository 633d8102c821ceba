//! How records are asked for.

use kit::{
    access::{AssertionSigner, Caller, Role, keys::Keys},
    domain::{
        Timestamp,
        refusal::{Refusal, Violations},
    },
    rpc::{Peer, health, resource_labels::ResourceLabels, server},
    storage::{
        Store,
        list::{PageTokens, page},
    },
};
use proto::audit::v1::{
    self as wire,
    audit_service_server::{AuditService, AuditServiceServer},
};
use tonic::{Request, Response, Status, service::Routes};

use super::{
    NAME,
    chain::Auditor,
    list::{self, RecordQuery},
    record::Row,
};

/// The audit service, to stand beside the others behind the gateway. `courts` knows what the people are called whom records name.
#[must_use]
pub fn peer(auditor: &Auditor, keys: &Keys, courts: Peer) -> Peer {
    let api = Api { store: auditor.store().clone(), pages: PageTokens::new(keys) };
    let labels = ResourceLabels::of_register(courts, AssertionSigner::new(keys, NAME));
    let routes = Routes::new(AuditServiceServer::new(api));
    health::with_store(server::stack_with(NAME, routes, keys, Some(labels)), auditor.store())
}

struct Api {
    store: Store,
    pages: PageTokens,
}

#[tonic::async_trait]
impl AuditService for Api {
    async fn list_audit_records(
        &self,
        request: Request<wire::ListAuditRecordsRequest>,
    ) -> Result<Response<wire::ListAuditRecordsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let query = RecordQuery::of(&caller, &asked.filter)?;
        let list = format!("audit {} {:?}", asked.filter, caller.scope());
        let (records, next) = self.page(query, &list, asked.page_size, &asked.page_token).await?;
        let audit_records: Result<_, Refusal> =
            records.into_iter().map(|record| self.message(record)).collect();
        Ok(Response::new(wire::ListAuditRecordsResponse {
            audit_records: audit_records?,
            next_page_token: next,
            ..Default::default()
        }))
    }

    async fn list_lookups(
        &self,
        request: Request<wire::ListLookupsRequest>,
    ) -> Result<Response<wire::ListLookupsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let mut violations = Violations::new();
        let resource = violations.text("resource", &asked.resource, 200);
        violations.check()?;
        let query = RecordQuery::lookups(&caller, &resource.unwrap_or_default());
        let list = format!("lookups {} {:?}", asked.resource, caller.scope());
        let (records, next) = self.page(query, &list, asked.page_size, &asked.page_token).await?;
        let lookups = records.into_iter().map(|record| {
            let record = self.message(record)?;
            Ok(wire::Lookup {
                record: record.name,
                person: record.person,
                roles: record.roles,
                call_time: record.call_time,
                method: record.method,
                access_reason: record.access_reason,
            })
        });
        let lookups = lookups.collect::<Result<_, Refusal>>()?;
        Ok(Response::new(wire::ListLookupsResponse { lookups, next_page_token: next, ..Default::default() }))
    }
}

impl Api {
    /// One page of them, the newest first, and where the next begins. `list` is everything that makes the list.
    async fn page(
        &self,
        query: RecordQuery,
        list: &str,
        size: i32,
        token: &str,
    ) -> Result<(Vec<Row>, String), Refusal> {
        let limit = page::size(size)?;
        let after = self.pages.after(list, token)?.as_deref().and_then(list::place);
        let found = query.page(self.store.read(), after, limit).await?;
        let next = found.next.map_or_else(String::new, |place| self.pages.token(list, &place));
        Ok((found.rows, next))
    }

    fn message(&self, record: Row) -> Result<wire::AuditRecord, Refusal> {
        let personal = self.store.encryption().decrypt(&record.sealed)?;
        let mut personal = personal.splitn(3, '\n').map(str::to_owned);
        let mut next = || personal.next().unwrap_or_default();
        let (address, terminal, access_reason) = (next(), next(), next());
        let [person, roles, method, resources, code, reason, request_id, trace_id] = record.open;
        let roles = roles.lines().filter_map(Role::from_name).map(Role::to_contract);
        Ok(wire::AuditRecord {
            name: format!("auditRecords/{}-{}", record.chain, record.number),
            chain: record.chain,
            number: record.number,
            call_time: Some(Timestamp::from_micros(record.at).to_timestamp()),
            person,
            roles: roles.map(Into::into).collect(),
            address,
            terminal,
            method,
            resources: resources.lines().filter(|one| !one.is_empty()).map(str::to_owned).collect(),
            code,
            reason,
            request_id,
            trace_id,
            access_reason,
            digest: hex::encode(record.digest),
        })
    }
}
