//! A parcel (宗地) of a project: its listings one after another, its sale, and what follows a sale.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::{
    auction::{self, Before, Goods},
    identifiers::Fen,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    area::{Mu, SquareMetres},
    event_kind::EventKind,
    listing::{self, Listing, ListingDraft, ListingFailure, ListingKind, ListingOutcome, PropertyKind},
    named,
    reading::{self, Party},
};

named! {
    /// Where a parcel stands.
    pub enum ParcelState {
        /// Not listed.
        Pending = "PENDING",
        /// Listed.
        Listed = "LISTED",
        /// The last round had no bid.
        Unsold = "UNSOLD",
        /// Sold.
        Sold = "SOLD",
        /// The buyer defaulted.
        Defaulted = "DEFAULTED",
        /// Paid for.
        Paid = "PAID",
        /// Handed over.
        Delivered = "DELIVERED",
        /// Registered.
        Registered = "REGISTERED",
        /// Taken instead of money.
        InKind = "IN_KIND",
    }
}

impl ParcelState {
    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Pending => ("未挂牌", "not listed"),
            Self::Listed => ("已挂牌", "listed"),
            Self::Unsold => ("流拍", "unsold"),
            Self::Sold => ("已成交", "sold"),
            Self::Defaulted => ("买受人悔拍", "open again after a default"),
            Self::Paid => ("已付款", "paid for"),
            Self::Delivered => ("已交付", "delivered"),
            Self::Registered => ("已登记", "registered"),
            Self::InKind => ("已抵债", "taken in kind"),
        }
    }

    /// Whether a sale stands.
    #[must_use]
    pub const fn is_sold(self) -> bool {
        matches!(self, Self::Sold | Self::Paid | Self::Delivered | Self::Registered)
    }

    /// Whether nothing is left to be done.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Registered | Self::InKind)
    }
}

/// A sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// Price.
    pub price: Fen,
    /// Who bought; unknown in some old records.
    pub buyer: Option<Party>,
    /// When.
    pub at: Timestamp,
    /// Which round.
    pub round: u8,
}

/// A sale that fell away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Default {
    /// The sale.
    pub sale: Sale,
    /// The deposit that is forfeited.
    pub forfeited: Fen,
    /// When.
    pub at: Timestamp,
}

/// A parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Its id.
    pub id: Uuid,
    /// By which it is known everywhere.
    pub number: String,
    /// Where it lies.
    pub location: String,
    /// What it is.
    pub kind: PropertyKind,
    /// Its land.
    pub land: Mu,
    /// Its floors.
    pub floor: SquareMetres,
    /// Valuation or market price.
    pub valuation: Option<Fen>,
    /// Where it stands.
    pub state: ParcelState,
    /// Every listing.
    pub listings: Vec<Listing>,
    /// When it was first listed.
    pub first_listed: Option<Timestamp>,
    /// The sale that stands, or what it was taken for.
    pub sale: Option<Sale>,
    /// Sales that fell away.
    pub defaults: Vec<Default>,
    /// When it was paid for.
    pub paid: Option<Timestamp>,
    /// When it was handed over.
    pub delivered: Option<Timestamp>,
    /// Record of that.
    pub delivery_papers: Vec<String>,
    /// Who entered the handing over, `people/{id}`; empty in rows of releases that did not record it.
    #[serde(default)]
    pub delivered_by: String,
    /// When it was registered.
    pub registered: Option<Timestamp>,
    /// Number of the certificate.
    pub certificate: String,
}

/// That it is sold already, here or elsewhere.
#[must_use]
pub fn sold_already() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PARCEL_SOLD,
        "该地块已经成交，不能再次挂牌或者成交。请核对地块编号。",
        "This parcel is sold already and can't be listed or sold again. Check its number.",
    )
    .at("parcel")
}

