//! A listing for auction (网络司法拍卖): how long before it is announced, at which price it starts, which deposit it asks for,
//! and what comes after a round without a bid or a buyer who defaulted.

use jiff::civil::Date;

use crate::{
    deadline::{Kind, due},
    identifiers::Fen,
    rules::{Dated, enforcement},
    unmet::Unmet,
};

/// What is auctioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goods {
    /// Movables.
    Movable,
    /// Real estate or other rights.
    RealEstate,
}

/// What came before a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing.
    Nothing,
    /// An auction without a bid (流拍), which ended on a day.
    Unsold {
        /// Its starting price.
        start: Fen,
        /// The day on which it ended.
        on: Date,
    },
    /// A buyer who defaulted (悔拍).
    Defaulted {
        /// The starting price of the auction in which they bid.
        start: Fen,
    },
}

/// A listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What.
    pub goods: Goods,
    /// Valuation or market price.
    pub valuation: Fen,
    /// What came before.
    pub before: Before,
    /// The day of the notice.
    pub notice: Date,
    /// The day on which bidding opens.
    pub opens: Date,
    /// Starting price, which is the reserve.
    pub start: Fen,
    /// Deposit.
    pub deposit: Fen,
}

/// Which part of a listing is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Too little time between notice and auction.
    Notice,
    /// The next auction comes too late.
    TooLate,
    /// The first price is too low for the valuation.
    Reserve,
    /// The price fell too far from the last round.
    Cut,
    /// The deposit.
    Deposit,
}

static NOTICE_MOVABLE: Unmet = Unmet::new(
    &enforcement::AUCTION_MOVABLE,
    ("公告距拍卖不足十五日", "the auction is less than 15 days after its notice"),
    ("推迟拍卖日", "auction later"),
);
static NOTICE_REAL_ESTATE: Unmet = Unmet::new(
    &enforcement::AUCTION_REAL_ESTATE,
    ("公告距拍卖不足三十日", "the auction is less than 30 days after its notice"),
    ("推迟拍卖日", "auction later"),
);
static AGAIN_MOVABLE: Unmet = Unmet::new(
    &enforcement::REAUCTION_NOTICE_MOVABLE,
    ("公告距再次拍卖不足七日", "the next auction is less than 7 days after its notice"),
    ("推迟拍卖日", "auction later"),
);
static AGAIN_REAL_ESTATE: Unmet = Unmet::new(
    &enforcement::REAUCTION_NOTICE_REAL_ESTATE,
    ("公告距再次拍卖不足十五日", "the next auction is less than 15 days after its notice"),
    ("推迟拍卖日", "auction later"),
);
static TOO_LATE: Unmet = Unmet::new(
    &enforcement::REAUCTION,
    ("再次拍卖晚于流拍后三十日", "the next auction is more than 30 days after the one without a bid"),
    ("提前拍卖日", "auction earlier"),
);
static CUT: Unmet = Unmet::new(
    &enforcement::REAUCTION,
    ("起拍价比前次降低超过百分之二十", "the starting price is more than 20 % below the last"),
    ("提高起拍价", "start higher"),
);
static CUT_AFTER_DEFAULT: Unmet = Unmet::new(
    &enforcement::AUCTION_DEFAULT,
    (
        "悔拍后重新拍卖不是流拍，没有可以降价的规定",
        "an auction after a default follows no round without a bid, and no provision lowers its price",
    ),
    ("起拍价不低于前次", "start at least where the last auction started"),
);
static RESERVE: Unmet = Unmet::new(
    &enforcement::RESERVE,
    ("起拍价低于评估价的百分之七十", "the starting price is below 70 % of the valuation"),
    ("提高起拍价", "start higher"),
);
static DEPOSIT: Unmet = Unmet::new(
    &enforcement::AUCTION_DEPOSIT,
    (
        "保证金不在起拍价的百分之五至百分之二十之间",
        "the deposit is not between 5 and 20 % of the starting price",
    ),
    ("调整保证金", "change the deposit"),
);

/// Whether `amount` is at least so many percent of `whole`, exactly.
fn at_least(amount: Fen, percent: i128, whole: Fen) -> bool {
    i128::from(amount.get()) * 100 >= i128::from(whole.get()) * percent
}

