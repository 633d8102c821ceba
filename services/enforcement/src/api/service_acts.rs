//! ServiceActService.

use kit::{
    access::Caller,
    page,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::{ask::ServiceRequest, identifiers::RegionCode, service, unmet::Ruling};
use prost::Message as _;
use prost_reflect::{DynamicMessage, SerializeOptions};
use proto::enforcement::v1::{self as wire, service_act_service_server::ServiceActService};
use serde_json::Value;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, law as words, told_date, work};
use crate::{
    domain::{Happening, case},
    store::{cases, service_acts},
};

#[tonic::async_trait]
impl ServiceActService for Api {
    async fn create_service_act(
        &self,
        request: Request<wire::CreateServiceActRequest>,
    ) -> Answer<wire::ServiceAct> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "CreateServiceAct");
        let found = cases::get(&work.tx, &caller.scope(), &body.parent, work.seal()).await?;
        let case = found.ok_or_else(case::unknown)?;
        let told = body.act.unwrap_or_default();
        let facts = read(&told)?;
        keep_apart(&told, &caller)?;
        let id = Uuid::now_v7().to_string();
        let mut act = wire::ServiceAct {
            name: format!("serviceActs/{id}"),
            case: case.name(),
            creator: caller.person.clone(),
            create_time: Some(caller.at.to_timestamp()),
            ..told
        };
        match service::check(&facts) {
            Ruling::Unmet(unmet) => return Err(Refusal::law_not_met(&unmet).into()),
            Ruling::Met(date, basis) => {
                if date < case.filed {
                    return Err(too_early().into());
                }
                act.deemed_date = Some(told_date(date));
                act.basis = basis.iter().map(words::reason).collect();
            }
        }
        service_acts::add(&work.tx, &case.name(), &id, &act.encode_to_vec(), work.seal()).await?;
        work.tell(Happening {
            kind: "SERVICE_ENTERED",
            case: case.name(),
            subject: act.name.clone(),
            region_code: case.region_code.as_str().to_owned(),
            summary: "登记送达，法律要件齐备".to_owned(),
            amount_fen: 0,
        });
        Ok(work.finish(act).await?)
    }

    async fn list_service_acts(
        &self,
        request: Request<wire::ListServiceActsRequest>,
    ) -> Answer<wire::ListServiceActsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let case = self.read_case(&caller, &body.parent).await?;
        let asked = format!("ListServiceActs\u{1e}{}", case.id);
        let after = self.house.pages.after(&asked, &body.page_token)?.and_then(|mut place| place.pop());
        let (read, seal) = (self.house.store.read(), self.house.seal());
        let mut found = service_acts::list(read, &case.name(), after, limit + 1, seal).await?;
        let more = found.len() as u64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_page_token = match found.last() {
            Some((id, _)) if more => self.house.pages.token(&asked, std::slice::from_ref(id)),
            _ => String::new(),
        };
        let acts = found.iter().map(|(_, act)| wire::ServiceAct::decode(act.as_slice()));
        let service_acts = acts.collect::<Result<_, _>>().map_err(|fault| Refusal::internal(&fault))?;
        Ok(Response::new(wire::ListServiceActsResponse { service_acts, next_page_token }))
    }

    async fn check_service_act(
        &self,
        request: Request<wire::CheckServiceActRequest>,
    ) -> Answer<wire::CheckServiceActResponse> {
        let facts = read(&request.into_inner().act.unwrap_or_default())?;
        Ok(Response::new(match service::check(&facts) {
            Ruling::Met(date, basis) => wire::CheckServiceActResponse {
                valid: true,
                deemed_date: Some(told_date(date)),
                basis: basis.iter().map(words::reason).collect(),
                unmet: Vec::new(),
            },
            Ruling::Unmet(unmet) => wire::CheckServiceActResponse {
                unmet: unmet.iter().map(|unmet| words::unmet(unmet)).collect(),
                ..wire::CheckServiceActResponse::default()
            },
        }))
    }
}

