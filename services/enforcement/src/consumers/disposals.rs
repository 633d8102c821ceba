//! Events of investigation about projects of disposal, as indicators count them.

use kit::domain::{Timestamp, refusal::Refusal};
use law::identifiers::RegionCode;
use proto::investigation::v1::{Disposal, DisposalParcel, ParcelState};
use sea_orm::DatabaseTransaction;

use crate::{domain::IndicatorRow, store::indicator_rows};

/// What counts of a sale; taken back where the buyer defaults.
const OF_SALE: [&str; 4] = ["disposal-sold", "disposal-land", "disposal-floor", "disposal-proceeds"];

/// Counts a project, or the parcel of it to which something happened.
pub(super) async fn see_to(
    tx: &DatabaseTransaction,
    (kind, subject): (&str, &str),
    project: &Disposal,
    region_code: &RegionCode,
) -> Result<(), Refusal> {
    let measured = |what, at: Timestamp, amount| IndicatorRow {
        what,
        facet: String::new(),
        day: at.legal_day(),
        subject: subject.to_owned(),
        region_code: region_code.as_str().to_owned(),
        amount,
    };
    let proposed = project.create_time.as_ref().and_then(Timestamp::from_timestamp);
    if let (Some(at), true) = (proposed, subject == project.name) {
        return indicator_rows::record(tx, &[measured("disposal-project", at, 1)]).await;
    }
    let Some(parcel) = project.parcels.iter().find(|parcel| parcel.name == subject) else { return Ok(()) };
    if kind == "DISPOSAL_LISTED" {
        // A parcel that is listed again counts once, on the day of the first time.
        let first = first_listed(parcel).or(proposed);
        return match first {
            Some(at) => indicator_rows::record(tx, &[measured("disposal-listed", at, 1)]).await,
            None => Ok(()),
        };
    }
    // Neither a sale on which the buyer defaulted nor what a creditor took instead of money brought any in.
    let stands = matches!(
        parcel.state(),
        ParcelState::Sold | ParcelState::Paid | ParcelState::Delivered | ParcelState::Registered
    );
    let sale = parcel.sale.as_ref().filter(|_| stands);
    let sold = sale.and_then(|sale| Some((sale, Timestamp::from_timestamp(sale.sell_time.as_ref()?)?)));
    let Some((sale, at)) = sold else {
        for what in OF_SALE {
            indicator_rows::withdraw(tx, what, subject).await?;
        }
        return Ok(());
    };
    let [count, land, floor, proceeds] = OF_SALE;
    let rows = [
        measured(count, at, 1),
        measured(land, at, in_parts::<3>(&parcel.area_mu)),
        measured(floor, at, in_parts::<2>(&parcel.floor_area_m2)),
        measured(proceeds, at, sale.price_fen),
    ];
    indicator_rows::correct(tx, &rows).await
}

fn first_listed(parcel: &DisposalParcel) -> Option<Timestamp> {
    parcel.list_time.as_ref().and_then(Timestamp::from_timestamp)
}

/// A decimal number with at most so many places, in units of the last of them. What the other service wrote is well formed.
fn in_parts<const PLACES: usize>(text: &str) -> i64 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{rest:0<PLACES$}").parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_counted_in_their_smallest_parts() {
        assert_eq!(in_parts::<3>("1533.3"), 1_533_300);
        assert_eq!((in_parts::<2>("0.25"), in_parts::<2>("20"), in_parts::<2>("")), (25, 2000, 0));
    }
}
