//! Somebody who sends a file, over a line that they may cut.

use std::time::Duration;

use installation::{Installation, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::sleep,
};

/// Somebody who sends a file.
#[derive(Clone)]
pub(crate) struct Sender<'a> {
    pub(crate) installation: &'a Installation,
    pub(crate) person: &'a str,
    pub(crate) name: String,
}

/// The digest of bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A video of so many bytes, as far as anybody looks: each one another.
pub(crate) fn video(size: usize) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    let mut state = u64::from_le_bytes(*uuid::Uuid::now_v7().as_bytes().last_chunk().unwrap()) | 1;
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

/// A picture, as PNG.
pub(crate) fn png(side: u32) -> Vec<u8> {
    let low = |number: u32| number.to_le_bytes()[0];
    let picture =
        image::RgbImage::from_fn(side, side, |x, y| image::Rgb([low(x), low(y), low(x.wrapping_mul(y))]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Declares a file.
pub(crate) async fn declare(
    installation: &Installation,
    person: &str,
    bytes: &[u8],
    media_type: &str,
) -> (StatusCode, Value) {
    let body = json!({
        "requestId": uuid::Uuid::now_v7().to_string(),
        "evidence": {"sha256": sha256(bytes), "sizeBytes": bytes.len().to_string(), "mediaType": media_type},
    });
    installation.post(person, "/v1/evidence", &body).await
}

impl<'a> Sender<'a> {
    /// Somebody who has declared a file.
    pub(crate) async fn of(
        installation: &'a Installation,
        person: &'a str,
        bytes: &[u8],
        media_type: &str,
    ) -> Self {
        let (status, response) = declare(installation, person, bytes, media_type).await;
        assert_eq!(
            (status, &response["state"]),
            (StatusCode::OK, &json!("EVIDENCE_STATE_DECLARED")),
            "{response}"
        );
        Self { installation, person, name: response["name"].as_str().unwrap().to_owned() }
    }

    pub(crate) fn content(&self) -> String {
        format!("/v1/{}/content", self.name)
    }

    /// Sends bytes; the answer.
    pub(crate) async fn patch(&self, offset: usize, complete: bool, bytes: &[u8]) -> (StatusCode, Value) {
        let request = self.installation.request(self.person, Method::PATCH, &self.content());
        let request = request.header("upload-offset", offset);
        let request = request.header("upload-complete", if complete { "?1" } else { "?0" });
        answer(request.body(bytes.to_vec())).await
    }

    /// Sends the rest, from the offset that the installation gives.
    pub(crate) async fn rest(&self, bytes: &[u8]) {
        let (offset, _) = self.arrived().await;
        let (status, response) = self.patch(offset, true, &bytes[offset..]).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{response}");
        self.is(bytes).await;
    }

    /// How much has arrived, and whether it is whole.
    pub(crate) async fn arrived(&self) -> (usize, bool) {
        let asked =
            self.installation.request(self.person, Method::HEAD, &self.content()).send().await.unwrap();
        assert!(asked.status().is_success(), "{}", asked.status());
        let header = |name: &str| asked.headers()[name].to_str().unwrap().to_owned();
        (header("upload-offset").parse().unwrap(), header("upload-complete") == "?1")
    }

    /// Waits until so much has arrived.
    pub(crate) async fn until(&self, least: usize) -> usize {
        for _ in 0..600 {
            let (offset, _) = self.arrived().await;
            if offset >= least {
                return offset;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("{least} bytes were sent and {} have arrived", self.arrived().await.0);
    }

    /// Begins to send all these bytes and stops after some; the line stays open.
    pub(crate) async fn begin(
        &self,
        (offset, complete): (usize, bool),
        bytes: &[u8],
        some: usize,
    ) -> TcpStream {
        let at = self.installation.url.trim_start_matches("http://");
        let mut line = TcpStream::connect(at).await.unwrap();
        let head = format!(
            "PATCH {} HTTP/1.1\r\nhost: {at}\r\nauthorization: Bearer {}\r\nupload-offset: {offset}\r\nupload-complete: ?{}\r\n\
             content-type: application/partial-upload\r\ncontent-length: {}\r\n\r\n",
            self.content(),
            self.installation.token(self.person),
            u8::from(complete),
            bytes.len(),
        );
        line.write_all(head.as_bytes()).await.unwrap();
        line.write_all(&bytes[..some]).await.unwrap();
        line.flush().await.unwrap();
        line
    }

    /// Reads a range, or all.
    pub(crate) async fn read(&self, range: Option<&str>) -> (StatusCode, Vec<u8>) {
        read(self.installation, self.person, &self.content(), range).await
    }

    /// That it can be read, whole and as it was sent.
    pub(crate) async fn is(&self, bytes: &[u8]) {
        let (status, read) = self.read(None).await;
        assert!(status == StatusCode::OK && read == bytes, "{status}: {} bytes", read.len());
    }

    /// That nothing of it can be read.
    pub(crate) async fn is_not_there(&self) {
        assert_eq!(self.read(None).await.0, StatusCode::NOT_FOUND);
    }
}

/// Reads bytes as a person.
pub(crate) async fn read(
    installation: &Installation,
    person: &str,
    path: &str,
    range: Option<&str>,
) -> (StatusCode, Vec<u8>) {
    let mut request = installation.request(person, Method::GET, path);
    if let Some(range) = range {
        request = request.header("range", range);
    }
    let response = request.send().await.unwrap();
    (response.status(), response.bytes().await.unwrap().to_vec())
}

/// What comes over a line before it ends.
pub(crate) async fn heard(mut line: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = line.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}
