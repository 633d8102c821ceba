//! The first rows of an installation: the demonstration network, or the one person who can enter all others.

use std::sync::Arc;

use kit::{
    access::Role,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};
use law::identifiers::RegionCode;

use crate::{
    api::{import, new_code, to_message},
    demo::Demo,
    domain::{
        hand::Hand,
        origin::Origin,
        peoples_court::PeoplesCourt,
        person::{self, Person, PersonDraft, PersonId},
        sign_in,
        term::{Term, TermDraft},
    },
    store::{Register, RegisterUpdate, network, people, peoples_courts, second_factor, sign_in as store},
};

/// What filling a store came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// The store was empty and holds the first rows now.
    Filled,
    /// They were there already; nothing was done.
    There,
}

impl Register {
    /// Fills an empty store with the demonstration network; does nothing where it is there already. Refused with NOT_DEMONSTRATION
    /// where the store holds rows of a real network.
    pub(crate) async fn fill_demo(self: &Arc<Self>, at: Timestamp) -> Result<Fill, Refusal> {
        if network::is_demonstration(self.store().read()).await? {
            return Ok(Fill::There);
        }
        let demo = Demo::make().map_err(|fault| Refusal::internal(&fault))?;
        let mut change = RegisterUpdate::begin(self, at, true).await?;
        if network::is_demonstration(change.tx()).await? {
            return Ok(Fill::There);
        }
        let empty = change.network.regions().next().is_none() && people::nobody(change.tx()).await?;
        if !empty {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::NOT_DEMONSTRATION,
                "数据目录中已有正式数据，不能再装入演示数据。请另用一个空的数据目录。",
                "The store holds a real network; use an empty one for the demonstration.",
            ));
        }
        import::regions(&mut change, &demo.regions, &Hand::everything()).await?;
        import::courts(&mut change, &demo.courts, &Hand::everything()).await?;
        import::people(&mut change, &demo.people, None).await?;
        network::mark_demonstration(change.tx()).await?;
        change.commit_unkeyed().await?;
        Ok(Fill::Filled)
    }

    /// Invites `people/admin`, where they have neither a password nor an invitation that is good.
    pub(crate) async fn first_code(&self, at: Timestamp) -> Result<Option<String>, Refusal> {
        let admin = PersonId::from_name("people/admin")?;
        let code = new_code()?;
        let until = at.plus_hours(24 * sign_in::INVITATION_DAYS);
        let work = self.units().begin_unkeyed(Timestamp::now()).await?;
        let index = self.encryption().blind_index(code.as_str());
        let invited = store::invite_first(work.tx(), &admin, index, until, at).await?;
        work.commit_unkeyed().await?;
        Ok(invited.then(|| code.grouped()))
    }

    /// Invites `people/admin` anew; their second factor and their sessions end.
    pub(crate) async fn new_setup_code(&self, at: Timestamp) -> Result<String, Refusal> {
        let admin = PersonId::from_name("people/admin")?;
        let code = new_code()?;
        let until = at.plus_hours(24 * sign_in::INVITATION_DAYS);
        let work = self.units().begin_unkeyed(Timestamp::now()).await?;
        people::get(work.tx(), self.encryption(), &admin).await?.ok_or_else(person::unknown)?;
        second_factor::remove(work.tx(), &admin).await?;
        store::end_others(work.tx(), &admin, "", at).await?;
        store::invite(
            work.tx(),
            &admin,
            self.encryption().blind_index(code.as_str()),
            until,
            &Origin::installation(),
        )
        .await?;
        work.commit_unkeyed().await?;
        Ok(code.grouped())
    }

    /// Invites `people/admin`, where they have no second factor and no invitation that is good.
    pub(crate) async fn code_to_enrol(&self, at: Timestamp) -> Result<Option<String>, Refusal> {
        let admin = PersonId::from_name("people/admin")?;
        let code = new_code()?;
        let until = at.plus_hours(24 * sign_in::INVITATION_DAYS);
        let work = self.units().begin_unkeyed(Timestamp::now()).await?;
        let index = self.encryption().blind_index(code.as_str());
        let invited = second_factor::invite_to_enrol(work.tx(), &admin, index, until, at).await?;
        work.commit_unkeyed().await?;
        Ok(invited.then(|| code.grouped()))
    }

    /// Enters the people's court for which the installation starts, where none is in the register yet. Administrators change it from then on.
    pub(crate) async fn ensure_peoples_court(
        self: &Arc<Self>,
        region: &RegionCode,
        display_name: &str,
        at: Timestamp,
    ) -> Result<Fill, Refusal> {
        if self.network().peoples_courts().next().is_some() {
            return Ok(Fill::There);
        }
        let court = PeoplesCourt::first(region.clone(), display_name, at)?;
        let mut change = RegisterUpdate::begin(self, at, true).await?;
        if change.network.peoples_courts().next().is_some() {
            return Ok(Fill::There);
        }
        peoples_courts::write(change.tx(), &court).await?;
        let (name, region) = (court.name(), court.region.as_str());
        let entered = to_message(&court);
        change.emit("PEOPLES_COURT_CREATED", name.clone(), region, vec![name], &entered);
        change.commit_unkeyed().await?;
        Ok(Fill::Filled)
    }

    /// Enters `people/admin`, administrator of a region, where nobody is in the register yet: somebody has to be first.
    pub(crate) async fn ensure_admin(
        self: &Arc<Self>,
        region: &RegionCode,
        at: Timestamp,
    ) -> Result<Fill, Refusal> {
        if !people::nobody(self.store().read()).await? {
            return Ok(Fill::There);
        }
        let change = RegisterUpdate::begin(self, at, false).await?;
        if !people::nobody(change.tx()).await? {
            return Ok(Fill::There);
        }
        let mut violations = kit::domain::refusal::Violations::new();
        let draft =
            PersonDraft { id: "admin".into(), display_name: "管理员".into(), ..PersonDraft::default() };
        let admin = Person::read(&draft, "admin", at, &mut violations);
        let term = TermDraft {
            role: Some(Role::Admin),
            region_code: region.as_str().to_owned(),
            ..TermDraft::default()
        };
        let term = Term::read(&term, "admin.terms[0]", import::id(), Some(at), &mut violations);
        violations.check()?;
        if let (Some(mut admin), Some(term)) = (admin, term) {
            admin.terms.push(term);
            people::write(change.tx(), self.encryption(), &change.network, std::iter::once(&admin)).await?;
        }
        change.commit_unkeyed().await?;
        Ok(Fill::Filled)
    }
}
