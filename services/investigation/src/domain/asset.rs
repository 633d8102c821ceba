//! What a debtor owns.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::{Fen, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    account,
    debtor::{Topic, chosen, not_future},
    freeze,
    reading::{self, CaseRef},
    share::Share,
};

/// An asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Its id.
    pub id: Uuid,
    /// The region of the court.
    pub region_code: RegionCode,
    /// The debtor.
    pub debtor: Uuid,
    /// The case.
    pub case: CaseRef,
    /// What sort of property.
    pub kind: Topic,
    /// By what it is known.
    pub property_key: String,
    /// In words.
    pub description: String,
    /// Who owns it.
    pub owners: Vec<(String, Share)>,
    /// What it is worth, and as of which day.
    pub value: Option<(Fen, Date)>,
    /// The lead that it came from.
    pub lead: Option<Uuid>,
    /// Which version of the row it is.
    pub version: i64,
    /// When it was entered.
    pub created: Timestamp,
}

/// An asset as it was written.
#[derive(Clone, Debug, Default)]
pub struct AssetDraft {
    /// The case.
    pub case: String,
    /// Its number.
    pub case_number: String,
    /// What sort of property.
    pub kind: Option<Topic>,
    /// By what it is known.
    pub property_key: String,
    /// In words.
    pub description: String,
    /// Names and percentages.
    pub owners: Vec<(String, String)>,
    /// What it is worth.
    pub value_fen: i64,
    /// As of which day.
    pub value_date: Option<Date>,
}

/// Owners at most.
const OWNERS: usize = 100;

impl AssetDraft {
    /// The asset, or everything that is wrong with the draft, by field.
    pub fn check(self, ids: (Uuid, Uuid), region_code: RegionCode, at: Timestamp) -> Result<Asset, Refusal> {
        let mut v = Violations::new();
        let case = reading::case(&self.case, &self.case_number, &mut v);
        let kind = chosen("kind", self.kind, &mut v);
        if matches!(kind, Some(Topic::Residence | Topic::Work | Topic::Family)) {
            v.add(
                "kind",
                reason::NOT_PROPERTY,
                Text::new("这不是财产种类。", "This is not a sort of property."),
            );
        }
        let key = v.text("property_key", &self.property_key, 200);
        let description = v.optional_text("description", &self.description, 1000);
        if self.owners.len() > OWNERS {
            v.add("owners", reason::TOO_MANY, Text::new("最多 100 名所有人。", "At most 100 owners."));
        }
        let mut owners = Vec::new();
        for (index, (name, percent)) in self.owners.iter().take(OWNERS).enumerate() {
            let name = v.text(&format!("owners[{index}].display_name"), name, 100);
            let share = freeze::share(&format!("owners[{index}].percent"), percent, &mut v);
            owners.extend(name.zip(share));
        }
        let together: u64 = owners.iter().map(|(_, share)| u64::from(share.ppm())).sum();
        if together > u64::from(Share::ALL.ppm()) {
            let text =
                Text::new("各所有人的份额合计超过 100%。", "The owners' shares are more than the whole.");
            v.add("owners", reason::OWNERS_EXCEED_WHOLE, text);
        }
        let value = reading::fen("value_fen", self.value_fen, &mut v);
        if value.is_some() && self.value_date.is_none() {
            let text = Text::new("请填写估值日期。", "Say as of which day it is worth that.");
            v.add("value_date", reason::VALUE_WITHOUT_DATE, text);
        }
        not_future("value_date", self.value_date, at, &mut v);
        match (case, kind, key, description) {
            (Some(case), Some(kind), Some(property_key), Some(description)) if v.is_empty() => Ok(Asset {
                id: ids.0,
                region_code,
                debtor: ids.1,
                case,
                kind,
                property_key,
                description,
                owners,
                value: value.zip(self.value_date),
                lead: None,
                version: 1,
                created: at,
            }),
            _ => Err(v.into_refusal().within("asset")),
        }
    }
}

impl Asset {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("assets/{}", self.id)
    }

    /// By what it is known, as everybody may read it: the number of an account covered but for its end.
    #[must_use]
    pub fn covered_key(&self) -> String {
        match self.kind {
            Topic::Deposit => account::account(&self.property_key),
            Topic::Securities | Topic::Fund => account::covered(&self.property_key),
            _ => self.property_key.clone(),
        }
    }
}
