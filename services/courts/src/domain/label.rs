//! What people, courts and regions are called where somebody reads an answer that names them: a name, and the office or the place in words.

use kit::domain::{Timestamp, refusal::Text, units};
use law::identifiers::RegionLevel;

use super::{
    court::Court,
    network::Network,
    peoples_court::PeoplesCourt,
    person::Person,
    region::Region,
    service_account::Account,
    term::{Post, Term},
    terminal::TerminalName,
};

/// What one resource is called, in both languages. The title may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Display name.
    pub text: Text,
    /// Office in words, or place.
    pub title: Text,
}

impl Label {
    fn new(text: &str, title: Text) -> Self {
        Self { text: Text::new(text, text), title }
    }

    /// Of a person: the office that runs at a moment, the longest first; else the one that ended last, as a former one.
    #[must_use]
    pub fn of_person(person: &Person, network: &Network, at: Timestamp) -> Self {
        let active = |term: &&Term| person.deactivated.is_none() && term.runs(at);
        let began = |term: &&Term| term.from <= at;
        let title = if let Some(term) = person.terms.iter().find(active) {
            office(term, network)
        } else {
            let last = person.terms.iter().filter(began).max_by_key(|term| term.until);
            last.map_or_else(nothing, |term| {
                let Text { zh, en } = office(term, network);
                Text::new(format!("原{zh}"), format!("former {en}"))
            })
        };
        Self::new(&person.display_name, title)
    }

    /// Of a program.
    #[must_use]
    pub fn of_account(account: &Account) -> Self {
        Self::new(&account.display_name, Text::new("程序账号", "program"))
    }

    /// Of a shared court: where it lies.
    #[must_use]
    pub fn of_court(court: &Court, network: &Network) -> Self {
        Self::new(&court.display_name, around(court.region.as_str(), network))
    }

    /// Of a people's court.
    #[must_use]
    pub fn of_peoples_court(court: &PeoplesCourt) -> Self {
        let en = if court.display_name_en.is_empty() { &court.display_name } else { &court.display_name_en };
        Self { text: Text::new(court.display_name.as_str(), en.as_str()), title: nothing() }
    }

    /// Of a region, as people say it: 前田村 for 前田村委会. Its title is what it lies in.
    #[must_use]
    pub fn of_region(region: &Region, network: &Network) -> Self {
        Self::new(&spoken(&region.display_name), around(region.code.as_str(), network))
    }

    /// Of a terminal: its court and its number there.
    #[must_use]
    pub fn of_terminal(terminal: &TerminalName, network: &Network) -> Option<Self> {
        let court = network.court(&terminal.court)?;
        let (name, number) = (&court.display_name, terminal.number);
        let text = Text::new(format!("{name}{number}号终端"), format!("{name}, terminal {number}"));
        Some(Self { text, title: around(court.region.as_str(), network) })
    }
}

fn nothing() -> Text {
    Text::new("", "")
}

/// An office in words: 网格员 · 前田村.
fn office(term: &Term, network: &Network) -> Text {
    let (zh, en) = term.role.text();
    let (zh, en) = match &term.deputises_for {
        Some(_) => (format!("代{zh}"), format!("deputy {en}")),
        None => (zh.to_owned(), en.to_owned()),
    };
    match place(term, network) {
        Some(place) => Text::new(format!("{zh} · {place}"), format!("{en} · {place}")),
        None => Text::new(zh, en),
    }
}

/// Where an office counts: a grid worker's village, the shared court, the people's court of the region, the unit.
fn place(term: &Term, network: &Network) -> Option<String> {
    match &term.post {
        Post::Court(_, Some(grid)) if network.region(grid.as_str()).is_some() => {
            network.region(grid.as_str()).map(|village| spoken(&village.display_name))
        }
        Post::Court(court, _) => network.court(court).map(|court| court.display_name.clone()),
        Post::Region(code) => match network.peoples_court_of(code) {
            Some(court) => Some(court.display_name.clone()),
            None => network.region(code.as_str()).map(|region| region.display_name.clone()),
        },
        Post::Unit(unit) => units::display_name(unit).map(str::to_owned),
    }
}

/// What a region lies in: its county and town, as far as the register has them.
fn around(code: &str, network: &Network) -> Text {
    let levels = [RegionLevel::County, RegionLevel::Town].map(RegionLevel::digits);
    let outer =
        levels.into_iter().filter(|digits| code.len() > *digits).filter_map(|digits| code.get(..digits));
    let names: String =
        outer.filter_map(|code| network.region(code)).map(|region| region.display_name.as_str()).collect();
    Text::new(names.as_str(), names.as_str())
}

/// A registered name as people say it: without the committee that governs the place.
fn spoken(registered: &str) -> String {
    for (ending, instead) in [("村民委员会", ""), ("村委会", "村"), ("居民委员会", ""), ("居委会", "")]
    {
        if let Some(base) = registered.strip_suffix(ending).filter(|base| !base.is_empty()) {
            return format!("{base}{instead}");
        }
    }
    registered.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_is_called_as_people_say_it() {
        for (registered, said) in [
            ("前田村委会", "前田村"),
            ("前田村村民委员会", "前田村"),
            ("江滨社区居委会", "江滨社区"),
            ("三单乡", "三单乡"),
            ("村委会", "村委会"),
        ] {
            assert_eq!(spoken(registered), said);
        }
    }
}
