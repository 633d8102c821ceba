//! Field violations in the words of people: the label of each field in place of its path.
//!
//! A handler refuses fields by their paths, which are for programs. On its way out a refusal gets the labels of the contract: every
//! violation becomes a sentence about the field by its name on the form, and the message as a whole says which fields they are. The path
//! stays in the machine-readable part.

use std::{collections::HashMap, sync::LazyLock};

use prost::Message as _;
use prost_reflect::MessageDescriptor;
use proto::{access::v1::Label, google::rpc};
use tonic::{Code, Status, body::Body};
use tower::ServiceExt as _;

use super::around::{Around, Inner};
use crate::domain::reason;

/// How many fields the message as a whole names.
const NAMED: usize = 5;

/// The input of every method, by its path.
static INPUTS: LazyLock<HashMap<String, MessageDescriptor>> = LazyLock::new(|| {
    proto::methods(&proto::POOL).map(|method| (proto::method_path(&method), method.input())).collect()
});

/// A refusal of fields with their labels; any other status as it is.
#[must_use]
pub fn in_words(status: Status, input: &MessageDescriptor) -> Status {
    if status.code() != Code::InvalidArgument {
        return status;
    }
    let Ok(mut rich) = rpc::Status::decode(status.details()) else { return status };
    let Some(place) = rich.details.iter().position(|detail| is(detail, "BadRequest")) else { return status };
    let Ok(mut bad) = rpc::BadRequest::decode(rich.details[place].value.as_slice()) else { return status };
    let is_of_fields = rich.details.iter().any(|detail| {
        is(detail, "ErrorInfo")
            && rpc::ErrorInfo::decode(detail.value.as_slice())
                .is_ok_and(|info| info.reason == reason::BAD_REQUEST.name())
    });
    if !is_of_fields {
        return status;
    }
    let labels: Vec<Option<Label>> =
        bad.field_violations.iter().map(|violation| proto::path_label(input, &violation.field)).collect();
    for (violation, label) in bad.field_violations.iter_mut().zip(&labels) {
        let Some(Label { zh, en }) = label else { continue };
        let required = violation.reason == reason::REQUIRED.name();
        violation.description =
            if required { format!("{en} is required.") } else { format!("{en}: {}", violation.description) };
        if let Some(text) = &mut violation.localized_message {
            text.message =
                if required { format!("{zh}为必填项。") } else { format!("{zh}：{}", text.message) };
        }
    }
    let (zh, en) = whole(&bad, &labels);
    for detail in rich.details.iter_mut().filter(|detail| is(detail, "LocalizedMessage")) {
        if let Ok(mut text) = rpc::LocalizedMessage::decode(detail.value.as_slice()) {
            text.message = if text.locale.starts_with("zh") { zh.clone() } else { en.clone() };
            detail.value = text.encode_to_vec();
        }
    }
    rich.details[place].value = bad.encode_to_vec();
    rich.message.clone_from(&en);
    Status::with_details_and_metadata(
        status.code(),
        en,
        rich.encode_to_vec().into(),
        status.metadata().clone(),
    )
}

/// What the refusal says as a whole.
fn whole(bad: &rpc::BadRequest, labels: &[Option<Label>]) -> (String, String) {
    if let [violation] = bad.field_violations.as_slice() {
        let zh = violation.localized_message.as_ref().map_or_else(String::new, |text| text.message.clone());
        return (zh, violation.description.clone());
    }
    let count = bad.field_violations.len();
    let named: Vec<&Label> = labels.iter().flatten().take(NAMED).collect();
    let list = |texts: Vec<&str>, comma: &str| texts.join(comma);
    let zh = list(named.iter().map(|label| label.zh.as_str()).collect(), "、");
    let en = list(named.iter().map(|label| label.en.as_str()).collect(), ", ");
    if named.is_empty() {
        return (
            format!("有 {count} 处填写有误，见各项说明。"),
            format!("{count} fields are wrong; see each."),
        );
    }
    let (more_zh, more_en) = if named.len() < count { ("等", ", …") } else { ("", "") };
    (format!("有 {count} 处填写有误：{zh}{more_zh}。"), format!("{count} fields are wrong: {en}{more_en}."))
}

fn is(detail: &prost_types::Any, name: &str) -> bool {
    detail.type_url.rsplit('/').next().and_then(|name| name.strip_prefix("google.rpc.")) == Some(name)
}

/// Puts the labels into the refusals of a service.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FieldLabels;

impl Around for FieldLabels {
    async fn call<S: Inner>(
        &self,
        request: http::Request<Body>,
        inner: S,
    ) -> Result<http::Response<Body>, S::Error> {
        let input = INPUTS.get(request.uri().path());
        let response = inner.oneshot(request).await?;
        // A refusal of one call comes with the headers, and nothing after them.
        Ok(match (input, Status::from_header_map(response.headers())) {
            (Some(input), Some(status)) if status.code() == Code::InvalidArgument => {
                in_words(status, input).into_http()
            }
            _ => response,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Reason,
        refusal::{Text, Violations},
    };

    fn input() -> MessageDescriptor {
        proto::POOL.get_message_by_name("sharedcourt.dispatch.v1.CreateTaskRequest").unwrap()
    }

    fn refused(fields: &[(&str, Reason)]) -> Status {
        let mut violations = Violations::new();
        for (field, reason) in fields {
            violations.add(*field, *reason, Text::new("不对。", "It is wrong."));
        }
        in_words(violations.into_refusal().into(), &input())
    }

    fn texts(status: &Status) -> Vec<String> {
        let details = rpc::Status::decode(status.details()).unwrap().details;
        let texts = details.iter().filter(|detail| is(detail, "LocalizedMessage"));
        texts.map(|detail| rpc::LocalizedMessage::decode(detail.value.as_slice()).unwrap().message).collect()
    }

    #[test]
    fn one_field_is_named_by_its_label_and_stays_in_the_machine_readable_part() {
        let status = refused(&[("task.addressee.display_name", reason::REQUIRED)]);
        assert_eq!(texts(&status), ["「相关人姓名」为必填项。", "\"Name of the addressee\" is required."]);
        let details = rpc::Status::decode(status.details()).unwrap().details;
        let bad = details.iter().find(|detail| is(detail, "BadRequest")).unwrap();
        let bad = rpc::BadRequest::decode(bad.value.as_slice()).unwrap();
        assert_eq!(bad.field_violations[0].field, "task.addressee.display_name");
    }

    #[test]
    fn several_fields_are_listed_and_no_path_is_shown() {
        let status = refused(&[
            ("task.address", reason::TOO_LONG),
            ("task.documents[1].copies", reason::OUT_OF_RANGE),
        ]);
        for text in texts(&status) {
            assert!(!text.contains('_') && !text.contains('['), "{text}");
        }
        assert!(texts(&status)[0].starts_with("有 2 处填写有误：「"), "{:?}", texts(&status));
    }

    #[test]
    fn a_field_without_a_label_and_another_refusal_stay_as_they_are() {
        let status = refused(&[("nowhere.at_all", reason::UNKNOWN_FIELD)]);
        assert_eq!(texts(&status), ["不对。", "It is wrong."]);
        let other = in_words(Status::not_found("gone"), &input());
        assert_eq!(other.message(), "gone");
    }
}
