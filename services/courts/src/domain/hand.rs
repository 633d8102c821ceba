//! Which offices somebody can give, and what came from them: the right is asked when it is used. Whoever redeems an invitation is that
//! person, so a code, the password that it sets and the sessions of that password are good for the offices alone that the inviter
//! could have given.

use kit::{
    access::{Caller, Role},
    moment::Moment,
    refusal::{Kind, Refusal},
};
use law::identifiers::{RegionCode, RegionLevel};

use super::{
    network::Network,
    person::Person,
    term::{Post, Term},
};

/// Stands for everything where a hand is written down.
const EVERYTHING: &str = "*";

/// The offices that somebody can give at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hand {
    /// All there are; for the installation itself.
    everything: bool,
    /// Those inside these regions.
    regions: Vec<RegionCode>,
    /// The clerks of these units, for what was in use before origins were kept.
    units: Vec<String>,
}

impl Hand {
    /// All offices.
    #[must_use]
    pub fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// What a caller can give: by their running terms as administrator.
    #[must_use]
    pub fn of(caller: &Caller) -> Self {
        let terms = caller.grants.iter().filter(|grant| grant.role == Role::Admin);
        Self {
            everything: caller.is_ourselves(),
            regions: terms.filter_map(|grant| grant.region.clone()).collect(),
            units: Vec::new(),
        }
    }

    /// What a person of the register can give at a moment.
    #[must_use]
    pub fn of_person(person: &Person, at: Moment) -> Self {
        let terms = person.terms.iter().filter(|term| term.role == Role::Admin && term.runs(at));
        let regions = terms.filter_map(|term| match &term.post {
            Post::Region(region) => Some(region.clone()),
            Post::Court(..) | Post::Unit(_) => None,
        });
        let regions = if person.deactivated.is_some() { Vec::new() } else { regions.collect() };
        Self { regions, ..Self::default() }
    }

    /// Whether it is empty: nobody's office can be given by it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        !self.everything && self.regions.is_empty() && self.units.is_empty()
    }

    /// Whether an office can be given. A clerk's unit works for the whole court, so clerks are a matter of the county and above.
    #[must_use]
    pub fn gives(&self, term: &Term, network: &Network) -> bool {
        match &term.post {
            Post::Unit(unit) => self.reaches_a_county() || self.units.contains(unit),
            Post::Region(_) | Post::Court(..) => term.place(network).is_some_and(|place| self.holds(place)),
        }
    }

    /// Whether the region of a code lies inside.
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        self.everything || self.regions.iter().any(|region| code.starts_with(region.as_str()))
    }

    /// Whether it reaches over a whole county.
    #[must_use]
    pub fn reaches_a_county(&self) -> bool {
        self.everything || self.regions.iter().any(|region| region.level() <= RegionLevel::County)
    }

    /// The smallest region around all of them; the first where there is none.
    #[must_use]
    pub fn around(&self) -> Option<RegionCode> {
        let first = self.regions.first()?;
        let mut around = Some(first.clone());
        while let Some(region) = around {
            if self.regions.iter().all(|own| region.contains(own)) {
                return Some(region);
            }
            around = region.parent();
        }
        Some(first.clone())
    }

    /// As it is kept.
    #[must_use]
    pub fn text(&self) -> String {
        if self.everything {
            return EVERYTHING.to_owned();
        }
        let regions = self.regions.iter().map(RegionCode::as_str);
        regions.chain(self.units.iter().map(String::as_str)).collect::<Vec<_>>().join(",")
    }

    /// From what was kept. A word that is none gives nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut hand = Self { everything: text == EVERYTHING, ..Self::default() };
        for word in text.split(',') {
            match RegionCode::parse(word) {
                Ok(region) => hand.regions.push(region),
                Err(_) if word.starts_with("units/") => hand.units.push(word.to_owned()),
                Err(_) => {}
            }
        }
        hand
    }
}

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
    pub fn still_covers(&self, person: &Person, at: Moment, network: &Network) -> Result<(), Refusal> {
        covers(&self.hand, person, at, network)
    }

    /// The same for a code that was not used yet: whoever invited can give the offices today, too.
    pub fn is_good_for(
        &self,
        person: &Person,
        inviter: Option<&Person>,
        at: Moment,
        network: &Network,
    ) -> Result<(), Refusal> {
        self.still_covers(person, at, network)?;
        if self.inviter.is_empty() {
            return Ok(());
        }
        let today = inviter.map(|inviter| Hand::of_person(inviter, at)).unwrap_or_default();
        if today.is_empty() { Err(outgrown(None, network)) } else { covers(&today, person, at, network) }
    }
}

fn covers(hand: &Hand, person: &Person, at: Moment, network: &Network) -> Result<(), Refusal> {
    let beyond = person.lasting(at).filter(|term| !hand.gives(term, network));
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
        "NEW_INVITATION_REQUIRED",
        format!("您现在的职务不在原邀请人的管理范围内，原邀请码、密码和登录已失效。请向{zh}领取新的邀请码。"),
        format!(
            "Your offices are not ones that your inviter could give: the code, the password and the sessions that came from them are void. Ask {en} for a new invitation."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(text: &str) -> Hand {
        Hand::read(text)
    }

    #[test]
    fn a_hand_is_read_as_it_was_written() {
        for text in ["", "*", "330783", "330783201,330783001", "330783201203,units/u01"] {
            assert_eq!(hand(text).text(), text);
        }
        assert!(hand("").is_empty() && hand("x").is_empty() && !hand("*").is_empty());
        assert!(
            hand("*").holds("33") && hand("330783").holds("330783201") && !hand("330783201").holds("330783")
        );
        assert!(!hand("330783201").holds("330783202001"));
    }

    #[test]
    fn the_region_around_several_is_the_smallest() {
        let around = |text: &str| hand(text).around().map(|region| region.to_string()).unwrap_or_default();
        assert_eq!(around("330783201"), "330783201");
        assert_eq!(around("330783201,330783001"), "330783");
        assert_eq!(around("330783201,330783"), "330783");
        assert_eq!(around("330783,330784"), "3307");
        assert_eq!(around("330783,110101"), "330783");
        assert_eq!(around(""), "");
    }
}
