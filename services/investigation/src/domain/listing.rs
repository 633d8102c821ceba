//! An offer of a parcel: an auction or a sell-off in its round, and what the law says to it.

use jiff::civil::Date;
use kit::domain::{
    reason,
    refusal::{Text, Violations},
};
use law::{
    auction::{self, Before, Part},
    deadline,
    identifiers::Fen,
};
use serde::{Deserialize, Serialize};

use super::{named, reading};

named! {
    /// What a parcel is.
    pub enum PropertyKind {
        /// Real estate or another right.
        RealEstate = "REAL_ESTATE",
        /// Movables.
        Movable = "MOVABLE",
    }
}

named! {
    /// How a parcel is offered.
    pub enum ListingKind {
        /// Auction.
        Auction = "AUCTION",
        /// Sell-off.
        SellOff = "SELL_OFF",
    }
}

named! {
    /// How a listing ended.
    pub enum ListingOutcome {
        /// Not yet.
        Open = "OPEN",
        /// Sold.
        Sold = "SOLD",
        /// Nobody bid.
        NoBid = "NO_BID",
        /// The buyer defaulted.
        Defaulted = "DEFAULTED",
        /// Taken back.
        TakenBack = "TAKEN_BACK",
    }
}

named! {
    /// How a listing came to nothing.
    pub enum ListingFailure {
        /// Nobody bid.
        NoBid = "NO_BID",
        /// The buyer did not pay.
        Default = "DEFAULT",
        /// The court took it back.
        TakenBack = "TAKEN_BACK",
    }
}

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// How.
    pub kind: ListingKind,
    /// Which round.
    pub round: u8,
    /// The day of the notice.
    pub notice: Date,
    /// The day on which bidding opens.
    pub opens: Date,
    /// Starting price.
    pub start: Fen,
    /// Deposit.
    pub deposit: Fen,
    /// How it ended.
    pub outcome: ListingOutcome,
    /// The day on which it ended.
    pub ended: Option<Date>,
    /// Why.
    pub reason: String,
}

impl Listing {
    /// The last day on which the next auction may open, where nobody bid in the first.
    #[must_use]
    pub fn relist_by(&self) -> Option<Date> {
        let on = self.ended.filter(|_| self.outcome == ListingOutcome::NoBid && self.round == 1)?;
        deadline::due(deadline::Kind::Reauction, on, &[], &[]).value().map(|period| period.end)
    }
}

/// A listing as it was written.
#[derive(Clone, Debug, Default)]
pub struct ListingDraft {
    /// How.
    pub kind: Option<ListingKind>,
    /// The day of the notice.
    pub notice: Option<Date>,
    /// The day on which bidding opens.
    pub opens: Option<Date>,
    /// Starting price in fen.
    pub start: i64,
    /// Deposit in fen.
    pub deposit: i64,
    /// Valuation in fen.
    pub valuation: i64,
}

/// Whether a parcel is offered in this way in this round.
pub(super) fn offered_rightly(kind: ListingKind, round: u8, v: &mut Violations) {
    let text = match (kind, round) {
        (ListingKind::Auction, 1 | 2) | (ListingKind::SellOff, 3..) => return,
        (ListingKind::Auction, _) => Text::new(
            "两次流拍后不得再次拍卖，可以变卖或者以物抵债（网络司法拍卖规定第二十六条）。",
            "After two auctions without a bid the parcel is sold off or taken in kind.",
        ),
        (ListingKind::SellOff, _) => Text::new(
            "再次拍卖流拍后方可变卖（网络司法拍卖规定第二十六条）。",
            "A parcel is sold off only after the second auction without a bid.",
        ),
    };
    v.add("kind", if round > 2 { reason::ROUNDS_EXHAUSTED } else { reason::SELL_OFF_TOO_EARLY }, text);
}

/// What the law says to the listing. A sell-off keeps the last price and the deposit's bounds; no notice period is laid down.
pub(super) fn law(kind: ListingKind, listing: &auction::Listing, v: &mut Violations) {
    if kind == ListingKind::SellOff
        && let Before::Unsold { start, .. } = listing.before
        && listing.start < start
    {
        let text = Text::new(
            "变卖价不得低于二次拍卖的起拍价。",
            "A sell-off starts at least where the second auction did.",
        );
        v.add("start_price_fen", reason::CUT_TOO_DEEP, text);
    }
    for (part, unmet) in auction::faults(listing) {
        let (field, reason) = match part {
            Part::Notice => ("open_date", reason::NOTICE_TOO_SHORT),
            Part::TooLate => ("open_date", reason::REAUCTION_TOO_LATE),
            Part::Reserve => ("start_price_fen", reason::START_TOO_LOW),
            Part::Cut => ("start_price_fen", reason::CUT_TOO_DEEP),
            Part::Deposit => ("deposit_fen", reason::DEPOSIT_OUT_OF_RANGE),
        };
        if kind == ListingKind::Auction || part == Part::Deposit {
            v.add(field, reason, reading::unmet_text(unmet));
        }
    }
}
