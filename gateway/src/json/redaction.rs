//! The last line of defence for protected fields: what the contract hides from a role is taken out of every answer to somebody who
//! came in by that role alone, whatever the service has put there. Services show less where they know more; none can show more
//! because somebody forgot. Found once by walking the descriptors: a method whose answers hold nothing of the kind pays nothing.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use http_body::Frame;
use http_body_util::StreamBody;
use kit::domain::{Timestamp, refusal::Refusal};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage as _, Value};
use proto::access::v1::{Access, Door, Grant, Principal};
use tonic::{Status, body::Body};

use crate::grpc::upstream::{self, Messages};

/// The sensitive fields of an answer, through all messages in it.
pub(crate) struct RedactionRules {
    messages: HashMap<String, Vec<(FieldDescriptor, Step)>>,
    /// For every kind that is hidden from somebody, the numbers of the roles.
    hidden_from: HashMap<i32, Vec<i32>>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Holds a kind of protected data.
    Sensitive(i32),
    /// Holds messages that may.
    Within,
}

impl RedactionRules {
    /// Walks the messages of an answer. `None` where nothing in it is hidden from anybody.
    pub(crate) fn of(answer: &MessageDescriptor) -> Option<Arc<Self>> {
        let pool = answer.parent_pool();
        let option = pool.get_extension_by_name("sharedcourt.access.v1.sensitivity")?;
        let mut rules = Self { messages: HashMap::new(), hidden_from: hidden_from(&option.kind())? };
        let (mut waiting, mut seen) = (vec![answer.clone()], HashSet::new());
        let mut any = false;
        while let Some(message) = waiting.pop() {
            if !seen.insert(message.full_name().to_owned()) {
                continue;
            }
            let mut steps = Vec::new();
            for field in message.fields() {
                let kind = field.options().get_extension(&option).as_enum_number().unwrap_or(0);
                if rules.hidden_from.contains_key(&kind) {
                    any = true;
                    steps.push((field, Step::Sensitive(kind)));
                } else if let Some(inner) = inner(&field) {
                    waiting.push(inner);
                    steps.push((field, Step::Within));
                }
            }
            rules.messages.insert(message.full_name().to_owned(), steps);
        }
        any.then(|| Arc::new(rules))
    }

    fn hide(&self, message: &mut DynamicMessage, hidden: &[i32]) {
        let Some(steps) = self.messages.get(message.descriptor().full_name()) else { return };
        for (field, step) in steps.iter().filter(|(field, _)| message.has_field(field)).collect::<Vec<_>>() {
            match step {
                Step::Sensitive(kind) if hidden.contains(kind) => message.clear_field(field),
                Step::Sensitive(_) => {}
                Step::Within => match message.get_field_mut(field) {
                    Value::Message(inner) => self.hide(inner, hidden),
                    Value::List(elements) => {
                        elements
                            .iter_mut()
                            .filter_map(Value::as_message_mut)
                            .for_each(|m| self.hide(m, hidden));
                    }
                    Value::Map(entries) => {
                        entries
                            .values_mut()
                            .filter_map(Value::as_message_mut)
                            .for_each(|m| self.hide(m, hidden));
                    }
                    _ => {}
                },
            }
        }
    }
}

/// What the values of the enum of kinds say: from whom each is hidden.
fn hidden_from(kinds: &Kind) -> Option<HashMap<i32, Vec<i32>>> {
    let kinds = kinds.as_enum()?;
    let option = kinds.parent_pool().get_extension_by_name("sharedcourt.access.v1.hidden_from")?;
    let hidden_from = kinds.values().filter_map(|value| {
        let options = value.options();
        let roles = options.get_extension(&option);
        let roles: Vec<_> = roles.as_list()?.iter().filter_map(Value::as_enum_number).collect();
        (!roles.is_empty()).then_some((value.number(), roles))
    });
    Some(hidden_from.collect())
}

/// The message that a field, or every element of it, holds.
fn inner(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind().as_message().cloned(),
        Kind::Message(message) => Some(message),
        _ => None,
    }
}

/// What is redacted in the responses of one call.
#[derive(Clone)]
pub(crate) struct Redaction {
    rules: Option<Arc<RedactionRules>>,
    /// The kinds that are hidden from this caller.
    pub(crate) hidden: Vec<i32>,
}

impl Redaction {
    /// For a caller of a method.
    pub(crate) fn new(
        rules: Option<&Arc<RedactionRules>>,
        access: &Access,
        caller: &Principal,
        at: Timestamp,
    ) -> Self {
        let Some(rules) = rules else { return Self { rules: None, hidden: Vec::new() } };
        let admitted = opening(access, caller, at);
        let all = |from: &Vec<i32>| !admitted.is_empty() && admitted.iter().all(|role| from.contains(role));
        let mut hidden: Vec<i32> =
            rules.hidden_from.iter().filter(|(_, from)| all(from)).map(|(kind, _)| *kind).collect();
        hidden.sort_unstable();
        Self { rules: Some(Arc::clone(rules)), hidden }
    }

