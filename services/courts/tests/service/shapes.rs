//! Borders of regions: taken over all or none, and given as one collection.

use courts::Migrator;
use kit::testing::on_every_database;
use proto::courts::v1 as wire;

use crate::world::{Person, World, fields, reason};

fn square(west: f64) -> String {
    let east = west + 0.1;
    format!(
        r#"{{"type":"Polygon","coordinates":[[[{west},29.2],[{east},29.2],[{east},29.3],[{west},29.3],[{west},29.2]]]}}"#
    )
}

fn shape(code: &str, geometry: impl Into<String>) -> wire::RegionShape {
    wire::RegionShape { region_code: code.into(), geometry: geometry.into() }
}

async fn import(
    person: &Person,
    shapes: Vec<wire::RegionShape>,
    validate_only: bool,
) -> Result<(i32, i32, i32), tonic::Status> {
    let request = wire::ImportRegionShapesRequest { shapes, validate_only, ..Default::default() };
    let done = person.regions().import_region_shapes(request).await?.into_inner();
    Ok((done.created, done.updated, done.unchanged))
}

/// The collection, and the etag that its bytes have.
async fn collection(person: &Person, code: &str) -> (serde_json::Value, String) {
    let request = wire::GetRegionShapesRequest { region_code: code.into(), ..Default::default() };
    let answer = person.regions().get_region_shapes(request).await.unwrap();
    let etag = answer.metadata().get("x-http-header-etag").unwrap().to_str().unwrap().to_owned();
    let body = answer.into_inner();
    assert_eq!(body.content_type, "application/geo+json");
    (serde_json::from_slice(&body.data).unwrap(), etag)
}

#[tokio::test]
async fn borders_replace_each_other_and_are_given_with_an_etag() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let (admin, officer) = (world.person("admin").await, world.person("officer").await);
        let (nothing, empty) = collection(&officer, "330783").await;
        assert_eq!(nothing["features"].as_array().unwrap().len(), 0);
        let both = vec![shape("330783201", square(120.1)), shape("330783001", square(120.3))];
        assert_eq!(import(&admin, both.clone(), true).await.unwrap(), (2, 0, 0));
        assert_eq!(collection(&officer, "330783").await.1, empty, "a check changes nothing");
        assert_eq!(import(&admin, both.clone(), false).await.unwrap(), (2, 0, 0));
        assert_eq!(import(&admin, both, false).await.unwrap(), (0, 0, 2));
        let (found, first) = collection(&officer, "330783").await;
        let ids: Vec<_> =
            found["features"].as_array().unwrap().iter().map(|each| each["id"].clone()).collect();
        assert_eq!(ids, ["330783001", "330783201"]);
        assert_eq!(found["features"][1]["properties"]["name"], "三单乡");
        assert_eq!(found["features"][1]["geometry"]["coordinates"][0][0], serde_json::json!([120.1, 29.2]));
        assert_eq!(collection(&officer, "330783").await.1, first);
        assert_eq!(import(&admin, vec![shape("330783201", square(120.5))], false).await.unwrap(), (0, 1, 0));
        assert_ne!(collection(&officer, "330783").await.1, first);
        // A village's border is none of the towns'.
        assert_eq!(
            import(&admin, vec![shape("330783201203", square(120.1))], false).await.unwrap(),
            (1, 0, 0)
        );
        assert_eq!(collection(&officer, "330783").await.0["features"].as_array().unwrap().len(), 2);
        assert_eq!(collection(&officer, "330783201").await.0["features"][0]["id"], "330783201203");
        let unknown = wire::GetRegionShapesRequest { region_code: "330999".into(), ..Default::default() };
        let refused = officer.regions().get_region_shapes(unknown).await.unwrap_err();
        assert_eq!(reason(&refused), "REGION_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn every_bad_border_is_named_and_nothing_is_kept() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let open =
            r#"{"type":"Polygon","coordinates":[[[120.1,29.2],[120.2,29.2],[120.2,29.3],[120.1,29.3]]]}"#;
        let swapped =
            r#"{"type":"Polygon","coordinates":[[[29.2,120.1],[29.2,120.2],[29.3,120.2],[29.2,120.1]]]}"#;
        let rows = vec![
            shape("330783201", square(120.1)),
            shape("330783001", open),
            shape("330783123", swapped),
            shape("330783201", square(120.2)),
            shape("330783999", "{}"),
        ];
        let refused = import(&admin, rows, false).await.unwrap_err();
        let violation = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
        assert_eq!(
            fields(&refused),
            [
                violation("shapes[1].geometry", "RING_OPEN"),
                violation("shapes[2].geometry", "OUTSIDE_CHINA"),
                violation("shapes[3].region_code", "DUPLICATE"),
                violation("shapes[4].region_code", "REGION_UNKNOWN"),
                violation("shapes[4].geometry", "SHAPE_MALFORMED"),
            ]
        );
        assert_eq!(collection(&admin, "330783").await.0["features"].as_array().unwrap().len(), 0);
        // A town's administrator takes over nothing of another town.
        let town = world.admin_of("330783201").await;
        let refused = import(&town, vec![shape("330783001", square(120.1))], false).await.unwrap_err();
        assert_eq!(reason(&refused), "BEYOND_SCOPE");
        assert_eq!(import(&town, vec![shape("330783201", square(120.1))], false).await.unwrap(), (1, 0, 0));
    })
    .await;
}
