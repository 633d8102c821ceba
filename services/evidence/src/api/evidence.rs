//! EvidenceService.

use std::ops::Range;

use futures::{StreamExt as _, stream};
use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
    fresh,
    unit_of_work::IdempotencyKey,
};
use proto::{
    evidence::v1::{self as wire, evidence_service_server::EvidenceService},
    google::{api::HttpBody, r#type::LatLng},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use tonic::{Request, Response, Streaming};
use uuid::Uuid;

use super::{Answer, Api, Flow, cited, places::begin_upload, unknown};
use crate::{
    domain::{
        digest::Digest,
        leaf,
        picture::Picture,
        retention::{self, Hold},
        upload::{Declared, Sender, Upload},
        upload_session,
    },
    store::{
        citations,
        files::{self, File},
        holds, log, session_uploads, uploads,
    },
};

#[tonic::async_trait]
impl EvidenceService for Api {
    async fn create_evidence(&self, request: Request<wire::CreateEvidenceRequest>) -> Answer<wire::Evidence> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = IdempotencyKey::new(&caller, &body.request_id, "CreateEvidence", &body)?;
        let Some(given) = &body.evidence else { return Err(missing().into()) };
        let declared =
            Declared { sha256: &given.sha256, size: given.size_bytes, media_type: &given.media_type };
        let upload = Upload::declare(&declared, sender(&caller), Uuid::now_v7(), caller.at);
        let work = fresh!(self.units.begin(&call));
        let upload = upload.map_err(|refusal| refusal.within("evidence"))?;
        self.is_for_a_visit(work.tx(), &caller, &upload).await?;
        self.may_declare(work.tx(), &upload, caller.at).await?;
        let mut declared = uploads::declare(work.tx(), &upload).await?;
        if let Some(session) = caller.upload_session() {
            let others = session_uploads::others(work.tx(), session, declared.id).await?;
            upload_session::may_declare(upload.media_type, others)
                .map_err(|refusal| refusal.within("evidence"))?;
            session_uploads::note(work.tx(), session, declared.id, caller.at).await?;
        }
        if declared.stored.is_some() && files::is_deleted(work.tx(), declared.digest).await? {
            uploads::redeclare(work.tx(), declared.id).await?;
            declared = Upload { offset: 0, stored: None, ..declared };
        }
        let mut dropped = Vec::new();
        if declared.size != upload.size || declared.media_type != upload.media_type {
            if declared.stored.is_some() {
                return Err(declared_otherwise(&declared).into());
            }
            if declared.offset > upload.size {
                dropped = uploads::pieces(work.tx(), declared.id).await?;
                uploads::start_anew(work.tx(), declared.id).await?;
                declared.offset = 0;
            }
            uploads::correct(work.tx(), declared.id, &upload).await?;
            declared = Upload { size: upload.size, media_type: upload.media_type, ..declared };
        }
        let answer = arriving(&declared);
        let response = work.commit(answer).await?;
        self.objects.remove(&dropped).await;
        Ok(response)
    }

    async fn get_evidence(&self, request: Request<wire::GetEvidenceRequest>) -> Answer<wire::Evidence> {
        let caller = Caller::of(&request)?;
        let name = &request.get_ref().name;
        let Ok((digest, cited)) = self.seen(&caller, name).await else {
            return self.own(&caller, name).await;
        };
        let Some(file) = files::get(self.store.read(), self.encryption(), digest).await? else {
            return self.own(&caller, name).await;
        };
        Ok(Response::new(self.shown(self.store.read(), &caller, (&file, cited)).await?))
    }

    async fn hold_evidence(&self, request: Request<wire::HoldEvidenceRequest>) -> Answer<wire::Evidence> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = IdempotencyKey::new(&caller, &body.request_id, "HoldEvidence", &body)?;
        let hold = Hold::place(&body.reason, &caller.person, caller.at)?;
        let (digest, cited) = self.seen(&caller, &body.name).await?;
        let work = fresh!(self.units.begin(&call));
        let file = self.taken(work.tx(), digest).await?;
        holds::place(work.tx(), self.encryption(), digest, &hold).await?;
        let answer = self.shown(work.tx(), &caller, (&file, cited)).await?;
        Ok(work.commit(answer).await?)
    }

    async fn release_evidence(
        &self,
        request: Request<wire::ReleaseEvidenceRequest>,
    ) -> Answer<wire::Evidence> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = IdempotencyKey::new(&caller, &body.request_id, "ReleaseEvidence", &body)?;
        let (digest, cited) = self.seen(&caller, &body.name).await?;
        let work = fresh!(self.units.begin(&call));
        let file = self.taken(work.tx(), digest).await?;
        let hold = holds::of(work.tx(), self.encryption(), digest).await?.ok_or_else(retention::not_held)?;
        hold.lift(&caller.person)?;
        holds::lift(work.tx(), digest).await?;
        files::look_again(work.tx(), digest, caller.at).await?;
        let answer = self.shown(work.tx(), &caller, (&file, cited)).await?;
        Ok(work.commit(answer).await?)
    }

    async fn get_upload(&self, request: Request<wire::GetUploadRequest>) -> Answer<wire::GetUploadResponse> {
        let caller = Caller::of(&request)?;
        let digest = Digest::of_name(&request.get_ref().name).ok_or_else(unknown)?;
        let upload = self.arriving_of(&caller, digest).await?;
        let complete = upload.stored.is_some();
        Ok(Response::new(wire::GetUploadResponse { offset: upload.offset, complete }))
    }

    async fn upload_evidence(
        &self,
        request: Request<Streaming<wire::UploadEvidenceRequest>>,
    ) -> Answer<wire::UploadEvidenceResponse> {
        let (caller, api) = (Caller::of(&request)?, self.clone());
        let going = begin_upload(&self.under_way, &caller.person, &self.settings.quota)?;
        // A line that breaks ends the call; what had come by then is kept all the same, beside it.
        let taking = tokio::spawn(async move {
            let received = api.receive(&caller, request.into_inner()).await;
            drop(going);
            received
        });
        taking.await.map_err(|fault| Refusal::internal(&fault))?
    }

    async fn list_upload_session_evidence(
        &self,
        request: Request<wire::ListUploadSessionEvidenceRequest>,
    ) -> Answer<wire::ListUploadSessionEvidenceResponse> {
        let caller = Caller::of(&request)?;
        let session = &request.get_ref().parent;
        let found = session_uploads::list(self.store.read(), session, &caller.person).await?;
        let evidence = found.iter().map(arriving).collect();
        Ok(Response::new(wire::ListUploadSessionEvidenceResponse { evidence }))
    }

    type DownloadEvidenceStream = Flow<wire::DownloadEvidenceResponse>;

    async fn download_evidence(
        &self,
        request: Request<wire::DownloadEvidenceRequest>,
    ) -> Answer<Self::DownloadEvidenceStream> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let file = self.there(&caller, &body.name).await?;
        let size = u64::try_from(file.size).unwrap_or_default();
        let range = range(&body.range, size)?;
        let asked = range.clone().unwrap_or(0..size);
        let bytes = self.objects.read(file.place(), range.clone()).await?;
        let first = wire::DownloadEvidenceResponse {
            content: Some(HttpBody {
                content_type: file.media_type.as_str().to_owned(),
                ..HttpBody::default()
            }),
            status: if range.is_some() { 206 } else { 0 },
            content_range: range
                .map(|range| format!("bytes {}-{}/{size}", range.start, range.end - 1))
                .unwrap_or_default(),
            content_length: i64::try_from(asked.end - asked.start).ok(),
            etag: format!("\"{}\"", file.digest),
            accept_ranges: "bytes".to_owned(),
        };
        let rest = bytes.map(|part| {
            let content = HttpBody { data: part?, ..HttpBody::default() };
            Ok(wire::DownloadEvidenceResponse { content: Some(content), ..Default::default() })
        });
        Ok(Response::new(Box::pin(stream::once(async { Ok(first) }).chain(rest))))
    }

    async fn get_thumbnail(&self, request: Request<wire::GetThumbnailRequest>) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let file = self.there(&caller, &request.get_ref().name).await?;
        if !file.thumbnail {
            return Err(Refusal::new(
                Kind::NotFound,
                reason::THUMBNAIL_UNKNOWN,
                "这份文件没有缩略图。",
                "There is no small picture of this file.",
            )
            .into());
        }
        let data = self.objects.get_small(file.place()).await?;
        Ok(Response::new(HttpBody { content_type: "image/jpeg".to_owned(), data, ..HttpBody::default() }))
    }

    async fn batch_get_cited_files(
        &self,
        request: Request<wire::BatchGetCitedFilesRequest>,
    ) -> Answer<wire::BatchGetCitedFilesResponse> {
        Caller::of(&request)?;
        let asked = request.into_inner();
        let scope = cited::scope(&asked.region_codes)?;
        let files = self.statuses(&asked.files, &scope).await?;
        Ok(Response::new(wire::BatchGetCitedFilesResponse { files }))
    }

    async fn get_evidence_proof(
        &self,
        request: Request<wire::GetEvidenceProofRequest>,
    ) -> Answer<wire::LeafProof> {
        let caller = Caller::of(&request)?;
        let name = &request.get_ref().name;
        self.seen(&caller, name).await?;
        Ok(Response::new(self.prove(name).await?))
    }
}