    /// Whether it hides nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        self.hidden.is_empty()
    }

    /// Takes out what is hidden.
    pub(crate) fn over(&self, message: &mut DynamicMessage) {
        if let (Some(rules), false) = (&self.rules, self.is_nothing()) {
            rules.hide(message, &self.hidden);
        }
    }

    /// Lies over an answer of gRPC, message by message. What it compresses it must not have been asked to.
    pub(crate) fn over_answer(
        self,
        output: MessageDescriptor,
        response: http::Response<Body>,
    ) -> http::Response<Body> {
        if self.is_nothing() || Status::from_header_map(response.headers()).is_some() {
            return response;
        }
        let (mut head, body) = response.into_parts();
        head.headers.remove(http::header::CONTENT_LENGTH);
        let state = Some((Messages::of(body), self, output));
        let frames = futures::stream::unfold(state, |state| async move {
            let (mut messages, redaction, output) = state?;
            let end = match messages.next().await {
                Some(Ok(bytes)) => match redaction.framed(&output, bytes) {
                    Ok(frame) => {
                        return Some((
                            Ok::<_, Status>(Frame::data(frame)),
                            Some((messages, redaction, output)),
                        ));
                    }
                    Err(refusal) => refusal.into(),
                },
                Some(Err(status)) => status,
                None => Status::ok(""),
            };
            let mut trailers = http::HeaderMap::new();
            Some((end.add_header(&mut trailers).map(|()| Frame::trailers(trailers)), None))
        });
        http::Response::from_parts(head, Body::new(StreamBody::new(frames)))
    }

    fn framed(&self, output: &MessageDescriptor, bytes: bytes::Bytes) -> Result<bytes::Bytes, Refusal> {
        let message = DynamicMessage::decode(output.clone(), bytes);
        let mut message = message.map_err(|fault| Refusal::internal(&fault))?;
        self.over(&mut message);
        upstream::frame(&message)
    }
}

/// The roles by which somebody came in.
fn opening(access: &Access, caller: &Principal, at: Timestamp) -> Vec<i32> {
    let now = at.to_timestamp();
    let now = (now.seconds, now.nanos);
    let runs = |grant: &&Grant| {
        let begun = grant.start_time.is_none_or(|start| (start.seconds, start.nanos) <= now);
        let ended = grant.end_time.is_some_and(|end| (end.seconds, end.nanos) <= now);
        let may_hand_in = || kit::access::grant(grant).is_some_and(|grant| grant.may_hand_in(at));
        begun && (!ended || (access.after_term && may_hand_in()))
    };
    let by_role = access.door() == Door::Roles;
    let opens = |grant: &&Grant| !by_role || access.roles.contains(&grant.role);
    caller.grants.iter().filter(runs).filter(opens).map(|grant| grant.role).collect()
}

#[cfg(test)]
mod tests {
    use proto::access::v1::Role;

    use super::*;

    fn descriptor(name: &str) -> MessageDescriptor {
        proto::POOL.get_message_by_name(name).unwrap()
    }

    fn holder(roles: &[Role]) -> Principal {
        let held = |role: &Role| Grant { role: (*role).into(), ..Grant::default() };
        Principal { grants: roles.iter().map(held).collect(), ..Principal::default() }
    }

    fn hidden(access: &Access, roles: &[Role]) -> usize {
        let redacted = RedactionRules::of(&descriptor("sharedcourt.dispatch.v1.Task")).unwrap();
        Redaction::new(Some(&redacted), access, &holder(roles), Timestamp::now()).hidden.len()
    }

    #[test]
    fn what_holds_nothing_hidden_costs_nothing() {
        assert!(RedactionRules::of(&descriptor("sharedcourt.courts.v1.NetworkSummary")).is_none());
        assert!(RedactionRules::of(&descriptor("sharedcourt.dispatch.v1.ListTasksResponse")).is_some());
    }

    #[test]
    fn somebody_sees_what_one_of_the_roles_that_opened_may_see() {
        let mut access = Access::default();
        access.set_door(Door::Roles);
        access.roles = vec![Role::GridWorker.into(), Role::Officer.into()];
        assert_eq!(hidden(&access, &[Role::GridWorker]), 2);
        assert_eq!(hidden(&access, &[Role::GridWorker, Role::Officer]), 0);
        assert_eq!(
            hidden(&access, &[Role::GridWorker, Role::Admin]),
            2,
            "a role that does not open shows nothing"
        );
        assert_eq!(hidden(&access, &[Role::Officer]), 0);
    }
}
