//! How records are asked for.

use law::identifiers::RegionLevel;
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
    refusal::{Kind, Refusal, Violations},
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
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let mut question = Question::of(&caller);
        for term in filter::parse(&asked.filter, FIELDS)? {
            if term.field == "person" && term.op == Op::Eq && term.value == caller.person {
                return Err(own_records().into());
            }
            question.condition(&term)?;
        }
        let list = format!("audit {} {:?}", asked.filter, caller.scope());
        let (records, next) = self.page(question, &list, asked.page_size, &asked.page_token).await?;
        let audit_records: Result<_, Refusal> =
            records.into_iter().map(|record| self.message(record)).collect();
        Ok(Response::new(wire::ListAuditRecordsResponse {
            audit_records: audit_records?,
            next_page_token: next,
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
        let mut question = Question::of(&caller);
        question.about(resource.unwrap_or_default());
        question.conditions.push("r.code = 'OK' AND r.person <> ''".to_owned());
        let list = format!("lookups {} {:?}", asked.resource, caller.scope());
        let (records, next) = self.page(question, &list, asked.page_size, &asked.page_token).await?;
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
        Ok(Response::new(wire::ListLookupsResponse { lookups, next_page_token: next }))
    }
}

/// The refusal for somebody who asks for records of their own calls.
fn own_records() -> Refusal {
    Refusal::new(
        Kind::Denied,
        "OWN_RECORDS",
        "本人的操作记录由其他督察或者指挥中心人员查阅，不能自行查阅。",
        "Records of your own calls are read by another auditor or by the command centre, not by yourself.",
    )
    .at("filter")
}

/// Which records are asked for.
struct Question {
    from: String,
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Question {
    /// Those that a caller may be shown: of their regions, and not of their own calls.
    fn of(caller: &Caller) -> Self {
        let mut question = Self { from: "records r".to_owned(), conditions: Vec::new(), values: Vec::new() };
        let scope = caller.scope();
        if scope.everything {
            return question;
        }
        let own = question.value(caller.person.clone());
        question.conditions.push(format!("r.person <> {own}"));
        let mut either = Vec::new();
        for region in &scope.regions {
            // ':' follows '9', so the range holds everything that begins with the prefix.
            let (from, until) = (question.value(region.as_str()), question.value(format!("{region}:")));
            either.push(format!("(r.home >= {from} AND r.home < {until})"));
        }
        if scope.regions.iter().any(|region| region.level() <= RegionLevel::County) {
            either.push("r.home = ''".to_owned());
        }
        question.conditions.push(match either.as_slice() {
            [] => "1 = 0".to_owned(),
            either => format!("({})", either.join(" OR ")),
        });
        question
    }

    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Those that name a resource.
    fn about(&mut self, resource: String) {
        self.from.push_str(" JOIN resources s ON s.chain = r.chain AND s.number = r.number");
        let resource = self.value(resource);
        self.conditions.push(format!("s.resource = {resource}"));
    }

    fn condition(&mut self, term: &Term) -> Result<(), Refusal> {
        let op = match term.op {
            Op::Eq => "=",
            Op::Ne => "<>",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
        };
        match term.field.as_str() {
            "resource" if term.op == Op::Eq && !self.from.contains("resources") => {
                self.about(term.value.clone());
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
                    filter::bad_value(term, "时间须为 RFC 3339 格式。", "A time is written as in RFC 3339.")
                })?;
                let at = self.value(at.micros());
                self.conditions.push(format!("r.at {op} {at}"));
            }
            field => {
                let value = self.value(term.value.clone());
                self.conditions.push(format!("r.{field} {op} {value}"));
            }
        }
        Ok(())
    }
}

impl Api {
    /// One page of them, the newest first, and where the next begins. `list` is everything that makes the list.
    async fn page(
        &self,
        question: Question,
        list: &str,
        size: i32,
        token: &str,
    ) -> Result<(Vec<Kept>, String), Refusal> {
        let size = page::size(size)?;
        let after = self.pages.after(list, token)?;
        let mut records = self.read(question, after.as_deref(), size + 1).await?;
        let mut next = String::new();
        if u64::try_from(records.len()).unwrap_or(u64::MAX) > size {
            records.pop();
            if let Some(last) = records.last() {
                let place = [last.at.to_string(), last.chain.clone(), last.number.to_string()];
                next = self.pages.token(list, &place);
            }
        }
        Ok((records, next))
    }

    async fn read(
        &self,
        mut question: Question,
        after: Option<&[String]>,
        most: u64,
    ) -> Result<Vec<Kept>, Refusal> {
        if let Some([at, chain, number]) = after
            && let (Ok(at), Ok(number)) = (at.parse::<i64>(), number.parse::<i64>())
        {
            let place = [question.value(at), question.value(chain.clone()), question.value(number)];
            question.conditions.push(format!("(r.at, r.chain, r.number) < ({})", place.join(", ")));
        }
        let Question { from, conditions, values } = question;
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
