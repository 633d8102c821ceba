//! Where units are notified, and who sets it.

use investigation::Migrator;
use kit::testing::on_every_database;
use proto::investigation::v1 as wire;

use crate::world::{World, names, reason};

const UNIT: &str = "units/u03/webhook";

#[tokio::test]
async fn only_who_governs_the_whole_district_sets_where_a_unit_is_notified() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let set = wire::SetUnitWebhookRequest {
            name: UNIT.into(),
            url: "https://8.8.8.8/".into(),
            ..Default::default()
        };
        let remove = wire::RemoveUnitWebhookRequest { name: UNIT.into(), ..Default::default() };
        for person in ["village-admin", "other-admin"] {
            let mut units = world.person(person).units();
            let refused = units.set_unit_webhook(set.clone()).await.unwrap_err();
            assert_eq!(reason(&refused), "OUTSIDE_REGION", "{person}");
            let refused = units.remove_unit_webhook(remove.clone()).await.unwrap_err();
            assert_eq!(reason(&refused), "OUTSIDE_REGION", "{person}");
            let get = wire::GetUnitWebhookRequest { name: UNIT.into() };
            assert_eq!(reason(&units.get_unit_webhook(get).await.unwrap_err()), "OUTSIDE_REGION", "{person}");
        }
        for person in ["admin", "city-admin"] {
            assert!(world.person(person).units().set_unit_webhook(set.clone()).await.is_ok(), "{person}");
        }
        world.person("admin").units().remove_unit_webhook(remove).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_webhook_never_leads_inside() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let mut admin = world.person("admin").units();
        for url in [
            "http://127.0.0.1:8080/v1/cases",
            "http://localhost:8080/",
            "http://[::1]:8080/",
            "https://127.0.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://[::1]/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://127.1/",
            "https://10.0.0.8/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://100.64.0.1/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://0.0.0.0/",
        ] {
            let set =
                wire::SetUnitWebhookRequest { name: UNIT.into(), url: url.into(), ..Default::default() };
            let refused = admin.set_unit_webhook(set).await.unwrap_err();
            assert!(names(&refused, "url", "URL_INSIDE"), "{url}: {refused}");
        }
    })
    .await;
}
