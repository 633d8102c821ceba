//! The people's courts as the courts service has them, for services that name them or print their papers.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use law::identifiers::RegionCode;
use proto::courts::v1::{self as wire, peoples_court_service_client::PeoplesCourtServiceClient};
use tonic::{Code, Status};

use super::{
    BatchLoader, ClientChannel, Peer,
    client::{again, is_unavailable},
};
use crate::{
    access::AssertionSigner,
    domain::{
        PeoplesCourt, PeoplesCourts, Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};

/// How old an answer may be before the next caller has it read again.
const FRESH: Duration = Duration::from_mins(1);
/// For how long nobody asks again where nothing was ever read and the courts service did not answer.
const PAUSE: Duration = Duration::from_secs(2);
const PAGE: i32 = 1000;

/// Reads the people's courts. Cheap to clone; all clones share what was read.
#[derive(Clone, Debug)]
pub struct PeoplesCourtReader {
    /// Reads by one call what many ask for at once.
    loader: BatchLoader<(), Arc<PeoplesCourts>>,
    last: Arc<ArcSwapOption<Read>>,
    /// Why the first reading failed, and when.
    failed: Arc<ArcSwapOption<(Refusal, Instant)>>,
}

#[derive(Debug)]
struct Read {
    courts: Arc<PeoplesCourts>,
    at: Instant,
}

impl PeoplesCourtReader {
    /// A reader that calls the courts service in the name of this process.
    #[must_use]
    pub fn new(peer: Peer, signer: AssertionSigner) -> Self {
        let loader = BatchLoader::over(move |keys: Vec<()>| {
            let (peer, signer) = (peer.clone(), signer.clone());
            async move {
                let courts = Arc::new(read(&peer, &signer).await?);
                Ok(keys.into_iter().map(|key| (key, Arc::clone(&courts))).collect::<HashMap<_, _>>())
            }
        });
        Self { loader, last: Arc::default(), failed: Arc::default() }
    }

    /// The courts as they are now, for a paper. Where the courts service is unavailable, those that were read last. Refused with COURTS_UNAVAILABLE where
    /// nothing was.
    pub async fn current(&self) -> Result<Arc<PeoplesCourts>, Refusal> {
        match self.loader.ask(()).await {
            Ok(courts) => {
                let courts = courts.unwrap_or_default();
                self.last.store(Some(Arc::new(Read { courts: Arc::clone(&courts), at: Instant::now() })));
                Ok(courts)
            }
            Err(refusal) => match self.last.load_full() {
                Some(last) if refusal.kind() == Kind::Unavailable => Ok(Arc::clone(&last.courts)),
                _ => Err(refusal),
            },
        }
    }

    /// The court that has jurisdiction in a region as it is now, for a paper. Refused with PEOPLES_COURT_MISSING where none has.
    pub async fn of(&self, region: &RegionCode) -> Result<PeoplesCourt, Refusal> {
        self.current().await?.of(region).cloned().ok_or_else(missing)
    }

    /// The first reading. While the courts service does not answer, it is asked once in [`PAUSE`], whatever comes in meanwhile.
    async fn first(&self) -> Result<Arc<PeoplesCourts>, Refusal> {
        if let Some(failed) = self.failed.load_full()
            && failed.1.elapsed() < PAUSE
        {
            return Err(failed.0.clone());
        }
        let read = self.current().await;
        if let Err(refusal) = &read {
            self.failed.store(Some(Arc::new((refusal.clone(), Instant::now()))));
        }
        read
    }

    /// The courts as they were read last, for what depends on their regions and names alone, which never change. They are read where
    /// nothing was; after a minute they are read again beside the call.
    pub async fn known(&self) -> Result<Arc<PeoplesCourts>, Refusal> {
        let Some(last) = self.last.load_full() else { return self.first().await };
        if last.at.elapsed() > FRESH {
            // The next look is a minute later, whatever comes of this one.
            self.last.store(Some(Arc::new(Read { courts: Arc::clone(&last.courts), at: Instant::now() })));
            let reader = self.clone();
            tokio::spawn(async move {
                if let Err(refusal) = reader.current().await {
                    tracing::warn!(%refusal, "people's courts not read; retrying");
                }
            });
        }
        Ok(Arc::clone(&last.courts))
    }
}

async fn read(peer: &Peer, signer: &AssertionSigner) -> Result<PeoplesCourts, Refusal> {
    let channel = ClientChannel::of_ourselves(peer, signer, Timestamp::now())?;
    let client = PeoplesCourtServiceClient::new(channel);
    let (mut courts, mut page_token) = (Vec::new(), String::new());
    loop {
        let asked = wire::ListPeoplesCourtsRequest { page_size: PAGE, page_token, ..Default::default() };
        let page = again(|| {
            let (mut client, asked) = (client.clone(), asked.clone());
            async move { client.list_peoples_courts(asked).await }
        });
        let page = page.await.map_err(|status| unavailable(&status))?.into_inner();
        for court in page.peoples_courts {
            courts.push(from_message(court)?);
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(PeoplesCourts::new(courts));
        }
    }
}

fn from_message(court: wire::PeoplesCourt) -> Result<PeoplesCourt, Refusal> {
    Ok(PeoplesCourt {
        region: RegionCode::parse(&court.region_code).map_err(|fault| Refusal::internal(&fault))?,
        name: court.name,
        display_name: court.display_name,
        address: court.address,
        telephone: court.telephone,
    })
}

fn missing() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PEOPLES_COURT_MISSING,
        "该地区没有登记有管辖权的人民法院，无法制作文书。请联系管理员核对。",
        "No people's court has jurisdiction in the region, so the paper can't be made. Ask the administrator.",
    )
}

