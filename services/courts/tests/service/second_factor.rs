//! The second factor of those who decide about money, coercion and offices: enrolling, signing in, confirming, resetting.

use courts::{Migrator, domain::second_factor::Secret};
use kit::{domain::Timestamp, testing::on_every_database};
use proto::access::v1::{
    ActivateSecondFactorRequest, ConfirmSecondFactorRequest, CreateSessionRequest, EnrolSecondFactorRequest,
    GetSecondFactorRequest, IdentifyPrincipalRequest, InvitePersonRequest, ListSessionsRequest,
    OpenSessionRequest, Principal, RedeemInvitationRequest, ResetSecondFactorRequest, Role,
    SecondFactorStanding, Session,
};
use proto::courts::v1 as wire;
use tonic::Status;

use crate::world::{Person, World, reason};

const PASSWORD: &str = "wide-river-7";

/// The invitation is made by the installation itself: an administrator would need a second factor for it.
async fn invited(world: &World, id: &str) -> String {
    let request = InvitePersonRequest { name: format!("people/{id}"), ..Default::default() };
    world.ourselves().sessions().invite_person(request).await.unwrap().into_inner().code
}

async fn redeemed(world: &World, id: &str) -> Session {
    let code = invited(world, id).await;
    let request = RedeemInvitationRequest { person: id.into(), code, password: PASSWORD.into() };
    world.stranger().sessions().redeem_invitation(request).await.unwrap().into_inner()
}

async fn identify(world: &World, token: &str) -> Result<Principal, Status> {
    let request = IdentifyPrincipalRequest { session_token: token.into(), ..Default::default() };
    Ok(world.ourselves().identity().identify_principal(request).await?.into_inner())
}

async fn holder(world: &World, token: &str) -> Person {
    world.signed_in(identify(world, token).await.unwrap())
}

async fn sign_in(world: &World, id: &str, password: &str, code: &str) -> Result<Session, Status> {
    let request = CreateSessionRequest { person: id.into(), password: password.into(), code: code.into() };
    Ok(world.stranger().sessions().create_session(request).await?.into_inner())
}

/// What an authenticator app and a sheet of paper hold.
struct Held {
    secret: Secret,
    recovery: Vec<String>,
    token: String,
}

impl Held {
    /// The code `steps` of 30 seconds from now.
    fn code(&self, steps: i64) -> String {
        self.secret.code_at(Timestamp::now().plus_seconds(30 * steps))
    }
}

fn secret_of(base32: &str) -> Secret {
    let letters = base32.bytes().map(|letter| match letter {
        b'A'..=b'Z' => letter - b'A',
        digit => digit - b'2' + 26,
    });
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in letters {
        bits = (bits << 5) | u32::from(letter);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 255).unwrap());
        }
    }
    Secret::from_bytes(&bytes).unwrap()
}

/// Waits for the next step where the present one is nearly over: a code must not grow old on its way.
async fn settled() {
    let into = Timestamp::now().micros().rem_euclid(30_000_000);
    if into > 24_000_000 {
        tokio::time::sleep(std::time::Duration::from_micros(u64::try_from(30_000_000 - into).unwrap())).await;
    }
}

async fn enrolled(world: &World, id: &str) -> Held {
    let session = redeemed(world, id).await;
    enrolled_in(world, session).await
}

/// Enrols a second factor in a session that an invitation began.
async fn enrolled_in(world: &World, session: Session) -> Held {
    settled().await;
    assert_eq!(session.second_factor(), SecondFactorStanding::Missing);
    let person = holder(world, &session.token).await;
    let offered = person.second_factor().enrol_second_factor(EnrolSecondFactorRequest {}).await.unwrap();
    let offered = offered.into_inner();
    assert!(offered.otpauth_uri.contains(&offered.secret) && offered.qr_svg.contains("<svg"));
    let secret = secret_of(&offered.secret);
    let request = ActivateSecondFactorRequest {
        code: secret.code_at(Timestamp::now().plus_seconds(-30)),
        request_id: format!("activate-{}", offered.secret),
    };
    let active = person.second_factor().activate_second_factor(request.clone()).await.unwrap().into_inner();
    assert_eq!(active.second_factor.clone().unwrap().standing(), SecondFactorStanding::Shown);
    assert_eq!(active.recovery_codes.len(), 10);
    // The same call again is the same act; the codes are returned once.
    let again = person.second_factor().activate_second_factor(request).await.unwrap().into_inner();
    assert_eq!((again.second_factor, again.recovery_codes.len()), (active.second_factor, 0));
    Held { secret, recovery: active.recovery_codes, token: session.token }
}

