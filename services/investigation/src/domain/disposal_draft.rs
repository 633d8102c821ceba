//! A project as somebody wrote it, and an old one as it is taken over.

use std::collections::HashSet;

use kit::domain::{
    Timestamp, identity, reason,
    refusal::{Refusal, Text, Violations},
};
use uuid::Uuid;

use super::{
    area::Area,
    catalogue::Catalogue,
    disposal::{Disposal, DisposalState, Enterprise},
    listing::PropertyKind,
    parcel::{Parcel, ParcelState, Sale, amount},
    reading,
    watch_draft::Author,
};

/// Who is asked where nobody says: planning, taxes, market supervision, state assets, and the economy with the office for
/// inefficient land (资规、税务、市监、国资、低效办).
const USUAL: &[&str] = &["units/u02", "units/u04", "units/u01", "units/u16", "units/u13"];
/// The most parcels of a project.
const PARCELS: usize = 100;

/// A parcel as it was written.
#[derive(Clone, Debug, Default)]
pub struct ParcelDraft {
    /// By which it is known everywhere.
    pub number: String,
    /// Where it lies.
    pub location: String,
    /// What it is.
    pub kind: Option<PropertyKind>,
    /// Land in mu.
    pub area_mu: String,
    /// Floors in square metres.
    pub floor_area_m2: String,
    /// Valuation in fen.
    pub valuation_fen: i64,
}

/// An enterprise as it was written.
#[derive(Clone, Debug, Default)]
pub struct EnterpriseDraft {
    /// Credit code.
    pub uscc: String,
    /// Name.
    pub display_name: String,
    /// Why a code that fails its check is taken all the same.
    pub as_is_reason: String,
}

/// A project as it was written.
#[derive(Clone, Debug, Default)]
pub struct DisposalDraft {
    /// The case.
    pub case: String,
    /// Its number.
    pub case_number: String,
    /// An enterprise.
    pub enterprise: Option<EnterpriseDraft>,
    /// What it is called.
    pub title: String,
    /// Its parcels.
    pub parcels: Vec<ParcelDraft>,
    /// Departments that have to agree.
    pub required: Vec<String>,
}

/// How an old parcel went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Went {
    /// When it was first listed.
    pub listed: Option<Timestamp>,
    /// When it was sold.
    pub sold: Option<Timestamp>,
    /// For how much, in fen.
    pub price: i64,
}

/// Land and floors; zero where nothing was stated.
fn area<const PLACES: u32>(field: &str, text: &str, v: &mut Violations) -> Area<PLACES> {
    let read = reading::given(text).map(|text| v.parse(field, reason::AREA_MALFORMED, Area::parse(text)));
    read.flatten().unwrap_or_default()
}

impl ParcelDraft {
    fn read(&self, id: Uuid, at: &str, v: &mut Violations) -> Option<Parcel> {
        let field = |name: &str| format!("{at}.{name}");
        let number = v.text(&field("number"), &self.number, 100);
        let location = v.text(&field("location"), &self.location, 500);
        let land: Area<3> = area(&field("area_mu"), &self.area_mu, v);
        let floor: Area<2> = area(&field("floor_area_m2"), &self.floor_area_m2, v);
        let valuation = reading::fen(&field("valuation_fen"), self.valuation_fen, v);
        Some(Parcel {
            id,
            number: number?,
            location: location?,
            kind: self.kind.unwrap_or(PropertyKind::RealEstate),
            land,
            floor,
            valuation,
            state: ParcelState::Pending,
            listings: Vec::new(),
            first_listed: None,
            sale: None,
            defaults: Vec::new(),
            paid: None,
            delivered: None,
            delivery_papers: Vec::new(),
            delivered_by: String::new(),
            registered: None,
            certificate: String::new(),
        })
    }
}

impl DisposalDraft {
    /// The project, or everything that is wrong with the draft, by field. `id` makes ids, for the project first.
    pub fn check(
        self,
        catalogue: &Catalogue,
        mut id: impl FnMut() -> Uuid,
        by: &Author<'_>,
    ) -> Result<Disposal, Refusal> {
        let mut v = Violations::new();
        let case = reading::given(&self.case)
            .is_some()
            .then(|| reading::case(&self.case, &self.case_number, &mut v))
            .flatten();
        let enterprise = self.enterprise.as_ref().and_then(|draft| {
            let code = identity::credit_code(&draft.uscc, &draft.as_is_reason).map_err(|e| e.text());
            let uscc = v.parse("enterprise.uscc", reason::CREDIT_CODE_MALFORMED, code);
            let display_name = v.text("enterprise.display_name", &draft.display_name, 100);
            Some(Enterprise { uscc: uscc?, display_name: display_name? })
        });
        if reading::given(&self.case).is_some() == self.enterprise.is_some() {
            let text = Text::new("案件和企业填写其中一项。", "Name a case or an enterprise, one of both.");
            v.add("case", reason::CASE_OR_ENTERPRISE, text);
        }
        let title = v.text("title", &self.title, 200);
        if self.parcels.is_empty() || self.parcels.len() > PARCELS {
            let text = Text::new("须有 1 至 100 个地块。", "A project has 1 to 100 parcels.");
            v.add("parcels", reason::PARCEL_COUNT, text);
        }
        let project = id();
        let (mut parcels, mut numbers) = (Vec::new(), HashSet::new());
        for (index, draft) in self.parcels.iter().take(PARCELS).enumerate() {
            let at = format!("parcels[{index}]");
            if !numbers.insert(key(&draft.number)) {
                let text = Text::new("同一地块列了两次。", "The same parcel stands there twice.");
                v.add(format!("{at}.number"), reason::PARCEL_REPEATED, text);
            }
            parcels.extend(draft.read(id(), &at, &mut v));
        }
        let required = departments(&self.required, catalogue, &mut v);
        let (Some(title), true) = (title, v.is_empty()) else { return Err(v.into_refusal()) };
        Ok(Disposal {
            id: project,
            region_code: by.region_code.clone(),
            case,
            enterprise,
            title,
            parcels,
            required,
            opinions: Vec::new(),
            state: DisposalState::Consulting,
            proposer: by.person.to_owned(),
            withdraw_reason: String::new(),
            import_key: String::new(),
            import_digest: String::new(),
            version: 1,
            created: by.at,
        })
    }