impl Api {
    /// A file that the caller has declared; for a telephone, in its own session.
    pub(super) async fn arriving_of(&self, caller: &Caller, digest: Digest) -> Result<Upload, Refusal> {
        let upload = uploads::of_person(self.store.read(), digest, &caller.person).await?;
        let upload = upload.ok_or_else(unknown)?;
        match caller.upload_session() {
            Some(session) if !session_uploads::has(self.store.read(), session, upload.id).await? => {
                Err(unknown())
            }
            _ => Ok(upload),
        }
    }

    /// Refuses a file that somebody declares after their term, and that none of their visits cites: they hand in what they did while it
    /// ran. A visit that came just now may not be known here yet, so the call can be made again.
    async fn is_for_a_visit(
        &self,
        tx: &DatabaseTransaction,
        caller: &Caller,
        upload: &Upload,
    ) -> Result<(), Refusal> {
        if caller.grants.iter().any(|grant| grant.runs(caller.at)) {
            return Ok(());
        }
        let (digest, person) = (upload.digest, &upload.sender.person);
        if uploads::of_person(tx, digest, person).await?.is_some()
            || citations::is_of_a_visit(tx, digest, person).await?
        {
            return Ok(());
        }
        Err(not_cited())
    }

    /// Refuses a file that is declared for the first time where that is too much, or declared larger than before. What was declared
    /// before is declared already.
    async fn may_declare(
        &self,
        tx: &DatabaseTransaction,
        upload: &Upload,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let person = &upload.sender.person;
        uploads::take_sender(tx, person).await?;
        let before = uploads::of_person(tx, upload.digest, person).await?;
        let (mut own, mut awaited) =
            (uploads::open_of(tx, person, at).await?, uploads::awaited(tx, at).await?);
        match before {
            Some(before) if before.stored.is_some() => {
                if !files::is_deleted(tx, upload.digest).await? {
                    return Ok(());
                }
            }
            Some(before) if upload.size <= before.size => return Ok(()),
            // It counts as it is corrected, and no more as it was declared before.
            Some(before) if at <= before.expires => {
                own.files -= 1;
                own.bytes -= before.size;
                awaited -= before.size - before.offset;
            }
            Some(_) | None => {}
        }
        self.settings.quota.may_declare(upload.size, &own, (awaited, self.objects.free()))
    }