/// The act as the law library reads it. The library takes the same JSON that the contract writes, so the fields stand nowhere else.
fn read(told: &wire::ServiceAct) -> Result<service::Act, Refusal> {
    let mut v = Violations::new();
    if told.mode() == wire::ServiceMode::Unspecified {
        v.add("act.mode", "REQUIRED", Text::new("请选择送达方式。", "Say how it was served."));
    }
    let dates = [
        ("act.served_date", &told.served_date),
        ("act.proved_arrival_date", &told.proved_arrival_date),
        ("act.postal_receipt_date", &told.postal_receipt_date),
        ("act.letter_received_date", &told.letter_received_date),
    ];
    for (field, date) in dates.into_iter().filter_map(|(field, date)| date.as_ref().map(|d| (field, d))) {
        v.parse(field, "DATE_MALFORMED", super::date(date));
    }
    for (index, date) in told.publication_dates.iter().enumerate() {
        v.parse(&format!("act.publication_dates[{index}]"), "DATE_MALFORMED", super::date(date));
    }
    let codes = [
        ("act.witness.region_code", told.witness.as_ref().map(|witness| &witness.region_code)),
        ("act.addressee.region_code", told.addressee.as_ref().map(|addressee| &addressee.region_code)),
    ];
    for (field, code) in codes {
        if let Some(code) = code.filter(|code| !code.is_empty()) {
            v.parse(field, "REGION_CODE_MALFORMED", RegionCode::parse(code).map_err(|fault| fault.text()));
        }
    }
    v.check()?;
    let descriptor = proto::POOL
        .get_message_by_name("sharedcourt.enforcement.v1.ServiceAct")
        .ok_or_else(|| Refusal::internal(&"the contract has no act of service"))?;
    let message = DynamicMessage::decode(descriptor, told.encode_to_vec().as_slice())
        .map_err(|fault| Refusal::internal(&fault))?;
    let options = SerializeOptions::new().skip_default_fields(true);
    let mut json = message
        .serialize_with_options(serde_json::value::Serializer, &options)
        .map_err(|fault| Refusal::internal(&fault))?;
    shorten(&mut json);
    let request: ServiceRequest = serde_json::from_value(json).map_err(|fault| Refusal::internal(&fault))?;
    Ok(request.act.to_act())
}

/// Takes the prefixes from the names of enums.
fn shorten(json: &mut Value) {
    const PREFIXES: [&str; 10] = [
        "SERVICE_MODE_",
        "DOCUMENT_KIND_",
        "PROCEDURE_",
        "SERVICE_ADDRESSEE_KIND_",
        "ADDRESSEE_STATUS_",
        "RELATION_",
        "SERVICE_PLACE_",
        "REPRESENTS_",
        "CONSENT_BASIS_",
        "FORWARDING_BODY_",
    ];
    match json {
        Value::String(text) => {
            if let Some(short) = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)) {
                *text = short.to_owned();
            }
        }
        Value::Array(all) => all.iter_mut().for_each(shorten),
        Value::Object(all) => all.values_mut().for_each(shorten),
        _ => {}
    }
}

/// Worker, witness and server are three people, and the worker is never the server.
fn keep_apart(told: &wire::ServiceAct, caller: &Caller) -> Result<(), Refusal> {
    let server = told.server.as_ref().map(|server| server.display_name.trim()).unwrap_or_default();
    let witness = told.witness.as_ref().map(|witness| witness.display_name.trim()).unwrap_or_default();
    if !told.worker.is_empty() && told.worker == caller.person {
        return Err(Refusal::new(
            Kind::Precondition,
            "WORKER_IS_SERVER",
            "网格员协助送达，不能作为送达人登记送达。",
            "A grid worker assists; the act is entered by the court's server.",
        )
        .at("act.worker"));
    }
    if !server.is_empty() && server == witness {
        return Err(Refusal::new(
            Kind::Precondition,
            "WITNESS_IS_SERVER",
            "见证人与送达人不能是同一人。",
            "Witness and server are not the same person.",
        )
        .at("act.witness.display_name"));
    }
    Ok(())
}

fn too_early() -> Refusal {
    let (zh, en) = ("送达日期早于立案日期。", "Served before the case was filed.");
    Refusal::new(Kind::Invalid, "DATE_BEFORE_CASE", zh, en).at("act.served_date")
}
