//! ServiceAccountService, and which account a secret belongs to.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Refusal, Violations},
    },
    fresh,
    unit_of_work::IdempotencyKey,
};
use proto::access::v1::{
    self as wire, Door, Reach, SecondFactorStanding, service_account_service_server::ServiceAccountService,
};
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response, Status};

use super::{Api, ListCall, import, required, second_factor::chance};
use crate::{
    domain::{
        origin::hand_of,
        person::PersonId,
        service_account::{
            self as domain, Account, AccountDraft, AccountId, MethodPolicy, Opens, SECRET_PREFIX,
        },
        term::{Post, TermDraft},
    },
    store::{people, service_accounts as store},
};

type Answer = Result<Response<wire::ServiceAccount>, Status>;

#[tonic::async_trait]
impl ServiceAccountService for Api {
    async fn create_service_account(&self, request: Request<wire::CreateServiceAccountRequest>) -> Answer {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "CreateServiceAccount", &asked)?;
        let written = required("service_account", asked.service_account.as_ref())?;
        let id = id_of(written, &asked.service_account_id)?;
        let network = self.register.network();
        // Judged once the call is known to be new: a late repeat is answered as before, whatever the day.
        let work = fresh!(self.register.units().begin(&call));
        let mut account = Account::read(id, &draft(written), policy, &caller, &network)?;
        if !store::add(work.tx(), &network, &account).await? {
            return Err(domain::exists().into());
        }
        let secret = self.new_secret(work.tx(), &mut account, Some(caller.at), caller.at).await?;
        // Kept without the secret: it is returned once.
        let answer = message(&account, caller.at);
        let answer = work.commit(answer).await?.into_inner();
        Ok(Response::new(wire::ServiceAccount { secret, ..answer }))
    }

    async fn get_service_account(&self, request: Request<wire::GetServiceAccountRequest>) -> Answer {
        let caller = Caller::of(&request)?;
        let id = AccountId::from_name(&request.into_inner().name)?;
        let account = store::get(self.register.store().read(), &caller.scope(), &id).await?;
        Ok(Response::new(message(&account.ok_or_else(domain::unknown)?, caller.at)))
    }

    async fn list_service_accounts(
        &self,
        request: Request<wire::ListServiceAccountsRequest>,
    ) -> Result<Response<wire::ListServiceAccountsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let list = ListCall {
            method: "ListServiceAccounts",
            caller: &caller,
            filter: "",
            size: asked.page_size,
            token: &asked.page_token,
        };
        let (after, limit) = self.place(&list)?;
        let read = self.register.store().read();
        let found = store::list(read, &caller.scope(), after, limit).await?;
        let next_page_token = self.token(&list, &found);
        let service_accounts = found.rows.iter().map(|account| message(account, caller.at)).collect();
        Ok(Response::new(wire::ListServiceAccountsResponse {
            service_accounts,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn rotate_service_account_secret(
        &self,
        request: Request<wire::RotateServiceAccountSecretRequest>,
    ) -> Answer {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "RotateServiceAccountSecret", &asked)?;
        let id = AccountId::from_name(&asked.name)?;
        let mut violations = Violations::new();
        let former = violations.timestamp("former_expire_time", asked.former_expire_time.as_ref());
        violations.check()?;
        let work = fresh!(self.register.units().begin(&call));
        let mut account = self.account(work.tx(), &caller, &id).await?;
        let secret = self.new_secret(work.tx(), &mut account, former, caller.at).await?;
        let answer = message(&account, caller.at);
        let answer = work.commit(answer).await?.into_inner();
        Ok(Response::new(wire::ServiceAccount { secret, ..answer }))
    }

    async fn revoke_service_account_secret(
        &self,
        request: Request<wire::RevokeServiceAccountSecretRequest>,
    ) -> Answer {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "RevokeServiceAccountSecret", &asked)?;
        let id = AccountId::from_name(&asked.name)?;
        self.change(&caller, &call, &id, |account| account.revoke(&asked.secret, caller.at)).await
    }

    async fn disable_service_account(&self, request: Request<wire::DisableServiceAccountRequest>) -> Answer {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let call = IdempotencyKey::new(&caller, &asked.request_id, "DisableServiceAccount", &asked)?;
        let id = AccountId::from_name(&asked.name)?;
        self.change(&caller, &call, &id, |account| {
            account.disable(caller.at);
            Ok(())
        })
        .await
    }
}

impl Api {
    /// Who calls with the secret of an account. Refused with SERVICE_ACCOUNT_ENDED.
    pub(super) async fn program(&self, secret: &str, at: Timestamp) -> Result<wire::Principal, Refusal> {
        let digest = self.register.encryption().blind_index(secret);
        let found = store::of_digest(self.register.store().read(), digest).await?;
        let (account, secret_expires) = found.ok_or_else(domain::ended)?;
        account.runs(at)?;
        if secret_expires <= at {
            return Err(domain::ended());
        }
        self.maker_could_give_it(&account, at).await?;
        Ok(wire::Principal {
            person: account.id.name(),
            display_name: account.display_name.clone(),
            grants: vec![grant(&account)],
            second_factor: SecondFactorStanding::NotNeeded.into(),
            // A rule that came after the account holds for it too.
            methods: account.methods.iter().filter(|method| !domain::is_of_people(method)).cloned().collect(),
            addresses: account.addresses.iter().map(ToString::to_string).collect(),
            ..wire::Principal::default()
        })
    }

