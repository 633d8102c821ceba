//! The computers in the shared courts.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};

use super::court::CourtCode;

/// For how many seconds after a heartbeat a terminal counts as there.
pub const ONLINE_SECONDS: i64 = 90;

/// A terminal's name: `terminals/{court code}-{number}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalName {
    /// Its court.
    pub court: CourtCode,
    /// Its number there.
    pub number: u16,
}

impl TerminalName {
    /// Reads a resource name; anything else is a terminal that is not known.
    pub fn parse(name: &str) -> Result<Self, Refusal> {
        let read = || {
            let (court, number) = name.strip_prefix("terminals/")?.rsplit_once('-')?;
            let plain = !number.starts_with(['0', '+']);
            let number = number.parse().ok().filter(|_| plain)?;
            Some(Self { court: CourtCode::parse(court).ok()?, number })
        };
        read().ok_or_else(unknown)
    }

    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("terminals/{}", self.id())
    }

    /// Its id, without `terminals/`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}-{}", self.court, self.number)
    }
}

/// A computer in a shared court.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Its id, without `terminals/`.
    pub id: String,
    /// Its court.
    pub court: CourtCode,
    /// When it was last heard.
    pub heard: Option<Timestamp>,
    /// The version that it runs.
    pub software_version: String,
    /// When it was enrolled; `None` where it has no credential of its own.
    pub enrolled: Option<Timestamp>,
}

/// Whether a terminal is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Heard within the last 90 seconds.
    Online,
    /// Heard before that.
    Offline,
    /// Never heard.
    NeverSeen,
}

impl Presence {
    /// The presence of a name, with or without the contract's prefix.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.strip_prefix("PRESENCE_").unwrap_or(name) {
            "ONLINE" => Some(Self::Online),
            "OFFLINE" => Some(Self::Offline),
            "NEVER_SEEN" => Some(Self::NeverSeen),
            _ => None,
        }
    }
}

impl Terminal {
    /// Whether it is there at a moment.
    #[must_use]
    pub fn presence(&self, at: Timestamp) -> Presence {
        match self.heard {
            None => Presence::NeverSeen,
            Some(heard) if at < heard.plus_seconds(ONLINE_SECONDS) => Presence::Online,
            Some(_) => Presence::Offline,
        }
    }
}

/// The refusal for a terminal that is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::TERMINAL_UNKNOWN,
        "没有这台终端，或者它不属于您任职的共享法庭。",
        "There is no such terminal in a court of yours.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_court_and_number() {
        let name = TerminalName::parse("terminals/330783-s1-12").unwrap();
        assert_eq!((name.court.as_str(), name.number, name.id().as_str()), ("330783-s1", 12, "330783-s1-12"));
        assert_eq!(TerminalName::parse("terminals/330783201203-1").unwrap().court.as_str(), "330783201203");
        for wrong in
            ["terminals/330783201203", "330783201203-1", "terminals/330783201203-01", "terminals/x-1"]
        {
            assert_eq!(TerminalName::parse(wrong).unwrap_err().reason(), "TERMINAL_UNKNOWN", "{wrong}");
        }
    }

    #[test]
    fn a_terminal_is_there_for_ninety_seconds() {
        let heard = Timestamp::from_micros(0);
        let court = CourtCode::parse("330783201").unwrap();
        let mut terminal = Terminal {
            id: "330783201-1".into(),
            court,
            heard: Some(heard),
            software_version: String::new(),
            enrolled: None,
        };
        assert_eq!(terminal.presence(heard.plus_seconds(89)), Presence::Online);
        assert_eq!(terminal.presence(heard.plus_seconds(90)), Presence::Offline);
        terminal.heard = None;
        assert_eq!(terminal.presence(heard), Presence::NeverSeen);
    }
}
