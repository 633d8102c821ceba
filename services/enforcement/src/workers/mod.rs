//! What enforcement does because time has passed: the network is counted, confirmed openings are entered, rules issue supervision items
//! and late ones are escalated.

pub(crate) mod courts;
pub(crate) mod older_rows;
pub(crate) mod openings;
pub(crate) mod supervision;
