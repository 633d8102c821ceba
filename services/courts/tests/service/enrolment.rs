//! How a terminal gets a credential of its own, what that opens, and how it ends.

use courts::Migrator;
use kit::testing::on_every_database;
use proto::{
    access::v1::{DeviceCredential, IdentifyPrincipalRequest, RedeemEnrolmentRequest},
    courts::v1 as wire,
};
use tonic::{Code, Status};

use crate::world::{World, fields, reason};

const TERMINAL: &str = "terminals/330783201203-1";
const COURT: &str = "courts/330783201203";
const HEARTBEAT: &str = "courts.v1.TerminalService.Heartbeat";
const GET_COURT: &str = "courts.v1.CourtService.GetCourt";

async fn code_for(world: &World, terminal: &str) -> String {
    let request = wire::EnrolTerminalRequest { name: terminal.into(), ..Default::default() };
    world.person("admin").await.terminals().enrol_terminal(request).await.unwrap().into_inner().code
}

async fn redeem(world: &World, address: &str, code: &str) -> Result<DeviceCredential, Status> {
    let request = RedeemEnrolmentRequest { code: code.into() };
    Ok(world.stranger_from(address).devices().redeem_enrolment(request).await?.into_inner())
}

async fn beat(world: &World, token: &str, name: &str) -> Result<wire::Terminal, Status> {
    let request = wire::HeartbeatRequest { name: name.into(), software_version: "1.0".into() };
    Ok(world.device(token, HEARTBEAT).await?.terminals().heartbeat(request).await?.into_inner())
}

async fn revoke(world: &World) -> wire::Terminal {
    let request = wire::RevokeTerminalRequest { name: TERMINAL.into(), ..Default::default() };
    world.person("admin").await.terminals().revoke_terminal(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_code_enrols_a_terminal_once_which_then_calls_for_itself_until_it_is_revoked() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let code = code_for(&world, TERMINAL).await;
        assert!(code.len() == 11 && code.chars().filter(char::is_ascii_digit).count() == 10, "{code}");
        let listed = |terminals: Vec<wire::Terminal>| {
            terminals.into_iter().map(|one| (one.name.clone(), one.presence(), one.enrol_time.is_some()))
        };
        let list = async || {
            let mut terminals = world.person("admin").await.terminals();
            let page = terminals.list_terminals(wire::ListTerminalsRequest::default()).await.unwrap();
            listed(page.into_inner().terminals).collect::<Vec<_>>()
        };
        assert_eq!(list().await, [(TERMINAL.to_owned(), wire::Presence::NeverSeen, false)]);

        let credential = redeem(&world, "192.0.2.1", &code.replace(' ', "-")).await.unwrap();
        assert_eq!(credential.device, TERMINAL);
        let used = redeem(&world, "192.0.2.1", &code).await.unwrap_err();
        assert_eq!((used.code(), reason(&used).as_str()), (Code::Unauthenticated, "ENROLMENT_REFUSED"));
        assert_eq!(list().await, [(TERMINAL.to_owned(), wire::Presence::NeverSeen, true)]);

        let heard = beat(&world, &credential.token, TERMINAL).await.unwrap();
        assert_eq!((heard.presence(), heard.enrol_time.is_some()), (wire::Presence::Online, true));
        for other in ["terminals/330783201203-2", "terminals/330783201-1", "terminals/x"] {
            let no = beat(&world, &credential.token, other).await.unwrap_err();
            assert_eq!(reason(&no), "TERMINAL_UNKNOWN", "{other}");
        }

        // A second credential takes the place of the first.
        let second = redeem(&world, "192.0.2.1", &code_for(&world, TERMINAL).await).await.unwrap();
        let ended = beat(&world, &credential.token, TERMINAL).await.unwrap_err();
        assert_eq!((ended.code(), reason(&ended).as_str()), (Code::Unauthenticated, "DEVICE_ENDED"));
        beat(&world, &second.token, TERMINAL).await.unwrap();

        let unused = code_for(&world, TERMINAL).await;
        assert_eq!(revoke(&world).await.enrol_time, None);
        assert_eq!(reason(&beat(&world, &second.token, TERMINAL).await.unwrap_err()), "DEVICE_ENDED");
        assert_eq!(reason(&redeem(&world, "192.0.2.1", &unused).await.unwrap_err()), "ENROLMENT_REFUSED");
        // It stays on record as it was heard last.
        assert_eq!(list().await, [(TERMINAL.to_owned(), wire::Presence::Online, false)]);
        assert_eq!(revoke(&world).await.name, TERMINAL);
    })
    .await;
}