    /// A file as a caller may see it, who may see what cites it. Anyone who sends one again that was deleted sees how far that has come.
    pub(super) async fn shown(
        &self,
        read: &impl ConnectionTrait,
        caller: &Caller,
        (file, cited): (&File, Vec<String>),
    ) -> Result<wire::Evidence, Refusal> {
        let mut shown = view(file);
        if file.deletion.is_some() {
            let own = uploads::of_person(read, file.digest, &caller.person).await?;
            if let Some(upload) = own.filter(|own| own.stored.is_none()) {
                shown = wire::Evidence { deletion: shown.deletion, ..arriving(&upload) };
            }
        }
        let leaf = log::leaf(read, &shown.name).await?;
        shown.leaf_index = leaf.map(|leaf| i64::try_from(leaf.place).unwrap_or(i64::MAX));
        shown.cited_by = cited.into_iter().filter(|subject| !subject.starts_with("uploads/")).collect();
        if [Role::Command, Role::BureauChief, Role::President].into_iter().any(|role| caller.acts_as(role)) {
            shown.hold =
                holds::of(read, self.encryption(), file.digest).await?.map(|hold| wire::EvidenceHold {
                    reason: hold.reason,
                    person: hold.person,
                    hold_time: Some(hold.since.to_timestamp()),
                });
        }
        Ok(shown)
    }

    /// A file that the caller has declared.
    async fn own(&self, caller: &Caller, name: &str) -> Answer<wire::Evidence> {
        let digest = crate::domain::digest::Digest::of_name(name).ok_or_else(unknown)?;
        let upload = uploads::of_person(self.store.read(), digest, &caller.person).await?;
        Ok(Response::new(arriving(&upload.ok_or_else(unknown)?)))
    }
}

fn missing() -> Refusal {
    let mut v = Violations::new();
    v.add("evidence", reason::REQUIRED, Text::new("请填写文件信息。", "Say what the file is."));
    v.into_refusal()
}

fn declared_otherwise(stored: &Upload) -> Refusal {
    let (size, media_type) = (stored.size, stored.media_type.as_str());
    Refusal::new(
        Kind::Conflict,
        reason::DECLARED_OTHERWISE,
        format!("这份文件已完整收到（{size} 字节，{media_type}），无需再传。"),
        format!("The file is here already, with {size} bytes, as {media_type}; nothing more is needed."),
    )
}