    /// Refuses an account whose maker could not give its office any more: what an administrator gave ends where their right ends.
    async fn maker_could_give_it(&self, account: &Account, at: Timestamp) -> Result<(), Refusal> {
        let Ok(maker) = PersonId::from_name(&account.creator) else { return Ok(()) };
        let maker = people::get(self.register.store().read(), self.register.encryption(), &maker).await?;
        let gives = |maker| account.term.is_given_by(&hand_of(&maker, at), &self.register.network());
        if maker.is_some_and(gives) { Ok(()) } else { Err(domain::ended()) }
    }

    /// An account that is to be changed.
    async fn account(
        &self,
        tx: &DatabaseTransaction,
        caller: &Caller,
        id: &AccountId,
    ) -> Result<Account, Refusal> {
        let account = store::lock_for_update(tx, &caller.scope(), id).await?.ok_or_else(domain::unknown)?;
        account.in_hand_of(caller, &self.register.network())?;
        Ok(account)
    }

    async fn change(
        &self,
        caller: &Caller,
        call: &IdempotencyKey,
        id: &AccountId,
        act: impl FnOnce(&mut Account) -> Result<(), Refusal> + Send,
    ) -> Answer {
        let work = fresh!(self.register.units().begin(call));
        let mut account = self.account(work.tx(), caller, id).await?;
        act(&mut account)?;
        store::save(work.tx(), &account).await?;
        let answer = message(&account, caller.at);
        Ok(work.commit(answer).await?)
    }

    /// A new secret of an account, kept as its digest.
    async fn new_secret(
        &self,
        tx: &DatabaseTransaction,
        account: &mut Account,
        former: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<String, Refusal> {
        let secret = format!("{SECRET_PREFIX}{}", URL_SAFE_NO_PAD.encode(chance::<32>()?));
        account.rotate(import::id(), former, at)?;
        store::save(tx, account).await?;
        let newest =
            account.secrets.first().ok_or_else(|| Refusal::internal(&"a new secret is not there"))?;
        store::add_secret(tx, &account.id, newest, self.register.encryption().blind_index(&secret)).await?;
        Ok(secret)
    }
}

/// The id that was asked for, the name's where there is none, or a new one.
fn id_of(written: &wire::ServiceAccount, asked: &str) -> Result<AccountId, Refusal> {
    let named = written.name.strip_prefix("serviceAccounts/").unwrap_or(&written.name);
    let id = match (asked, named) {
        ("", "") => format!("sa-{}", import::id()),
        ("", named) => named.to_owned(),
        (asked, _) => asked.to_owned(),
    };
    let mut violations = Violations::new();
    let id =
        violations.parse("service_account_id", reason::SERVICE_ACCOUNT_ID_MALFORMED, AccountId::parse(&id));
    violations.check()?;
    id.ok_or_else(domain::unknown)
}

fn draft(written: &wire::ServiceAccount) -> AccountDraft {
    AccountDraft {
        display_name: written.display_name.clone(),
        methods: written.methods.clone(),
        term: TermDraft {
            role: Role::from_contract(written.role()),
            region_code: written.region_code.clone(),
            court: written.court.clone(),
            unit: written.unit.clone(),
            until: written.expire_time.as_ref().map(Timestamp::from_message),
            ..TermDraft::default()
        },
        addresses: written.addresses.clone(),
    }
}

/// What the contract says of a method.
fn policy(name: &str) -> Option<MethodPolicy> {
    let (service, method) = name.rsplit_once('.')?;
    let service = proto::POOL.get_service_by_name(service)?;
    let method = service.methods().find(|known| known.name() == method)?;
    let access = proto::access_of(&method)?;
    let opens = match access.door() {
        Door::Roles => Opens::ByOffice(access.roles().filter_map(Role::from_contract).collect()),
        Door::SignedIn if access.reach() != Reach::Self_ => Opens::ToAll,
        Door::SignedIn | Door::Anyone | Door::Devices | Door::Internal | Door::Unspecified => {
            Opens::NotToPrograms
        }
    };
    Some(MethodPolicy { name: method.full_name().to_owned(), opens })
}

fn message(account: &Account, at: Timestamp) -> wire::ServiceAccount {
    let place = grant(account);
    let secrets = account.good_secrets(at).map(|secret| wire::ServiceAccountSecret {
        id: secret.id.clone(),
        create_time: Some(secret.created.to_timestamp()),
        expire_time: Some(secret.expires.to_timestamp()),
    });
    wire::ServiceAccount {
        name: account.id.name(),
        display_name: account.display_name.clone(),
        methods: account.methods.clone(),
        role: place.role,
        region_code: place.region_code,
        court: place.court,
        unit: place.unit,
        addresses: account.addresses.iter().map(ToString::to_string).collect(),
        expire_time: Some(account.expires().to_timestamp()),
        create_time: Some(account.term.from.to_timestamp()),
        creator: account.creator.clone(),
        disable_time: account.disabled.map(Timestamp::to_timestamp),
        secrets: secrets.collect(),
        secret: String::new(),
        ..Default::default()
    }
}

/// The office of an account, as access control reads it.
fn grant(account: &Account) -> wire::Grant {
    let term = &account.term;
    let mut grant = wire::Grant {
        role: term.role.to_contract().into(),
        start_time: Some(term.from.to_timestamp()),
        end_time: term.until.map(Timestamp::to_timestamp),
        ..wire::Grant::default()
    };
    match &term.post {
        Post::Region(region) => grant.region_code = region.to_string(),
        Post::Court(court, _) => grant.court = court.name(),
        Post::Unit(unit) => grant.unit.clone_from(unit),
    }
    grant
}