/// What is wrong with a listing, by part; nothing where it may be announced.
#[must_use]
pub fn faults(listing: &Listing) -> Vec<(Part, &'static Unmet)> {
    let mut faults = Vec::new();
    let (start, deposit) = (listing.start, listing.deposit);
    let again = matches!(listing.before, Before::Unsold { .. });
    let (rule, short): (&Dated, _) = match (listing.goods, again) {
        (Goods::Movable, false) => (&enforcement::AUCTION_MOVABLE, &NOTICE_MOVABLE),
        (Goods::RealEstate, false) => (&enforcement::AUCTION_REAL_ESTATE, &NOTICE_REAL_ESTATE),
        (Goods::Movable, true) => (&enforcement::REAUCTION_NOTICE_MOVABLE, &AGAIN_MOVABLE),
        (Goods::RealEstate, true) => (&enforcement::REAUCTION_NOTICE_REAL_ESTATE, &AGAIN_REAL_ESTATE),
    };
    // At least so many days before: the length itself, since a holiday may not shorten it and need not lengthen it.
    let earliest = rule.on(listing.notice).measure.map(|length| length.after(listing.notice));
    if earliest.is_some_and(|earliest| listing.opens < earliest) {
        faults.push((Part::Notice, short));
    }
    match listing.before {
        Before::Nothing if !at_least(start, 70, listing.valuation) => faults.push((Part::Reserve, &RESERVE)),
        Before::Unsold { start: last, on } => {
            if due(Kind::Reauction, on, &[], &[]).value().is_some_and(|period| listing.opens > period.end) {
                faults.push((Part::TooLate, &TOO_LATE));
            }
            if !at_least(start, 80, last) {
                faults.push((Part::Cut, &CUT));
            }
        }
        Before::Defaulted { start: last } if start < last => faults.push((Part::Cut, &CUT_AFTER_DEFAULT)),
        Before::Nothing | Before::Defaulted { .. } => {}
    }
    if !at_least(deposit, 5, start) || !at_least(start, 500, deposit) {
        faults.push((Part::Deposit, &DEPOSIT));
    }
    faults
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan as _, civil::date};

    use super::*;

    fn fen(fen: i64) -> Fen {
        Fen::new(fen).unwrap()
    }

    fn first() -> Listing {
        Listing {
            goods: Goods::RealEstate,
            valuation: fen(1000),
            before: Before::Nothing,
            notice: date(2026, 3, 2),
            opens: date(2026, 4, 1),
            start: fen(700),
            deposit: fen(35),
        }
    }

    fn parts(listing: &Listing) -> Vec<Part> {
        faults(listing).into_iter().map(|(part, _)| part).collect()
    }

    #[test]
    fn a_first_auction_at_every_limit() {
        assert_eq!(parts(&first()), []);
        assert_eq!(parts(&Listing { opens: date(2026, 3, 31), ..first() }), [Part::Notice]);
        assert_eq!(parts(&Listing { start: fen(699), ..first() }), [Part::Reserve]);
        for (deposit, right) in [(34, false), (35, true), (140, true), (141, false)] {
            assert_eq!(parts(&Listing { deposit: fen(deposit), ..first() }).is_empty(), right, "{deposit}");
        }
        let movable = Listing { goods: Goods::Movable, opens: date(2026, 3, 17), ..first() };
        assert_eq!(parts(&movable), []);
        assert_eq!(parts(&Listing { opens: date(2026, 3, 16), ..movable }), [Part::Notice]);
    }

    #[test]
    fn a_next_auction_is_soon_and_at_most_a_fifth_lower() {
        let on = date(2026, 3, 2);
        let again = Listing {
            before: Before::Unsold { start: fen(701), on },
            notice: on,
            opens: date(2026, 3, 17),
            start: fen(561),
            ..first()
        };
        assert_eq!(parts(&again), []);
        assert_eq!(parts(&Listing { start: fen(560), ..again }), [Part::Cut]);
        assert_eq!(parts(&Listing { opens: date(2026, 3, 16), ..again }), [Part::Notice]);
        assert_eq!(parts(&Listing { opens: on + 30.days(), ..again }), []);
        assert_eq!(parts(&Listing { opens: on + 31.days(), ..again }), [Part::TooLate]);
    }

    #[test]
    fn after_a_default_the_price_stays() {
        let again = Listing { before: Before::Defaulted { start: fen(700) }, ..first() };
        assert_eq!(parts(&again), []);
        assert_eq!(parts(&Listing { start: fen(699), deposit: fen(35), ..again }), [Part::Cut]);
    }
}
