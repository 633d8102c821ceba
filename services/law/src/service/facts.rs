//! The facts of an act of service, as they are reported from the village and by the court.
//!
//! What is not stated is `None`. Silence is never taken for yes: a fact that decides validity and is not stated is not shown.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::identifiers::RegionCode;
use crate::wire;

/// An enum of facts, with its names on the wire and its first name as the default where marked.
macro_rules! fact {
    ($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$note])* $variant),+ }
    };
}

fact!(
    /// How a document is served.
    Mode {
        /// Personal service (直接送达).
        Direct,
        /// Personal service on a party at court or outside the residence.
        DirectElsewhere,
        /// Leave service (留置送达).
        Left,
        /// Electronic service (电子送达).
        Electronic,
        /// Entrusted service (委托送达).
        Entrusted,
        /// Postal service (邮寄送达).
        Postal,
        /// Forwarded service (转交送达).
        Forwarded,
        /// Service by public notice (公告送达).
        PublicNotice,
    }
);
fact!(
    /// What is served.
    DocumentKind {
        /// Judgment (判决书).
        Judgment,
        /// Ruling (裁定书).
        Ruling,
        /// Mediation statement (调解书).
        MediationStatement,
        /// A notice (通知书).
        Notice,
        /// Anything else.
        #[serde(other)]
        Other,
    }
);
fact!(
    /// In which procedure.
    Procedure {
        /// Ordinary procedure (普通程序).
        Ordinary,
        /// Summary procedure (简易程序).
        Summary,
        /// Enforcement (执行程序).
        Enforcement,
    }
);
fact!(
    /// Who took the document, or refused it.
    Relation {
        /// The addressee (受送达人).
        Addressee,
        /// An adult family member who lives together with the addressee (同住成年家属).
        CohabitingAdultFamily,
        /// Legal representative or head of an organisation (法定代表人、主要负责人).
        LegalRepresentative,
        /// Staff in charge of receiving mail (负责收件的人).
        ReceivingStaff,
        /// Agent in the case (诉讼代理人).
        Agent,
        /// Receiver named to the court (代收人).
        DesignatedReceiver,
        /// Anyone else.
        Other,
    }
);
fact!(
    /// Where it happened.
    Place {
        /// At the residence or domicile (住所).
        Residence,
        /// At the place of work.
        Workplace,
        /// At court.
        Court,
        /// Anywhere else.
        Elsewhere,
    }
);
fact!(
    /// Whether the court's server was present where the document was handed over, left or posted.
    ServerPresence {
        /// At the place itself (现场).
        OnSite,
        /// By live video (视频); no provision says whether that is enough.
        Video,
        /// Neither (不在场): those who were there assisted.
        Absent,
    }
);
fact!(
    /// Whom a witness speaks for.
    Represents {
        /// Committee of the village or community (村民委员会、居民委员会).
        ResidenceCommittee,
        /// The addressee's employer (所在单位).
        Employer,
        /// Anyone else.
        Other,
    }
);
fact!(
    /// A person or an organisation.
    AddresseeKind {
        /// A natural person.
        Person,
        /// A legal person or other organisation.
        Organisation,
    }
);
fact!(
    /// Why a document may have to be forwarded.
    AddresseeStatus {
        /// Soldier (军人).
        Soldier,
        /// In prison (被监禁).
        Prisoner,
        /// Under compulsory education (强制性教育措施).
        CompulsoryEducation,
        /// None of these.
        None,
    }
);
fact!(
    /// Through whom a document is forwarded.
    ForwardingBody {
        /// Political organ of the regiment or above (团以上单位的政治机关).
        RegimentPoliticalOrgan,
        /// The prison (监所).
        Prison,
        /// Institution of compulsory education (强制性教育机构).
        CompulsoryInstitution,
        /// Anyone else.
        Other,
    }
);
fact!(
    /// On what consent to electronic service rests.
    Consent {
        /// Said so (明确表示同意).
        Express,
        /// Promised before the case (诉讼前约定或者承诺).
        AgreedBefore,
        /// Gave an electronic address in a pleading (主动提供电子地址).
        AddressOffered,
        /// Took an earlier electronic service without objection.
        EarlierAccepted,
    }
);

/// Some of the modes of service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modes(u8);

impl Modes {
    /// The modes that a public notice presupposes, each with its names. Personal service in both its forms is one.
    const NAMES: [(Mode, &str, &str); 6] = [
        (Mode::Direct, "直接", "personal service"),
        (Mode::Left, "留置", "leave service"),
        (Mode::Electronic, "电子", "electronic service"),
        (Mode::Entrusted, "委托", "entrusted service"),
        (Mode::Postal, "邮寄", "postal service"),
        (Mode::Forwarded, "转交", "forwarded service"),
    ];

    /// The modes that a public notice presupposes and that are not among those that failed. Forwarding is for soldiers, prisoners and
    /// people in compulsory education alone.
    #[must_use]
    pub fn untried(failed: &[Mode], may_be_forwarded: bool) -> Self {
        let is_one =
            |one: Mode, other: Mode| one == other || (one == Mode::Direct && other == Mode::DirectElsewhere);
        let mut modes = Self::default();
        for (at, (mode, ..)) in Self::NAMES.into_iter().enumerate() {
            let applies = mode != Mode::Forwarded || may_be_forwarded;
            if applies && !failed.iter().any(|other| is_one(mode, *other)) {
                modes.0 |= 1 << at;
            }
        }
        modes
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn names(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::NAMES
            .into_iter()
            .enumerate()
            .filter(move |(at, _)| self.0 & (1 << at) != 0)
            .map(|(_, (_, zh, en))| (zh, en))
    }

    /// In Chinese: 留置、邮寄.
    pub(crate) fn zh(self) -> String {
        self.names().map(|(zh, _)| zh).collect::<Vec<_>>().join("、")
    }

    /// In English.
    pub(crate) fn en(self) -> String {
        self.names().map(|(_, en)| en).collect::<Vec<_>>().join(", ")
    }
}

/// Who did the serving.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Server {
    /// Name.
    pub display_name: String,
    /// Whether the server is a judge, clerk or other officer of the court.
    pub court_staff: bool,
}

