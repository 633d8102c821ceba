//! A seizure as somebody wrote it.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
};
use law::{
    identifiers::RegionCode,
    seizure::{AssetClass, Extent, chain, longest},
};
use uuid::Uuid;

use super::{
    freeze, reading,
    seizure::{Amounts, Record, Seizure, SeizureState},
};

/// A seizure as it was written.
#[derive(Clone, Debug, Default)]
pub struct SeizureDraft {
    /// The case.
    pub case: String,
    /// Its number.
    pub case_number: String,
    /// What is seized.
    pub class: Option<AssetClass>,
    /// By what the property is known.
    pub property_key: String,
    /// In words.
    pub description: String,
    /// The asset.
    pub asset: String,
    /// Months; zero is the longest.
    pub term_months: i32,
    /// What it is worth, the claim, the costs, what else could be enforced.
    pub fen: [i64; 4],
    /// Whether it can't be divided.
    pub indivisible: bool,
    /// Why more is held than owed.
    pub excess_reason: String,
    /// The part that is seized, in percent.
    pub percent: String,
    /// The part that the debtor has, in percent.
    pub held_percent: String,
    /// The record.
    pub record: Record,
}

impl SeizureDraft {
    /// The seizure, or everything that is wrong with the draft, by field.
    pub fn check(
        self,
        id: Uuid,
        region_code: RegionCode,
        by: &str,
        at: Timestamp,
    ) -> Result<Seizure, Refusal> {
        let mut v = Violations::new();
        let case = reading::case(&self.case, &self.case_number, &mut v);
        if self.class.is_none() {
            v.add("asset_class", reason::REQUIRED, Text::new("请选择财产类别。", "Say what is seized."));
        }
        let key = v.text("property_key", &self.property_key, 200);
        let description = v.optional_text("description", &self.description, 500);
        let months = u16::try_from(self.term_months).map_err(|_| {
            let text = Text::new("期限须为正数。", "A term is a positive number of months.");
            v.add("term_months", reason::TERM_MALFORMED, text);
        });
        let months = months.ok().filter(|months| *months > 0);
        if let Some(class) = self.class {
            check_term(class, at.legal_day(), months, &mut v);
        }
        let names = ["value_fen", "claim_fen", "costs_fen", "elsewhere_fen"];
        let [value, claim, costs, elsewhere] =
            std::array::from_fn(|index| reading::fen(names[index], self.fen[index], &mut v));
        let excess_reason = v.optional_text("excess_reason", &self.excess_reason, 1000).unwrap_or_default();
        let amounts =
            Amounts { value, claim, costs, elsewhere, indivisible: self.indivisible, excess_reason };
        let exceeds = amounts.excess(at.legal_day()).is_some_and(|excess| excess.extent == Extent::Exceeds);
        if exceeds && amounts.excess_reason.is_empty() {
            v.add("excess_reason", reason::EXCESS_WITHOUT_REASON, freeze::excess());
        }
        let mut share =
            |field: &str, text: &str| reading::given(text).map(|text| freeze::share(field, text, &mut v));
        let (share, held) = (share("percent", &self.percent), share("held_percent", &self.held_percent));
        if let (Some(Some(share)), Some(Some(held))) = (share, held)
            && share > held
        {
            let text = Text::new("查封的份额超过被执行人持有的份额。", "More is seized than the debtor has.");
            v.add("percent", reason::MORE_THAN_HELD, text);
        }
        if !self.asset.is_empty() && !self.asset.starts_with("assets/") {
            v.add(
                "asset",
                reason::ASSET_MALFORMED,
                Text::new("请从财产台账中选择财产。", "Choose the asset from the ledger."),
            );
        }
        reading::evidence("record.evidence", &self.record.evidence, 20, &mut v);
        let fits = |text: &str| text.chars().count() <= 500;
        if !fits(&self.record.place) || !fits(&self.record.keeper) {
            v.add("record", reason::TOO_LONG, Text::new("最多 500 个字。", "At most 500 characters."));
        }
        match (case, self.class, key, description) {
            (Some(case), Some(class), Some(property_key), Some(description)) if v.is_empty() => Ok(Seizure {
                id,
                case,
                region_code,
                class,
                property_key,
                description,
                asset: self.asset,
                share: share.flatten(),
                held: held.flatten(),
                months,
                amounts,
                record: self.record,
                state: SeizureState::Recorded,
                published: None,
                notice_number: String::new(),
                from: None,
                renewals: Vec::new(),
                last_day: None,
                position: 0,
                request: None,
                origin: None,
                proposer: by.to_owned(),
                ended: None,
                version: 1,
                created: at,
            }),
            _ => Err(v.into_refusal().within("seizure")),
        }
    }
}

fn check_term(class: AssetClass, from: Date, months: Option<u16>, v: &mut Violations) {
    for unmet in chain(class, from, months, &[]).unmet() {
        let mut text = reading::unmet_text(unmet);
        let article = longest(class, from).article;
        text.zh = format!("{}依据：{article}。", text.zh);
        v.add("term_months", reason::TERM_BEYOND_LAW, text);
    }
}
