//! The guide as data. A page evaluates it by one trivial rule, see [`super::light`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::service::Mode;
use crate::text::Text;

/// An enum of the guide, with its names on the wire.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$note])* $variant),+ }
    };
}

named!(
    /// How a visit ends.
    VisitOutcome {
        /// Handed over, or posted (已送到).
        Delivered,
        /// Refused (拒收).
        Refused,
        /// Nobody was met (未见到人).
        NotFound,
        /// Lives elsewhere now (已搬走).
        Moved,
        /// Anything else (其他).
        Other,
    }
);
named!(
    /// What a visit gives to the court, from the least to the most.
    Light {
        /// A record of assistance; the visit is no service (只能作为协助记录).
        Assistance,
        /// Service by a rule that has to be confirmed (待法院确认).
        Yellow,
        /// Service (可以作为送达依据).
        Green,
    }
);
named!(
    /// How a question is answered.
    GuideInput {
        /// A photo.
        Photo,
        /// A video.
        Video,
        /// A signature on the screen.
        Signature,
        /// One of several values.
        Choice,
        /// Words.
        Text,
        /// A day.
        Date,
        /// A person's name.
        Person,
        /// A tick, or several.
        Tick,
    }
);
named!(
    /// What a file is.
    FileKind {
        /// A photo.
        Photo,
        /// A video.
        Video,
        /// A signature on the screen.
        Signature,
        /// A sound recording.
        Audio,
    }
);
named!(
    /// What a file shows.
    FileRole {
        /// The door, the number of the house.
        Place,
        /// The process of service.
        Process,
        /// The signature of the one who took the papers.
        SignatureRecipient,
        /// The signature of the witness.
        SignatureWitness,
        /// The paper proof of service (送达回证), signed or sealed.
        ReturnForm,
        /// A posted notice.
        Posting,
        /// A thumbprint in place of a signature.
        Thumbprint,
        /// A voice.
        Voice,
    }
);
named!(
    /// Why the papers were refused.
    RefusalReason {
        /// Disagrees with the case or the decision.
        DisputesCase,
        /// Says that the papers are not for them.
        NotAddressee,
        /// Wants to ask a lawyer or the family first.
        WantsAdvice,
        /// Is afraid of what follows.
        FearsConsequences,
        /// Gave no reason.
        NoneGiven,
        /// Something else, which the text says.
        Other,
    }
);

/// The guide for one packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VisitGuide {
    /// The version of its questions, [`super::VERSION`].
    pub version: String,
    /// The day whose rules it holds.
    pub as_of: Date,
    /// The ways to end the visit; those that give most come first within an outcome.
    pub branches: Vec<GuideBranch>,
}

/// One way to end a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuideBranch {
    /// Its name: `LEFT_WITNESSED`; `…_TO_CONFIRM` where it is complete by a rule that has to be confirmed.
    pub id: String,
    /// The outcome that it belongs to.
    pub outcome: VisitOutcome,
    /// The mode of service that it leads to; none where the visit only assists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// What it gives when it is complete.
    pub light: Light,
    /// Its title.
    pub title: Text,
    /// What the visitor has to know beforehand.
    pub caution: Text,
    /// Its questions, in the order in which they are asked.
    pub items: Vec<GuideItem>,
}

/// One question of a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuideItem {
    /// Its name, unique in the branch.
    pub id: String,
    /// How it is answered.
    pub input: GuideInput,
    /// Where the answer stands in the visit record: `recipient.relation`; `files` for photos, videos and signatures.
    pub field: String,
    /// The answers that count; empty where any does. For a date the first day that counts, which may be empty, and then the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<String>,
    /// The role of the files that answer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<FileRole>,
    /// How many answers or files it wants, at least one.
    pub min: u32,
    /// The name of a group in which one answered question is enough; empty for a question of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub any_of: String,
    /// The field whose answer must be another one; empty where none is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub differs_from: String,
    /// Whether the branch is incomplete without it.
    pub blocking: bool,
    /// The question.
    pub ask: Text,
    /// The article that asks for it, as a ruling cites it; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub article: String,
    /// What cures it where it is missing; none where nothing has to be cured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cure: Option<Text>,
}

impl GuideInput {
    /// The kind of file that answers it; none where the answer is no file.
    #[must_use]
    pub const fn file_kind(self) -> Option<FileKind> {
        match self {
            Self::Photo => Some(FileKind::Photo),
            Self::Video => Some(FileKind::Video),
            Self::Signature => Some(FileKind::Signature),
            Self::Choice | Self::Text | Self::Date | Self::Person | Self::Tick => None,
        }
    }
}
