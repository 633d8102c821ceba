//! A register of people that answers what enforcement asks of it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use kit::{
    access::{Role, keys::Keys},
    domain::Timestamp,
    rpc::Peer,
};
use proto::courts::v1::{
    self as wire,
    peoples_court_service_server::{PeoplesCourtService, PeoplesCourtServiceServer},
    person_service_server::{PersonService, PersonServiceServer},
};
use tonic::{Request, Response, Status, service::Routes};

/// The register; `away` makes it unreachable.
#[derive(Clone, Default)]
pub(crate) struct Register {
    pub(crate) away: Arc<AtomicBool>,
}

impl Register {
    pub(crate) fn peer(&self, keys: &Keys) -> Peer {
        let routes = Routes::new(PersonServiceServer::new(self.clone()))
            .add_service(PeoplesCourtServiceServer::new(self.clone()));
        kit::rpc::server::stack("courts", routes, keys)
    }
}

/// Two people's courts: of the county, and of the one next door.
#[tonic::async_trait]
impl PeoplesCourtService for Register {
    async fn get_peoples_court(
        &self,
        _: Request<wire::GetPeoplesCourtRequest>,
    ) -> Result<Response<wire::PeoplesCourt>, Status> {
        Err(Status::unimplemented("enforcement does not ask this"))
    }

    async fn list_peoples_courts(
        &self,
        _: Request<wire::ListPeoplesCourtsRequest>,
    ) -> Result<Response<wire::ListPeoplesCourtsResponse>, Status> {
        if self.away.load(Ordering::SeqCst) {
            return Err(Status::unavailable("away"));
        }
        let court = |id: &str, name: &str| wire::PeoplesCourt {
            name: format!("peoplesCourts/{id}"),
            display_name: name.into(),
            region_code: id.into(),
            ..wire::PeoplesCourt::default()
        };
        let peoples_courts = vec![court("330783", "东阳市人民法院"), court("330784", "永康市人民法院")];
        Ok(Response::new(wire::ListPeoplesCourtsResponse { peoples_courts, ..Default::default() }))
    }

    async fn update_peoples_court(
        &self,
        _: Request<wire::UpdatePeoplesCourtRequest>,
    ) -> Result<Response<wire::PeoplesCourt>, Status> {
        Err(Status::unimplemented("enforcement does not ask this"))
    }
}

fn person(id: &str, role: Role, region: &str, ended: bool) -> wire::Person {
    let term = wire::Term {
        role: role.to_contract().into(),
        region_code: region.to_owned(),
        start_time: Some(Timestamp::from_micros(0).to_timestamp()),
        end_time: ended.then(|| Timestamp::from_micros(1).to_timestamp()),
        ..wire::Term::default()
    };
    let (name, display_name) = (format!("people/{id}"), id.to_owned());
    wire::Person { name, display_name, terms: vec![term], ..wire::Person::default() }
}

fn called(display_name: &str, person: wire::Person) -> wire::Person {
    wire::Person { display_name: display_name.into(), ..person }
}

/// A worker of the village 前田村, on the staff of its committee or not.
fn grid_worker(id: &str, committee_staff: bool) -> wire::Person {
    let mut person = person(id, Role::GridWorker, "", false);
    person.terms[0].court = "courts/330783201203".into();
    person.terms[0].committee_staff = committee_staff;
    person
}

macro_rules! not_asked {
    ($($method:ident: $request:ident -> $answer:ident),* $(,)?) => {
        #[tonic::async_trait]
        impl PersonService for Register {
            $(async fn $method(&self, _: Request<wire::$request>) -> Result<Response<wire::$answer>, Status> {
                Err(Status::unimplemented("enforcement does not ask this"))
            })*

            async fn batch_get_people(
                &self,
                request: Request<wire::BatchGetPeopleRequest>,
            ) -> Result<Response<wire::BatchGetPeopleResponse>, Status> {
                if self.away.load(Ordering::SeqCst) {
                    return Err(Status::unavailable("away"));
                }
                let mut people = vec![
                    person("officer", Role::Officer, "330783", false),
                    person("officer2", Role::Officer, "330783", false),
                    person("elsewhere", Role::Officer, "330784", false),
                    person("retired", Role::Officer, "330783", true),
                    person("clerk", Role::UnitClerk, "", false),
                    grid_worker("staff", true),
                    grid_worker("helper", false),
                    person("one", Role::Officer, "330783", false),
                    person("anywhere", Role::Officer, "33", false),
                    called("章敏", person("cashier", Role::Cashier, "330783", false)),
                    called("吕晨", person("cashier2", Role::Cashier, "330783", false)),
                ];
                people.retain(|person| request.get_ref().names.contains(&person.name));
                Ok(Response::new(wire::BatchGetPeopleResponse { people }))
            }
        }
    };
}

not_asked! {
    get_me: GetMeRequest -> Person,
    get_person: GetPersonRequest -> Person,
    list_people: ListPeopleRequest -> ListPeopleResponse,
    create_person: CreatePersonRequest -> Person,
    create_term: CreateTermRequest -> Person,
    end_term: EndTermRequest -> Person,
    deactivate_person: DeactivatePersonRequest -> Person,
    import_people: ImportPeopleRequest -> ImportResult,
}