#[tokio::test]
async fn before_it_is_enrolled_a_session_can_do_nothing_else() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let session = redeemed(&world, "cashier").await;
        let principal = identify(&world, &session.token).await.unwrap();
        assert_eq!(principal.second_factor(), SecondFactorStanding::Missing);
        let person = world.signed_in(principal);
        let no = person.sessions().list_sessions(ListSessionsRequest {}).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_REQUIRED");
        let stands = person.second_factor().get_second_factor(GetSecondFactorRequest {}).await.unwrap();
        assert!(stands.get_ref().may_enrol && stands.get_ref().enrol_time.is_none());
        let early = ActivateSecondFactorRequest { code: "123456".into(), ..Default::default() };
        let no = person.second_factor().activate_second_factor(early).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_NOT_ENROLLED");
        // A password alone enrols nothing: anyone who found it out would put their own phone there.
        let no = sign_in(&world, "cashier", PASSWORD, "").await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_NEEDS_INVITATION");
        // Whose office needs none is asked for none.
        let officer = redeemed(&world, "officer").await;
        assert_eq!(officer.second_factor(), SecondFactorStanding::NotNeeded);
        let officer = holder(&world, &officer.token).await;
        let no = officer.second_factor().enrol_second_factor(EnrolSecondFactorRequest {}).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_NOT_NEEDED");
        assert!(officer.sessions().list_sessions(ListSessionsRequest {}).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn signing_in_takes_a_code_that_works_once() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let held = enrolled(&world, "cashier").await;
        let principal = identify(&world, &held.token).await.unwrap();
        assert_eq!(principal.second_factor(), SecondFactorStanding::Shown);
        assert!(principal.second_factor_until.is_some());

        let reason_of = async |password: &str, code: &str| {
            reason(&sign_in(&world, "cashier", password, code).await.unwrap_err())
        };
        assert_eq!(reason_of(PASSWORD, "").await, "SECOND_FACTOR_REQUIRED");
        assert_eq!(reason_of("not-this-one", &held.code(0)).await, "SIGN_IN_REFUSED");
        let code = held.code(0);
        let session = sign_in(&world, "cashier", PASSWORD, &code).await.unwrap();
        assert_eq!(session.second_factor(), SecondFactorStanding::Shown);
        assert_eq!(reason_of(PASSWORD, &code).await, "SECOND_FACTOR_WRONG");
        assert_eq!(reason_of(PASSWORD, &held.code(-3)).await, "SECOND_FACTOR_WRONG");
        // The clock of a phone may be half a minute ahead.
        sign_in(&world, "cashier", PASSWORD, &held.code(1)).await.unwrap();

        let recovery = held.recovery[3].to_lowercase();
        sign_in(&world, "cashier", PASSWORD, &recovery).await.unwrap();
        assert_eq!(reason_of(PASSWORD, &recovery).await, "SECOND_FACTOR_WRONG");
        let person = holder(&world, &session.token).await;
        let stands = person.second_factor().get_second_factor(GetSecondFactorRequest {}).await.unwrap();
        assert_eq!(stands.get_ref().recovery_codes_left, 9);
        assert!(person.sessions().list_sessions(ListSessionsRequest {}).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_use_one_code_at_once_one_gets_in() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let held = enrolled(&world, "president").await;
        let person = holder(&world, &held.token).await;
        let code = held.code(0);
        let tries = (0..4).map(|_| {
            let (mut factor, code) = (person.second_factor(), code.clone());
            tokio::spawn(async move {
                let request = ConfirmSecondFactorRequest { code, ..Default::default() };
                factor.confirm_second_factor(request).await.is_ok()
            })
        });
        let mut good = 0;
        for attempt in tries.collect::<Vec<_>>() {
            good += u32::from(attempt.await.unwrap());
        }
        assert_eq!(good, 1);
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_are_failures_and_lock() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let held = enrolled(&world, "chief").await;
        // To show the password alone between does not wipe the failures away.
        for code in ["000000", "", "000001", "", "000002"] {
            assert!(sign_in(&world, "chief", PASSWORD, code).await.is_err(), "{code}");
        }
        let no = sign_in(&world, "chief", PASSWORD, &held.code(0)).await.unwrap_err();
        assert_eq!(reason(&no), "SIGN_IN_LOCKED");
        // The same inside a session.
        let person = holder(&world, &held.token).await;
        let confirm = async |code: String| {
            let request = ConfirmSecondFactorRequest { code, ..Default::default() };
            person.second_factor().confirm_second_factor(request).await
        };
        for _ in 0..5 {
            assert_eq!(reason(&confirm("ABCDE-FGHJK".into()).await.unwrap_err()), "SECOND_FACTOR_WRONG");
        }
        assert_eq!(reason(&confirm(held.code(0)).await.unwrap_err()), "SIGN_IN_LOCKED");
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_is_asked_of_a_session_and_said_again_to_the_same_call() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let held = enrolled(&world, "cashier").await;
        let person = holder(&world, &held.token).await;
        let request = ConfirmSecondFactorRequest { code: held.code(0), request_id: "confirm".into() };
        let stands = person.second_factor().confirm_second_factor(request.clone()).await.unwrap();
        assert!(stands.get_ref().confirmed_until.is_some());
        let again = person.second_factor().confirm_second_factor(request.clone()).await.unwrap();
        assert_eq!(again.get_ref().confirmed_until, stands.get_ref().confirmed_until);
        let another = ConfirmSecondFactorRequest { request_id: "another".into(), ..request.clone() };
        let no = person.second_factor().confirm_second_factor(another.clone()).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_WRONG");
        // Without a session there is nothing to confirm.
        let principal = identify(&world, &held.token).await.unwrap();
        let bare = world.signed_in(Principal { session: String::new(), ..principal });
        let no = bare.second_factor().confirm_second_factor(another).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_NEEDS_SESSION");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_resets_it_in_their_region_and_never_their_own() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let cashier = enrolled(&world, "cashier").await;
        let admin = enrolled(&world, "admin").await;
        let admin = holder(&world, &admin.token).await;
        let reset = |name: &str| ResetSecondFactorRequest { name: name.into(), ..Default::default() };
        let no = admin.second_factor().reset_second_factor(reset("people/admin")).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_OWN");
        // An administrator of a town decides nothing about an office of the county.
        let principal = Principal {
            person: "people/admin-of-a-town".into(),
            grants: vec![proto::access::v1::Grant {
                role: proto::access::v1::Role::Admin.into(),
                region_code: "330783201".into(),
                start_time: Some(Timestamp::now().plus_hours(-1).to_timestamp()),
                ..Default::default()
            }],
            ..Default::default()
        };
        let no =
            world.signed_in(principal).second_factor().reset_second_factor(reset("people/cashier")).await;
        assert_eq!(reason(&no.unwrap_err()), "PERSON_UNKNOWN");
        let stands = admin.second_factor().reset_second_factor(reset("people/cashier")).await.unwrap();
        assert!(stands.get_ref().enrol_time.is_none());
        assert_eq!(reason(&identify(&world, &cashier.token).await.unwrap_err()), "SESSION_EXPIRED");
        let no = sign_in(&world, "cashier", PASSWORD, &cashier.recovery[0]).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_NEEDS_INVITATION");
        enrolled(&world, "cashier").await;
    })
    .await;
}

