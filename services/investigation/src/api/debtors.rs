//! Debtors, leads and assets on the wire.

use kit::{
    access::{Caller, Role},
    domain::{
        identity, reason,
        refusal::{Kind, Refusal, Violations},
    },
    fresh, mutation,
    storage::Encryption,
    unit_of_work::IdempotencyKey,
};
use law::identifiers::RegionCode;
use proto::{
    enforcement::v1::{Party, Side},
    investigation::v1::{self as wire, debtor_service_server::DebtorService},
};
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, ListCall, own_region, parties::Of, region_of};
use crate::{
    domain::{
        asset::Asset,
        case_lookup::CaseLookup,
        debtor::{Debtor, Fact, Topic},
        direction::{Ask, directions},
        event_kind::EventKind,
        lead::{self, Lead, LeadState},
        reading::{self, Identity},
    },
    log_events::{Shown as _, emit, id_of, unknown},
    messages::{
        debtor::{asset_draft, fact, fact_draft, lead_draft, missing},
        request::{party_draft, subject},
        values::WireEnum as _,
    },
    store::{debtors, seizures, stored_record},
};

/// The region of a lead: the officer's own, or that of the shared court from which it comes.
fn region_of_lead(caller: &Caller) -> Result<RegionCode, Refusal> {
    if let Some(region) = own_region(caller) {
        return Ok(region);
    }
    let courts = caller.grants.iter().filter_map(|grant| grant.court.as_deref());
    let codes = courts.filter_map(|court| court.strip_prefix("courts/")).map(|code| {
        let digits = code.bytes().take_while(u8::is_ascii_digit).count();
        RegionCode::parse(code.get(..digits).unwrap_or_default())
    });
    codes.flatten().next().ok_or_else(|| Refusal::internal(&"a shared court without a region"))
}

fn exists(debtor: &Debtor) -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::DEBTOR_EXISTS,
        format!("这个证件号码的被执行人已登记（{}）。", debtor.name()),
        format!("The debtor of this number is entered already ({}).", debtor.name()),
    )
    .at("debtor.identity.identity_number")
    .with("debtor", debtor.name())
}

/// An asset as it was sent, found to be in order.
fn asset_of(caller: &Caller, given: Option<&wire::Asset>) -> Result<Asset, Refusal> {
    let given = given.ok_or_else(|| missing("asset"))?;
    let debtor = id_of::<Debtor>(&given.debtor).map_err(|refusal| refusal.at("asset.debtor"))?;
    asset_draft(given)?.check((Uuid::now_v7(), debtor), region_of(caller)?, caller.at)
}

/// How the party of a case is found among the debtors; none where no number of them is known.
fn number_index(encryption: &Encryption, party: &Party) -> Option<Vec<u8>> {
    let draft = identity::Draft::of(party.identity.as_ref(), &party.identity_number, "", false);
    // What can't be read is found nowhere.
    let read = reading::identity("party", &draft, &mut Violations::new());
    read.and_then(|identity| identity.key()).map(|key| debtors::person(encryption, &key))
}

impl Api {
    /// A debtor with those that are behind it.
    async fn family(&self, debtor: &Debtor) -> Result<Vec<Debtor>, Refusal> {
        debtors::of_debtor(self.store.read(), self.encryption(), "merged_into", &[debtor.name()]).await
    }

    async fn take_debtor(
        &self,
        tx: &DatabaseTransaction,
        caller: &Caller,
        id: Uuid,
    ) -> Result<Debtor, Refusal> {
        stored_record::lock::<Debtor>(tx, self.encryption(), &caller.scope(), id)
            .await?
            .ok_or_else(unknown::<Debtor>)
    }

    /// Refuses where a debtor is not there, or not for this caller.
    async fn known(
        &self,
        tx: &DatabaseTransaction,
        caller: &Caller,
        id: Uuid,
        field: &str,
    ) -> Result<(), Refusal> {
        let found = stored_record::get::<Debtor>(tx, self.encryption(), &caller.scope(), id).await?;
        found.map(|_| ()).ok_or_else(|| unknown::<Debtor>().at(field))
    }
}