    /// An old project, taken over as it went. Of what was sold the departments were asked on paper.
    pub fn take_over(
        self,
        catalogue: &Catalogue,
        id: impl FnMut() -> Uuid,
        by: &Author<'_>,
        (import_key, proposed): (&str, Option<Timestamp>),
        went: &[Went],
    ) -> Result<Disposal, Refusal> {
        let mut v = Violations::new();
        let import_key = v.text("import_key", import_key, 100);
        if proposed.is_none() {
            let text = Text::new("请填写立项时间。", "The time of the proposal is missing.");
            v.add("propose_time", reason::REQUIRED, text);
        }
        let proposed = proposed.unwrap_or(by.at);
        if proposed > by.at {
            v.add("propose_time", reason::TIME_ORDER, Text::new("时间不得在将来。", "Not in the future."));
        }
        let read = match self.check(catalogue, id, by) {
            Ok(project) => Some(project),
            Err(refusal) => {
                v.absorb(refusal, "disposal")?;
                None
            }
        };
        if read.as_ref().is_some_and(|project| went.len() > project.parcels.len()) {
            let text = Text::new("行数多于地块数。", "More rows than parcels.");
            v.add("parcels", reason::PARCEL_COUNT, text);
        }
        let mut project = read;
        for (index, went) in went.iter().take(PARCELS).enumerate() {
            let parcel = project.as_mut().and_then(|project| project.parcels.get_mut(index));
            went.onto(parcel, &format!("parcels[{index}]"), proposed, by.at, &mut v);
        }
        let (Some(mut project), Some(import_key), true) = (project, import_key, v.is_empty()) else {
            return Err(v.into_refusal());
        };
        project.import_key = import_key;
        project.created = proposed;
        // What is sold was consulted on in its time. What is not goes on as any project does: its departments are asked.
        if project.parcels.iter().all(|parcel| parcel.standing_sale().is_some()) {
            project.required.clear();
            project.state = DisposalState::Listed;
        }
        Ok(project)
    }
}

impl Went {
    fn onto(
        self,
        parcel: Option<&mut Parcel>,
        at: &str,
        proposed: Timestamp,
        now: Timestamp,
        v: &mut Violations,
    ) {
        let order = Text::new(
            "时间须按立项、挂牌、成交、现在的先后。",
            "First proposed, then listed, then sold, then now.",
        );
        if self.listed.is_some_and(|listed| listed < proposed || listed > now) {
            v.add(format!("{at}.list_time"), reason::TIME_ORDER, order.clone());
        }
        let Some(sold) = self.sold else {
            if self.price != 0 {
                let text = Text::new("未成交的地块没有价款。", "What was not sold has no price.");
                v.add(format!("{at}.price_fen"), reason::NOT_SOLD, text);
            }
            if let (Some(parcel), Some(listed)) = (parcel, self.listed) {
                parcel.first_listed = Some(listed);
            }
            return;
        };
        if sold > now || self.listed.is_none_or(|listed| listed > sold) {
            v.add(format!("{at}.sell_time"), reason::TIME_ORDER, order);
        }
        let price = amount(&format!("{at}.price_fen"), self.price, v);
        if let (Some(parcel), Some(price)) = (parcel, price) {
            parcel.first_listed = self.listed;
            parcel.sale = Some(Sale { price, buyer: None, at: sold, round: 1 });
            parcel.state = ParcelState::Sold;
        }
    }
}

/// By what a number is the same as another: its spaces do not count.
#[must_use]
pub fn key(number: &str) -> String {
    number.split_whitespace().collect()
}

fn departments(given: &[String], catalogue: &Catalogue, v: &mut Violations) -> Vec<String> {
    if given.is_empty() {
        return USUAL.iter().map(|&unit| unit.to_owned()).collect();
    }
    let mut required: Vec<String> = Vec::new();
    for (index, unit) in given.iter().enumerate() {
        let unit = unit.trim();
        if catalogue.unit(unit).is_none() {
            let text = Text::new("没有这个单位。", "There is no such unit.");
            v.add(format!("required_units[{index}]"), reason::UNIT_UNKNOWN, text);
        } else if !required.iter().any(|one| one == unit) {
            required.push(unit.to_owned());
        }
    }
    required
}
