//! PeoplesCourtService.

use kit::{
    access::Caller,
    domain::{
        Timestamp, reason,
        refusal::{Refusal, Text, Violations},
    },
    fresh,
    storage::list::filter::{self, Field},
    unit_of_work::{IdempotencyKey, etag},
};
use proto::courts::v1::{self as wire, peoples_court_service_server::PeoplesCourtService};
use tonic::{Request, Response, Status};

use super::{Api, ListCall, court_fields, required};
use crate::{
    domain::{
        self, court,
        hand::Hand,
        peoples_court::{
            self, Calendar, CaseNumberCode, PeoplesCourt, PeoplesCourtDraft, PeoplesCourtId, Seal,
        },
    },
    store::{RegisterUpdate, peoples_courts},
};

/// The list, as the contract names it.
const METHOD: &str = "sharedcourt.courts.v1.PeoplesCourtService.ListPeoplesCourts";
const FIELDS: &[Field] = &[Field::equal("region").about("region_code"), Field::equal("case_number_code")];

#[tonic::async_trait]
impl PeoplesCourtService for Api {
    async fn get_peoples_court(
        &self,
        request: Request<wire::GetPeoplesCourtRequest>,
    ) -> Result<Response<wire::PeoplesCourt>, Status> {
        let name = request.into_inner().name;
        let id = PeoplesCourtId::from_name(&name)?;
        let network = self.register.network();
        let court = network.peoples_court(&id).ok_or_else(|| peoples_court::unknown(&name))?;
        Ok(Response::new(to_message(court)))
    }

    async fn list_peoples_courts(
        &self,
        request: Request<wire::ListPeoplesCourtsRequest>,
    ) -> Result<Response<wire::ListPeoplesCourtsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let list = ListCall {
            method: "ListPeoplesCourts",
            caller: &caller,
            filter: &asked.filter,
            size: asked.page_size,
            token: &asked.page_token,
        };
        let terms = filter::parse(&asked.filter, METHOD, FIELDS)?;
        let network = self.register.network();
        let (after, most) = self.page(&list)?;
        let rows = network.peoples_courts_after(&after);
        let (courts, next_page_token) =
            self.page_of((&list, most), &terms, rows, meets, |court| court.id.to_string())?;
        let peoples_courts = courts.into_iter().map(to_message).collect();
        Ok(Response::new(wire::ListPeoplesCourtsResponse { peoples_courts, next_page_token }))
    }

    async fn update_peoples_court(
        &self,
        request: Request<wire::UpdatePeoplesCourtRequest>,
    ) -> Result<Response<wire::PeoplesCourt>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "UpdatePeoplesCourt", &asked)?;
        let written = required("peoples_court", asked.peoples_court.as_ref())?;
        let id = PeoplesCourtId::from_name(&written.name)?;
        let mut change = fresh!(RegisterUpdate::once(&self.register, &call, true));
        let known = change.network.peoples_court(&id).cloned();
        let known = known.ok_or_else(|| peoples_court::unknown(&written.name))?;
        if !known.lies_in(&Hand::of(&caller)) {
            return Err(court::beyond().at("peoples_court").into());
        }
        etag::check(&written.etag, known.version)?;
        let (mut violations, mut draft) = (Violations::new(), known.draft());
        let paths = asked.update_mask.map_or_else(|| those_set(written), |mask| mask.paths);
        for path in &paths {
            put(path, written, &mut draft, &mut violations);
        }
        let changed = known.change(&draft, "peoples_court", caller.at, &mut violations);
        violations.check()?;
        if draft == known.draft() {
            return Ok(Response::new(change.commit(to_message(&known)).await?));
        }
        let court = required("peoples_court", changed)?;
        domain::refuse(court.objections("peoples_court", change.network.peoples_courts()))?;
        peoples_courts::write(change.tx(), &court).await?;
        let answer = to_message(&court);
        let (name, region) = (court.name(), court.region.as_str());
        change.emit("PEOPLES_COURT_UPDATED", name.clone(), region, vec![name], &answer);
        Ok(Response::new(change.commit(answer).await?))
    }
}

/// A people's court as the contract has it.
pub(crate) fn to_message(court: &PeoplesCourt) -> wire::PeoplesCourt {
    let calendar = match court.calendar {
        Calendar::StateCouncil => wire::CourtCalendar::StateCouncil,
    };
    wire::PeoplesCourt {
        name: court.name(),
        display_name: court.display_name.clone(),
        display_name_en: court.display_name_en.clone(),
        case_number_code: court.case_number_code.as_ref().map_or_else(String::new, ToString::to_string),
        region_code: court.region.to_string(),
        address: court.address.clone(),
        telephone: court.telephone.clone(),
        seal: court.seal.as_ref().map_or_else(String::new, Seal::name),
        calendar: calendar.into(),
        etag: etag::of(court.version),
        create_time: Some(Timestamp::to_timestamp(court.created)),
        update_time: Some(Timestamp::to_timestamp(court.updated)),
    }
}

/// Whether a people's court meets a condition of a list.
fn meets(court: &PeoplesCourt, term: &filter::Term) -> Result<bool, Refusal> {
    let is = if term.field == "case_number_code" {
        let code =
            CaseNumberCode::parse(&term.value).map_err(|text| filter::bad_value(term, &text.zh, &text.en))?;
        court.case_number_code == Some(code)
    } else {
        court_fields::is_below(&court.region, term)?
    };
    Ok(is == (term.op == filter::Op::Eq))
}

/// The paths that a message without a mask means: those that are set.
fn those_set(court: &wire::PeoplesCourt) -> Vec<String> {
    let paths = [
        ("display_name", !court.display_name.is_empty()),
        ("display_name_en", !court.display_name_en.is_empty()),
        ("case_number_code", !court.case_number_code.is_empty()),
        ("address", !court.address.is_empty()),
        ("telephone", !court.telephone.is_empty()),
        ("seal", !court.seal.is_empty()),
        ("calendar", court.calendar() != wire::CourtCalendar::Unspecified),
    ];
    paths.into_iter().filter(|(_, set)| *set).map(|(path, _)| path.to_owned()).collect()
}

/// Puts the new value of one path into the draft.
fn put(path: &str, written: &wire::PeoplesCourt, draft: &mut PeoplesCourtDraft, violations: &mut Violations) {
    match path {
        "display_name" => draft.display_name.clone_from(&written.display_name),
        "display_name_en" => draft.display_name_en.clone_from(&written.display_name_en),
        "case_number_code" => draft.case_number_code.clone_from(&written.case_number_code),
        "address" => draft.address.clone_from(&written.address),
        "telephone" => draft.telephone.clone_from(&written.telephone),
        "seal" => draft.seal.clone_from(&written.seal),
        "calendar" => {
            draft.calendar = match written.calendar() {
                wire::CourtCalendar::Unspecified => None,
                wire::CourtCalendar::StateCouncil => Some(Calendar::StateCouncil),
            }
        }
        _ => violations.add(
            "update_mask",
            reason::PATH_UNKNOWN,
            Text::new(
                "只能修改法院名称、英文名称、法院代字、地址、电话、院印图样和工作日历。",
                "Only the names, the case number code, the address, the telephone, the seal and the calendar change.",
            ),
        ),
    }
}