#[tokio::test]
async fn codes_are_not_to_be_guessed() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let code = code_for(&world, TERMINAL).await;
        let empty = redeem(&world, "198.51.100.9", " ").await.unwrap_err();
        assert_eq!(fields(&empty), [("code".into(), "REQUIRED".into())]);
        for wrong in ["00000 00000", "1", "x", "abcdefghij", "99999-99999"] {
            let no = redeem(&world, "198.51.100.9", wrong).await.unwrap_err();
            assert_eq!(reason(&no), "ENROLMENT_REFUSED", "{wrong}");
        }
        // Who has guessed too often waits with the right one too; others don't.
        let no = redeem(&world, "198.51.100.9", &code).await.unwrap_err();
        assert_eq!((no.code(), reason(&no).as_str()), (Code::ResourceExhausted, "SIGN_IN_LOCKED"));
        redeem(&world, "192.0.2.1", &code).await.unwrap();
        // A code that was replaced by a newer one is void.
        let (earlier, later) = (code_for(&world, TERMINAL).await, code_for(&world, TERMINAL).await);
        assert_eq!(reason(&redeem(&world, "192.0.2.1", &earlier).await.unwrap_err()), "ENROLMENT_REFUSED");
        redeem(&world, "192.0.2.1", &later).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn only_administrators_of_the_place_enrol_and_revoke() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let elsewhere = world.admin_of("330783001").await;
        let director = world.person("director-330783201203").await;
        for (person, why) in [(&elsewhere, "TERMINAL_UNKNOWN"), (&director, "ROLE_REQUIRED")] {
            let enrol = wire::EnrolTerminalRequest { name: TERMINAL.into(), ..Default::default() };
            assert_eq!(reason(&person.terminals().enrol_terminal(enrol).await.unwrap_err()), why);
            let revoke = wire::RevokeTerminalRequest { name: TERMINAL.into(), ..Default::default() };
            assert_eq!(reason(&person.terminals().revoke_terminal(revoke).await.unwrap_err()), why);
        }
        for nowhere in ["terminals/330783201999-1", "terminals/x", ""] {
            let enrol = wire::EnrolTerminalRequest { name: nowhere.into(), ..Default::default() };
            let mut terminals = world.person("admin").await.terminals();
            assert_eq!(reason(&terminals.enrol_terminal(enrol).await.unwrap_err()), "TERMINAL_UNKNOWN");
        }
        let enrol = wire::EnrolTerminalRequest { name: "terminals/330783001-1".into(), ..Default::default() };
        elsewhere.terminals().enrol_terminal(enrol).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_terminal_reads_what_everybody_may_read_of_its_own_court_and_nothing_else() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let token = world.enrolled(TERMINAL).await;
        let court = async |name: &str| {
            let request = wire::GetCourtRequest { name: name.into() };
            let mut courts = world.device(&token, GET_COURT).await.unwrap().courts();
            courts.get_court(request).await.map(tonic::Response::into_inner)
        };
        let seen = court(COURT).await.unwrap();
        assert!(!seen.display_name.is_empty() && !seen.director.is_empty() && seen.equipment.is_empty());
        let request = wire::GetCourtRequest { name: COURT.into() };
        let whole = world.person("officer").await.courts().get_court(request).await.unwrap().into_inner();
        assert!(!whole.equipment.is_empty());
        assert_eq!(reason(&court("courts/330783201").await.unwrap_err()), "COURT_UNKNOWN");

        // Its list of methods is short, and the door is shut where the contract does not let devices in.
        let request = IdentifyPrincipalRequest { device_token: token.clone(), ..Default::default() };
        let principal = world.ourselves().identity().identify_principal(request).await.unwrap().into_inner();
        let mut methods: Vec<&str> =
            principal.methods.iter().filter_map(|method| method.rsplit('.').next()).collect();
        methods.sort_unstable();
        assert_eq!(methods, ["BeginSignIn", "CompleteSignIn", "GetCourt", "Heartbeat"]);
        assert!(principal.grants.is_empty());
        let list = wire::ListTerminalsRequest::default;
        for said in ["courts.v1.TerminalService.ListTerminals", HEARTBEAT] {
            let mut terminals = world.device(&token, said).await.unwrap().terminals();
            assert_eq!(reason(&terminals.list_terminals(list()).await.unwrap_err()), "DEVICE_METHOD");
        }
    })
    .await;
}