/// Who witnessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Witness {
    /// Name.
    pub display_name: String,
    /// For whom the witness stands there.
    pub represents: Option<Represents>,
    /// The village or community of the committee.
    pub region_code: Option<RegionCode>,
    /// Whether the witness signed; none where it is not stated.
    pub signed: Option<bool>,
}

/// Who is to be served.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Addressee {
    /// Person or organisation.
    pub kind: Option<AddresseeKind>,
    /// Where the addressee lives or has its domicile.
    pub region_code: Option<RegionCode>,
    /// Soldier, prisoner, or neither.
    pub status: Option<AddresseeStatus>,
}

/// An earlier attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// How.
    pub mode: Mode,
    /// When.
    #[serde(default, deserialize_with = "wire::date")]
    pub date: Option<Date>,
}

/// An act of service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the ticks on the paper form, each a fact of its own"
)]
pub struct Act {
    /// How.
    pub mode: Mode,
    /// What.
    pub document: DocumentKind,
    /// In which procedure.
    pub procedure: Option<Procedure>,
    /// Who is to be served.
    pub addressee: Addressee,
    /// Who took it or refused it.
    pub recipient: Option<Relation>,
    /// Whether an agent is also the designated receiver.
    pub agent_is_receiver: bool,
    /// Whether it was refused.
    pub refused: bool,
    /// Whether the proof of service is signed; none where it is not stated.
    pub signed: Option<bool>,
    /// Whether the proof of service bears a thumbprint (捺印) where a signature or seal belongs.
    pub thumbprint: bool,
    /// Whether the judgment was being pronounced on the day set.
    pub at_pronouncement: bool,
    /// Where.
    pub place: Option<Place>,
    /// Who served.
    pub server: Option<Server>,
    /// How the server was present; none where it is not stated, as in acts that the server entered from the proof of service.
    pub server_presence: Option<ServerPresence>,
    /// Who witnessed.
    pub witness: Option<Witness>,
    /// Whether photo or video of the process was taken.
    pub recorded_media: bool,
    /// Whether reason and date, or the course of the service, are noted and signed; none where it is not stated.
    pub noted: Option<bool>,
    /// Whether consent to electronic service is on record.
    pub consent_recorded: bool,
    /// On what the consent rests.
    pub consent: Option<Consent>,
    /// Whether the electronic address was offered or confirmed by the addressee; none where it is not stated.
    pub address_confirmed: Option<bool>,
    /// Whether the addressee replied, acted on it, or is shown to have read it.
    pub receipt_shown: bool,
    /// The day on which the addressee replied, acted on it, or had read it.
    pub receipt_shown_on: Option<Date>,
    /// Whether a paper copy was asked for.
    pub paper_requested: bool,
    /// The day of service, of the signature, of sending with success, or of publication.
    pub served_date: Option<Date>,
    /// The day of arrival that the addressee proved.
    pub proved_arrival: Option<Date>,
    /// The day of receipt on the postal slip, which alone dates postal service.
    pub postal_receipt: Option<Date>,
    /// Whether the postal slip is on file; none where it is not stated.
    pub receipt_attached: Option<bool>,
    /// The court that was entrusted; with `entrusted_to_court`, whether it is a court at all.
    pub entrusted_to_court: Option<bool>,
    /// Whether a letter, the papers and the proof of service went along; none where it is not stated.
    pub letter_attached: Option<bool>,
    /// The day on which the entrusted court had the letter.
    pub letter_received: Option<Date>,
    /// Through whom it was forwarded.
    pub forwarded_through: Option<ForwardingBody>,
    /// The modes that failed before, and when.
    pub earlier: Vec<Attempt>,
    /// Whether the addressee is found to be missing.
    pub addressee_missing: bool,
    /// Every day on which the notice was posted or printed.
    pub publications: Vec<Date>,
    /// Whether the notice says its reason and what its kind of paper wants; none where it is not stated.
    pub notice_complete: Option<bool>,
}

impl Act {
    /// An act of which only the mode is known.
    #[must_use]
    pub const fn new(mode: Mode) -> Self {
        Self {
            mode,
            document: DocumentKind::Other,
            procedure: None,
            addressee: Addressee { kind: None, region_code: None, status: None },
            recipient: None,
            agent_is_receiver: false,
            refused: false,
            signed: None,
            thumbprint: false,
            at_pronouncement: false,
            place: None,
            server: None,
            server_presence: None,
            witness: None,
            recorded_media: false,
            noted: None,
            consent_recorded: false,
            consent: None,
            address_confirmed: None,
            receipt_shown: false,
            receipt_shown_on: None,
            paper_requested: false,
            served_date: None,
            proved_arrival: None,
            postal_receipt: None,
            receipt_attached: None,
            entrusted_to_court: None,
            letter_attached: None,
            letter_received: None,
            forwarded_through: None,
            earlier: Vec::new(),
            addressee_missing: false,
            publications: Vec::new(),
            notice_complete: None,
        }
    }
}
