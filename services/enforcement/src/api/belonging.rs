//! What belongs to a people's court names it: the one of its region, read from the register and never stored with it.

use kit::domain::PeoplesCourts;
use law::identifiers::RegionCode;
use proto::enforcement::v1 as wire;

use super::{Answer, Api};

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
    /// The answer with its people's court. Where the register was never reached, no court is named.
    pub(super) fn belonging<T: Belonging>(
        &self,
        answer: impl Future<Output = Answer<T>> + Send,
    ) -> impl Future<Output = Answer<T>> + Send {
        // Handlers are large; the boxed one is not copied into every future around it.
        let answer = Box::pin(answer);
        async move {
            let mut answer = answer.await?;
            self.name_courts([answer.get_mut()]).await;
            Ok(answer)
        }
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