fn not_cited() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::FILE_NOT_CITED,
        "任期结束后，只能补传任期内上门记录引用的材料。请先报送上门记录，稍后再传。",
        "After the end of a term only what its visits cite can be sent. Hand in the visit first and try again shortly.",
    )
    .retry_after(std::time::Duration::from_secs(5))
}

/// Where somebody sends from.
fn sender(caller: &Caller) -> Sender {
    let region = caller.grants.iter().find_map(|grant| grant.region.as_ref());
    let holder = caller.grants.iter().find_map(|grant| grant.court.clone().or_else(|| grant.unit.clone()));
    Sender {
        person: caller.person.clone(),
        region_code: region.map(|code| code.as_str().to_owned()).unwrap_or_default(),
        holder: holder.unwrap_or_default(),
    }
}

fn arriving(upload: &Upload) -> wire::Evidence {
    let state =
        if upload.stored.is_some() { wire::EvidenceState::Stored } else { wire::EvidenceState::Declared };
    wire::Evidence {
        name: upload.digest.name(),
        sha256: upload.digest.to_string(),
        size_bytes: upload.size,
        media_type: upload.media_type.as_str().to_owned(),
        state: state.into(),
        upload_offset: upload.offset,
        expire_time: upload.stored.is_none().then(|| upload.expires.to_timestamp()),
        store_time: upload.stored.map(Timestamp::to_timestamp),
        ..wire::Evidence::default()
    }
}

fn view(file: &File) -> wire::Evidence {
    wire::Evidence {
        name: file.digest.name(),
        sha256: file.digest.to_string(),
        size_bytes: file.size,
        media_type: file.media_type.as_str().to_owned(),
        state: if file.deletion.is_some() {
            wire::EvidenceState::Deleted.into()
        } else {
            wire::EvidenceState::Stored.into()
        },
        upload_offset: file.size,
        store_time: Some(file.stored.to_timestamp()),
        picture: file.picture.as_ref().map(picture),
        deletion: file.deletion.as_ref().map(|deletion| wire::EvidenceDeletion {
            delete_time: Some(deletion.at.to_timestamp()),
            rule: deletion.rule.clone(),
            rule_text: deletion.text().zh,
            leaf_subject: leaf::deletion(file.digest, file.deletions()),
        }),
        ..wire::Evidence::default()
    }
}

fn picture(picture: &Picture) -> wire::PictureMetadata {
    wire::PictureMetadata {
        capture_time: picture.captured.clone(),
        position: picture.position.map(|(latitude, longitude)| LatLng { latitude, longitude }),
        device: picture.device.clone(),
        width: i32::try_from(picture.size.0).unwrap_or_default(),
        height: i32::try_from(picture.size.1).unwrap_or_default(),
    }
}

/// A range as RFC 9110 writes it. What is no range of bytes, or several, is answered with the whole, as that document allows.
fn range(text: &str, size: u64) -> Result<Option<Range<u64>>, Refusal> {
    let Some(spec) = text.trim().strip_prefix("bytes=").filter(|spec| !spec.contains(',')) else {
        return Ok(None);
    };
    let Some((from, to)) = spec.split_once('-') else { return Ok(None) };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let range = match (from.trim().is_empty(), number(from), number(to)) {
        (true, _, Some(last)) => size.saturating_sub(last)..size,
        (false, Some(from), to) if to.is_some() || spec.trim_end().ends_with('-') => {
            from..to.map_or(size, |to| to.saturating_add(1)).min(size)
        }
        _ => return Ok(None),
    };
    if range.is_empty() {
        return Err(Refusal::new(
            Kind::OutOfRange,
            reason::RANGE_NOT_SATISFIABLE,
            format!("文件只有 {size} 字节，没有所要的部分。"),
            format!("The file has {size} bytes and none of those."),
        )
        .with("content-range", format!("bytes */{size}")));
    }
    Ok(Some(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        let read = |text| range(text, 100).ok().flatten();
        assert_eq!(read("bytes=0-9"), Some(0..10));
        assert_eq!(read("bytes=90-"), Some(90..100));
        assert_eq!(read("bytes=90-500"), Some(90..100));
        assert_eq!(read("bytes=-10"), Some(90..100));
        for whole in ["", "bytes=", "bytes=a-b", "bytes=0-1,5-6", "lines=1-2"] {
            assert_eq!(range(whole, 100).unwrap(), None, "{whole}");
        }
        for none in ["bytes=100-", "bytes=-0", "bytes=200-300", "bytes=9-5"] {
            assert_eq!(range(none, 100).unwrap_err().reason(), "RANGE_NOT_SATISFIABLE", "{none}");
        }
    }
}
