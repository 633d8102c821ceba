//! The same document as a page: no script, nothing from elsewhere, readable offline.

use std::fmt::Write as _;

use kit::domain::refusal::Text;
use serde_json::Value as Json;

/// How the page looks.
pub(crate) const STYLE: &str = include_str!("page.css");

/// The notice at the top of every page.
pub(crate) fn aside(notice: &str) -> String {
    format!("<aside>{}</aside>", escaped(notice))
}

/// Writes the page.
pub(crate) fn page(document: &Json, notice: Option<&Text>) -> String {
    let mut html = String::with_capacity(1 << 20);
    let info = &document["info"];
    let notice = notice.map(|text| aside(&text.en)).unwrap_or_default();
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>sharedcourt API</title><link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body>{notice}<header><h1>sharedcourt {}</h1>\
         <p>{}</p><p><a href=\"/openapi.json\">OpenAPI 3.1</a></p></header><nav><ul>",
        escaped(text(&info["version"])),
        escaped(text(&info["description"])),
    );
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    for tag in tags {
        let name = escaped(text(&tag["name"]));
        let _ = write!(html, "<li><a href=\"#{name}\">{name}</a></li>");
    }
    html.push_str("</ul></nav><main>");
    for tag in tags {
        let name = text(&tag["name"]);
        let _ = write!(html, "<section id=\"{0}\"><h2>{0}</h2>", escaped(name));
        paragraphs(&mut html, text(&tag["description"]));
        for (path, item) in entries(&document["paths"]) {
            for (verb, operation) in entries(item).filter(|(_, operation)| operation["tags"][0] == name) {
                self::operation(&mut html, path, verb, operation);
            }
        }
        html.push_str("</section>");
    }
    html.push_str("<section id=\"schemas\"><h2>Messages</h2>");
    for (name, schema) in entries(&document["components"]["schemas"]) {
        let _ = write!(html, "<details id=\"{0}\"><summary><code>{0}</code></summary>", escaped(name));
        paragraphs(&mut html, text(&schema["description"]));
        properties(&mut html, schema);
        reasons(&mut html, &schema["x-reasons"]);
        html.push_str("</details>");
    }
    html.push_str("</section></main></body></html>");
    html
}

fn operation(html: &mut String, path: &str, verb: &str, operation: &Json) {
    let id = escaped(text(&operation["operationId"]));
    let _ = write!(
        html,
        "<details id=\"{id}\"><summary><b class=\"{verb}\">{}</b> <code>{}</code> <span>{}</span></summary>",
        verb.to_uppercase(),
        escaped(path),
        escaped(text(&operation["summary"])),
    );
    paragraphs(html, text(&operation["description"]));
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        html.push_str(
            "<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr></thead><tbody>",
        );
        for parameter in parameters {
            let name = escaped(text(&parameter["name"]));
            let star = if parameter["required"] == true { " *" } else { "" };
            let location = escaped(text(&parameter["in"]));
            let kind = kind(&parameter["schema"]);
            let said = escaped(text(&parameter["description"]));
            let _ = write!(
                html,
                "<tr><td><code>{name}</code>{star}</td><td>{location}</td><td>{kind}</td><td>{said}</td></tr>"
            );
        }
        html.push_str("</tbody></table>");
    }
    for (media, content) in entries(&operation["requestBody"]["content"]) {
        let _ = write!(html, "<h4>Body <small>{}</small> {}</h4>", escaped(media), kind(&content["schema"]));
        properties(html, &content["schema"]);
    }
    for (status, response) in entries(&operation["responses"]).filter(|(status, _)| status.starts_with('2')) {
        for (media, content) in entries(&response["content"]) {
            let schema = content.get("x-event").unwrap_or(&content["schema"]);
            let _ = write!(
                html,
                "<h4>{} <small>{}</small> {}</h4>",
                escaped(status),
                escaped(media),
                kind(schema)
            );
        }
    }
    html.push_str("</details>");
}

fn properties(html: &mut String, schema: &Json) {
    let mut rows = entries(&schema["properties"]).peekable();
    if rows.peek().is_none() {
        return;
    }
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    html.push_str("<table><thead><tr><th>Field</th><th>Type</th><th></th></tr></thead><tbody>");
    for (name, field) in rows {
        let star = if required.iter().any(|required| required == name) { " *" } else { "" };
        let said = escaped(text(&field["description"]));
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{star}</td><td>{}</td><td>{said}</td></tr>",
            escaped(name),
            kind(field)
        );
    }
    html.push_str("</tbody></table>");
}

fn reasons(html: &mut String, reasons: &Json) {
    if entries(reasons).next().is_none() {
        return;
    }
    html.push_str("<table><thead><tr><th>Reason</th><th>Meaning</th><th>What helps</th></tr></thead><tbody>");
    for (name, meaning) in entries(reasons) {
        let in_both = |texts: &Json| {
            format!(
                "{}<br><span lang=\"zh-CN\">{}</span>",
                escaped(text(&texts["en"])),
                escaped(text(&texts["zh-CN"]))
            )
        };
        let replaced = meaning["replacedBy"].as_str().map(|by| format!(" → <code>{}</code>", escaped(by)));
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(name),
            replaced.unwrap_or_default(),
            in_both(meaning),
            in_both(&meaning["cure"]),
        );
    }
    html.push_str("</tbody></table>");
}

/// What a schema takes, in a word or a link.
fn kind(schema: &Json) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/components/schemas/")) {
        let short = name.rsplit('.').next().unwrap_or(name);
        return format!("<a href=\"#{}\">{}</a>", escaped(name), escaped(short));
    }
    if let Some(first) = schema["anyOf"].get(0) {
        return kind(first);
    }
    let is = |name: &str| schema["type"] == name || schema["type"][0] == name;
    if is("array") {
        return format!("list of {}", kind(&schema["items"]));
    }
    if is("object") && schema["additionalProperties"].is_object() {
        return format!("map to {}", kind(&schema["additionalProperties"]));
    }
    let named = schema["format"].as_str().or(schema["type"].as_str()).or(schema["type"][0].as_str());
    escaped(named.unwrap_or("any"))
}

fn paragraphs(html: &mut String, text: &str) {
    for paragraph in text.split('\n').filter(|paragraph| !paragraph.is_empty()) {
        let _ = write!(html, "<p>{}</p>", escaped(paragraph));
    }
}

fn entries(object: &Json) -> impl Iterator<Item = (&str, &Json)> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_default()
}

/// Text as it stands in HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
