//! Every method of the contract, for every office, in every state of its term, inside and outside: the door opens where the option
//! on the method says so and nowhere else, in the service itself and at the gateway. The methods are read from the
//! descriptors, so a method that is added tomorrow is asked tomorrow; there is no list of exceptions.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

mod answers;
mod hidden;
mod region;
mod unsaid;
mod upload_session;
mod world;

use kit::{access::Role, domain::Timestamp};
use proto::access::v1::{Access, Door};
use tonic::Code;

use world::{Answer, SIDES, STATES, State, World, methods};

/// What a door says to somebody who may not enter.
const SHUT: [&str; 4] = ["ROLE_REQUIRED", "TERM_NOT_RUNNING", "INTERNAL_METHOD", "DEVICE_REQUIRED"];

/// What the option promises.
fn opens(access: &Access, role: Role, state: State) -> bool {
    match access.door() {
        Door::Unspecified | Door::Internal | Door::Devices => false,
        Door::SignedIn | Door::Anyone => true,
        Door::Roles => {
            let named = access.roles().any(|named| named == role.to_contract());
            let hands_in = access.after_term && matches!(role, Role::Director | Role::GridWorker);
            named && (state == State::Active || (state == State::Ended && hands_in))
        }
    }
}

/// What is wrong with an answer, if anything is.
fn wrong(access: &Access, role: Role, state: State, answer: &Answer) -> Option<String> {
    let open = opens(access, role, state);
    let (code, reason) = (answer.code, answer.reason.as_str());
    let expected = match access.door() {
        Door::Internal => "INTERNAL_METHOD",
        Door::Devices => "DEVICE_REQUIRED",
        _ if access.roles().any(|named| named == role.to_contract()) => "TERM_NOT_RUNNING",
        _ => "ROLE_REQUIRED",
    };
    let right = if open {
        !(matches!(code, Code::Unauthenticated | Code::Unimplemented | Code::Internal)
            || code == Code::PermissionDenied && SHUT.contains(&reason))
    } else {
        code == Code::PermissionDenied && reason == expected
    };
    let wanted = if open { "open" } else { expected };
    (!right).then(|| format!("{role:?} {state:?}: wanted {wanted}, got {code:?} {reason}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_service_opens_each_door_as_its_option_says() {
    let world = World::demo().await;
    let (mut cells, mut faults) = (0, Vec::new());
    for (method, access) in methods() {
        for role in Role::ALL {
            for state in STATES {
                for side in SIDES {
                    let said = world.statement(role, state, side);
                    let answer = world.ask(&method, Some(&said), &[]).await;
                    cells += 1;
                    faults.extend(
                        wrong(&access, role, state, &answer)
                            .map(|wrong| format!("{} {side:?}: {wrong}", method.full_name())),
                    );
                }
            }
        }
        // Somebody who never held an office.
        let answer = world.ask(&method, Some(&world.without_term()), &[]).await;
        cells += 1;
        let shut = SHUT.contains(&answer.reason.as_str()) && answer.code == Code::PermissionDenied;
        let doors = [Door::Roles, Door::Devices, Door::Internal, Door::Unspecified];
        if shut != doors.contains(&access.door()) {
            faults.push(format!("{} without a term: {answer:?}", method.full_name()));
        }
        // Nobody, a stranger, and a word that has grown old.
        let stale = world.ourselves(Timestamp::now().plus_seconds(-3600));
        for said in [None, Some(World::foreign()), Some(stale)] {
            let answer = world.ask(&method, said.as_deref(), &[]).await;
            cells += 1;
            if (answer.code, answer.reason.as_str()) != (Code::Unauthenticated, "STATEMENT_INVALID") {
                faults.push(format!("{} without a statement: {answer:?}", method.full_name()));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {cells} cells:\n{}", faults.len(), faults.join("\n"));
    assert!(cells > 5000, "{cells}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_front_door_opens_as_the_option_says() {
    let world = World::demo().await;
    let people = world.appoint_all().await;
    let (mut cells, mut faults) = (0, Vec::new());
    for (method, access) in methods() {
        for (role, state, side, person) in &people {
            let answer = world.knock(&method, Some(&world.token(person))).await;
            cells += 1;
            faults.extend(
                wrong(&access, *role, *state, &answer)
                    .map(|wrong| format!("{} {side:?}: {wrong}", method.full_name())),
            );
        }
        // An inner method says so to everybody, known or not, and a door for anyone opens to everybody: neither asks who calls.
        let (inner, anyone) = (access.door() == Door::Internal, access.door() == Door::Anyone);
        for (token, reason) in [(None, "TOKEN_MISSING"), (Some("a.b.c"), "TOKEN_INVALID")] {
            let answer = world.knock(&method, token).await;
            cells += 1;
            let wanted = if inner {
                (Code::PermissionDenied, "INTERNAL_METHOD")
            } else {
                (Code::Unauthenticated, reason)
            };
            let wrong = if anyone {
                answer.code != Code::InvalidArgument
            } else {
                (answer.code, answer.reason.as_str()) != wanted
            };
            if wrong {
                faults.push(format!("{} with {token:?}: {answer:?}", method.full_name()));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {cells} cells:\n{}", faults.len(), faults.join("\n"));
    assert!(cells > 5000, "{cells}");
}

#[tokio::test]
async fn a_call_by_another_verb_than_post_is_none() {
    let world = World::demo().await;
    let (method, _) = methods().into_iter().find(|(method, _)| method.name() == "ListTasks").unwrap();
    let token = world.token("people/officer");
    assert_eq!(world.knock(&method, Some(&token)).await.code, Code::Ok);
    for verb in [http::Method::GET, http::Method::HEAD, http::Method::PUT] {
        let status = world.knock_by(&verb, &method, &token).await;
        assert_eq!(status, http::StatusCode::NOT_FOUND, "{verb}");
    }
}
