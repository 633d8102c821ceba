//! What belongs to a people's court names it: the one of its region, read from the register and never stored with it.

use kit::domain::PeoplesCourts;
use law::identifiers::RegionCode;
use proto::enforcement::v1 as wire;
use tonic::Response;

use super::Api;

/// A message of something that belongs to the people's court of its region.
pub(super) trait Belonging: Send {
    fn region_code(&self) -> &str;
    fn peoples_court(&mut self) -> &mut String;

    /// Names the court; it stays unnamed where none has jurisdiction.
    fn name_court(&mut self, courts: &PeoplesCourts) {
        if let Ok(region) = RegionCode::parse(self.region_code()) {
            *self.peoples_court() = courts.name_of(&region);
        }
    }
}

impl Belonging for wire::Case {
    fn region_code(&self) -> &str {
        &self.region_code
    }

    fn peoples_court(&mut self) -> &mut String {
        &mut self.peoples_court
    }
}

impl Belonging for wire::Supervision {
    fn region_code(&self) -> &str {
        &self.region_code
    }

    fn peoples_court(&mut self) -> &mut String {
        &mut self.peoples_court
    }
}

impl Api {
    /// A response with its people's court. Where the register was never reached, no court is named.
    pub(super) async fn with_court<T: Belonging>(&self, mut response: Response<T>) -> Response<T> {
        self.name_courts([response.get_mut()]).await;
        response
    }

    /// Names the people's courts of a page, with at most one call for all of them.
    pub(super) async fn name_courts<'a, T: Belonging + 'a>(
        &self,
        page: impl IntoIterator<Item = &'a mut T> + Send,
    ) {
        if let Ok(courts) = self.register.peoples_courts.known().await {
            page.into_iter().for_each(|one| one.name_court(&courts));
        }
    }
}

/// As [`work`](super::work) for what belongs to a people's court: the response to a call that was carried out before names the court anew.
macro_rules! work_on_belonging {
    ($api:expr, $caller:expr, $body:expr, $method:literal) => {
        match $api.begin(&$caller, &$body.request_id, $method, &$body).await? {
            kit::unit_of_work::Outcome::Fresh(work) => work,
            kit::unit_of_work::Outcome::Replayed(response) => {
                return Ok($api.with_court(tonic::Response::new(response)).await);
            }
        }
    };
}
pub(super) use work_on_belonging;

/// As [`call`](super::call) for an act on what belongs to a people's court.
macro_rules! call_on_belonging {
    ($api:ident, $request:ident, $method:literal => $caller:ident, $body:ident, $work:pat) => {
        let $caller = kit::access::Caller::of(&$request)?;
        let $body = $request.into_inner();
        let $work = $crate::api::belonging::work_on_belonging!($api, $caller, $body, $method);
    };
}
pub(super) use call_on_belonging;
