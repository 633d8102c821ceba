//! How records are asked for.

use proto::audit::v1::{
    self as wire,
    audit_service_server::{AuditService, AuditServiceServer},
};
use sea_orm::{ConnectionTrait as _, DbErr, Value};
use tonic::{Request, Response, Status, service::Routes};

use super::{
    NAME,
    chain::Auditor,
    record::Kept,
    store::{self, COLUMNS},
};
use crate::{
    access::{Caller, Role},
    call::Peer,
    filter::{self, Op, Term},
    health,
    keys::Keys,
    moment::Moment,
    page::{self, Pages},
    refusal::Refusal,
    server,
    store::{Store, sql},
};

/// The service that gives records, to stand beside the others behind the front door.
#[must_use]
pub fn peer(auditor: &Auditor, keys: &Keys) -> Peer {
    let api = Api { store: auditor.store().clone(), pages: Pages::new(keys) };
    health::with_store(server::stack(NAME, Routes::new(AuditServiceServer::new(api)), keys), auditor.store())
}

struct Api {
    store: Store,
    pages: Pages,
}

const FIELDS: &[(&str, bool)] = &[
    ("person", false),
    ("method", false),
    ("code", false),
    ("reason", false),
    ("request_id", false),
    ("trace_id", false),
    ("chain", false),
    ("resource", false),
    ("call_time", true),
];

#[tonic::async_trait]
impl AuditService for Api {
    async fn list_audit_records(
        &self,
        request: Request<wire::ListAuditRecordsRequest>,
    ) -> Result<Response<wire::ListAuditRecordsResponse>, Status> {
        Caller::of(&request)?;
        let asked = request.into_inner();
        let terms = filter::parse(&asked.filter, FIELDS)?;
        let size = page::size(asked.page_size)?;
        let question = format!("audit {}", asked.filter);
        let after = self.pages.after(&question, &asked.page_token)?;
        let mut records = self.read(&terms, after.as_deref(), size + 1).await?;
        let mut next = String::new();
        if u64::try_from(records.len()).unwrap_or(u64::MAX) > size {
            records.pop();
            if let Some(last) = records.last() {
                let place = [last.at.to_string(), last.chain.clone(), last.number.to_string()];
                next = self.pages.token(&question, &place);
            }
        }
        let audit_records: Result<_, Refusal> =
            records.into_iter().map(|record| self.message(record)).collect();
        Ok(Response::new(wire::ListAuditRecordsResponse {
            audit_records: audit_records?,
            next_page_token: next,
        }))
    }
}

impl Api {
    async fn read(&self, terms: &[Term], after: Option<&[String]>, most: u64) -> Result<Vec<Kept>, Refusal> {
        let (mut from, mut conditions, mut values) = ("records r".to_owned(), Vec::new(), Vec::new());
        for term in terms {
            let op = match term.op {
                Op::Eq => "=",
                Op::Ne => "<>",
                Op::Lt => "<",
                Op::Le => "<=",
                Op::Gt => ">",
                Op::Ge => ">=",
            };
            let place = values.len() + 1;
            match term.field.as_str() {
                "resource" if term.op == Op::Eq && !from.contains("resources") => {
                    from.push_str(" JOIN resources s ON s.chain = r.chain AND s.number = r.number");
                    conditions.push(format!("s.resource = ${place}"));
                    values.push(Value::from(term.value.clone()));
                }
                "resource" => {
                    return Err(filter::bad_value(
                        term,
                        "resource 只能用 = 且只能出现一次。",
                        "resource stands once, and with = alone.",
                    ));
                }
                "call_time" => {
                    let at = Moment::parse(&term.value).map_err(|_| {
                        filter::bad_value(
                            term,
                            "时间须为 RFC 3339 格式。",
                            "A time is written as in RFC 3339.",
                        )
                    })?;
                    conditions.push(format!("r.at {op} ${place}"));
                    values.push(at.micros().into());
                }
                field => {
                    conditions.push(format!("r.{field} {op} ${place}"));
                    values.push(term.value.clone().into());
                }
            }
        }
        if let Some([at, chain, number]) = after
            && let (Ok(at), Ok(number)) = (at.parse::<i64>(), number.parse::<i64>())
        {
            let (one, two, three) = (values.len() + 1, values.len() + 2, values.len() + 3);
            conditions.push(format!("(r.at, r.chain, r.number) < (${one}, ${two}, ${three})"));
            values.extend::<[Value; 3]>([at.into(), chain.clone().into(), number.into()]);
        }
        let conditions =
            if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        let text = format!(
            "SELECT {COLUMNS} FROM {from} {conditions} ORDER BY r.at DESC, r.chain DESC, r.number DESC LIMIT {most}"
        );
        let rows = self.store.read().query_all_raw(sql(self.store.read(), &text, values)).await?;
        let records: Result<Vec<Kept>, DbErr> = rows.iter().map(store::kept).collect();
        Ok(records?)
    }

    fn message(&self, record: Kept) -> Result<wire::AuditRecord, Refusal> {
        let personal = self.store.seal().open(&record.sealed)?;
        let mut personal = personal.splitn(3, '\n').map(str::to_owned);
        let mut next = || personal.next().unwrap_or_default();
        let (address, terminal, access_reason) = (next(), next(), next());
        let [person, roles, method, resources, code, reason, request_id, trace_id] = record.open;
        let roles = roles.lines().filter_map(Role::from_name).map(Role::to_contract);
        Ok(wire::AuditRecord {
            name: format!("auditRecords/{}-{}", record.chain, record.number),
            chain: record.chain,
            number: record.number,
            call_time: Some(Moment::from_micros(record.at).to_timestamp()),
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