#[tonic::async_trait]
impl DebtorService for Api {
    async fn create_debtor(&self, request: Request<wire::CreateDebtorRequest>) -> Answer<wire::Debtor> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreateDebtor", &body)?;
        let region = region_of(&caller)?;
        let mut given = body.debtor.and_then(|debtor| debtor.identity).unwrap_or_default();
        self.take_party(&caller, &mut given, (Of::Any, "debtor.identity.")).await?;
        let draft = party_draft(given);
        let mut work = fresh!(self.units.begin(&key));
        let debtor = Debtor::enter(&draft, Uuid::now_v7(), region, caller.at)?;
        if let Some(key) = debtor.party.identity.as_ref().and_then(Identity::key) {
            let index = debtors::person(self.encryption(), &key);
            seizures::lock_key(work.tx(), index.clone()).await?;
            let region = debtor.region_code.as_str();
            if let Some(known) = debtors::of_number(work.tx(), self.encryption(), region, index).await? {
                return Err(exists(&known).into());
            }
        }
        if body.validate_only {
            return Ok(Response::new(debtor.show(caller.at)));
        }
        stored_record::add(work.tx(), std::slice::from_ref(&debtor), self.encryption()).await?;
        emit(&mut work, &[(&debtor, EventKind::DebtorCreated)]).await?;
        Ok(work.commit(debtor.show(caller.at)).await?)
    }

    async fn get_debtor(&self, request: Request<wire::GetDebtorRequest>) -> Answer<wire::Debtor> {
        let caller = Caller::of(&request)?;
        let debtor: Debtor = self.find(&caller, &request.get_ref().name).await?;
        let behind = self.family(&debtor).await?;
        let senior = caller.acts_as(Role::BureauChief) || caller.acts_as(Role::President);
        let all = debtor.facts.iter().chain(behind.iter().flat_map(|other| &other.facts));
        let mut seen: Vec<&Fact> = all.filter(|fact| fact.may_see(&caller.person, senior)).collect();
        seen.sort_by_key(|fact| fact.at);
        let mut shown = debtor.show(caller.at);
        shown.facts = seen.into_iter().map(fact).collect();
        shown.merged = behind.iter().map(Debtor::name).collect();
        Ok(Response::new(shown))
    }

    async fn reveal_identity(&self, request: Request<wire::RevealIdentityRequest>) -> Answer<wire::Subject> {
        let caller = Caller::of(&request)?;
        let debtor: Debtor = self.find(&caller, &request.get_ref().name).await?;
        Ok(Response::new(subject(&debtor.party, true)))
    }

    async fn list_debtors(
        &self,
        request: Request<wire::ListDebtorsRequest>,
    ) -> Answer<wire::ListDebtorsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (filter, page_size, page_token) = (&*body.filter, body.page_size, &*body.page_token);
        let call = ListCall { method: "ListDebtors", filter, order_by: "", page_size, page_token };
        let (debtors, next_page_token) = self.page::<Debtor>(&caller, call).await?;
        let debtors = debtors.iter().map(|debtor| debtor.show(caller.at)).collect();
        Ok(Response::new(wire::ListDebtorsResponse { debtors, next_page_token, ..Default::default() }))
    }

    async fn find_case_debtors(
        &self,
        request: Request<wire::FindCaseDebtorsRequest>,
    ) -> Answer<wire::FindCaseDebtorsResponse> {
        let caller = Caller::of(&request)?;
        let parties = self.parties(&caller, request.get_ref().case.trim(), "case").await?;
        let of_case: Vec<_> = parties.into_iter().filter(|party| party.side() == Side::Debtor).collect();
        let indexes: Vec<_> = of_case.iter().map(|party| number_index(self.encryption(), party)).collect();
        let known = debtors::of_numbers(
            self.store.read(),
            self.encryption(),
            &caller.scope(),
            indexes.iter().flatten().cloned(),
        )
        .await?;
        let record = |index: &Option<Vec<u8>>| {
            let found = known.get(index.as_ref()?)?;
            Some(found.merged_into.map_or_else(|| found.name(), |id| format!("debtors/{id}")))
        };
        let debtors = of_case.into_iter().zip(&indexes).map(|(party, index)| wire::CaseDebtor {
            party: party.name,
            display_name: party.display_name,
            debtor: record(index).unwrap_or_default(),
        });
        Ok(Response::new(wire::FindCaseDebtorsResponse { debtors: debtors.collect() }))
    }

    async fn create_fact(&self, request: Request<wire::CreateFactRequest>) -> Answer<wire::Debtor> {
        mutation!(request, "CreateFact" => caller, body, mutation);
        let fact = fact_draft(body.fact.as_ref()).and_then(|draft| draft.check(&caller.person, caller.at));
        self.act(mutation, |debtor: &mut Debtor| debtor.add(fact?).map(|()| EventKind::FactAdded)).await
    }

    async fn merge_debtor(&self, request: Request<wire::MergeDebtorRequest>) -> Answer<wire::Debtor> {
        mutation!(request, "MergeDebtor" => caller, body, mutation);
        let mut work = fresh!(self.units.begin(&mutation.key));
        let (one, other) = (id_of::<Debtor>(mutation.name)?, id_of::<Debtor>(&body.other)?);
        // In the order of their ids, so that two who merge crosswise do not wait for each other.
        let first = self.take_debtor(work.tx(), &caller, one.min(other)).await?;
        let second = self.take_debtor(work.tx(), &caller, one.max(other)).await?;
        let (mut mine, mut theirs) = if one < other { (first, second) } else { (second, first) };
        kit::unit_of_work::etag::check(mutation.etag, mine.version)?;
        let behind: Vec<Debtor> =
            debtors::of_debtor(work.tx(), self.encryption(), "merged_into", &[theirs.name()]).await?;
        mine.merge(&mut theirs, !behind.is_empty(), &body.reason, (&caller.person, caller.at))?;
        stored_record::save(work.tx(), &mine, self.encryption()).await?;
        stored_record::save(work.tx(), &theirs, self.encryption()).await?;
        emit(&mut work, &[(&theirs, EventKind::DebtorMerged)]).await?;
        Ok(work.commit(mine.show(caller.at)).await?)
    }

    async fn unmerge_debtor(&self, request: Request<wire::UnmergeDebtorRequest>) -> Answer<wire::Debtor> {
        mutation!(request, "UnmergeDebtor" => caller, body, mutation);
        self.act(mutation, |debtor: &mut Debtor| {
            debtor.unmerge(&body.reason, (&caller.person, caller.at)).map(|()| EventKind::DebtorUnmerged)
        })
        .await
    }

    async fn get_directions(
        &self,
        request: Request<wire::GetDirectionsRequest>,
    ) -> Answer<wire::GetDirectionsResponse> {
        let caller = Caller::of(&request)?;
        let debtor: Debtor = self.find(&caller, &request.get_ref().name).await?;
        let behind = self.family(&debtor).await?;
        let mut names = vec![debtor.name()];
        names.extend(behind.iter().map(Debtor::name));
        let leads: Vec<Lead> =
            debtors::of_debtor(self.store.read(), self.encryption(), "debtor", &names).await?;
        let assets: Vec<Asset> =
            debtors::of_debtor(self.store.read(), self.encryption(), "debtor", &names).await?;
        let open: Vec<Topic> =
            leads.iter().filter(|lead| lead.state == LeadState::Open).map(|lead| lead.topic).collect();
        let owned: Vec<Topic> = assets.iter().map(|asset| asset.kind).collect();
        let senior = caller.acts_as(Role::BureauChief) || caller.acts_as(Role::President);
        let all = debtor.facts.iter().chain(behind.iter().flat_map(|other| &other.facts));
        let facts: Vec<&Fact> = all.filter(|fact| fact.may_see(&caller.person, senior)).collect();
        let found = directions(debtor.party.organisation, &facts, &owned, &open, caller.at.legal_day());
        let directions = found.into_iter().map(|direction| {
            let (matter, task_kind) = match direction.ask {
                Ask::Unit(matter) => (matter.to_owned(), String::new()),
                Ask::Court(kind) => (String::new(), kind.to_owned()),
            };
            wire::Direction {
                topic: direction.topic.to_wire().into(),
                reason: direction.reason.zh,
                matter,
                task_kind,
            }
        });
        Ok(Response::new(wire::GetDirectionsResponse { directions: directions.collect() }))
    }

    async fn create_lead(&self, request: Request<wire::CreateLeadRequest>) -> Answer<wire::Lead> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreateLead", &body)?;
        let mut region = region_of_lead(&caller)?;
        let mut body = body;
        if let Some(message) = &mut body.lead {
            if message.task.trim().is_empty() {
                let question = CaseLookup::named(&message.case, &message.case_number);
                message.case_number = self.check_case(&caller, "lead", question).await?;
            } else if message.case.is_empty() && message.case_number.is_empty() {
                let of_task = self.case_of_task(&caller, message.task.trim()).await?;
                (message.case, message.case_number) = (of_task.name, of_task.number);
                region = of_task.region_code.unwrap_or(region);
            } else {
                return Err(lead::case_and_task().into());
            }
        }
        let mut work = fresh!(self.units.begin(&key));
        let draft = lead_draft(body.lead.as_ref())?;
        let lead = draft.check(Uuid::now_v7(), region, &caller.person, caller.at)?;
        if let Some(debtor) = lead.debtor {
            self.known(work.tx(), &caller, debtor, "lead.debtor").await?;
        }
        stored_record::add(work.tx(), std::slice::from_ref(&lead), self.encryption()).await?;
        emit(&mut work, &[(&lead, EventKind::LeadCreated)]).await?;
        Ok(work.commit(lead_shown_to(&caller, lead.show(caller.at))).await?)
    }

    async fn list_leads(&self, request: Request<wire::ListLeadsRequest>) -> Answer<wire::ListLeadsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (filter, page_size, page_token) = (&*body.filter, body.page_size, &*body.page_token);
        let call = ListCall { method: "ListLeads", filter, order_by: "", page_size, page_token };
        let (leads, next_page_token) = self.page::<Lead>(&caller, call).await?;
        let chief = caller.acts_as(Role::BureauChief);
        let leads = leads.iter().map(|lead| {
            let confided = chief || lead.author == caller.person;
            let informer = if confided { lead.informer.clone() } else { String::new() };
            lead_shown_to(&caller, wire::Lead { informer, ..lead.show(caller.at) })
        });
        Ok(Response::new(wire::ListLeadsResponse {
            leads: leads.collect(),
            next_page_token,
            ..Default::default()
        }))
    }

    async fn verify_lead(&self, request: Request<wire::VerifyLeadRequest>) -> Answer<wire::Lead> {
        mutation!(request, "VerifyLead" => caller, body, mutation);
        let mut work = fresh!(self.units.begin(&mutation.key));
        let mut lead: Lead = self.lock(&work, &mutation).await?;
        let asset = match &body.asset {
            Some(given) => {
                let asset = asset_of(&caller, Some(given))?;
                self.known(work.tx(), &caller, asset.debtor, "asset.debtor").await?;
                Some(Asset { lead: Some(lead.id), ..asset })
            }
            None => None,
        };
        let state = LeadState::from_wire(body.state());
        let by = (caller.person.as_str(), caller.at);
        let fact = lead.verify(state, &body.outcome, asset.as_ref().map(|asset| asset.id), by)?;
        stored_record::save(work.tx(), &lead, self.encryption()).await?;
        emit(&mut work, &[(&lead, EventKind::LeadVerified)]).await?;
        if let Some(asset) = asset {
            stored_record::add(work.tx(), std::slice::from_ref(&asset), self.encryption()).await?;
            emit(&mut work, &[(&asset, EventKind::AssetCreated)]).await?;
        }
        if let (Some(fact), Some(id)) = (fact, lead.debtor) {
            // Beside the debtor that the lead names; where it was merged since, behind the other it is seen there too.
            let mut debtor = self.take_debtor(work.tx(), &caller, id).await?;
            debtor.facts.push(fact);
            debtor.version += 1;
            stored_record::save(work.tx(), &debtor, self.encryption()).await?;
            emit(&mut work, &[(&debtor, EventKind::FactAdded)]).await?;
        }
        Ok(work.commit(lead.show(caller.at)).await?)
    }

    async fn create_asset(&self, request: Request<wire::CreateAssetRequest>) -> Answer<wire::Asset> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreateAsset", &body)?;
        if let Some(message) = &mut body.asset {
            let question = CaseLookup::named(&message.case, &message.case_number);
            message.case_number = self.check_case(&caller, "asset", question).await?;
        }
        let mut work = fresh!(self.units.begin(&key));
        let asset = asset_of(&caller, body.asset.as_ref())?;
        self.known(work.tx(), &caller, asset.debtor, "asset.debtor").await?;
        if body.validate_only {
            return Ok(Response::new(asset.show(caller.at)));
        }
        stored_record::add(work.tx(), std::slice::from_ref(&asset), self.encryption()).await?;
        emit(&mut work, &[(&asset, EventKind::AssetCreated)]).await?;
        Ok(work.commit(asset.show(caller.at)).await?)
    }

    async fn list_assets(
        &self,
        request: Request<wire::ListAssetsRequest>,
    ) -> Answer<wire::ListAssetsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (filter, page_size, page_token) = (&*body.filter, body.page_size, &*body.page_token);
        let call = ListCall { method: "ListAssets", filter, order_by: "", page_size, page_token };
        let (assets, next_page_token) = self.page::<Asset>(&caller, call).await?;
        let assets = assets.iter().map(|asset| shown_to(&caller, asset)).collect();
        Ok(Response::new(wire::ListAssetsResponse { assets, next_page_token, ..Default::default() }))
    }
}

/// A lead as a caller may see it. Grid workers and directors know tasks, and no cases.
fn lead_shown_to(caller: &Caller, mut lead: wire::Lead) -> wire::Lead {
    if caller.grants.iter().all(|grant| matches!(grant.role, Role::GridWorker | Role::Director)) {
        (lead.case, lead.case_number) = (String::new(), String::new());
    }
    lead
}

/// An asset as a caller may see it. Officers and chiefs write the account into requests and read it whole.
fn shown_to(caller: &Caller, asset: &Asset) -> wire::Asset {
    let mut shown = asset.show(caller.at);
    if caller.acts_as(Role::Officer) || caller.acts_as(Role::BureauChief) {
        shown.property_key.clone_from(&asset.property_key);
        shown.description.clone_from(&asset.description);
    }
    shown
}