#[tokio::test]
async fn a_new_phone_takes_over_from_the_old_one() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let held = enrolled(&world, "cashier").await;
        // Freshly enrolled is freshly confirmed.
        let person = holder(&world, &held.token).await;
        let other = sign_in(&world, "cashier", PASSWORD, &held.code(0)).await.unwrap();
        let offered = person.second_factor().enrol_second_factor(EnrolSecondFactorRequest {}).await.unwrap();
        let next = secret_of(&offered.get_ref().secret);
        // Until it is activated the old one counts.
        sign_in(&world, "cashier", PASSWORD, &held.code(1)).await.unwrap();
        let code = next.code_at(Timestamp::now().plus_seconds(-30));
        let request = ActivateSecondFactorRequest { code, ..Default::default() };
        person.second_factor().activate_second_factor(request).await.unwrap();
        assert_eq!(reason(&identify(&world, &other.token).await.unwrap_err()), "SESSION_EXPIRED");
        assert!(identify(&world, &held.token).await.is_ok());
        let no = sign_in(&world, "cashier", PASSWORD, &held.recovery[0]).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_WRONG", "the old paper is void");
        sign_in(&world, "cashier", PASSWORD, &next.code_at(Timestamp::now())).await.unwrap();

        // By a new invitation alone nobody replaces it: who invites would take it over.
        let session = redeemed(&world, "cashier").await;
        let person = holder(&world, &session.token).await;
        let no = person.second_factor().enrol_second_factor(EnrolSecondFactorRequest {}).await.unwrap_err();
        assert_eq!(reason(&no), "SECOND_FACTOR_STALE");
        let code = next.code_at(Timestamp::now().plus_seconds(30));
        let request = ConfirmSecondFactorRequest { code, ..Default::default() };
        person.second_factor().confirm_second_factor(request).await.unwrap();
        let principal = identify(&world, &session.token).await.unwrap();
        assert_eq!(principal.second_factor(), SecondFactorStanding::Shown);
    })
    .await;
}

