//! The demonstration network, for the tests of what is pure.

use courts::{
    demo::Demo,
    domain::{import, network::Network},
};
use kit::domain::Timestamp;

/// The network of the demonstration, through the import that everybody uses.
pub(crate) fn network() -> Network {
    let demo = Demo::make().unwrap();
    let regions = import::regions(&Network::default(), &demo.regions).unwrap().created;
    let network = Network::new(1, regions, Vec::new());
    let courts = import::courts(&network, &demo.courts, Timestamp::from_micros(0)).unwrap().created;
    network.with(&[], &courts)
}