impl Parcel {
    /// The sale that counts: one that stands, for money.
    #[must_use]
    pub fn standing_sale(&self) -> Option<&Sale> {
        self.sale.as_ref().filter(|_| self.state.is_sold())
    }

    /// Lists it.
    pub fn list(&mut self, draft: &ListingDraft, at: Timestamp) -> Result<EventKind, Refusal> {
        if self.state.is_sold() || self.state == ParcelState::InKind {
            return Err(sold_already());
        }
        self.expect(&[ParcelState::Pending, ParcelState::Unsold, ParcelState::Defaulted], "挂牌", "listed")?;
        let mut v = Violations::new();
        for (field, missing) in
            [("notice_date", draft.notice.is_none()), ("open_date", draft.opens.is_none())]
        {
            if missing {
                v.add(field, reason::REQUIRED, Text::new("请填写日期。", "The day is missing."));
            }
        }
        let start = amount("start_price_fen", draft.start, &mut v);
        let deposit = amount("deposit_fen", draft.deposit, &mut v);
        let valuation = reading::fen("valuation_fen", draft.valuation, &mut v).or(self.valuation);
        let kind = draft.kind.unwrap_or(ListingKind::Auction);
        let round = self.next_round();
        listing::offered_rightly(kind, round, &mut v);
        if valuation.is_none() {
            let text = Text::new("请填写评估价或者市价。", "The valuation or market price is missing.");
            v.add("valuation_fen", reason::VALUATION_MISSING, text);
        }
        let (Some(notice), Some(opens), Some(start), Some(deposit), Some(valuation)) =
            (draft.notice, draft.opens, start, deposit, valuation)
        else {
            return Err(v.into_refusal());
        };
        let goods = match self.kind {
            PropertyKind::RealEstate => Goods::RealEstate,
            PropertyKind::Movable => Goods::Movable,
        };
        let before = self.before();
        let offer = auction::Listing { goods, valuation, before, notice, opens, start, deposit };
        listing::law(kind, &offer, &mut v);
        v.check()?;
        self.valuation = Some(valuation);
        self.first_listed.get_or_insert(at);
        self.state = ParcelState::Listed;
        let (outcome, reason) = (ListingOutcome::Open, String::new());
        self.listings.push(Listing {
            kind,
            round,
            notice,
            opens,
            start,
            deposit,
            outcome,
            ended: None,
            reason,
        });
        Ok(EventKind::DisposalListed)
    }

    fn next_round(&self) -> u8 {
        let without_bid = self.listings.iter().filter(|one| one.outcome == ListingOutcome::NoBid).count();
        u8::try_from(without_bid + 1).unwrap_or(u8::MAX)
    }

    /// What the last listing that counts leaves to the next.
    fn before(&self) -> Before {
        let last = self.listings.iter().rev().find(|one| one.outcome != ListingOutcome::TakenBack);
        match last {
            Some(last) if last.outcome == ListingOutcome::Defaulted => {
                Before::Defaulted { start: last.start }
            }
            Some(last) => Before::Unsold { start: last.start, on: last.ended.unwrap_or(last.opens) },
            None => Before::Nothing,
        }
    }