fn unavailable(status: &Status) -> Refusal {
    // During an update a courts service of the version before may not have the method yet.
    if is_unavailable(status) || status.code() == Code::Unimplemented {
        tracing::warn!(%status, "the courts service can't be asked");
        return Refusal::new(
            Kind::Unavailable,
            reason::COURTS_UNAVAILABLE,
            "法院信息暂时无法查询，请稍后重试。",
            "The register of courts can't be asked now. Try again.",
        )
        .retry_after(Duration::from_secs(2));
    }
    Refusal::internal(status)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    };

    use proto::courts::v1::peoples_court_service_server::{PeoplesCourtService, PeoplesCourtServiceServer};
    use tonic::{Request, Response, service::Routes};

    use super::*;
    use crate::access::keys::Keys;

    /// A courts service with courts on pages of one.
    #[derive(Clone, Default)]
    struct Courts {
        names: Arc<Mutex<Vec<&'static str>>>,
        away: Arc<AtomicBool>,
        asked: Arc<AtomicU32>,
    }

    #[tonic::async_trait]
    impl PeoplesCourtService for Courts {
        async fn get_peoples_court(
            &self,
            _: Request<wire::GetPeoplesCourtRequest>,
        ) -> Result<Response<wire::PeoplesCourt>, Status> {
            Err(Status::unimplemented("not asked"))
        }

        async fn list_peoples_courts(
            &self,
            request: Request<wire::ListPeoplesCourtsRequest>,
        ) -> Result<Response<wire::ListPeoplesCourtsResponse>, Status> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            if self.away.load(Ordering::SeqCst) {
                return Err(Status::unavailable("away"));
            }
            let names = self.names.lock().unwrap().clone();
            let page: usize = request.get_ref().page_token.parse().unwrap_or_default();
            let court = names.get(page).map(|name| wire::PeoplesCourt {
                name: format!("peoplesCourts/33078{page}"),
                display_name: (*name).to_owned(),
                region_code: format!("33078{page}"),
                ..wire::PeoplesCourt::default()
            });
            let more = page + 1 < names.len();
            let next_page_token = if more { (page + 1).to_string() } else { String::new() };
            Ok(Response::new(wire::ListPeoplesCourtsResponse {
                peoples_courts: court.into_iter().collect(),
                next_page_token,
            }))
        }

        async fn update_peoples_court(
            &self,
            _: Request<wire::UpdatePeoplesCourtRequest>,
        ) -> Result<Response<wire::PeoplesCourt>, Status> {
            Err(Status::unimplemented("not asked"))
        }
    }

    fn name(courts: &PeoplesCourts, region: &str) -> String {
        let region = RegionCode::parse(region).unwrap();
        courts.of(&region).map(|court| court.display_name.clone()).unwrap_or_default()
    }

    #[tokio::test]
    async fn papers_bear_what_is_true_now_and_reading_goes_on_without_the_register() {
        let courts = Courts::default();
        let keys = Keys::random().unwrap();
        let peer = crate::rpc::server::stack(
            "courts",
            Routes::new(PeoplesCourtServiceServer::new(courts.clone())),
            &keys,
        );
        let reader = PeoplesCourtReader::new(peer, AssertionSigner::new(&keys, "test"));
        courts.away.store(true, Ordering::SeqCst);
        assert_eq!(reader.known().await.unwrap_err().reason(), "COURTS_UNAVAILABLE");
        let asked = courts.asked.load(Ordering::SeqCst);
        assert_eq!(reader.known().await.unwrap_err().reason(), "COURTS_UNAVAILABLE");
        assert_eq!(
            courts.asked.load(Ordering::SeqCst),
            asked,
            "a service that does not answer is not asked for every list"
        );
        assert_eq!(reader.current().await.unwrap_err().reason(), "COURTS_UNAVAILABLE");

        courts.away.store(false, Ordering::SeqCst);
        *courts.names.lock().unwrap() = vec!["甲法院", "乙法院"];
        reader.current().await.unwrap();
        let known = reader.known().await.unwrap();
        assert_eq!(
            (name(&known, "330780").as_str(), name(&known, "330781001").as_str()),
            ("甲法院", "乙法院")
        );

        *courts.names.lock().unwrap() = vec!["丙法院", "乙法院"];
        let asked = courts.asked.load(Ordering::SeqCst);
        assert_eq!(name(&reader.known().await.unwrap(), "330780"), "甲法院");
        assert_eq!(courts.asked.load(Ordering::SeqCst), asked, "nobody was asked again");
        assert_eq!(name(&reader.current().await.unwrap(), "330780"), "丙法院");
        let of = async |region: &str| reader.of(&RegionCode::parse(region).unwrap()).await;
        assert_eq!(of("330780201").await.unwrap().name, "peoplesCourts/330780");
        assert_eq!(of("330799").await.unwrap_err().reason(), "PEOPLES_COURT_MISSING");

        courts.away.store(true, Ordering::SeqCst);
        assert_eq!(name(&reader.current().await.unwrap(), "330780"), "丙法院");
        assert_eq!(name(&reader.known().await.unwrap(), "330780"), "丙法院");
    }
}
