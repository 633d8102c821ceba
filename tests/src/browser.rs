//! A browser as far as it matters here: it keeps cookies and says where a call comes from.

use std::collections::BTreeMap;

use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use serde_json::Value;

use crate::{Installation, answer};

/// One browser, on its own machine.
pub struct Browser {
    client: Client,
    url: String,
    /// What it holds.
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser that holds nothing.
    #[must_use]
    pub fn new(installation: &Installation) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, url: installation.url.clone(), cookies: BTreeMap::new() }
    }

    /// A request with all cookies.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.request(method, format!("{}{path}", self.url));
        request.header(COOKIE, cookies.join("; ")).header("accept-language", "en")
    }

    /// Sends a request and keeps the cookies of its answer: its status, where it leads, and its body.
    pub async fn send(&mut self, request: RequestBuilder) -> (StatusCode, String, String) {
        let response = request.send().await.unwrap();
        self.keep(&response);
        let to = response.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned());
        (response.status(), to.unwrap_or_default(), response.text().await.unwrap())
    }

    /// Takes the cookies of an answer, each with the attributes that it has to have.
    pub fn keep(&mut self, response: &Response) {
        for set in response.headers().get_all(SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            let is_strict =
                ["sharedcourt-device", "sharedcourt-upload"].iter().any(|of| name.starts_with(of));
            let site = if is_strict { "SameSite=Strict" } else { "SameSite=Lax" };
            assert!(set.contains(site) && set.contains("Path=/"), "{set}");
            assert_eq!(set.contains("HttpOnly"), !name.ends_with("-csrf"), "{set}");
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Sends a form as a page without script does.
    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let body = urlencoded(fields);
        let request = self.request(Method::POST, path).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        self.send(request).await
    }

    /// The word of the session.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.cookies["sharedcourt-csrf"]
    }

    /// The word of the device that the browser is.
    #[must_use]
    pub fn device_word(&self) -> &str {
        &self.cookies["sharedcourt-device-csrf"]
    }

    /// The word of a telephone's upload.
    #[must_use]
    pub fn upload_word(&self) -> &str {
        &self.cookies["sharedcourt-upload-csrf"]
    }

    /// Posts JSON as a script of a page of ours does, with a word; keeps the cookies of the answer.
    pub async fn script(&mut self, path: &str, word: &str, body: &Value) -> (StatusCode, Value) {
        let request = self.request(Method::POST, path).header("sec-fetch-site", "same-origin");
        let request = request.header("accept", "application/json").header("x-csrf-token", word).json(body);
        let response = request.send().await.unwrap();
        self.keep(&response);
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    /// Reads JSON with the cookies alone.
    pub async fn read(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::GET, path)).await
    }
}

/// Fields as a form sends them.
#[must_use]
pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