    /// Sells it.
    pub fn sell(
        &mut self,
        price: i64,
        buyer: Party,
        when: Timestamp,
        at: Timestamp,
    ) -> Result<EventKind, Refusal> {
        if self.state.is_sold() || self.state == ParcelState::InKind {
            return Err(sold_already());
        }
        self.expect(&[ParcelState::Listed], "成交", "sold")?;
        let barred =
            self.defaults.iter().filter_map(|one| one.sale.buyer.as_ref()).any(|one| same(one, &buyer));
        let Some(listing) = self.listings.last_mut() else { return Err(self.conflict("成交", "sold")) };
        let mut v = Violations::new();
        let price = amount("price_fen", price, &mut v);
        if price.is_some_and(|price| price < listing.start) {
            let text = Text::new("成交价低于起拍价，出价无效。", "A price below the starting price is void.");
            v.add("price_fen", reason::BELOW_START, text);
        }
        opened("sell_time", listing.opens, when.legal_day(), at, &mut v);
        if when > at {
            v.add("sell_time", reason::TIME_ORDER, Text::new("时间不得在将来。", "Not in the future."));
        }
        if barred {
            let text = Text::new(
                "悔拍的原买受人不得参加竞买（网络司法拍卖规定第二十四条）。",
                "A buyer who defaulted may not bid again.",
            );
            v.add("buyer", reason::BUYER_DEFAULTED, text);
        }
        let (Some(price), true) = (price, v.is_empty()) else { return Err(v.into_refusal()) };
        listing.outcome = ListingOutcome::Sold;
        listing.ended = Some(when.legal_day());
        self.sale = Some(Sale { price, buyer: Some(buyer), at: when, round: listing.round });
        self.state = ParcelState::Sold;
        Ok(EventKind::DisposalSold)
    }

    /// Notes that a listing came to nothing.
    pub fn fail(
        &mut self,
        failure: ListingFailure,
        reason: &str,
        day: Option<Date>,
        at: Timestamp,
    ) -> Result<EventKind, Refusal> {
        let (from, zh, en) = match failure {
            ListingFailure::NoBid => (ParcelState::Listed, "登记流拍", "failed"),
            ListingFailure::Default => (ParcelState::Sold, "登记悔拍", "defaulted on"),
            ListingFailure::TakenBack => (ParcelState::Listed, "撤回挂牌", "taken back"),
        };
        self.expect(&[from], zh, en)?;
        let Some(listing) = self.listings.last_mut() else { return Err(self.conflict(zh, en)) };
        let day = day.unwrap_or_else(|| at.legal_day());
        let mut v = Violations::new();
        if failure == ListingFailure::TakenBack {
            if day > at.legal_day() {
                v.add("end_date", reason::TIME_ORDER, Text::new("日期不得在将来。", "Not in the future."));
            }
        } else {
            opened("end_date", listing.opens, day, at, &mut v);
        }
        let reason = match failure {
            ListingFailure::NoBid => v.optional_text("reason", reason, 2000).unwrap_or_default(),
            _ => v.text("reason", reason, 2000).unwrap_or_default(),
        };
        v.check()?;
        listing.ended = Some(day);
        listing.reason = reason;
        let (outcome, state, kind) = match failure {
            ListingFailure::NoBid => (ListingOutcome::NoBid, ParcelState::Unsold, EventKind::DisposalUnsold),
            ListingFailure::Default => {
                (ListingOutcome::Defaulted, ParcelState::Defaulted, EventKind::DisposalDefaulted)
            }
            ListingFailure::TakenBack => (
                ListingOutcome::TakenBack,
                if listing.round > 1 { ParcelState::Unsold } else { ParcelState::Pending },
                EventKind::DisposalUnlisted,
            ),
        };
        listing.outcome = outcome;
        let forfeited = listing.deposit;
        if failure == ListingFailure::Default
            && let Some(sale) = self.sale.take()
        {
            self.defaults.push(Default { sale, forfeited, at });
        }
        self.state = state;
        Ok(kind)
    }

    /// Notes that the price came in.
    pub fn pay(&mut self, paid: i64, at: Timestamp) -> Result<EventKind, Refusal> {
        self.expect(&[ParcelState::Sold], "付款", "paid for")?;
        if self.sale.as_ref().is_none_or(|sale| sale.price.get() != paid) {
            let text = Text::new("付款须与成交价相同。", "What was paid is not the price.");
            let mut v = Violations::new();
            v.add("paid_fen", reason::PAYMENT_DIFFERS, text);
            return Err(v.into_refusal());
        }
        self.paid = Some(at);
        self.state = ParcelState::Paid;
        Ok(EventKind::DisposalPaid)
    }