#[tokio::test]
async fn a_token_or_a_provider_without_one_does_not_replace_it() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let ask = async |person: &str, shown: bool| {
            let request = IdentifyPrincipalRequest {
                person: person.into(),
                second_factor_shown: shown,
                ..Default::default()
            };
            world.ourselves().identity().identify_principal(request).await.map(tonic::Response::into_inner)
        };
        for person in ["people/cashier", "people/admin", "people/chief", "people/president"] {
            assert_eq!(reason(&ask(person, false).await.unwrap_err()), "SECOND_FACTOR_REQUIRED", "{person}");
        }
        assert!(ask("people/officer", false).await.is_ok());
        let shown = ask("people/cashier", true).await.unwrap();
        assert_eq!(shown.second_factor(), SecondFactorStanding::Shown);
        assert!(shown.second_factor_until.is_none(), "a token is never confirmed freshly");

        for (shown, standing) in [(false, SecondFactorStanding::Missing), (true, SecondFactorStanding::Shown)]
        {
            let request = OpenSessionRequest { person: "people/cashier".into(), second_factor_shown: shown };
            let session = world.ourselves().sessions().open_session(request).await.unwrap().into_inner();
            assert_eq!(session.second_factor(), standing);
            assert_eq!(identify(&world, &session.token).await.unwrap().second_factor(), standing);
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_enrolled_under_a_void_invitation_is_removed() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::with_second_factor(store).await;
        let system = world.ourselves();
        for (id, role, region) in
            [("town-admin", Role::Admin, "330783201"), ("cash", Role::Cashier, "330783201")]
        {
            let person = wire::Person { display_name: "新人".into(), ..wire::Person::default() };
            let ask = wire::CreatePersonRequest {
                person_id: id.into(),
                person: Some(person),
                ..wire::CreatePersonRequest::default()
            };
            system.people().create_person(ask).await.unwrap();
            give(&system, id, role, region).await;
        }
        let town = enrolled(&world, "town-admin").await;
        let town = holder(&world, &town.token).await;
        let ask = InvitePersonRequest { name: "people/cash".into(), ..Default::default() };
        let code = town.sessions().invite_person(ask).await.unwrap().into_inner().code;
        let ask = RedeemInvitationRequest { person: "cash".into(), code, password: PASSWORD.into() };
        let session = world.stranger().sessions().redeem_invitation(ask).await.unwrap().into_inner();
        let held = enrolled_in(&world, session).await;
        // An office of the county: what came from the town is void, and so is the phone that was enrolled by it.
        give(&system, "cash", Role::Cashier, "330783").await;
        assert_eq!(reason(&identify(&world, &held.token).await.unwrap_err()), "NEW_INVITATION_REQUIRED");
        let has_one = async |session: &Session| {
            let person = holder(&world, &session.token).await;
            let stands = person.second_factor().get_second_factor(GetSecondFactorRequest {}).await.unwrap();
            stands.into_inner().enrol_time.is_some()
        };
        let session = redeemed(&world, "cash").await;
        assert!(!has_one(&session).await);
        // One that was enrolled under a good invitation stays.
        enrolled_in(&world, session).await;
        assert!(has_one(&redeemed(&world, "cash").await).await);
    })
    .await;
}

async fn give(system: &Person, id: &str, role: Role, region: &str) {
    let term = wire::Term { role: role.into(), region_code: region.into(), ..wire::Term::default() };
    let ask = wire::CreateTermRequest {
        parent: format!("people/{id}"),
        term: Some(term),
        ..wire::CreateTermRequest::default()
    };
    system.people().create_term(ask).await.unwrap();
}
