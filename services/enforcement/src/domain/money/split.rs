//! Sums split to the fen.

use law::identifiers::Fen;

/// Splits a sum in proportion to weights, by largest remainder: the shares add up to the sum exactly, each lies within one fen of
/// its exact share, and what somebody gets does not depend on where they stand beyond ties, which go to the larger weight and then
/// to the earlier place. `None` where all weights are zero and there is something to split.
#[must_use]
pub fn split(sum: Fen, weights: &[Fen]) -> Option<Vec<Fen>> {
    // Two amounts below 2^63 multiply to less than 2^126.
    let whole: i128 = weights.iter().map(|weight| i128::from(weight.get())).sum();
    let sum_fen = i128::from(sum.get());
    if whole == 0 {
        return (sum == Fen::ZERO).then(|| vec![Fen::ZERO; weights.len()]);
    }
    let exact = |weight: &Fen| sum_fen * i128::from(weight.get());
    let mut shares: Vec<i128> = weights.iter().map(|weight| exact(weight) / whole).collect();
    let left = sum_fen - shares.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| {
        let remainder = exact(&weights[at]) % whole;
        (std::cmp::Reverse((remainder, weights[at])), at)
    });
    // Fewer fen are left than there are remainders above zero.
    for at in order.into_iter().take(usize::try_from(left).ok()?) {
        shares[at] += 1;
    }
    shares.into_iter().map(|share| i64::try_from(share).ok().and_then(|fen| Fen::new(fen).ok())).collect()
}

/// Pays claims out of a sum: whole where it covers them all, in proportion where it falls short.
#[must_use]
pub fn allocate(sum: Fen, claims: &[Fen]) -> Option<Vec<Fen>> {
    let owed = Fen::checked_sum(claims.iter().copied())?;
    if sum >= owed { Some(claims.to_vec()) } else { split(sum, claims) }
}