    /// Notes that it was handed over.
    pub fn deliver(&mut self, papers: &[String], by: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        let mut v = Violations::new();
        if papers.is_empty() {
            let text = Text::new("请附交接笔录。", "The record of the handing over is missing.");
            v.add("papers", reason::REQUIRED, text);
        }
        reading::evidence("papers", papers, 20, &mut v);
        v.check()?;
        self.expect(&[ParcelState::Paid], "交付", "delivered")?;
        self.delivery_papers = papers.iter().map(|paper| paper.trim().to_owned()).collect();
        by.clone_into(&mut self.delivered_by);
        self.delivered = Some(at);
        self.state = ParcelState::Delivered;
        Ok(EventKind::DisposalDelivered)
    }

    /// Notes that it was registered for its buyer.
    pub fn register(&mut self, certificate: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        let certificate = reading::required("certificate_number", certificate, 100)?;
        self.expect(&[ParcelState::Delivered], "登记", "registered")?;
        self.certificate = certificate;
        self.registered = Some(at);
        self.state = ParcelState::Registered;
        Ok(EventKind::DisposalRegistered)
    }

    /// Gives it to a creditor instead of money.
    pub fn take_in_kind(&mut self, price: i64, taker: Party, at: Timestamp) -> Result<EventKind, Refusal> {
        self.expect(&[ParcelState::Unsold], "抵债", "taken in kind")?;
        let mut v = Violations::new();
        let price = amount("price_fen", price, &mut v);
        let without_bid = self.listings.iter().rev().find(|one| one.outcome == ListingOutcome::NoBid);
        let last = without_bid.map(|listing| (listing.start, listing.round));
        if price.zip(last).is_some_and(|(price, (start, _))| price < start) {
            let text = Text::new(
                "抵债价不得低于流拍的起拍价。",
                "Not below the starting price at which nobody bid.",
            );
            v.add("price_fen", reason::BELOW_START, text);
        }
        let (Some(price), true) = (price, v.is_empty()) else { return Err(v.into_refusal()) };
        let round = last.map_or(0, |(_, round)| round);
        self.sale = Some(Sale { price, buyer: Some(taker), at, round });
        self.state = ParcelState::InKind;
        Ok(EventKind::DisposalTakenInKind)
    }

    fn expect(&self, states: &[ParcelState], zh: &str, en: &str) -> Result<(), Refusal> {
        if states.contains(&self.state) { Ok(()) } else { Err(self.conflict(zh, en)) }
    }

    fn conflict(&self, zh: &str, en: &str) -> Refusal {
        let (state_zh, state_en) = self.state.text();
        Refusal::new(
            Kind::Precondition,
            reason::PARCEL_STATE_CONFLICT,
            format!("该地块现在的状态是“{state_zh}”，不能{zh}。请刷新后查看。"),
            format!("The parcel is {state_en} and can't be {en}. Look at it again."),
        )
        .with("state", self.state.name())
    }
}

/// Reads an amount that has to be there.
pub(super) fn amount(field: &str, amount: i64, v: &mut Violations) -> Option<Fen> {
    if amount == 0 {
        v.add(field, reason::REQUIRED, Text::new("请填写金额。", "The amount is missing."));
    }
    reading::fen(field, amount, v)
}

/// Bidding has to have opened on a day that is not in the future.
fn opened(field: &str, opens: Date, day: Date, at: Timestamp, v: &mut Violations) {
    if day < opens || day > at.legal_day() {
        let text = Text::new("须在竞价开始之后、今天之前。", "Between the opening of the bidding and today.");
        v.add(field, reason::AUCTION_NOT_OPEN, text);
    }
}

fn same(one: &Party, other: &Party) -> bool {
    match (&one.identity, &other.identity) {
        (Some(one), Some(other)) if one.key().is_some() && other.key().is_some() => one.is_same(other),
        _ => reading::folded(&one.display_name) == reading::folded(&other.display_name),
    }
}
