//! Which offices somebody can give, and what came from them: the right is asked when it is used. The one who redeems an invitation
//! is that person, so a code, the password that it sets and the sessions of that password are good for the offices alone that the inviter
//! could have given.

use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};

use super::{hand::Hand, network::Network, person::Person, term::Post};

/// From whom a code, a password or a session came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who invited, `people/{id}`; empty where it was the installation itself.
    pub inviter: String,
    /// What they could give then.
    pub hand: Hand,
}

impl Origin {
    /// Of what came from the installation itself or was shown by the court's identity provider.
    #[must_use]
    pub fn installation() -> Self {
        Self { inviter: String::new(), hand: Hand::everything() }
    }

    /// Of what a caller hands out.
    #[must_use]
    pub fn of(caller: &Caller) -> Self {
        Self { inviter: caller.person.clone(), hand: Hand::of(caller) }
    }

    /// Refuses with NEW_INVITATION_REQUIRED where a person holds or will hold an office that could not be given when this was handed out.
    pub fn still_covers(&self, person: &Person, at: Timestamp, network: &Network) -> Result<(), Refusal> {
        covers(&self.hand, person, at, network)
    }

    /// The same for a code that was not used yet: the inviter can give the offices today, too.
    pub fn is_good_for(
        &self,
        person: &Person,
        inviter: Option<&Person>,
        at: Timestamp,
        network: &Network,
    ) -> Result<(), Refusal> {
        self.still_covers(person, at, network)?;
        if self.inviter.is_empty() {
            return Ok(());
        }
        let today = inviter.map(|inviter| hand_of(inviter, at)).unwrap_or_default();
        if today.is_empty() { Err(outgrown(None, network)) } else { covers(&today, person, at, network) }
    }
}

fn covers(hand: &Hand, person: &Person, at: Timestamp, network: &Network) -> Result<(), Refusal> {
    let beyond = person.lasting(at).filter(|term| !term.is_given_by(hand, network));
    // The widest says best who could give them all.
    match beyond.min_by_key(|term| term.place(network).map_or(0, str::len)) {
        None => Ok(()),
        Some(term) => Err(outgrown(term.place(network), network)),
    }
}

/// The refusal for what came from somebody who could not give all of the person's offices. It says who can.
fn outgrown(place: Option<&str>, network: &Network) -> Refusal {
    let name =
        |place: &str| network.region(place).map_or(place.to_owned(), |region| region.display_name.clone());
    let (zh, en) = match place {
        Some(place) => {
            (format!("负责{}的管理员", name(place)), format!("the administrator of {}", name(place)))
        }
        None => ("上级管理员".to_owned(), "the administrator of the county".to_owned()),
    };
    Refusal::new(
        Kind::Unauthenticated,
        reason::NEW_INVITATION_REQUIRED,
        format!("您现在的职务不在原邀请人的管理范围内，原邀请码、密码和登录已失效。请向{zh}领取新的邀请码。"),
        format!(
            "Your offices are not ones that your inviter could give: the code, the password and the sessions that came from them are void. Ask {en} for a new invitation."
        ),
    )
}

/// What a person of the register can give at a moment.
#[must_use]
pub fn hand_of(person: &Person, at: Timestamp) -> Hand {
    let terms = person.terms.iter().filter(|term| term.role == Role::Admin && term.runs(at));
    let regions = terms.filter_map(|term| match &term.post {
        Post::Region(region) => Some(region.clone()),
        Post::Court(..) | Post::Unit(_) => None,
    });
    let regions = if person.deactivated.is_some() { Vec::new() } else { regions.collect() };
    Hand::over(regions)
}
