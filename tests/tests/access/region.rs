//! Methods that change the register, asked by administrators of other places and of places around: anyone who is elsewhere changes nothing,
//! anyone who stands around is not turned away for where they stand. The methods are found by what they touch; each needs an example.

use kit::{access::Role, domain::Timestamp};
use prost::Message as _;
use prost_reflect::DynamicMessage;
use serde_json::{Value, json};
use tonic::Code;

use crate::world::{State, World, id_of_call, methods};

const WORKER: &str = "people/worker-330783201203-1";
/// Another county, and another town of the same county.
const ELSEWHERE: [&str; 2] = ["330782", "330783001"];
/// The county, the city and the province around.
const AROUND: [&str; 3] = ["330783", "3307", "33"];

/// A request that is right in itself and concerns the village 330783201203, or its town.
fn example(method: &str, term: &str) -> Value {
    let special = json!({
        "displayName": "示例共享法庭", "kind": "COURT_KIND_SPECIAL", "regionCode": "330783201", "host": "示例协会",
    });
    let person = json!({"displayName": "某人"});
    match method {
        "SetUnitWebhook" => json!({"name": "units/u01/webhook", "url": "https://hooks.example/court"}),
        "RemoveUnitWebhook" => json!({"name": "units/u01/webhook"}),
        "CreateServiceAccount" => json!({"serviceAccountId": "other", "serviceAccount": account()}),
        "RotateServiceAccountSecret" | "DisableServiceAccount" => json!({"name": "serviceAccounts/files"}),
        "RevokeServiceAccountSecret" => json!({"name": "serviceAccounts/files", "secret": "none"}),
        "InvitePerson" | "ResetSecondFactor" | "EndPersonSessions" => json!({"name": WORKER}),
        "CreateCourt" => json!({"courtId": "330783-s77", "court": special}),
        "UpdateCourt" => json!({
            "court": {"name": "courts/330783201203", "displayName": "改名共享法庭"}, "updateMask": "displayName",
        }),
        "SetReception" => json!({
            "name": "courts/330783201203", "reception": {"hours": [{"day": 1, "opens": "08:30", "closes": "11:30"}]},
        }),
        "UpdatePeoplesCourt" => json!({
            "peoplesCourt": {"name": "peoplesCourts/330783", "telephone": "0579-12345678"}, "updateMask": "telephone",
        }),
        "ImportCourts" => {
            let mut court = special;
            court["name"] = json!("courts/330783-s78");
            json!({"courts": [court]})
        }
        "CreatePerson" => json!({"personId": "worker-330783201203-1", "person": person}),
        "CreateTerm" => json!({
            "parent": WORKER,
            "term": {"role": "ROLE_OFFICER", "regionCode": "330783201203", "startTime": "2199-01-01T00:00:00Z"},
        }),
        "EndTerm" => json!({"name": term}),
        "DeactivatePerson" => json!({"name": "people/worker-330783201203-2"}),
        "ImportPeople" => {
            let term = json!({"role": "ROLE_OFFICER", "regionCode": "330783201", "startTime": "2026-01-01T00:00:00Z"});
            json!({"people": [{"name": "people/someone-new", "displayName": "某人", "terms": [term]}]})
        }
        "ImportRegions" => json!({"regions": [{"code": "330783201999", "displayName": "示例村"}]}),
        "ImportRegionShapes" => {
            let ring = "[[120.2,29.2],[120.3,29.2],[120.3,29.3],[120.2,29.2]]";
            let geometry = format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
            json!({"shapes": [{"regionCode": "330783201203", "geometry": geometry}]})
        }
        "Heartbeat" | "EnrolTerminal" | "RevokeTerminal" => json!({"name": "terminals/330783201203-1"}),
        other => panic!("{other} changes the register and has no example here"),
    }
}

fn account() -> Value {
    json!({
        "displayName": "卷宗系统", "methods": ["sharedcourt.courts.v1.CourtService.ListCourts"], "role": "ROLE_OFFICER",
        "regionCode": "330783201203", "addresses": ["10.0.0.0/8"],
        "expireTime": Timestamp::now().plus_hours(24 * 30).to_string(),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_register_is_changed_from_around_and_never_from_elsewhere() {
    let world = World::demo().await;
    let body = json!({"requestId": id_of_call(), "serviceAccountId": "files", "serviceAccount": account()});
    world.post("people/admin", "/v1/serviceAccounts", &body).await;
    let end = json!({"requestId": id_of_call(), "term": {
        "role": "ROLE_OFFICER", "regionCode": "330783201203", "startTime": "2198-01-01T00:00:00Z"}});
    let worker = world.post("people/admin", &format!("/v1/{WORKER}/terms"), &end).await;
    let terms = worker["terms"].as_array().unwrap();
    let term = terms.iter().find(|term| term["role"] == "ROLE_OFFICER").unwrap()["name"].as_str().unwrap();
    let changing: Vec<_> = methods()
        .into_iter()
        .filter(|(_, access)| {
            !access.touches.is_empty() && access.roles().any(|role| role == Role::Admin.to_contract())
        })
        .collect();
    assert!(changing.len() >= 12, "{}", changing.len());
    let mut wrong = Vec::new();
    for (regions, elsewhere) in [(&ELSEWHERE[..], true), (&AROUND[..], false)] {
        for region in regions {
            let said = world.administrator(region, State::Active);
            for (method, _) in &changing {
                let mut request = example(method.name(), term);
                if method.input().get_field_by_name("request_id").is_some() {
                    request["requestId"] = json!(id_of_call());
                }
                let message = DynamicMessage::deserialize(method.input(), request);
                let message = message.unwrap_or_else(|fault| panic!("{}: {fault}", method.name()));
                let answer = world.ask(method, Some(&said), &message.encode_to_vec()).await;
                let turned_away = matches!(answer.code, Code::PermissionDenied | Code::NotFound)
                    && answer.reason != "SERVICE_ACCOUNT_SECRET_UNKNOWN";
                let right = if elsewhere { answer.code != Code::Ok } else { !turned_away };
                if !right {
                    wrong.push(format!("{} of {region}: {:?} {}", method.name(), answer.code, answer.reason));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
