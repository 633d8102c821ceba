//! Terminals and their presence.

use courts::Migrator;
use kit::testing::on_every_database;
use proto::courts::v1 as wire;

use crate::world::{World, reason};

#[tokio::test]
async fn a_heartbeat_enters_a_terminal_of_the_own_court_alone() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let director = world.person("director-330783201203").await;
        let beat = |name: &str| wire::HeartbeatRequest { name: name.into(), software_version: "1.0".into() };
        for _ in 0..2 {
            let heard =
                director.terminals().heartbeat(beat("terminals/330783201203-1")).await.unwrap().into_inner();
            assert_eq!(
                (heard.presence(), heard.court.as_str()),
                (wire::Presence::Online, "courts/330783201203")
            );
        }
        for outside in ["terminals/330783201-1", "terminals/330783201999-1", "terminals/x"] {
            let refused = director.terminals().heartbeat(beat(outside)).await.unwrap_err();
            assert_eq!(reason(&refused), "TERMINAL_UNKNOWN", "{outside}");
        }
        world.person("admin").await.terminals().heartbeat(beat("terminals/330783-s6-2")).await.unwrap();
        let list = async |person: &str, filter: &str| {
            let request =
                wire::ListTerminalsRequest { filter: filter.into(), ..wire::ListTerminalsRequest::default() };
            let page =
                world.person(person).await.terminals().list_terminals(request).await.unwrap().into_inner();
            page.terminals.into_iter().map(|terminal| terminal.name).collect::<Vec<_>>()
        };
        assert_eq!(list("officer", "").await, ["terminals/330783-s6-2", "terminals/330783201203-1"]);
        assert_eq!(list("director-330783201203", "presence=ONLINE").await, ["terminals/330783201203-1"]);
        assert!(list("officer", "presence=OFFLINE").await.is_empty());
        assert_eq!(list("officer", "court=courts/330783-s6").await, ["terminals/330783-s6-2"]);
        let mut network = world.person("officer").await.network();
        let summary = network.get_network_summary(wire::GetNetworkSummaryRequest {});
        let summary = summary.await.unwrap().into_inner();
        assert_eq!((summary.terminals, summary.terminals_online), (2, 2));
    })
    .await;
}
